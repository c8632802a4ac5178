package platform

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// entryText is a .desktop file of a browser.
func entryText(name, exec string, more ...string) string {
	return strings.Join(append([]string{
		"[Desktop Entry]", "Type=Application", "Name=" + name, "Exec=" + exec,
		"Categories=Network;WebBrowser;", "MimeType=text/html;x-scheme-handler/http;x-scheme-handler/https;",
	}, more...), "\n")
}

// penguin is a Linux computer with many browsers.
func penguin() (files, env map[string]string) {
	files = map[string]string{
		"usr/share/applications/google-chrome.desktop":                           entryText("Google Chrome", "/usr/bin/google-chrome-stable %U"),
		"usr/share/applications/firefox-esr.desktop":                             entryText("Firefox ESR", "firefox-esr %u"),
		"usr/share/applications/falkon.desktop":                                  entryText("Falkon", "falkon %u", "TryExec=falkon"),
		"usr/share/applications/gone.desktop":                                    entryText("Gone", "/opt/gone/gone %u"),
		"usr/share/applications/try-gone.desktop":                                entryText("Try", "falkon %u", "TryExec=/opt/gone/gone"),
		"usr/share/applications/hidden.desktop":                                  entryText("Hidden", "falkon %u"),
		"usr/share/applications/discord.desktop":                                 "[Desktop Entry]\nType=Application\nName=Discord\nExec=discord\nMimeType=x-scheme-handler/https;\nCategories=Network;\n",
		"usr/share/applications/damaged.desktop":                                 "\x00\x01",
		"home/anna/.local/share/applications/hidden.desktop":                     "[Desktop Entry]\nHidden=true\n",
		"var/lib/flatpak/exports/share/applications/org.mozilla.firefox.desktop": entryText("Firefox", "/usr/bin/flatpak run --command=firefox --file-forwarding org.mozilla.firefox @@u %u @@"),
		"var/lib/snapd/desktop/applications/brave_brave.desktop":                 entryText("Brave", "env HINT=/x /snap/bin/brave %U"),
		"usr/bin/google-chrome-stable":                                           "",
		"usr/bin/firefox-esr":                                                    "",
		"usr/bin/falkon":                                                         "",
		"usr/bin/flatpak":                                                        "",
		"usr/bin/env":                                                            "",
		"usr/bin/discord":                                                        "",
	}
	env = map[string]string{
		"HOME": "/home/anna", "PATH": "relative:/usr/local/bin:/usr/bin",
		"XDG_DATA_DIRS": "/usr/share:relative/share:/usr/share/:/var/lib/snapd/desktop",
	}
	return files, env
}

func TestDesktopBrowsers(t *testing.T) {
	files, env := penguin()
	found, standard, err := recorded(files, nil, env).desktopBrowsers(t.Context())
	if err != nil || standard != "" {
		t.Errorf("the default is %q, %v", standard, err)
	}
	got := map[string][]string{}
	for _, f := range found {
		got[f.key] = f.command
	}
	want := map[string][]string{
		"google-chrome":       {"/usr/bin/google-chrome-stable"},
		"firefox-esr":         {"firefox-esr"},
		"falkon":              {"falkon"},
		"org.mozilla.firefox": {"/usr/bin/flatpak", "run", "--command=firefox", "--file-forwarding", "org.mozilla.firefox"},
		"brave_brave":         {"env", "HINT=/x", "/snap/bin/brave"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDefaultDesktop(t *testing.T) {
	const ask = "xdg-settings get default-web-browser"
	const handler = "[Default Applications]\nx-scheme-handler/https="
	for name, row := range map[string]struct {
		files    map[string]string
		programs map[string]string
		want     string
	}{
		"asked":                    {nil, map[string]string{ask: "firefox_firefox.desktop\n"}, "firefox_firefox"},
		"asked, nothing set":       {map[string]string{"home/anna/.config/mimeapps.list": handler + "b.desktop;c.desktop"}, map[string]string{ask: "\n"}, "b"},
		"asked, no sense":          {nil, map[string]string{ask: "xdg-settings: unknown desktop environment"}, ""},
		"the user's list":          {map[string]string{"home/anna/.config/mimeapps.list": handler + "u.desktop", "usr/share/applications/mimeapps.list": handler + "s.desktop"}, nil, "u"},
		"the system's list":        {map[string]string{"home/anna/.config/mimeapps.list": "[Added Associations]\n", "usr/share/applications/mimeapps.list": handler + "s.desktop"}, nil, "s"},
		"nothing":                  {nil, nil, ""},
		"a list beyond all bounds": {map[string]string{"home/anna/.config/mimeapps.list": handler + "u.desktop\n" + strings.Repeat("#", desktopFileLimit)}, nil, ""},
	} {
		_, env := penguin()
		if got := recorded(row.files, row.programs, env).defaultDesktop(t.Context()); got != row.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestDataDirs(t *testing.T) {
	for name, row := range map[string]struct {
		env  map[string]string
		want []string
	}{
		"nothing set": {nil, []string{"/usr/local/share", "/usr/share", "/var/lib/flatpak/exports/share", "/var/lib/snapd/desktop"}},
		"all set": {
			map[string]string{"HOME": "/home/anna", "XDG_DATA_HOME": "/data", "XDG_DATA_DIRS": "/opt/share:nix"},
			[]string{"/data", "/opt/share", "/data/flatpak/exports/share", "/var/lib/flatpak/exports/share", "/var/lib/snapd/desktop", "/usr/local/share", "/usr/share"},
		},
	} {
		if diff := cmp.Diff(row.want, recorded(nil, nil, row.env).dataDirs()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
