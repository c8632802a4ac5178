package parse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDesktopEntry(t *testing.T) {
	web := []string{"Network", "WebBrowser"}
	for file, want := range map[string]Desktop{
		"google-chrome": {
			Application: true, Name: "Google Chrome", Exec: []string{"/usr/bin/google-chrome-stable"}, Categories: web,
			MimeTypes: []string{"application/pdf", "text/html", "x-scheme-handler/http", "x-scheme-handler/https"},
		},
		"org.mozilla.firefox": {
			Application: true, Name: "Firefox", Categories: web,
			Exec:      []string{"/usr/bin/flatpak", "run", "--branch=stable", "--arch=x86_64", "--command=firefox", "--file-forwarding", "org.mozilla.firefox"},
			MimeTypes: []string{"text/html", "text/xml", "application/xhtml+xml", "x-scheme-handler/http", "x-scheme-handler/https"},
		},
		"firefox_firefox": {
			Application: true, Name: "Firefox Web Browser", Categories: []string{"GNOME", "GTK", "Network", "WebBrowser"},
			Exec:      []string{"env", "BAMF_DESKTOP_FILE_HINT=/var/lib/snapd/desktop/applications/firefox_firefox.desktop", "/snap/bin/firefox"},
			MimeTypes: []string{"text/html", "x-scheme-handler/http", "x-scheme-handler/https"},
		},
		"quoted-crlf": {
			Application: true, Name: "My Browser", Exec: []string{"/home/anna/my apps/b$1", "--title", "My Browser", "50%"},
			MimeTypes: []string{"x-scheme-handler/https"},
		},
		"deleted":     {Application: true, Hidden: true},
		"broken-exec": {Application: true, Name: "Broken"},
	} {
		t.Run(file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", "desktop", file+".desktop"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := DesktopEntry(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDesktopEntryWithoutItsGroup(t *testing.T) {
	for _, text := range []string{"", "Exec=/bin/true", "[Desktop Action x]\nExec=/bin/true", "\x00\xff"} {
		if d, err := DesktopEntry([]byte(text)); err == nil {
			t.Errorf("%q gave %+v", text, d)
		}
	}
}

func TestDesktopExec(t *testing.T) {
	for value, want := range map[string][]string{
		`b %u`:                    {"b"},
		`b --new-window %U --x`:   {"b", "--new-window", "--x"},
		`b --url=%u`:              {"b"},
		`b %i %k %d %m %F`:        {"b"},
		`b "a b" 'c d'`:           {"b", "a b", "'c", "d'"},
		`b "q\\"q"`:               {"b", `q"q`},
		"b \"x\\\\`y\"":           {"b", "x`y"},
		`b\sc`:                    {"b", "c"},
		`"" x`:                    nil,
		`b ""`:                    {"b", ""},
		`%u`:                      nil,
		``:                        nil,
		`b "open`:                 nil,
		`b %`:                     {"b"},
		`b 100%%`:                 {"b", "100%"},
		`b "%c"`:                  {"b", "The Name"},
		`b; rm -rf $HOME && echo`: {"b;", "rm", "-rf", "$HOME", "&&", "echo"},
	} {
		got, err := DesktopExec(value, "The Name")
		if (err != nil) != (want == nil) {
			t.Errorf("%q: error %v", value, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", value, diff)
		}
	}
}

func TestMimeDefaults(t *testing.T) {
	list := []byte("[Added Associations]\nx-scheme-handler/https=wrong.desktop;\n\n[Default Applications]\n" +
		"text/html=a.desktop\nx-scheme-handler/https=firefox.desktop;google-chrome.desktop;\n")
	want := []string{"firefox.desktop", "google-chrome.desktop"}
	if diff := cmp.Diff(want, MimeDefaults(list, "x-scheme-handler/https")); diff != "" {
		t.Error(diff)
	}
	if got := MimeDefaults(list, "x-scheme-handler/ftp"); got != nil {
		t.Errorf("a type that is not there gave %q", got)
	}
}

// quoteExec writes an argument list as an Exec value, the way the specification
// tells writers to.
func quoteExec(args []string) string {
	var words []string
	for _, arg := range args {
		arg = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", "$", `\$`, "%", "%%").Replace(arg)
		words = append(words, `"`+arg+`"`)
	}
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(strings.Join(words, " "))
}

// What is understood can be written down again and is understood the same.
func FuzzDesktopExec(f *testing.F) {
	for _, seed := range []string{`b %u`, `b "q\\"q" %%`, `b "open`, `/usr/bin/flatpak run x @@u %u @@`, `b\sc "%c"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		args, err := DesktopExec(value, "n")
		if err != nil {
			if args != nil {
				t.Errorf("an error and %q", args)
			}
			return
		}
		again, err := DesktopExec(quoteExec(args), "n")
		args = withoutMarks(args)
		if err != nil || !cmp.Equal(args, again) {
			t.Errorf("%q was read as %q, written again as %q, %v", value, args, again, err)
		}
	})
}

// withoutMarks leaves out arguments that happen to look like Flatpak's marks.
func withoutMarks(args []string) []string {
	var kept []string
	for _, a := range args {
		if a != "@@" && a != "@@u" {
			kept = append(kept, a)
		}
	}
	return kept
}

func FuzzDesktopEntry(f *testing.F) {
	f.Add([]byte("[Desktop Entry]\nType=Application\nName=x\nExec=x %u\nMimeType=a;b;\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := DesktopEntry(data)
		if err == nil && len(d.Name) > len(data) {
			t.Error("a name longer than its file")
		}
		for _, id := range MimeDefaults(data, "text/html") {
			if strings.Contains(id, ";") || id == "" {
				t.Errorf("desktop id %q", id)
			}
		}
	})
}
