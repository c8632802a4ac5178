package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestKeys(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	canvas := w.win.Canvas()
	if b, ok := canvas.Focused().(*button); !ok || b.kind != primary {
		t.Fatalf("the focus is on %T", canvas.Focused())
	}
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	mustShow(t, w, f.verdict.Headline)
	press(t, w, "Settings")
	mustShow(t, w, "Text size")
	w.shortcut(backShortcut())
	mustShow(t, w, f.verdict.Headline)
	w.shortcut(backShortcut())
	mustShow(t, w, "What isn’t working?")
	runs := strings.Count(strings.Join(f.calls, "\n"), "check")
	w.shortcut(againShortcut())
	if got := strings.Count(strings.Join(f.calls, "\n"), "check"); got != runs+1 {
		t.Errorf("Ctrl+R began %d checks", got-runs)
	}
	if w.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyF9, Modifier: fyne.KeyModifierAlt}) {
		t.Error("a key of nobody's was taken")
	}
}

// TestArrowsMoveThroughChoices goes through a set of cards by key.
func TestArrowsMoveThroughChoices(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	w.focus(labelled(t, w, "In the app").(*choice))
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if c := w.win.Canvas().Focused().(*choice); c.title.text != "Not sure" || !c.selected {
		t.Errorf("the focus is on %q, chosen %t", c.title.text, c.selected)
	}
	press(t, w, "Find out what’s wrong")
	if !f.called("choose discord unsure") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

// TestTabReachesEverything tabs once around the verdict: whatever can be pressed
// must be among what gets the focus, and be in view then.
func TestTabReachesEverything(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, style{look: LookLight, text: 1, size: fyne.NewSize(800, 460)})
	w.open(spot{screen: screenVerdict})
	reached := map[fyne.Focusable]bool{}
	for range 60 {
		test.FocusNext(w.win.Canvas())
		at := w.win.Canvas().Focused()
		reached[at] = true
		o := at.(fyne.CanvasObject)
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		if top < 0 || top+o.Size().Height > 460 {
			t.Errorf("%T has the focus at %v, out of view", o, top)
		}
	}
	walk(w.win.Content(), func(o fyne.CanvasObject) {
		if p, ok := o.(fyne.Focusable); ok && !reached[p] {
			t.Errorf("%T can't be reached by Tab", o)
		}
	})
}

// TestNarrowWindowHidesTheRail opens the steps by the button at the top.
func TestNarrowWindowHidesTheRail(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, style{look: LookLight, text: 1, size: smallest})
	w.open(spot{screen: screenVerdict})
	if strings.Contains(shown(w), "Reload the page") {
		t.Fatal("the rail is there")
	}
	press(t, w, "Steps and menu")
	mustShow(t, w, "Reload the page")
	if got := strings.Count(shown(w), "Fix502\n"); got != 1 {
		t.Errorf("the program's name is there %d times", got)
	}
	w.typed(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	if w.shell.rail.scroll.Offset.Y == 0 || w.shell.content.scroll.Offset.Y != 0 {
		t.Error("Page Down does not scroll the menu")
	}
	w.escape()
	if strings.Contains(shown(w), "Reload the page") {
		t.Fatal("Escape did not close the menu")
	}
	press(t, w, "Steps and menu")
	press(t, w, "Reload the page")
	mustShow(t, w, "3. Reload the page")
}

// TestLeavingAPageSilencesIt hands a page something after it was left.
func TestLeavingAPageSilencesIt(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	visit := w.visit
	w.open(spot{screen: screenSettings})
	w.hand(visit, func() { t.Error("a page that was left was written to") })
	w.win.Close()
	if w.life.Err() == nil {
		t.Error("closing the window does not end what it started")
	}
}
