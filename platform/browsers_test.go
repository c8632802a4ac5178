package platform

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"howett.net/plist"
)

func TestBrowserOf(t *testing.T) {
	for exe, want := range map[string]string{
		"/opt/google/chrome/chrome":                                                  "chrome",
		"/app/extra/chrome":                                                          "chrome",
		"/snap/chromium/2890/usr/lib/chromium-browser/chrome":                        "chromium",
		"/usr/lib/chromium/chromium":                                                 "chromium",
		"/usr/lib/firefox-esr/firefox-esr":                                           "firefox",
		"/snap/firefox/4848/usr/lib/firefox/firefox":                                 "firefox",
		"/opt/brave.com/brave/brave":                                                 "brave",
		"/usr/lib/x86_64-linux-gnu/opera/opera":                                      "opera",
		"/opt/vivaldi/vivaldi-bin":                                                   "vivaldi",
		`C:\Program Files\Google\Chrome\Application\chrome.exe`:                      "chrome",
		`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`:               "edge",
		`C:\Users\anna\AppData\Local\Chromium\Application\chrome.exe`:                "chromium",
		`C:\Users\anna\AppData\Local\Programs\Opera\opera.exe`:                       "opera",
		`C:\Users\anna\AppData\Local\Programs\Opera GX\opera.exe`:                    "opera-gx",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome":               "chrome",
		"/System/Cryptexes/App/System/Applications/Safari.app/Contents/MacOS/Safari": "safari",
		"/Applications/Arc.app/Contents/MacOS/Arc":                                   "arc",
		"firefox":                    "firefox",
		"chrome":                     "", // several browsers have one of that name
		"/usr/share/discord/Discord": "",
		"/home/anna/chrome":          "",
		"":                           "",
	} {
		if got := browserOf(knownBrowsers(), exe); got != want {
			t.Errorf("%q is %q", exe, got)
		}
	}
}

// No name leads to two browsers, or the wrong one would be started.
func TestTheTableIsUnambiguous(t *testing.T) {
	ids, keys := map[string]bool{}, map[string]string{}
	for _, k := range knownBrowsers() {
		if ids[k.id] || k.name == "" || k.family == "" || len(k.exes) == 0 {
			t.Errorf("entry %+v", k)
		}
		ids[k.id] = true
		for system, names := range map[string][]string{"desktop": k.desktop, "bundle": k.bundle, "menu": k.menu} {
			for _, name := range names {
				if other := keys[system+name]; other != "" {
					t.Errorf("%s %q is %s and %s", system, name, other, k.id)
				}
				keys[system+name] = k.id
				if got := describeBrowser(knownBrowsers(), installed{key: name}); got.ID != k.id {
					t.Errorf("%s %q is taken for %s", system, name, got.ID)
				}
			}
		}
	}
}

