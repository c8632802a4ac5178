package platform

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStateAndCacheDirs(t *testing.T) {
	for name, row := range map[string]struct {
		env          map[string]string
		state, cache string
	}{
		"usual":    {map[string]string{"HOME": "/home/anna"}, "/home/anna/.local/state/fix502", "/home/anna/.cache/fix502"},
		"set":      {map[string]string{"HOME": "/home/anna", "XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "/c"}, "/s/fix502", "/c/fix502"},
		"relative": {map[string]string{"HOME": "/home/anna", "XDG_STATE_HOME": "s", "XDG_CACHE_HOME": "./c"}, "/home/anna/.local/state/fix502", "/home/anna/.cache/fix502"},
	} {
		s := recorded(nil, nil, row.env)
		if diff := cmp.Diff([]string{row.state, row.cache}, []string{s.StateDir(), s.CacheDir()}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	// Without HOME the account's own home is on file.
	if got := recorded(nil, nil, nil).StateDir(); !filepath.IsAbs(got) || filepath.Base(got) == "state" {
		t.Errorf("without HOME: %q", got)
	}
}

func TestDocumentsAndDownloads(t *testing.T) {
	home := t.TempDir()
	env := map[string]string{"HOME": home}
	s := New()
	s.env = func(name string) string { return env[name] }
	if s.Documents() != home || s.Downloads() != home {
		t.Errorf("neither is there: %q, %q", s.Documents(), s.Downloads())
	}
	for _, dir := range []string{"Documents", "Dokumente", "Downloads", ".config"} {
		if err := os.Mkdir(filepath.Join(home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if s.Documents() != filepath.Join(home, "Documents") || s.Downloads() != filepath.Join(home, "Downloads") {
		t.Errorf("by their usual names: %q, %q", s.Documents(), s.Downloads())
	}
	set := "XDG_DOCUMENTS_DIR=\"$HOME/Dokumente\"\nXDG_DOWNLOAD_DIR=\"$HOME/missing\"\n"
	if err := os.WriteFile(filepath.Join(home, ".config", "user-dirs.dirs"), []byte(set), 0o600); err != nil {
		t.Fatal(err)
	}
	if s.Documents() != filepath.Join(home, "Dokumente") || s.Downloads() != home {
		t.Errorf("as the user set them: %q, %q", s.Documents(), s.Downloads())
	}
}
