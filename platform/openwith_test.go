package platform

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWindowArguments(t *testing.T) {
	const url = "https://example.org/"
	for name, row := range map[string]struct {
		b    Browser
		mode BrowserMode
		want []string
	}{
		"Chrome, fresh":            {Browser{ID: "chrome", Family: FamilyChromium, Command: []string{"chrome"}}, FreshWindow, []string{"chrome", "--new-window", url}},
		"Chrome, private":          {Browser{ID: "chrome", Family: FamilyChromium, Command: []string{"chrome"}}, PrivateWindow, []string{"chrome", "--incognito", url}},
		"Edge, private":            {Browser{ID: "edge", Family: FamilyChromium, Command: []string{"msedge"}}, PrivateWindow, []string{"msedge", "--inprivate", url}},
		"Opera GX, private":        {Browser{ID: "opera-gx", Family: FamilyChromium, Command: []string{"opera"}}, PrivateWindow, []string{"opera", "--private", url}},
		"Firefox, fresh":           {Browser{ID: "firefox", Family: FamilyFirefox, Command: []string{"firefox"}}, FreshWindow, []string{"firefox", "--new-window", url}},
		"Firefox, private":         {Browser{ID: "firefox", Family: FamilyFirefox, Command: []string{"firefox"}}, PrivateWindow, []string{"firefox", "--private-window", url}},
		"in Flatpak":               {Browser{ID: "firefox", Family: FamilyFirefox, Command: []string{"flatpak", "run", "org.mozilla.firefox"}}, PrivateWindow, []string{"flatpak", "run", "org.mozilla.firefox", "--private-window", url}},
		"on a Mac":                 {Browser{ID: "chrome", Family: FamilyChromium, Command: []string{macOpener, "-a", "/Applications/Google Chrome.app"}}, PrivateWindow, []string{macOpener, "-n", "-a", "/Applications/Google Chrome.app", "--args", "--incognito", url}},
		"Safari":                   {Browser{ID: "safari", Family: FamilySafari, Command: []string{macOpener, "-a", "/Applications/Safari.app"}}, FreshWindow, []string{macOpener, "-a", "/Applications/Safari.app", url}},
		"one that nobody knows of": {Browser{ID: "falkon", Command: []string{"falkon"}}, FreshWindow, []string{"falkon", url}},
	} {
		if !row.b.Takes(row.mode) {
			t.Errorf("%s: not taken", name)
		}
		if diff := cmp.Diff(row.want, modeCommand(row.b.Command, modeArguments(row.b, row.mode, url)...)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestOpenWithRefuses(t *testing.T) {
	chrome := Browser{ID: "chrome", Family: FamilyChromium, Command: []string{"/no/such/program"}}
	for name, row := range map[string]struct {
		b    Browser
		mode BrowserMode
		url  string
		want error
	}{
		"Chrome's own pages":       {chrome, ClearDataPage, "", ErrByHand},
		"Arc's private windows":    {Browser{ID: "arc", Family: FamilyChromium, Command: []string{"arc"}}, PrivateWindow, "https://example.org/", ErrByHand},
		"Safari's private windows": {Browser{ID: "safari", Family: FamilySafari, Command: []string{"open"}}, PrivateWindow, "https://example.org/", ErrByHand},
		"Safari without add-ons":   {Browser{ID: "safari", Family: FamilySafari, Command: []string{"open"}}, CleanProfile, "https://example.org/", ErrByHand},
		"an unknown one":           {Browser{ID: "falkon", Command: []string{"falkon"}}, PrivateWindow, "https://example.org/", ErrByHand},
		"no command":               {Browser{ID: "chrome", Family: FamilyChromium}, FreshWindow, "https://example.org/", ErrByHand},
		"an option as address":     {chrome, PrivateWindow, "--load-extension=/tmp/x", ErrNotWeb},
		"a file":                   {chrome, CleanProfile, "file:///etc/passwd", ErrNotWeb},
		"a page of the browser":    {chrome, FreshWindow, "about:config", ErrNotWeb},
	} {
		if err := New().OpenWith(t.Context(), row.b, row.mode, row.url); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A profile is made for one browser that never was, and is gone again.
func TestProfileOfABrowserThatDoesNotStart(t *testing.T) {
	home := t.TempDir()
	s := recorded(nil, nil, map[string]string{"HOME": home, "XDG_CACHE_HOME": home, "LOCALAPPDATA": home})
	for _, family := range []BrowserFamily{FamilyChromium, FamilyFirefox} {
		b := Browser{ID: "x", Family: family, Command: []string{filepath.Join(home, "no-browser")}}
		if err := s.OpenWith(t.Context(), b, CleanProfile, "https://example.org/"); err == nil {
			t.Errorf("%s: started", family)
		}
	}
	if left, err := filepath.Glob(filepath.Join(s.CacheDir(), "profiles", "*")); err != nil || len(left) > 0 {
		t.Errorf("left: %q, %v", left, err)
	}
}

// The table's paths are whole, and each is named once.
func TestBrowserCaches(t *testing.T) {
	seen := map[string]bool{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		for _, k := range knownBrowsers() {
			for _, cache := range BrowserCaches(k.id, system) {
				if seen[cache.Base] || cache.Base == "" || len(cache.Items) == 0 {
					t.Errorf("%s on %s: %+v", k.id, system, cache)
				}
				seen[cache.Base] = true
			}
		}
	}
	if len(BrowserCaches("safari", "darwin")) > 0 || len(BrowserCaches("", "linux")) > 0 {
		t.Error("a browser without known caches has some")
	}
	if len(seen) < 25 {
		t.Errorf("only %d folders", len(seen))
	}
}
