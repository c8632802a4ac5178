package lab

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fix502/platform"
)

// visit is one request that a browser made.
type visit struct{ path, agent, cookie string }

// guestbook is a site that gives every visitor a cookie and writes down who comes.
type guestbook struct {
	*httptest.Server
	visits chan visit
}

func newGuestbook(t *testing.T) *guestbook {
	t.Helper()
	g := &guestbook{visits: make(chan visit, 100)}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "guest", Value: "known", MaxAge: 3600})
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<title>Guestbook " + r.URL.Path + "</title>"))
		if r.URL.Path != "/favicon.ico" {
			g.visits <- visit{r.URL.Path, r.UserAgent(), r.Header.Get("Cookie")}
		}
	}))
	t.Cleanup(g.Close)
	return g
}

// comes waits for a visit of a page.
func (g *guestbook) comes(t *testing.T, s *screen, path string) visit {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		select {
		case v := <-g.visits:
			if v.path == path {
				return v
			}
		case <-ctx.Done():
			s.shot("no-visit")
			t.Fatalf("nobody came to %s", path)
		}
	}
}

// browserDesk is a home folder and a screen on which real browsers are opened.
type browserDesk struct {
	sys  *platform.System
	home string
	s    *screen
	site *guestbook
}

func newBrowserDesk(t *testing.T) *browserDesk {
	t.Helper()
	s := newScreen(t, 1280, 900)
	home := filepath.Join(folder(t), "home-"+t.Name())
	must(t, os.RemoveAll(home))
	must(t, os.MkdirAll(home, 0o700))
	for name, value := range map[string]string{
		"HOME": home, "DISPLAY": s.display, "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "XDG_STATE_HOME": "",
		"XDG_RUNTIME_DIR": "", "XDG_DATA_DIRS": "", "DBUS_SESSION_BUS_ADDRESS": sessionBus(t), "WAYLAND_DISPLAY": "",
	} {
		t.Setenv(name, value)
	}
	d := &browserDesk{sys: platform.New(), home: home, s: s, site: newGuestbook(t)}
	t.Cleanup(func() { d.closeAll(t, "") })
	return d
}

