package checks_test

import (
	"bufio"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is the name that the packages of this program begin with.
const module = "fix502"

// anyLibrary allows every library but Fyne, which has places of its own.
const anyLibrary = "*"

// may is the picture of the house: for each folder, what it may import beside
// the standard library. A folder that is not listed may not exist. Names of this
// program mean exactly that package, those of libraries all that is below them.
var may = map[string][]string{
	".": {
		"wizard", "wizard/gui", "wizard/terminal", "checks", "checks/catalog", "checks/text",
		"platform", "platform/change", "platform/early", "assets", "fyne.io/fyne/v2/app",
	},
	"assets": {}, // and of the standard library only embed

	"platform/parse":        {},
	"platform":              {"platform/parse", anyLibrary},
	"platform/change":       {"platform", anyLibrary},
	"platform/early":        {},
	"platform/cable":        {},
	"platform/platformtest": {"platform"},

	"checks":         {"platform"},
	"checks/text":    {"assets", "checks"},
	"checks/catalog": {"assets", "checks", "github.com/goccy/go-yaml", "golang.org/x/net/idna"},
	"checks/verdict": {"checks"},
	"checks/probe": {
		"checks", "checks/catalog", "checks/verdict", "platform",
		"github.com/go-resty/resty/v2", "github.com/miekg/dns", "golang.org/x/net",
	},
	"checks/report": {
		"checks", "checks/text", "checks/verdict", "platform", "assets",
		"github.com/natefinch/atomic", "golang.org/x/text",
	},
	"checks/rehearsal":     {"checks", "checks/catalog", "platform", "github.com/miekg/dns"},
	"checks/lab":           {"checks", "checks/catalog", "platform", "platform/platformtest", anyLibrary},
	"checks/lab/scenarios": {"checks/lab"},
	"checks/lab/bench":     {"checks/lab", "platform/cable"},

	"wizard": {
		"checks", "checks/catalog", "checks/probe", "checks/rehearsal", "checks/report", "checks/text", "checks/verdict",
		"platform", "platform/change", "assets",
		"github.com/cenkalti/backoff/v5", "github.com/goccy/go-yaml", "github.com/natefinch/atomic",
	},
	"wizard/gui": {
		"wizard", "checks", "checks/catalog", "checks/report", "checks/text", "checks/verdict",
		"platform", "assets", "fyne.io/fyne/v2",
	},
	"wizard/terminal": {
		"wizard", "checks", "checks/catalog", "checks/report", "checks/text", "checks/verdict",
		"platform", "platform/change", "assets", "github.com/spf13/cobra",
	},
}

// listed is one package as the go command sees it on one operating system.
type listed struct {
	folder, doc, name string
	imports           []string
}

// packages lists every package of the program without building any.
func packages(t *testing.T, goos string) []listed {
	t.Helper()
	const form = `{{.ImportPath}}|{{.Name}}|{{.Doc}}|{{range .Imports}}{{.}} {{end}}`
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-f", form, "./...")
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0", "GOFLAGS=")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing packages for %s: %v", goos, err)
	}
	var all []listed
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		last := len(fields) - 1
		all = append(all, listed{
			folder: folderOf(fields[0]), name: fields[1],
			doc: strings.Join(fields[2:last], "|"), imports: strings.Fields(fields[last]),
		})
	}
	if len(all) < 10 {
		t.Fatalf("only %d packages found for %s", len(all), goos)
	}
	return all
}

