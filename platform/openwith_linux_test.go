package platform

import (
	"path/filepath"
	"testing"
)

func TestProfilesLieWhereTheBrowserSeesThem(t *testing.T) {
	env := map[string]string{"HOME": "/home/anna", "USERPROFILE": "/home/anna"}
	s := recorded(nil, nil, env)
	for want, command := range map[string][]string{
		"/home/anna/snap/firefox/common":                {"env", "HINT=/x", "/snap/bin/firefox"},
		"/home/anna/snap/opera/common":                  {"/snap/bin/opera.opera"},
		"/home/anna/.var/app/com.google.Chrome/cache":   {"/usr/bin/flatpak", "run", "--branch=stable", "--command=/app/bin/chrome", "com.google.Chrome"},
		filepath.Join(s.CacheDir(), "profiles"):         {"/usr/bin/chromium"},
		filepath.Join(s.CacheDir(), "profiles") + "/":   {"flatpak", "run", "../../etc"},
		filepath.Join(s.CacheDir(), "profiles") + "/.":  {"flatpak", "run"},
		filepath.Join(s.CacheDir(), "profiles") + "/./": {"/snap/bin/../x"},
	} {
		if got := s.profileParent(command); got != filepath.Clean(want) {
			t.Errorf("%q: %s", command, got)
		}
	}
}
