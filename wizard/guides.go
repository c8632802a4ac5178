package wizard

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"fix502/assets"
	"fix502/checks"
	"fix502/platform"
)

// guideFile is one file of assets/guides: instructions, each with the systems,
// browsers and apps it is for.
type guideFile struct {
	Guides []guideEntry `yaml:"guides"`
}

type guideEntry struct {
	When struct {
		OS      []string `yaml:"os"`
		Family  []string `yaml:"family"`
		Browser []string `yaml:"browser"`
		App     []string `yaml:"app"`
	} `yaml:"when"`
	Title string   `yaml:"title"`
	Steps []string `yaml:"steps"`
	Link  string   `yaml:"link"`
	Copy  string   `yaml:"copy"`
}

// guides returns the instructions of a step (or of a verdict) that fit this
// computer: its system, and the browsers found on it, the default one first.
func (f *Flow) guides(name string, browsers []platform.Browser, args checks.Args) []Guide {
	entries, err := readGuides(f.parts.Texts.Language, name)
	if err != nil {
		return nil
	}
	var list []Guide
	target := f.setup().Service
	for _, e := range entries {
		if !fits(e.When.OS, f.info().OS) || len(e.When.App) > 0 && !slices.Contains(e.When.App, target.ID) {
			continue
		}
		if len(e.When.Browser) == 0 && len(e.When.Family) == 0 {
			list = append(list, f.guide(e, args, nil))
		}
	}
	for _, b := range browsers {
		if e, found := forBrowser(entries, b, f.info().OS); found {
			list = append(list, f.guide(e, args, checks.Args{"browser": b.Name}))
		}
	}
	return list
}

// guide puts values into one set of instructions.
func (f *Flow) guide(e guideEntry, args, also checks.Args) Guide {
	with := checks.Args{}
	for _, more := range []checks.Args{args, also} {
		for k, v := range more {
			with[k] = v
		}
	}
	g := Guide{Title: f.fill(e.Title, with), Link: f.fill(e.Link, with), Copy: f.fill(e.Copy, with)}
	for _, step := range e.Steps {
		g.Steps = append(g.Steps, f.fill(step, with))
	}
	return g
}

// forBrowser picks the most exact instructions for a browser: its own before
// those of its family.
func forBrowser(entries []guideEntry, b platform.Browser, system string) (guideEntry, bool) {
	for _, e := range entries {
		if slices.Contains(e.When.Browser, b.ID) && fits(e.When.OS, system) {
			return e, true
		}
	}
	for _, e := range entries {
		if len(e.When.Browser) == 0 && slices.Contains(e.When.Family, string(b.Family)) && fits(e.When.OS, system) {
			return e, true
		}
	}
	return guideEntry{}, false
}

// fits tells whether a list of systems names this one; an empty list names all.
func fits(list []string, system string) bool {
	if system == "darwin" {
		system = "macos"
	}
	return len(list) == 0 || slices.Contains(list, system)
}

func readGuides(language, name string) ([]guideEntry, error) {
	raw, err := fs.ReadFile(assets.Guides, "guides/"+language+"/"+name+".yaml")
	if err != nil {
		return nil, fmt.Errorf("reading the guide: %w", err)
	}
	var file guideFile
	if err := yaml.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("reading the guide %s: %w", name, err)
	}
	return file.Guides, nil
}

// fill puts values into a guide's line by the rules of texts.
func (f *Flow) fill(line string, args checks.Args) string {
	if !strings.Contains(line, "{") {
		return line
	}
	return f.parts.Texts.Fill(line, args)
}
