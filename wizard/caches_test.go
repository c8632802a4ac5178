package wizard_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/change"
	"fix502/platform/platformtest"
	"fix502/wizard"
)

// folders are what a home folder holds of the app and of two browsers: caches, and
// what must never be touched. The app's program lies in its own data folder, as
// Discord's does since its version 1.0.136.
var folders = []string{
	".config/chat/Cache/Cache_Data/f_000001", ".config/chat/Code Cache/js/index", ".config/chat/Local Storage/leveldb/token",
	".config/chat/app-1.0.136/Chat", ".config/chat/Cookies", ".config/chat/settings.json",
	".var/app/net.chat/cache/fontconfig/list", ".var/app/net.chat/config/chat/Local Storage/token",
	".cache/google-chrome/Default/Cache/Cache_Data/a", ".cache/google-chrome/Profile 2/Code Cache/b", ".cache/google-chrome/Default/Storage/ext",
	".config/google-chrome/Default/Cookies", ".cache/mozilla/firefox/abc.default/cache2/entries/c", ".mozilla/firefox/abc.default/cookies.sqlite",
}

// cacheWorld is a walk on a computer with those folders.
type cacheWorld struct {
	*wizard.Flow
	home    string
	journal *change.Journal
	running []platform.Process // of the app
	browser string             // id of a running browser
}

func newCacheWorld(t *testing.T) *cacheWorld {
	t.Helper()
	w := &cacheWorld{home: t.TempDir()}
	w.journal = change.Open(filepath.Join(t.TempDir(), "journal.jsonl"))
	for _, name := range folders {
		write(t, filepath.Join(w.home, name), strings.Repeat("x", 2000))
	}
	w.Flow = w.walk(t)
	return w
}