// sessionBus starts a session bus: a Firefox that is started finds the one that
// runs by it.
func sessionBus(t *testing.T) string {
	t.Helper()
	bus := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address")
	out, err := bus.StdoutPipe()
	must(t, err)
	must(t, bus.Start())
	t.Cleanup(func() { _ = bus.Process.Kill(); _ = bus.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	return strings.TrimSpace(address)
}

// found is one of the browsers that Browsers lists.
func (d *browserDesk) found(t *testing.T, id string) platform.Browser {
	t.Helper()
	list, err := d.sys.Browsers(t.Context())
	must(t, err)
	i := slices.IndexFunc(list, func(b platform.Browser) bool { return b.ID == id })
	if i < 0 {
		t.Fatalf("%s is not among %+v", id, list)
	}
	return list[i]
}

// open opens a page of the site and returns who came.
func (d *browserDesk) open(t *testing.T, b platform.Browser, mode platform.BrowserMode, path string) visit {
	t.Helper()
	must(t, d.sys.OpenWith(t.Context(), b, mode, d.site.URL+path))
	return d.site.comes(t, d.s, path)
}

// closeAll closes the browsers that were started with something in their
// arguments, as step 2 closes apps: asked first, ended where they don't listen.
func (d *browserDesk) closeAll(t *testing.T, with string) {
	ctx := context.WithoutCancel(t.Context()) // also after the test
	all, err := d.sys.Processes(ctx)
	must(t, err)
	var list []platform.Process
	for _, p := range all {
		if strings.Contains(p.Exe, "/chromium") || strings.Contains(p.Exe, "/firefox") {
			if strings.Contains(strings.Join(p.Args, " "), with) {
				list = append(list, p)
			}
		}
	}
	_, err = d.sys.EndProcesses(ctx, list, func(platform.EndProgress) {})
	if err != nil {
		t.Logf("closing browsers: %v", err)
	}
}

// first is the text of the first of some files that is there.
func (d *browserDesk) first(t *testing.T, names []string) string {
	t.Helper()
	for _, name := range names {
		if raw, err := os.ReadFile(filepath.Join(d.home, name)); err == nil {
			return string(raw)
		}
	}
	t.Fatalf("none of %q is there", names)
	return ""
}

// profiles are the temporary profiles that are there.
func (d *browserDesk) profiles(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(d.sys.CacheDir(), "profiles", "*"))
	must(t, err)
	return list
}

// TestEndToEndBrowsers finds the browsers that Debian installed, opens each in
// every way that the wizard knows, and looks from the other side who comes: with
// the cookie of the first visit, or without. Then it closes them again.
func TestEndToEndBrowsers(t *testing.T) {
	for _, row := range []struct {
		id, program, agent string
		extra              []string // what root needs
		kept               []string // the list of profiles, which a temporary one must not enter; one of these
	}{
		{"chromium", "chromium", "Chrome/", []string{"--no-sandbox", "--disable-gpu", "--no-first-run"}, []string{".config/chromium/Local State"}},
		{"firefox", "firefox-esr", "Firefox/", nil, []string{".config/mozilla/firefox/profiles.ini", ".mozilla/firefox/profiles.ini"}},
	} {
		t.Run(row.id, func(t *testing.T) {
			if _, err := exec.LookPath(row.program); err != nil {
				t.Skipf("%s is not installed", row.program)
			}
			d := newBrowserDesk(t)
			b := d.found(t, row.id)
			if b.Running || filepath.Base(b.Command[0]) != row.program {
				t.Fatalf("before it was started: %+v", b)
			}
			b.Command = append(b.Command, row.extra...)

			first := d.open(t, b, platform.FreshWindow, "/first")
			if !strings.Contains(first.agent, row.agent) || first.cookie != "" {
				t.Errorf("the first visit: %+v", first)
			}
			d.s.until("the browser to be seen running", func() bool { return d.found(t, row.id).Running })
			if again := d.open(t, b, platform.FreshWindow, "/again"); again.cookie != "guest=known" {
				t.Errorf("a fresh window of the browser that runs: %+v", again)
			}
			if private := d.open(t, b, platform.PrivateWindow, "/private"); private.cookie != "" {
				t.Errorf("the private window has a cookie: %+v", private)
			}

			d.cleanProfile(t, b, row.kept)
			d.clearDataPage(t, b)
			d.closeAll(t, "")
			d.s.until("the browser to be gone", func() bool { return !d.found(t, row.id).Running })
			d.caches(t, row.id)
		})
	}
}

// cleanProfile opens a page without anything of the user's, beside the browser that
// runs, and looks whether that leaves anything.
func (d *browserDesk) cleanProfile(t *testing.T, b platform.Browser, kept []string) {
	t.Helper()
	before := d.first(t, kept)
	if clean := d.open(t, b, platform.CleanProfile, "/clean"); clean.cookie != "" {
		t.Errorf("the clean profile has a cookie: %+v", clean)
	}
	profiles := d.profiles(t)
	if len(profiles) != 1 {
		t.Fatalf("temporary profiles: %q", profiles)
	}
	if again := d.open(t, b, platform.FreshWindow, "/beside"); again.cookie != "guest=known" {
		t.Errorf("the user's browser beside the clean one: %+v", again)
	}
	must(t, os.Chtimes(profiles[0], time.Time{}, time.Now().Add(-time.Hour)))
	must(t, platform.New().DropProfiles(t.Context()))
	if len(d.profiles(t)) != 1 {
		t.Error("the profile was removed while the browser runs")
	}
	d.closeAll(t, profiles[0])
	d.s.until("the temporary profile to go", func() bool { return len(d.profiles(t)) == 0 })
	if !d.found(t, b.ID).Running {
		t.Error("the user's own browser was closed too")
	}
	if after := d.first(t, kept); b.ID == "firefox" && after != before || strings.Contains(after, profiles[0]) {
		t.Errorf("the temporary profile is in the list of profiles:\n%s", after)
	}
}

// caches looks whether what the browser left is where its caches are said to be.
func (d *browserDesk) caches(t *testing.T, id string) {
	t.Helper()
	var found []string
	for _, cache := range platform.BrowserCaches(id, "linux") {
		base := strings.NewReplacer("${XDG_CACHE_HOME}", filepath.Join(d.home, ".cache"), "${HOME}", d.home).Replace(cache.Base)
		for _, item := range cache.Items {
			list, err := filepath.Glob(filepath.Join(base, item))
			must(t, err)
			found = append(found, list...)
		}
	}
	if len(found) == 0 {
		t.Errorf("no cache where %+v", platform.BrowserCaches(id, "linux"))
	}
	t.Logf("caches: %q", found)
}

// clearDataPage opens the page for clearing data, where the browser takes it.
func (d *browserDesk) clearDataPage(t *testing.T, b platform.Browser) {
	t.Helper()
	err := d.sys.OpenWith(t.Context(), b, platform.ClearDataPage, "")
	if b.Family != platform.FamilyFirefox {
		if !errors.Is(err, platform.ErrByHand) {
			t.Errorf("%s: %v", b.ID, err)
		}
		return
	}
	must(t, err)
	d.s.until("the settings", func() bool { return d.s.command("xdotool", "search", "--name", "^Settings").Run() == nil })
	d.s.shot("browsers-firefox-clear-data")
}

// TestEndToEndForgottenProfile: a temporary profile whose browser and whose
// program were killed is removed at the next start.
func TestEndToEndForgottenProfile(t *testing.T) {
	d := newBrowserDesk(t)
	for path, old := range map[string]bool{
		filepath.Join(d.sys.CacheDir(), "profiles", "fix502-profile-1"):            true,
		filepath.Join(d.home, ".var/app/com.google.Chrome/cache/fix502-profile-2"): true,
		filepath.Join(d.home, "snap/chromium/common/fix502-profile-3"):             true,
		filepath.Join(d.home, "snap/chromium/common/chromium"):                     true,
		filepath.Join(d.sys.CacheDir(), "profiles", "fix502-profile-young"):        false,
	} {
		must(t, os.MkdirAll(filepath.Join(path, "Default"), 0o700))
		must(t, os.Symlink(d.home, filepath.Join(path, "Default", "link")))
		if old {
			must(t, os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)))
		}
	}
	must(t, d.sys.DropProfiles(t.Context()))
	var left []string
	for _, pattern := range []string{".cache/fix502/profiles/*", ".var/app/*/cache/*", "snap/*/common/*"} {
		found, err := filepath.Glob(filepath.Join(d.home, pattern))
		must(t, err)
		left = append(left, found...)
	}
	want := []string{filepath.Join(d.home, ".cache/fix502/profiles/fix502-profile-young"), filepath.Join(d.home, "snap/chromium/common/chromium")}
	if !slices.Equal(left, want) {
		t.Errorf("left: %q", left)
	}
}
