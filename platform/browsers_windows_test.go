package platform

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/windows/registry"
)

// register writes a key of the registry for the length of the test.
func register(t *testing.T, name string, values map[string]string) {
	t.Helper()
	key, _, err := registry.CreateKey(registry.CURRENT_USER, name, registry.SET_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = key.Close()
		_ = registry.DeleteKey(registry.CURRENT_USER, name)
	})
	for value, text := range values {
		if err := key.SetStringValue(value, text); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRegisteredBrowsers(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, command := range map[string]string{
		"Fix502Test":     `"` + self + `" --flag -url "%1"`,
		"Fix502TestGone": `"C:\no\such\browser.exe"`,
	} {
		key := clientsKey + `\` + name
		register(t, key, map[string]string{"": "A Test"})
		register(t, key+`\shell`, nil)
		register(t, key+`\shell\open`, nil)
		register(t, key+`\shell\open\command`, map[string]string{"": command})
		register(t, key+`\Capabilities`, map[string]string{"ApplicationName": "A Test Browser"})
		register(t, key+`\Capabilities\URLAssociations`, map[string]string{"https": "Fix502TestHTML"})
	}
	found, _, err := New().installedBrowsers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found = slices.DeleteFunc(found, func(f installed) bool { return f.name != "A Test Browser" })
	want := []installed{{
		key: "Fix502Test", name: "A Test Browser", exe: self, program: "Fix502TestHTML",
		command: []string{self, "--flag", "-url"},
	}}
	if diff := cmp.Diff(want, found, cmp.AllowUnexported(installed{})); diff != "" {
		t.Error(diff)
	}
	browsers, err := New().Browsers(t.Context())
	if err != nil || !slices.ContainsFunc(browsers, func(b Browser) bool { return b.ID == "fix502test" && b.Family == "" }) {
		t.Errorf("listed: %+v, %v", browsers, err)
	}
}

// A browser that only told where its program lies is found too; a name that leads
// to some other program, or to none, is not.
func TestUnlistedBrowsers(t *testing.T) {
	base, err := os.MkdirTemp("", "fix502")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(base) }) // Wine 8 can't
	dir := filepath.Join(base, "Vivaldi", "Application")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"vivaldi.exe", "notepad.exe"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	vivaldi := filepath.Join(dir, "vivaldi.exe")
	register(t, appPathsKey+`\vivaldi.exe`, map[string]string{"": `"` + vivaldi + `"`})
	register(t, appPathsKey+`\librewolf.exe`, map[string]string{"": filepath.Join(dir, "notepad.exe")})
	register(t, appPathsKey+`\zen.exe`, map[string]string{"": `C:\no\such\zen.exe`})
	list, err := New().Browsers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, b := range list {
		if b.ID == "vivaldi" && (b.Family != FamilyChromium || !slices.Equal(b.Command, []string{vivaldi})) {
			t.Errorf("%+v", b)
		}
		ids = append(ids, b.ID)
	}
	if !slices.Contains(ids, "vivaldi") || slices.Contains(ids, "librewolf") || slices.Contains(ids, "zen") {
		t.Errorf("found %q", ids)
	}
}
