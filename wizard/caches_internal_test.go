package wizard

import (
	"slices"
	"strings"
	"testing"

	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/change"
)

// Every app of the built-in catalogue, on every system: what is moved lies in a
// folder of its own, below the folder it is moved within, and never is what signs
// the user out or the program itself.
func TestCachesOfTheCatalogue(t *testing.T) {
	builtin, err := catalog.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	never := []string{"Local Storage", "Cookies", "IndexedDB", "Local State", "Preferences", "WebStorage", "app-", "modules", "Partitions", "settings.json", "packages"}
	for system, home := range map[string]string{"linux": "/home/anna", "darwin": "/Users/anna", "windows": `C:\Users\anna`} {
		f := &Flow{parts: Parts{Catalog: builtin, Getenv: func(string) string { return "" }}}
		f.state.info = platform.Info{OS: system, Home: home}
		found := 0
		for _, service := range builtin.Services {
			for _, a := range service.Apps {
				folders := f.cachesOf(a)
				for _, folder := range folders {
					found++
					checkFolder(t, f, home, folder, never)
				}
			}
		}
		for _, id := range []string{"chrome", "edge", "firefox", "brave", "opera", "vivaldi", "chromium"} {
			for _, folder := range f.browserCaches(id, id) {
				checkFolder(t, f, home, folder, never)
			}
		}
		if found < 3 {
			t.Errorf("%s: caches of %d folders only", system, found)
		}
	}
}

func checkFolder(t *testing.T, f *Flow, home string, folder change.CacheFolder, never []string) {
	t.Helper()
	if !strings.HasPrefix(folder.Base, home) || len(folder.Base) <= len(home)+1 || len(folder.Items) == 0 {
		t.Errorf("%s: %+v", folder.Owner, folder)
	}
	for _, item := range folder.Items {
		if item == "" || strings.ContainsAny(item, `\$`) || slices.ContainsFunc(never, func(n string) bool { return strings.HasPrefix(item, n) }) {
			t.Errorf("%s moves %q of %s", folder.Owner, item, folder.Base)
		}
	}
	one := folder
	one.Items = folder.Items[:1]
	other := folder
	other.Items = []string{"Local Storage"}
	if !f.allowCache(one) || f.allowCache(other) {
		t.Errorf("%+v: allowed %v, and what signs out %v", folder, f.allowCache(one), f.allowCache(other))
	}
}