func TestDescribeBrowser(t *testing.T) {
	for name, row := range map[string]struct {
		found installed
		want  Browser
	}{
		"known by its key":        {installed{key: "Firefox-308046B0AF4A39CB", name: "Mozilla Firefox"}, Browser{ID: "firefox", Name: "Firefox", Family: FamilyFirefox}},
		"known by its executable": {installed{key: "my-web", name: "Web", exe: "/opt/google/chrome/chrome"}, Browser{ID: "chrome", Name: "Google Chrome", Family: FamilyChromium}},
		"unknown":                 {installed{key: "org.kde.Falkon", name: "Falkon", exe: "/usr/bin/falkon"}, Browser{ID: "org-kde-falkon", Name: "Falkon"}},
		"unknown, without a name": {installed{key: "w3"}, Browser{ID: "w3", Name: "w3"}},
		"a dash is no hash":       {installed{key: "Brave-Nightly"}, Browser{ID: "brave-nightly", Name: "Brave-Nightly"}},
	} {
		if diff := cmp.Diff(row.want, describeBrowser(knownBrowsers(), row.found)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestMarkRunning(t *testing.T) {
	list := []Browser{{ID: "chrome"}, {ID: "firefox"}, {ID: "brave"}, {ID: "opera"}, {ID: "opera-gx"}}
	markRunning(list, knownBrowsers(), []Process{
		{Exe: "/opt/google/chrome/chrome", Mine: true},
		{Name: "firefox", Exe: "/usr/lib/firefox/firefox"}, // another user's
		{Name: "brave", Mine: true, State: "zombie"},
		{Exe: `C:\Users\anna\AppData\Local\Programs\Opera GX\opera.exe`, Mine: true},
	})
	for _, b := range list {
		if want := b.ID == "chrome" || b.ID == "opera-gx"; b.Running != want {
			t.Errorf("%s runs: %t", b.ID, b.Running)
		}
	}
}

// propertyList writes a property list.
func propertyList(t testing.TB, format int, v any) string {
	data, err := plist.Marshal(v, format)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// mac is a Mac with a few apps.
func mac(t testing.TB, choice string) *System {
	info := func(bundle, exe string) string {
		return propertyList(t, plist.XMLFormat, bundleInfo{Identifier: bundle, Executable: exe})
	}
	files := map[string]string{
		"Applications/Google Chrome.app/Contents/Info.plist":                      info("com.google.Chrome", "Google Chrome"),
		"Applications/iTerm.app/Contents/Info.plist":                              info("com.googlecode.iterm2", "iTerm2"),
		"Applications/Broken.app/Contents/Info.plist":                             "<plist",
		"Applications/Empty.app/Contents/readme":                                  "",
		"Users/anna/Applications/Renamed Fox.app/Contents/Info.plist":             info("org.mozilla.firefox", "firefox"),
		"Users/anna/Applications/Orion.app/Contents/Info.plist":                   info("com.kagi.kagimacOS", "Orion"),
		"System/Cryptexes/App/System/Applications/Safari.app/Contents/Info.plist": info("com.apple.Safari", "Safari"),
	}
	if choice != "" {
		files["Users/anna/Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"] = choice
	}
	return recorded(files, nil, map[string]string{"HOME": "/Users/anna"})
}

// chosen is macOS's list of default programs.
func chosen(t testing.TB, bundle string) string {
	entry := map[string]string{"LSHandlerURLScheme": "https", "LSHandlerRoleAll": bundle}
	mail := map[string]string{"LSHandlerURLScheme": "mailto", "LSHandlerRoleAll": "com.apple.mail"}
	return propertyList(t, plist.BinaryFormat, map[string]any{"LSHandlers": []any{mail, entry}})
}

func TestBundleBrowsers(t *testing.T) {
	for name, row := range map[string]struct {
		choice   string
		standard string
		want     []string
	}{
		"never chosen":   {"", "com.apple.Safari", []string{"chrome", "firefox", "safari"}},
		"chosen":         {chosen(t, "org.mozilla.firefox"), "org.mozilla.firefox", []string{"chrome", "firefox", "safari"}},
		"an unknown one": {chosen(t, "com.kagi.kagimacos"), "com.kagi.kagimacos", []string{"chrome", "com-kagi-kagimacos", "firefox", "safari"}},
		"a damaged list": {"bplist00garbage", "com.apple.Safari", []string{"chrome", "firefox", "safari"}},
	} {
		t.Run(name, func(t *testing.T) {
			found, standard, err := mac(t, row.choice).bundleBrowsers(t.Context())
			if err != nil || standard != row.standard {
				t.Errorf("the default is %q, %v", standard, err)
			}
			var ids []string
			for _, f := range found {
				ids = append(ids, describeBrowser(knownBrowsers(), f).ID)
			}
			if diff := cmp.Diff(row.want, ids); diff != "" {
				t.Error(diff)
			}
		})
	}
	found, _, err := mac(t, "").bundleBrowsers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"/usr/bin/open", "-a", "/Users/anna/Applications/Renamed Fox.app"}
	if diff := cmp.Diff(want, found[1].command); diff != "" {
		t.Error(diff)
	}
}

func FuzzBundle(f *testing.F) {
	f.Add([]byte(propertyList(f, plist.XMLFormat, bundleInfo{Identifier: "com.google.Chrome"})), []byte(chosen(f, "x")))
	f.Add([]byte(propertyList(f, plist.BinaryFormat, bundleInfo{Identifier: "x"})), []byte("{LSHandlers=();}"))
	f.Fuzz(func(t *testing.T, info, choice []byte) {
		s := recorded(map[string]string{
			"Applications/A.app/Contents/Info.plist":                                                        string(info),
			"Users/anna/Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist": string(choice),
		}, nil, map[string]string{"HOME": "/Users/anna"})
		found, standard, err := s.bundleBrowsers(t.Context())
		if err != nil || standard == "" || len(found) > 1 {
			t.Errorf("%+v, %q, %v", found, standard, err)
		}
	})
}
