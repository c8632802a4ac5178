// Package gui is the window: it shows what the wizard says, screen by screen, and
// tells it what the user pressed.
//
// What must not live here: decisions, texts (assets/texts, by code), anything that
// touches the network or this computer.
package gui

import (
	"context"
	"iter"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/wizard"
)

// Options are what the window is told besides the flow.
type Options struct {
	Notice string      // said on the first page: the given catalogue could not be used
	Opened func()      // called once the window is there; nil is fine
	Texts  *text.Table // the words of reports
	// Rehearse plays a fault; wizard.Rehearsals lists them. nil offers none.
	Rehearse wizard.Rehearse
}

// Flow is what the window needs of the wizard; *wizard.Flow is one. Methods with a
// context are called on goroutines of their own, the others on the window's.
type Flow interface {
	Tr(code string, args checks.Args) string
	Services() []catalog.Service
	Choose(target string, seen checks.Seen) error
	SetSays(says string)
	SetWords(words string)
	Session() wizard.Session
	Plan() []checks.Check
	Check(ctx context.Context) iter.Seq[checks.Event]
	Outcome() *wizard.Outcome
	Road() []wizard.RoadNode
	Rail() []wizard.StepView
	Verdict() wizard.VerdictView
	Page(ctx context.Context, id wizard.StepID) wizard.Page
	Do(ctx context.Context, id wizard.StepID, action wizard.ActionID, choice string, progress func(string)) wizard.Result
	Recheck(ctx context.Context, id wizard.StepID, progress func(done, all int)) wizard.Comparison
	Mark(id wizard.StepID, state wizard.StepState)
	Next(after wizard.StepID) wizard.StepID
	Report(redact bool) (report.Report, error)
	Watch(ctx context.Context, o wizard.WatchOptions) iter.Seq[wizard.Round]
	Earlier() (wizard.Session, bool)
	Resume(s wizard.Session) error
	StartOver()
	Changes(ctx context.Context) []wizard.ChangeView
	Undo(ctx context.Context, id string) wizard.Result
	UndoAll(ctx context.Context, progress func(string)) wizard.Result
	Drop(ctx context.Context, id string) wizard.Result
	Fix(ctx context.Context, code string, action wizard.ActionID, progress func(string)) wizard.Result
	Answer(ctx context.Context, id wizard.StepID, question, answer string) wizard.Result
	RouterRestart(ctx context.Context) iter.Seq[wizard.RouterTick]
	Trial() *wizard.TrialView
	KeepTrial(ctx context.Context) wizard.Result
	EndTrial(ctx context.Context) wizard.Result
	Recover(ctx context.Context) wizard.Recovery
	AfterRestart(ctx context.Context) (wizard.Resumption, bool)
	OpenURL(ctx context.Context, url string) error
}

// Window is the one window of the program. Its fields belong to Fyne's goroutine.
type Window struct {
	app  fyne.App
	win  fyne.Window
	flow Flow
	told Options

	outer context.Context    // ends when the program is told to
	life  context.Context    // ends when the window closes; within outer
	end   context.CancelFunc // ends life
	visit context.Context    // ends when the page is left; within life
	leave context.CancelFunc // ends visit

	page   *page
	shell  *shell
	still  bool    // what gets the focus is not scrolled to
	past   []spot  // pages to go back to, the present one last
	watch  *watch  // the watch that is running, nil for none
	trial  *trial  // what is on trial, or how that ended, nil for neither
	play   *played // the rehearsal under way, nil where everything is real
	hide   bool    // the report leaves out names and addresses
	wishes wizard.WatchOptions

	scenarios []wizard.RehearsalView // what can be rehearsed
	stage     stage                  // makes a rehearsal; nil where there is none
	staging   bool                   // one is being made

	// The seams to Fyne's goroutine and the clock, replaced by tests.
	do    func(func())                                 // runs on Fyne's goroutine
	spawn func(func())                                 // runs beside it
	tick  func(context.Context, time.Duration, func()) // calls again and again until the context ends
	now   func() time.Time
	print func(r report.Report, width int) string                // a report as plain text, in lines of that many characters
	save  func(folder string, r report.Report) ([]string, error) // a report as files
}

// The window's first title stays: X11 makes the class of the window from it, which
// the desktop file names.
const windowTitle = "Fix502"

// The size at the first start, in Fyne's pixels.
const (
	windowWidth  = 1000
	windowHeight = 700
)

