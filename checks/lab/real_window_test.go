package lab

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestEndToEndRealWindow changes real things by the window: a resolv.conf on trial, a
// hosts file, and the caches of a browser; and takes each of them back there.
func TestEndToEndRealWindow(t *testing.T) {
	t.Parallel()
	need(t, "ip")
	if out := alone(t, walkLimit, "TestRealWindow"); !passed(out, "TestRealWindow") {
		t.Error(out)
	}
}

// walkLimit bounds the walk: every page is read from a picture, on a busy machine.
const walkLimit = 6 * time.Minute

// walked is the walk of TestRealWindow.
type walked struct {
	realRoom
	lab *Lab
	s   *screen
}

// The resolver that this computer asks at first, and the one of the catalogue. (The
// lab's own addresses would stand for systemd-resolved, which does not run here.)
const (
	walkLiar  = "127.0.1.53"
	walkOther = "127.0.1.54"
)

// books starts both: the first gives the target a wrong address.
func (l *Lab) books(t *testing.T) {
	t.Helper()
	lies := maps.Clone(names)
	lies[Target] = addrWrong
	for address, answers := range map[string]map[string]string{walkLiar: lies, walkOther: names} {
		cmd, err := l.unbound(t.Context(), address, answers)
		t.Cleanup(func() { end(cmd) })
		must(t, err)
	}
	catalogue, err := os.ReadFile(l.Catalog)
	must(t, err)
	must(t, os.WriteFile(l.Catalog, bytes.ReplaceAll(catalogue, []byte(Alternate), []byte(walkOther)), 0o644))
}

const walkResolv = "search home\nnameserver " + walkLiar + "\n"

func TestRealWindow(t *testing.T) {
	r := newRealRoom(t)
	r.linkUp()
	r.write(roomResolv, walkResolv)
	r.write("/etc/hosts", "127.0.0.1 localhost\n")
	l := start(t)
	l.books(t)
	must(t, l.StartOrigin(t.Context()))
	w := walked{r, l, newScreen(t, windowWidth, windowHeight)}
	log := l.open(t, w.s)
	w.s.see("What isn't working?")
	w.s.pressBlue()
	w.s.see("How we know")
	w.s.keep("real-1-verdict")

	w.trial()
	w.changes()
	w.caches()
	w.hosts()
	if raw := log.String(); strings.Contains(raw, "Error in Fyne call thread") || strings.Contains(raw, "panic") {
		t.Errorf("the log of the window:\n%s", raw)
	}
}

// trial switches to another address book, once to put it back and once to keep it.
func (w walked) trial() {
	w.Helper()
	s, switched := w.s, resolvHas("nameserver "+walkOther)
	// White print, and print at the edge, escape the reader.
	const keepX, backX, answersY = 832, 931, 37
	answers := []string{"Put back", "Keep"}
	for _, answer := range answers {
		s.step(7)
		s.see("Change DNS servers")
		s.pressBlue()
		s.see("This will touch")
		s.keep("real-2-asks-" + plain(answer))
		if switched() {
			w.Fatal("it was changed before it was allowed")
		}
		s.pressBlue()
		s.see("Keep these settings")
		w.until("the other address book", switched)
		s.see("answers now that")
		s.keep("real-3-trial-" + plain(answer))
		s.press("Result")
		s.see("How we know")
		if !s.also("Keep these settings") {
			w.Error("another page does not ask")
		}
		s.click(map[string]int{"Put back": backX, "Keep": keepX}[answer], answersY)
		s.see("OK")
		s.keep("real-4-" + plain(answer))
		s.press("OK")
		if answer == "Put back" {
			w.until("the old address book", resolvIs(walkResolv))
		} else if !switched() {
			w.Error("what was kept is gone")
		}
	}
}

// changes puts back what was kept.
func (w walked) changes() {
	w.Helper()
	const fromSettings = -98 // "Changes made" stands beside it, and escapes the reader
	settings := w.s.see("Settings")
	w.s.click(settings.x+fromSettings, settings.y)
	w.s.see("asks Alternate for")
	w.s.keep("real-5-changes")
	w.s.press("Put it back")
	w.until("the old address book", resolvIs(walkResolv))
	w.s.see("Nothing of it holds any more")
	w.s.keep("real-6-put-back")
}

// caches puts the cache of a browser away and back.
func (w walked) caches() {
	w.Helper()
	cache := filepath.Join(w.lab.Dir, ".cache", "chromium", "Default", "Cache")
	must(w.T, os.MkdirAll(cache, 0o755))
	must(w.T, os.WriteFile(filepath.Join(cache, "data_0"), bytes.Repeat([]byte("x"), 3<<20), 0o644))
	w.s.step(5)
	w.s.see("Clear cache and cookies")
	w.s.pressBlue()
	w.s.see("This will touch")
	w.s.keep("real-7-cache-asks")
	w.s.pressBlue()
	w.s.see("Put it back")
	w.s.keep("real-8-cache-away")
	w.until("the cache to be gone", func() bool { return !exists(filepath.Join(cache, "data_0"))() })
	w.s.press("Put it back")
	w.until("the cache to be back", exists(filepath.Join(cache, "data_0")))
	w.s.see("Taken back")
	w.s.keep("real-9-cache-back")
}

// hosts takes an entry out of the hosts file.
func (w walked) hosts() {
	w.Helper()
	const entry = "127.0.0.1 localhost\n" + addrWrong + " " + Target + "\n"
	w.write("/etc/hosts", entry)
	w.s.press("Result")
	w.s.press("Check again")
	w.s.see("Makes a comment of it")
	w.s.keep("real-10-card")
	w.s.pressBlue()
	w.s.see("This will touch")
	w.s.keep("real-11-card-asks")
	w.s.pressBlue()
	w.until("the entry to be out", func() bool {
		text, err := os.ReadFile("/etc/hosts")
		return err == nil && string(text) != entry && strings.Contains(string(text), "#")
	})
	w.s.see("Put it back")
	w.s.keep("real-12-card-done")
	w.s.press("Put it back")
	w.until("the entry to be back", func() bool { text, err := os.ReadFile("/etc/hosts"); return err == nil && string(text) == entry })
	w.s.see("Taken back")
}