func folderOf(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

func TestImports(t *testing.T) {
	for _, goos := range []string{"linux", "windows", "darwin"} {
		for _, p := range packages(t, goos) {
			allowed, known := may[p.folder]
			if !known {
				t.Errorf("%s: the folder is not part of the picture", p.folder)
				continue
			}
			for _, i := range p.imports {
				if !mayImport(p.folder, allowed, i) {
					t.Errorf("%s (%s) may not import %s", p.folder, goos, i)
				}
			}
		}
	}
}

// mayImport tells whether a folder may import a package.
func mayImport(folder string, allowed []string, i string) bool {
	first, _, _ := strings.Cut(i, "/")
	switch {
	case folder == "assets":
		return i == "embed"
	case i == "fyne.io/fyne/v2/app": // it is what needs a display
		return folder == "."
	case first == module:
		return slices.Contains(allowed, folderOf(i))
	case !strings.Contains(first, "."):
		return true // the standard library
	case slices.Contains(allowed, anyLibrary) && !below(i, "fyne.io"):
		return true
	}
	return slices.ContainsFunc(allowed, func(a string) bool { return below(i, a) })
}

func below(i, parent string) bool { return i == parent || strings.HasPrefix(i, parent+"/") }

func TestMayImport(t *testing.T) {
	for _, tt := range []struct {
		folder, imports string
		want            bool
	}{
		{"assets", "embed", true},
		{"assets", "strings", false},
		{"platform/parse", "net/netip", true},
		{"platform/parse", "golang.org/x/sys/unix", false},
		{"platform", "golang.org/x/sys/unix", true},
		{"platform", "fyne.io/fyne/v2", false},
		{"platform", "fix502/checks", false},
		{"checks", "fix502/checks/probe", false},
		{"checks/verdict", "fix502/platform", false},
		{"checks/probe", "fix502/platform/change", false},
		{"checks/probe", "golang.org/x/net/html", true},
		{"checks/probe", "golang.org/x/network", false},
		{"wizard", "fyne.io/fyne/v2", false},
		{"wizard/gui", "fyne.io/fyne/v2/widget", true},
		{"wizard/gui", "fyne.io/fyne/v2/app", false},
		{"wizard/gui", "fix502/checks/probe", false},
		{"wizard/terminal", "fyne.io/fyne/v2", false},
		{".", "fyne.io/fyne/v2/app", true},
	} {
		if got := mayImport(tt.folder, may[tt.folder], tt.imports); got != tt.want {
			t.Errorf("%s may import %s: %v", tt.folder, tt.imports, got)
		}
	}
}

func TestEveryFolderSaysWhatLivesThere(t *testing.T) {
	for _, p := range packages(t, "linux") {
		begins := "Package " + p.name
		if p.name == "main" {
			begins = "Command " + module
		}
		if p.name != "" && p.doc == "" {
			t.Errorf("%s has no package comment, %q …", p.folder, begins)
		}
	}
}

// systems are the endings of file names that mean one operating system or
// processor, as far as this program could meet them.
var systems = []string{
	"linux", "windows", "darwin", "freebsd", "openbsd", "netbsd", "dragonfly", "android", "ios", "js", "wasip1",
	"amd64", "arm64", "386", "arm", "wasm", "riscv64",
}

func TestBuildTagsOnlyInPlatform(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		at := strings.TrimPrefix(filepath.ToSlash(name), "../")
		if d.IsDir() {
			if at == "platform" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != ".." {
				return filepath.SkipDir
			}
			return nil
		}
		if path.Ext(at) != ".go" {
			return nil
		}
		seen++
		if ending := systemOf(at); ending != "" {
			t.Errorf("%s is only for %s; that belongs under platform/", at, ending)
		}
		constraint, err := constraintOf(name)
		if constraint != "" {
			t.Errorf("%s has %q; that belongs under platform/", at, constraint)
		}
		return err
	})
	if err != nil || seen < 10 {
		t.Fatalf("%d files seen, error %v", seen, err)
	}
}

// systemOf is the ending of a file name by which the go command would leave the
// file out elsewhere, "" for none.
func systemOf(name string) string {
	base := strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ".go"), "_test")
	_, after, ends := strings.Cut(base, "_")
	for ends {
		if slices.Contains(systems, after) {
			return after
		}
		_, after, ends = strings.Cut(after, "_")
	}
	return ""
}

// constraintOf is the build constraint above a file's package clause, "" for none.
func constraintOf(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "//go:build"), strings.HasPrefix(line, "// +build"):
			return line, nil
		case strings.HasPrefix(line, "package "):
			return "", nil
		}
	}
	return "", nil
}

func TestSystemOf(t *testing.T) {
	for name, want := range map[string]string{
		"a/link_linux.go": "linux", "a/link_windows_test.go": "windows", "a/link_linux_arm64.go": "arm64",
		"a/linux.go": "", "a/link.go": "", "a/windows_link.go": "", "a/verdict_cards.go": "",
	} {
		if got := systemOf(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
