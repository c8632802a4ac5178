package platform

import (
	"os"
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
