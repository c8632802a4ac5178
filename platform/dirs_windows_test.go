package platform

import (
	"os"
	"path/filepath"
	"testing"
)

func TestStateAndCacheDirs(t *testing.T) {
	s := New()
	s.env = func(name string) string {
		if name == "LOCALAPPDATA" {
			return `D:\Data`
		}
		return ""
	}
	if s.StateDir() != `D:\Data\Fix502` || s.CacheDir() != `D:\Data\Fix502\Cache` {
		t.Errorf("%q, %q", s.StateDir(), s.CacheDir())
	}
	// Asked of Windows itself.
	s.env = func(string) string { return "" }
	for _, dir := range []string{s.StateDir(), s.Documents(), s.Downloads()} {
		if !filepath.IsAbs(dir) {
			t.Errorf("%q is no full path", dir)
		}
	}
	if _, err := os.Stat(s.Documents()); err != nil {
		t.Error(err)
	}
}
