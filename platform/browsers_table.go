package platform

// knownBrowser is what is known of one browser beforehand. All comparisons
// ignore case. Sources: the BleachBit cleaners for process names, the browsers'
// own packages for the rest.
type knownBrowser struct {
	id      string
	name    string // as its users know it
	family  BrowserFamily
	desktop []string // Linux: ids of .desktop files, without the suffix
	bundle  []string // macOS: bundle ids
	menu    []string // Windows: keys under StartMenuInternet, without a "-hash" behind them
	exes    []string // base names of executables, without .exe; also how running ones are told
	within  []string // pieces of the executable's folder that tell it from others of its base name; none where the base name is enough
}

// knownBrowsers is every browser known by name, most widespread first.
func knownBrowsers() []knownBrowser {
	return []knownBrowser{
		{
			id: "chrome", name: "Google Chrome", family: FamilyChromium,
			desktop: []string{"google-chrome", "google-chrome-stable", "com.google.Chrome"},
			bundle:  []string{"com.google.Chrome"}, menu: []string{"Google Chrome"},
			exes:   []string{"chrome", "google-chrome", "google-chrome-stable", "Google Chrome"},
			within: []string{"google", "app/extra"}, // the second in its Flatpak
		},
		{
			id: "edge", name: "Microsoft Edge", family: FamilyChromium,
			desktop: []string{"microsoft-edge", "microsoft-edge-stable", "com.microsoft.Edge"},
			bundle:  []string{"com.microsoft.edgemac"}, menu: []string{"Microsoft Edge"},
			exes: []string{"msedge", "microsoft-edge", "microsoft-edge-stable", "Microsoft Edge"},
		},
		{
			id: "firefox", name: "Firefox", family: FamilyFirefox,
			desktop: []string{"firefox", "firefox-esr", "firefox_firefox", "org.mozilla.firefox"},
			bundle:  []string{"org.mozilla.firefox"}, menu: []string{"Firefox"},
			exes: []string{"firefox", "firefox-bin", "firefox-esr"},
		},
		{
			id: "brave", name: "Brave", family: FamilyChromium,
			desktop: []string{"brave-browser", "brave_brave", "com.brave.Browser"},
			bundle:  []string{"com.brave.Browser"}, menu: []string{"Brave"},
			exes: []string{"brave", "brave-browser", "Brave Browser"},
		},
		{
			id: "opera", name: "Opera", family: FamilyChromium,
			desktop: []string{"opera", "opera_opera", "com.opera.Opera"},
			bundle:  []string{"com.operasoftware.Opera"}, menu: []string{"OperaStable"},
			exes: []string{"opera"}, within: []string{"opera"},
		},
		{
			id: "opera-gx", name: "Opera GX", family: FamilyChromium,
			bundle: []string{"com.operasoftware.OperaGX"}, menu: []string{"Opera GXStable"},
			exes: []string{"opera", "Opera GX"}, within: []string{"opera gx"},
		},
		{
			id: "vivaldi", name: "Vivaldi", family: FamilyChromium,
			desktop: []string{"vivaldi", "vivaldi-stable", "vivaldi_vivaldi-stable", "com.vivaldi.Vivaldi"},
			bundle:  []string{"com.vivaldi.Vivaldi"}, menu: []string{"Vivaldi"},
			exes: []string{"vivaldi", "vivaldi-bin", "vivaldi-stable"},
		},
		{
			id: "chromium", name: "Chromium", family: FamilyChromium,
			desktop: []string{"chromium", "chromium-browser", "chromium_chromium", "org.chromium.Chromium"},
			bundle:  []string{"org.chromium.Chromium"}, menu: []string{"Chromium"},
			exes:   []string{"chromium", "chromium-browser", "chrome"},
			within: []string{"chromium"},
		},
		{
			id: "safari", name: "Safari", family: FamilySafari,
			bundle: []string{"com.apple.Safari"}, exes: []string{"Safari"},
		},
		{
			id: "librewolf", name: "LibreWolf", family: FamilyFirefox,
			desktop: []string{"librewolf", "io.gitlab.librewolf-community"},
			bundle:  []string{"org.mozilla.librewolf"}, menu: []string{"LibreWolf"},
			exes: []string{"librewolf"},
		},
		{
			id: "zen", name: "Zen", family: FamilyFirefox,
			desktop: []string{"zen", "zen-browser", "app.zen_browser.zen"},
			bundle:  []string{"app.zen-browser.zen"}, menu: []string{"Zen"},
			exes: []string{"zen", "zen-bin"},
		},
		{
			id: "waterfox", name: "Waterfox", family: FamilyFirefox,
			desktop: []string{"waterfox", "net.waterfox.waterfox"},
			bundle:  []string{"net.waterfox.waterfox"}, menu: []string{"Waterfox"},
			exes: []string{"waterfox", "waterfox-bin"},
		},
		{
			id: "arc", name: "Arc", family: FamilyChromium,
			bundle: []string{"company.thebrowser.Browser"}, exes: []string{"Arc"}, within: []string{"arc"},
		},
	}
}