// New makes the window of a flow. What it starts ends with ctx or when the window
// is closed, whichever is first.
func New(ctx context.Context, a fyne.App, f Flow, o Options) *Window {
	w := newWindow(ctx, a, f, o)
	w.build()
	return w
}

// newWindow is a window of which nothing is on the screen yet.
func newWindow(ctx context.Context, a fyne.App, f Flow, o Options) *Window {
	w := &Window{
		app: a, flow: f, told: o, hide: true, wishes: wizard.WatchOptions{Notify: true},
		do: fyne.Do, spawn: func(f func()) { go f() }, tick: tick, now: time.Now,
	}
	w.print = func(r report.Report, width int) string {
		var b strings.Builder
		_ = report.Text(&b, r, o.Texts, width) // a string can always be written to
		return b.String()
	}
	w.save = func(folder string, r report.Report) ([]string, error) { return report.Save(folder, r, o.Texts) }
	w.offerRehearsals(o)
	w.outer = ctx
	w.life, w.end = context.WithCancel(ctx)
	w.visit, w.leave = context.WithCancel(w.life)
	return w
}

// build makes the window itself and opens the first page.
func (w *Window) build() {
	w.wear()
	w.win = w.app.NewWindow(windowTitle)
	w.win.SetPadded(false)
	w.win.SetMaster()
	w.win.Resize(fyne.NewSize(windowWidth, windowHeight))
	w.win.SetOnClosed(w.end)
	w.win.Canvas().SetOnTypedKey(w.typed)
	w.addShortcuts()
	w.open(spot{screen: screenStart})
	w.recall()
	w.followTrial()
}

// ShowAndRun shows the window and comes back when it is closed. It is false, at
// once, where the graphics of this computer cannot open one: Fyne then only logs
// the error and would go on without a window for ever.
func (w *Window) ShowAndRun() (shown bool) {
	defer w.end()
	w.app.Lifecycle().SetOnStarted(func() {
		if shown = exists(w.win); !shown {
			w.app.Quit()
			return
		}
		if w.told.Opened != nil {
			w.told.Opened()
		}
	})
	stop := context.AfterFunc(w.outer, func() { w.do(w.win.Close) })
	defer stop()
	w.win.ShowAndRun()
	return shown
}

// exists tells whether the system has given the window a handle of its own.
func exists(win fyne.Window) bool {
	native, is := win.(driver.NativeWindow)
	if !is {
		return true
	}
	handle := uintptr(1) // a system that this version does not know gets the benefit of the doubt
	native.RunNative(func(system any) {
		switch c := system.(type) {
		case driver.X11WindowContext:
			handle = c.WindowHandle
		case driver.WaylandWindowContext:
			handle = c.WaylandSurface
		case driver.WindowsWindowContext:
			handle = c.HWND
		case driver.MacWindowContext:
			handle = c.NSWindow
		}
	})
	return handle != 0
}

// tick calls f every d until ctx ends.
func tick(ctx context.Context, d time.Duration, f func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			f()
		case <-ctx.Done():
			return
		}
	}
}

// hand runs show on Fyne's goroutine, unless ctx has ended by then: a page that was
// left is not written to any more.
func (w *Window) hand(ctx context.Context, show func()) {
	w.do(func() {
		if ctx.Err() == nil {
			show()
		}
	})
}

// load runs a job beside the window and hands over what it returns. The job is given
// the wizard of this moment: the window's may be another before the job is done.
func (w *Window) load(ctx context.Context, job func(f Flow) (show func())) {
	f := w.flow
	w.spawn(func() { w.hand(ctx, job(f)) })
}

// tr returns the words of one of the window's codes.
func (w *Window) tr(code string, pairs ...string) string {
	args := make(checks.Args, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return w.flow.Tr("window."+code, args)
}

// service is the name of what isn't working, as people know it.
func (w *Window) service() string {
	target := w.flow.Session().Target
	for _, s := range w.flow.Services() {
		if s.ID == target {
			return s.Name
		}
	}
	return target
}

// browse opens an address in the user's browser. That can block, so it is not done
// on Fyne's goroutine.
func (w *Window) browse(url string, failed func()) {
	ctx := w.visit
	w.load(ctx, func(f Flow) func() {
		if err := f.OpenURL(ctx, url); err != nil {
			return failed
		}
		return func() {}
	})
}
