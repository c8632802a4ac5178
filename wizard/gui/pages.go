package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"fix502/wizard"
)

// screen names a kind of page.
type screen int

const (
	screenStart screen = iota
	screenChecking
	screenVerdict
	screenStep
	screenSolved
	screenChanges
	screenSettings
	screenRehearse
)

// spot is a page that can be gone back to.
type spot struct {
	screen screen
	step   wizard.StepID // of screenStep
	watch  bool          // the watch is to begin at once
	again  bool          // the step is to check again at once
}

// page is what is on the screen.
type page struct {
	body    *fyne.Container   // a stack
	bar     fyne.CanvasObject // what stays at the bottom, nil for nothing
	first   fyne.Focusable    // gets the focus when the page appears
	escape  func()            // what Escape does, nil for nothing
	list    *stretch          // takes the room that is left, nil for none
	railed  bool              // the rail stands beside it
	most    float32           // widest, 0 for no limit
	plain   bool              // no line above the bar
	step    wizard.StepID     // highlighted in the rail
	begin   func()            // starts the page's work once it is shown
	stop    func()            // ends a job under way, nil where none is
	watched func()            // shows the watch anew, nil where it is not shown
	// settled shows how the trial of this page ended, nil where it is another's; it is
	// given nil where the user did not say anything.
	settled func(*wizard.Result)
}

// open leaves the present page and shows another.
func (w *Window) open(at spot) {
	if n := len(w.past); n == 0 || w.past[n-1] != at {
		w.past = append(w.past, at)
	}
	w.enter(at)
}

func (w *Window) enter(at spot) {
	w.win.Canvas().Unfocus() // a field hands over what was typed when it loses the focus
	w.leave()
	w.visit, w.leave = context.WithCancel(w.life)
	builders := map[screen]func(spot) *page{
		screenStart: w.startPage, screenChecking: w.checkingPage, screenVerdict: w.verdictPage,
		screenStep: w.stepPage, screenSolved: w.solvedPage, screenChanges: w.changesPage, screenSettings: w.settingsPage,
		screenRehearse: w.rehearsePage,
	}
	w.show(builders[at.screen](at))
}

// back goes to the page before. A run of checks is not gone back to: it would start
// again.
func (w *Window) back() {
	for len(w.past) > 1 {
		w.past = w.past[:len(w.past)-1]
		if at := w.past[len(w.past)-1]; at.screen != screenChecking {
			w.enter(spot{screen: at.screen, step: at.step})
			return
		}
	}
	w.past = nil
	w.open(spot{screen: screenStart})
}

func (w *Window) openStep(id wizard.StepID) { w.open(spot{screen: screenStep, step: id}) }

// show puts a page on the screen and the focus where it belongs.
func (w *Window) show(p *page) {
	w.page = p
	w.shell = w.newShell(p)
	w.win.SetContent(w.shell)
	w.rest(p.first)
	if p.begin != nil {
		p.begin()
	}
}

// rest gives something the focus without scrolling to it: a page is read from its
// top.
func (w *Window) rest(f fyne.Focusable) {
	w.still = true
	defer func() { w.still = false }()
	w.focus(f)
}

// focus gives something the focus and brings it into view.
func (w *Window) focus(f fyne.Focusable) {
	if f == nil {
		w.win.Canvas().Unfocus()
		return
	}
	w.win.Canvas().Focus(f)
}

// relayout arranges the page anew after something on it grew or shrank.
func (w *Window) relayout() {
	if w.shell != nil {
		w.shell.Refresh()
	}
}

// reveal scrolls to what has the focus.
func (w *Window) reveal(o fyne.CanvasObject) {
	if w.shell != nil && !w.still {
		w.shell.reveal(o)
	}
}

// typed handles keys that nobody else wanted.
func (w *Window) typed(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		w.escape()
	case fyne.KeyPageDown:
		w.shell.front().scrollBy(1)
	case fyne.KeyPageUp:
		w.shell.front().scrollBy(-1)
	}
}

func (w *Window) escape() {
	switch {
	case w.shell.menu:
		w.shell.toggleMenu()
	case w.page.stop != nil:
		w.page.stop()
	case w.page.escape != nil:
		w.page.escape()
	}
}

// shortcuts of the window: back, and check again.
func (w *Window) addShortcuts() {
	for _, s := range []*desktop.CustomShortcut{backShortcut(), againShortcut()} {
		w.win.Canvas().AddShortcut(s, func(s fyne.Shortcut) {
			if own, ours := s.(*desktop.CustomShortcut); ours {
				w.shortcut(own)
			}
		})
	}
}

func backShortcut() *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt}
}

func againShortcut() *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierShortcutDefault}
}

// shortcut does what a shortcut stands for; it is false where it is none of ours.
func (w *Window) shortcut(s *desktop.CustomShortcut) bool {
	switch s.ShortcutName() {
	case backShortcut().ShortcutName():
		w.back()
	case againShortcut().ShortcutName():
		w.again()
	default:
		return false
	}
	return true
}

// again checks again, unless that is going on or nothing was checked yet.
func (w *Window) again() {
	if w.past[len(w.past)-1].screen != screenChecking && w.flow.Outcome() != nil {
		w.open(spot{screen: screenChecking})
	}
}
