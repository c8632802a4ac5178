package platform

import "slices"

// BrowserCache is where one browser keeps copies of pages that it can do without,
// in the notation of the catalogue's paths.
type BrowserCache struct {
	Base  string   // the folder that holds them
	Items []string // the caches, below Base, with "/"; * stands for part of one name
}

// BrowserCaches lists where the browser of an id keeps its caches on a system
// ("linux", "windows", "darwin"); none where that isn't known, or where the system
// keeps other programs out (Safari's). Cookies, sign-ins, settings and what sites
// store for themselves lie elsewhere.
//
// Sources: the BleachBit cleaners of each browser.
func BrowserCaches(id, system string) []BrowserCache {
	bases := map[string]map[string][]string{
		"windows": {
			"chrome": {"${LOCALAPPDATA}/Google/Chrome/User Data"}, "edge": {"${LOCALAPPDATA}/Microsoft/Edge/User Data"},
			"brave":   {"${LOCALAPPDATA}/BraveSoftware/Brave-Browser/User Data"},
			"vivaldi": {"${LOCALAPPDATA}/Vivaldi/User Data"}, "chromium": {"${LOCALAPPDATA}/Chromium/User Data"},
			"opera": {"${LOCALAPPDATA}/Opera Software/Opera Stable"}, "opera-gx": {"${LOCALAPPDATA}/Opera Software/Opera GX Stable"},
			"firefox": {"${LOCALAPPDATA}/Mozilla/Firefox/Profiles"},
		},
		"darwin": {
			"chrome": {"${HOME}/Library/Caches/Google/Chrome"}, "edge": {"${HOME}/Library/Caches/Microsoft Edge"},
			"brave":   {"${HOME}/Library/Caches/BraveSoftware/Brave-Browser"},
			"vivaldi": {"${HOME}/Library/Caches/Vivaldi"}, "chromium": {"${HOME}/Library/Caches/Chromium"},
			"opera":   {"${HOME}/Library/Caches/com.operasoftware.Opera"},
			"firefox": {"${HOME}/Library/Caches/Firefox/Profiles"},
		},
		"linux": {
			"chrome":   {"${XDG_CACHE_HOME}/google-chrome", "${HOME}/.var/app/com.google.Chrome/cache/google-chrome"},
			"edge":     {"${XDG_CACHE_HOME}/microsoft-edge", "${HOME}/.var/app/com.microsoft.Edge/cache/microsoft-edge"},
			"brave":    {"${XDG_CACHE_HOME}/BraveSoftware/Brave-Browser", "${HOME}/.var/app/com.brave.Browser/cache/BraveSoftware/Brave-Browser", "${HOME}/snap/brave/common/.cache/BraveSoftware/Brave-Browser"},
			"vivaldi":  {"${XDG_CACHE_HOME}/vivaldi", "${HOME}/.var/app/com.vivaldi.Vivaldi/cache/vivaldi", "${HOME}/snap/vivaldi/common/.cache/vivaldi"},
			"chromium": {"${XDG_CACHE_HOME}/chromium", "${HOME}/.var/app/org.chromium.Chromium/cache/chromium", "${HOME}/snap/chromium/common/.cache/chromium"},
			"opera":    {"${XDG_CACHE_HOME}/opera", "${HOME}/.var/app/com.opera.Opera/cache/opera", "${HOME}/snap/opera/common/.cache/opera"},
			"firefox":  {"${XDG_CACHE_HOME}/mozilla/firefox", "${HOME}/.var/app/org.mozilla.firefox/cache/mozilla/firefox", "${HOME}/snap/firefox/common/.cache/mozilla/firefox"},
		},
	}
	items := chromiumCaches()
	if id == "firefox" {
		items = []string{"*/cache2"}
	}
	var list []BrowserCache
	for _, base := range bases[system][id] {
		list = append(list, BrowserCache{Base: base, Items: slices.Clone(items)})
	}
	return list
}

// chromiumCaches are those of the family: of each profile, of Opera's only one
// (which lies in the base itself), and of the graphics driver.
func chromiumCaches() []string {
	list := []string{"ShaderCache", "GrShaderCache", "GraphiteDawnCache"}
	for _, name := range []string{"Cache", "Code Cache", "GPUCache", "Media Cache"} {
		list = append(list, name, "Default/"+name, "Profile */"+name)
	}
	return list
}