// walk is a new start of the program on that computer.
func (w *cacheWorld) walk(t *testing.T) *wizard.Flow {
	t.Helper()
	return flow(t, newSite(t, 200), func(p *wizard.Parts, h *platformtest.Host) {
		p.Journal = w.journal
		p.Catalog.Services[0].Apps = []catalog.App{{
			ID: "chat-stable", Name: "Chat",
			Linux: &catalog.Install{
				Processes: []string{"Chat"}, Paths: []string{"/opt/chat"}, Data: "${XDG_CONFIG_HOME}/chat",
				Caches: []string{"${XDG_CONFIG_HOME}/chat/Cache", "${XDG_CONFIG_HOME}/chat/Code Cache", "${XDG_CONFIG_HOME}/chat/GPUCache"},
			},
			Flatpak: &catalog.Install{
				ID: "net.chat", Processes: []string{"Chat"}, Paths: []string{"/app"}, Data: "${HOME}/.var/app/net.chat/config/chat",
				Caches: []string{"${HOME}/.var/app/net.chat/config/chat/Cache", "${HOME}/.var/app/net.chat/cache"},
			},
		}}
		h.OnInfo = func(context.Context) (platform.Info, error) {
			return platform.Info{OS: "linux", Home: w.home, Uptime: time.Hour}, nil
		}
		h.OnProcesses = func(context.Context) ([]platform.Process, error) { return w.running, nil }
		h.OnBrowsers = func(context.Context) ([]platform.Browser, error) {
			return []platform.Browser{
				{ID: "chrome", Name: "Google Chrome", Family: platform.FamilyChromium, Running: w.browser == "chrome", Default: true},
				{ID: "firefox", Name: "Firefox", Family: platform.FamilyFirefox, Command: []string{"firefox"}, Running: w.browser == "firefox"},
			}, nil
		}
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// files lists what lies in the home folder, but for quarantines.
func (w *cacheWorld) files(t *testing.T) (files []string, quarantined int) {
	t.Helper()
	err := filepath.WalkDir(w.home, func(path string, e fs.DirEntry, err error) error {
		name, _ := filepath.Rel(w.home, path)
		switch {
		case err != nil || e.IsDir():
		case strings.Contains(name, ".fix502-"):
			quarantined++
		default:
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, quarantined
}

// action is one button of step 5.
func (w *cacheWorld) action(t *testing.T, id wizard.ActionID) wizard.ActionView {
	t.Helper()
	p := w.Page(t.Context(), wizard.ClearCache)
	i := slices.IndexFunc(p.Actions, func(a wizard.ActionView) bool { return a.ID == id })
	if i < 0 {
		t.Fatalf("%s is not offered: %+v", id, p.Actions)
	}
	return p.Actions[i]
}

func quiet(string) {}

func TestCachesArePutAwayAndBack(t *testing.T) {
	slices.Sort(folders)
	for name, row := range map[string]struct {
		id     wizard.ActionID
		choice string
		gone   []string
		shown  string // a part of the preview
	}{
		"app": {
			wizard.ClearAppCache, "chat-stable",
			[]string{".config/chat/Cache/Cache_Data/f_000001", ".config/chat/Code Cache/js/index", ".var/app/net.chat/cache/fontconfig/list"},
			"/.config/chat/Cache: 2 kB",
		},
		"Chrome": {
			wizard.ClearBrowserCache, "browser:chrome",
			[]string{".cache/google-chrome/Default/Cache/Cache_Data/a", ".cache/google-chrome/Profile 2/Code Cache/b"},
			"/.cache/google-chrome/Profile 2/Code Cache: 2 kB",
		},
		"Firefox": {
			wizard.ClearBrowserCache, "browser:firefox",
			[]string{".cache/mozilla/firefox/abc.default/cache2/entries/c"},
			"/.cache/mozilla/firefox/abc.default/cache2: 2 kB",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newCacheWorld(t)
			v := w.action(t, row.id)
			i := slices.IndexFunc(v.Choices, func(c wizard.Choice) bool { return c.ID == row.choice })
			if i < 0 || len(v.Choices[i].Items) != len(row.gone) || !strings.Contains(strings.Join(v.Choices[i].Items, "\n"), row.shown) || !v.Changes || v.Off != "" {
				t.Fatalf("the preview: %+v", v)
			}
			r := w.Do(t.Context(), wizard.ClearCache, row.id, row.choice, quiet)
			if !r.OK || len(r.Made) == 0 {
				t.Fatalf("%+v", r)
			}
			left, put := w.files(t)
			want := slices.DeleteFunc(slices.Clone(folders), func(f string) bool { return slices.Contains(row.gone, f) })
			slices.Sort(left)
			if diff := cmp.Diff(want, left); diff != "" || put != len(row.gone) {
				t.Errorf("%d in quarantine; left: %s", put, diff)
			}
			again := w.walk(t) // the way back is for a later start as well
			for _, id := range slices.Backward(r.Made) {
				if undone := again.Undo(t.Context(), id); !undone.OK {
					t.Errorf("taking it back: %+v", undone)
				}
			}
			left, put = w.files(t)
			slices.Sort(left)
			if diff := cmp.Diff(folders, left); diff != "" || put != 0 {
				t.Errorf("%d in quarantine; after the way back: %s", put, diff)
			}
		})
	}
}

func TestCachesOfWhatRunsStay(t *testing.T) {
	w := newCacheWorld(t)
	w.running = []platform.Process{{PID: 7, Name: "Chat", Exe: "/home/sam/somewhere/Chat", Mine: true}}
	w.browser = "chrome"
	if v := w.action(t, wizard.ClearAppCache); !strings.Contains(v.Off, "Chat is running") {
		t.Errorf("the app's: %+v", v)
	}
	v := w.action(t, wizard.ClearBrowserCache)
	if v.Off != "" || v.Choices[0].ID != "browser:firefox" || v.Choices[0].Off != "" || !strings.Contains(v.Choices[1].Off, "Google Chrome is running") {
		t.Errorf("browsers: %+v", v)
	}
	for id, choice := range map[wizard.ActionID]string{wizard.ClearAppCache: "chat-stable", wizard.ClearBrowserCache: "browser:chrome"} {
		if r := w.Do(t.Context(), wizard.ClearCache, id, choice, quiet); r.OK || !strings.Contains(r.Text, "is running") {
			t.Errorf("%s: %+v", id, r)
		}
	}
	left, put := w.files(t)
	if len(left) != len(folders) || put != 0 {
		t.Errorf("%d of %d left, %d in quarantine", len(left), len(folders), put)
	}
	w.running = nil
	made := w.Do(t.Context(), wizard.ClearCache, wizard.ClearAppCache, "", quiet).Made
	w.running = []platform.Process{{PID: 7, Name: "Chat", Exe: "/opt/chat/Chat", Mine: true}}
	if r := w.Undo(t.Context(), made[0]); r.OK || !strings.Contains(r.Text, "Chat is running") || len(r.Lines) == 0 || !strings.Contains(r.Lines[0], w.home) {
		t.Errorf("putting back while it runs: %+v", r)
	}
}

func TestQuarantineIsDroppedOnceAndForAll(t *testing.T) {
	w := newCacheWorld(t)
	made := w.Do(t.Context(), wizard.ClearCache, wizard.ClearBrowserCache, "browser:chrome", quiet).Made
	list := w.Changes(t.Context())
	if len(list) != 1 || !list[0].Stands || list[0].Keeps != "Keeps 4 kB. It is deleted in 7 days." {
		t.Fatalf("%+v", list)
	}
	if r := w.Drop(t.Context(), made[0]); !r.OK {
		t.Errorf("%+v", r)
	}
	if _, put := w.files(t); put != 0 {
		t.Errorf("%d left", put)
	}
	if list := w.Changes(t.Context()); list[0].Stands || list[0].Keeps != "" {
		t.Errorf("after dropping: %+v", list)
	}
}

// What lay there for a week goes at the next start; what is younger stays.
func TestOldQuarantineGoesAtTheStart(t *testing.T) {
	for age, want := range map[time.Duration]int{6 * 24 * time.Hour: 2, 8 * 24 * time.Hour: 0} {
		w := newCacheWorld(t)
		w.Do(t.Context(), wizard.ClearCache, wizard.ClearBrowserCache, "browser:chrome", quiet)
		raw, err := os.ReadFile(w.journal.Path())
		if err != nil {
			t.Fatal(err)
		}
		old := regexp.MustCompile(`"at":"[^"]*"`).ReplaceAll(raw, []byte(`"at":"`+time.Now().Add(-age).Format(time.RFC3339)+`"`))
		write(t, w.journal.Path(), string(old))
		w.walk(t).Recover(t.Context())
		if _, put := w.files(t); put != want {
			t.Errorf("after %v: %d in quarantine, want %d", age, put, want)
		}
	}
}

// A journal is a file that others can write: no entry of it moves what isn't a cache.
func TestWrittenJournalMovesNoData(t *testing.T) {
	const control = "an ordinary one"
	for name, args := range map[string]string{
		control:                     `{"owner":"chat-stable","base":"HOME/.config/chat","items":["Cache"],"store":".fix502-AAAA"}`,
		"data of the app":           `{"owner":"chat-stable","base":"HOME/.config/chat","items":["Local Storage"],"store":".fix502-AAAA"}`,
		"out of the folder":         `{"owner":"chat-stable","base":"HOME/.config/chat","items":["Cache/../Local Storage"],"store":".fix502-AAAA"}`,
		"another folder":            `{"owner":"chat-stable","base":"HOME/.config","items":["Cache"],"store":".fix502-AAAA"}`,
		"a store that is none":      `{"owner":"chat-stable","base":"HOME/.config/chat","items":["Cache"],"store":"Local Storage"}`,
		"cookies of a browser":      `{"owner":"browser:chrome","base":"HOME/.cache/google-chrome","items":["Default/Storage"],"store":".fix502-AAAA"}`,
		"an app that nobody knows":  `{"owner":"other","base":"HOME/.config/chat","items":["Cache"],"store":".fix502-AAAA"}`,
		"a profile through a slash": `{"owner":"browser:chrome","base":"HOME/.cache/google-chrome","items":["Profile a/b/Cache"],"store":".fix502-AAAA"}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newCacheWorld(t)
			for _, store := range []string{".config/chat/.fix502-AAAA/Cache/x", ".config/chat/.fix502-AAAA/Local Storage/x", ".cache/google-chrome/.fix502-AAAA/Default/Storage/x", ".config/.fix502-AAAA/Cache/x"} {
				write(t, filepath.Join(w.home, store), "x")
			}
			line := `{"id":"a","event":"begin","at":"2020-01-01T00:00:00Z","kind":"clear-cache","subject":"s","code":"change.clear-cache","back":"change.clear-cache.back","args":` + args + "}\n" + `{"id":"a","event":"end","outcome":"done"}` + "\n"
			write(t, w.journal.Path(), strings.ReplaceAll(line, "HOME", w.home))
			before, put := w.files(t)
			w.Undo(t.Context(), "a")
			w.Drop(t.Context(), "a")
			w.Recover(t.Context())
			after, still := w.files(t)
			if same := cmp.Equal(before, after) && put == still; same == (name == control) {
				t.Errorf("%d and %d; %s", put, still, cmp.Diff(before, after))
			}
		})
	}
}

func TestClearDataPage(t *testing.T) {
	var opened []string
	f := flow(t, newSite(t, 200), func(_ *wizard.Parts, h *platformtest.Host) {
		h.OnBrowsers = func(context.Context) ([]platform.Browser, error) {
			return []platform.Browser{
				{ID: "chrome", Name: "Google Chrome", Family: platform.FamilyChromium, Command: []string{"chrome"}, Default: true},
				{ID: "firefox", Name: "Firefox", Family: platform.FamilyFirefox, Command: []string{"firefox"}},
			}, nil
		}
		h.OnOpenWith = func(_ context.Context, b platform.Browser, mode platform.BrowserMode, url string) error {
			opened = append(opened, b.ID, string(mode), url)
			return nil
		}
	})
	r := f.Do(t.Context(), wizard.ClearCache, wizard.OpenClearData, "", quiet)
	if diff := cmp.Diff([]string{"firefox", "clear-data", ""}, opened); diff != "" || !r.OK || !strings.Contains(r.Text, "Firefox") {
		t.Errorf("%+v %s", r, diff)
	}
}
