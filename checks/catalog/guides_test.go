package catalog

import (
	"encoding/json"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"fix502/assets"
)

// guideFile is the form told at the top of assets/guides/en/check-status.yaml.
type guideFile struct {
	Guides []guide `yaml:"guides"`
}

type guide struct {
	When struct {
		OS      []string `yaml:"os"`
		App     []string `yaml:"app"`
		Family  []string `yaml:"family"`
		Browser []string `yaml:"browser"`
	} `yaml:"when"`
	Title string   `yaml:"title"`
	Steps []string `yaml:"steps"`
	Link  string   `yaml:"link"`
	Copy  string   `yaml:"copy"`
}

// stepIDs are the twelve of contract §4, in order.
var stepIDs = []string{
	"check-status", "end-process", "reload", "new-session", "clear-cache", "safe-mode",
	"change-dns", "other-browser", "restart", "contact-support", "contact-isp", "come-back-later",
}

var (
	guideSystems  = []string{"windows", "macos", "linux"}
	guideFamilies = []string{"chromium", "firefox", "safari"}
	placeholder   = regexp.MustCompile(`\{[^}]*\}`)
	// What the wizard fills in; the last one only where a guide is for browsers.
	placeholders = []string{
		"{doh}", "{dot}",
		"{service}", "{url}", "{host}", "{resolver_name}", "{ipv4_1}", "{ipv4_2}", "{ipv6_1}", "{ipv6_2}", "{browser}",
	}
)

func readGuide(t *testing.T, name string) guideFile {
	t.Helper()
	raw, err := fs.ReadFile(assets.Guides, "guides/en/"+name+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file guideFile
	if err := yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()); err != nil {
		t.Fatalf("%s: %s", name, yaml.FormatError(err, false, true))
	}
	return file
}

func guideNames(t *testing.T) []string {
	t.Helper()
	paths, err := fs.Glob(assets.Guides, "guides/en/*")
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range paths {
		paths[i] = strings.TrimSuffix(strings.TrimPrefix(path, "guides/en/"), ".yaml")
	}
	return paths
}

// contractCodes are the verdict codes, from the schema, which another test holds to the contract.
func contractCodes(t *testing.T) []string {
	t.Helper()
	var schema struct {
		Defs struct {
			Code struct {
				Enum []string `json:"enum"`
			} `json:"code"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(assets.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	return schema.Defs.Code.Enum
}

func TestEveryStepHasAGuideAndEveryGuideAPlace(t *testing.T) {
	names := guideNames(t)
	for _, id := range stepIDs {
		if !slices.Contains(names, id) {
			t.Errorf("%s has no guide", id)
		}
	}
	codes := contractCodes(t)
	for _, name := range names {
		if !slices.Contains(stepIDs, name) && !slices.Contains(codes, name) {
			t.Errorf("%s is neither a step nor a verdict", name)
		}
	}
}

func TestGuidesKeepTheirForm(t *testing.T) {
	cat := builtin(t)
	for _, name := range guideNames(t) {
		file := readGuide(t, name)
		if len(file.Guides) == 0 {
			t.Errorf("%s is empty", name)
		}
		for i, g := range file.Guides {
			where := name + " " + element("guides", i)
			if g.Title == "" || len(g.Steps) == 0 || len(g.Steps) > 9 {
				t.Errorf("%s: title %q, %d steps", where, g.Title, len(g.Steps))
			}
			only(t, where, g.When.OS, guideSystems)
			only(t, where, g.When.Family, guideFamilies)
			for _, app := range g.When.App {
				if _, known := cat.Service(app); !known {
					t.Errorf("%s: %s is no service of the catalogue", where, app)
				}
			}
			if g.Link != "" {
				if u, err := url.Parse(g.Link); err != nil || u.Scheme != "https" {
					t.Errorf("%s: link %q", where, g.Link)
				}
			}
			forBrowsers := len(g.When.Family)+len(g.When.Browser) > 0
			for _, text := range append([]string{g.Title, g.Link, g.Copy}, g.Steps...) {
				goodText(t, where, text, forBrowsers)
			}
			for _, step := range g.Steps {
				if n := utf8.RuneCountInString(step); n > 170 {
					t.Errorf("%s: a step of %d characters: %s", where, n, step)
				}
			}
		}
	}
}

func only(t *testing.T, where string, got, allowed []string) {
	t.Helper()
	for _, v := range got {
		if !slices.Contains(allowed, v) {
			t.Errorf("%s: %q is none of %v", where, v, allowed)
		}
	}
}

// goodText holds a line to what the window's font can show and to the voice.
func goodText(t *testing.T, where, text string, forBrowsers bool) {
	t.Helper()
	for _, r := range text {
		if r > 0xff && !strings.ContainsRune("“”‘’…•–", r) || r < ' ' {
			t.Errorf("%s: %q is not in the font: %s", where, r, text)
		}
	}
	for _, p := range placeholder.FindAllString(text, -1) {
		if !slices.Contains(placeholders, p) || p == "{browser}" && !forBrowsers {
			t.Errorf("%s: nobody fills %s in: %s", where, p, text)
		}
	}
	lower := strings.ToLower(text)
	for _, word := range []string{"!", "simply", "just ", "please note", "error occurred", "you should have", "obviously"} {
		if strings.Contains(lower, word) && !strings.HasPrefix(text, "“Please") {
			t.Errorf("%s: %q is not our voice: %s", where, word, text)
		}
	}
}

// Whoever sits in front of any system finds something to do in the steps that
// are about this computer, whatever browser it has.
func TestEverySystemHasAGuideInStepsTwoToNine(t *testing.T) {
	for _, id := range stepIDs[1:9] {
		for _, system := range guideSystems {
			families := map[string]bool{}
			general := 0
			for _, g := range readGuide(t, id).Guides {
				if len(g.When.OS) > 0 && !slices.Contains(g.When.OS, system) || len(g.When.App) > 0 {
					continue
				}
				if len(g.When.Family)+len(g.When.Browser) == 0 {
					general++
				}
				for _, f := range g.When.Family {
					families[f] = true
				}
			}
			if general == 0 {
				t.Errorf("%s has nothing for %s that needs no certain browser", id, system)
			}
			if !slices.Contains([]string{"reload", "new-session", "clear-cache", "safe-mode"}, id) {
				continue
			}
			for _, f := range guideFamilies {
				if !families[f] && (f != "safari" || system == "macos") {
					t.Errorf("%s has nothing for %s on %s", id, f, system)
				}
			}
		}
	}
}

// A manual change of DNS names the addresses to type and the way back, each time.
func TestGuidesForDNSNameTheAddressesAndTheWayBack(t *testing.T) {
	systems := map[string]int{}
	for _, g := range readGuide(t, "change-dns").Guides {
		all := strings.Join(g.Steps, "\n")
		if len(g.When.OS) != 1 || !strings.Contains(all, "{ipv4_1}") {
			continue
		}
		systems[g.When.OS[0]]++
		for _, part := range []string{"{ipv4_2}", "{ipv6_1}", "{resolver_name}", "The way back"} {
			if !strings.Contains(all, part) {
				t.Errorf("%s leaves out %s", g.Title, part)
			}
		}
	}
	for _, system := range guideSystems {
		if systems[system] != 2 { // Windows 11 and 10, newer and older macOS, GNOME and KDE
			t.Errorf("%s has %d ways", system, systems[system])
		}
	}
}

func TestTextsOfTargetsKeepTheVoice(t *testing.T) {
	raw, err := os.ReadFile("../../assets/texts/en/catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		t.Fatal(err)
	}
	for code, text := range texts {
		goodText(t, code, text, false)
	}
}
