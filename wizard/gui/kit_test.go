package gui

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/wizard"
)

// fake is a wizard whose answers a test sets. What it was told is kept.
type fake struct {
	table    *text.Table
	long     bool // every text is stretched by half, as other languages would
	services []catalog.Service
	session  wizard.Session
	chooses  error
	plan     []checks.Check
	events   []checks.Event
	between  func(ctx context.Context, i int) // called before event i
	outcome  *wizard.Outcome
	ends     *wizard.Outcome // becomes the outcome when a run has ended
	road     []wizard.RoadNode
	rail     []wizard.StepView
	verdict  wizard.VerdictView
	pages    map[wizard.StepID]wizard.Page
	result   wizard.Result
	progress []string
	compared wizard.Comparison
	rounds   []wizard.Round
	earlier  *wizard.Session
	changes  []wizard.ChangeView
	browser  error
	trial    *wizard.TrialView
	ticks    []wizard.RouterTick
	recovery wizard.Recovery
	resumes  *wizard.Resumption
	fixed    wizard.Result
	told     wizard.Result // what follows from an answer
	settled  wizard.Result // how a trial ends

	mu    sync.Mutex // one test lets the window's goroutines run
	calls []string
}

func (f *fake) call(parts ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, strings.Join(parts, " "))
}

func (f *fake) called(what string) bool { return slices.Contains(f.calls, what) }

func (f *fake) Tr(code string, args checks.Args) string {
	return f.stretch(f.table.Tr(code, args))
}

// stretch makes a text as long as another language's where that is wanted.
func (f *fake) stretch(s string) string {
	if f.long && s != "" {
		s += " " + strings.Repeat("lorem ", len(s)/12+1)
	}
	return strings.TrimSpace(s)
}

func (f *fake) Services() []catalog.Service { return f.services }

func (f *fake) Choose(target string, seen checks.Seen) error {
	if f.chooses != nil {
		return f.chooses
	}
	f.call("choose", target, string(seen))
	f.session.Target, f.session.Seen = target, seen
	return nil
}

func (f *fake) SetSays(says string)      { f.call("says", says); f.session.Says = says }
func (f *fake) SetWords(words string)    { f.call("words", words); f.session.Words = words }
func (f *fake) Session() wizard.Session  { return f.session }
func (f *fake) Plan() []checks.Check     { return f.plan }
func (f *fake) Outcome() *wizard.Outcome { return f.outcome }
func (f *fake) Road() []wizard.RoadNode  { return f.road }
func (f *fake) Rail() []wizard.StepView  { return f.rail }

func (f *fake) Verdict() wizard.VerdictView {
	if f.long {
		return f.stretched(f.verdict)
	}
	return f.verdict
}

// stretched is a verdict in a longer language.
func (f *fake) stretched(v wizard.VerdictView) wizard.VerdictView {
	v.Headline, v.Explanation, v.Advice = f.stretch(v.Headline), f.stretch(v.Explanation), f.stretch(v.Advice)
	v.Known, v.Against = slices.Clone(v.Known), slices.Clone(v.Against)
	for i := range v.Known {
		v.Known[i].Text = f.stretch(v.Known[i].Text)
	}
	for i := range v.Against {
		v.Against[i] = f.stretch(v.Against[i])
	}
	for _, button := range []**wizard.VerdictAction{&v.Primary, &v.Secondary} {
		if *button != nil {
			longer := **button
			longer.Label = f.stretch(longer.Label)
			*button = &longer
		}
	}
	if v.Overturn != nil {
		longer := *v.Overturn
		longer.Text, longer.Label = f.stretch(longer.Text), f.stretch(longer.Label)
		v.Overturn = &longer
	}
	return v
}

func (f *fake) Check(ctx context.Context) iter.Seq[checks.Event] {
	f.call("check")
	return func(yield func(checks.Event) bool) {
		for i, ev := range f.events {
			if f.between != nil {
				f.between(ctx, i)
			}
			if !yield(ev) {
				return
			}
		}
		f.outcome = f.ends
	}
}

func (f *fake) Page(_ context.Context, id wizard.StepID) wizard.Page {
	f.call("page", string(id))
	p := f.pages[id]
	if p.ID == "" {
		for _, v := range f.rail {
			if v.ID == id {
				p.StepView = v
			}
		}
	}
	return p
}

func (f *fake) Do(_ context.Context, id wizard.StepID, action wizard.ActionID, choice string, progress func(string)) wizard.Result {
	f.call("do", string(id), string(action), choice)
	for _, p := range f.progress {
		progress(p)
	}
	p := f.pages[id]
	p.Result = &f.result
	f.pages[id] = p
	return f.result
}

func (f *fake) Recheck(_ context.Context, id wizard.StepID, progress func(done, all int)) wizard.Comparison {
	f.call("recheck", string(id))
	progress(1, 2)
	p := f.pages[id]
	p.Last = &f.compared
	f.pages[id] = p
	return f.compared
}

func (f *fake) Mark(id wizard.StepID, state wizard.StepState) {
	f.call("mark", string(id), string(state))
}

func (f *fake) Next(after wizard.StepID) wizard.StepID {
	i := slices.IndexFunc(wizard.Steps, func(s wizard.Step) bool { return s.ID == after })
	return wizard.Steps[(i+1)%len(wizard.Steps)].ID
}

func (f *fake) Report(redact bool) (report.Report, error) {
	if f.outcome == nil {
		return report.Report{}, errors.New("nothing was checked")
	}
	return report.Report{Redacted: redact, Words: f.session.Words}, nil
}

func (f *fake) Watch(ctx context.Context, o wizard.WatchOptions) iter.Seq[wizard.Round] {
	f.call("watch", map[bool]string{true: "notify", false: "quiet"}[o.Notify], map[bool]string{true: "open", false: "stay"}[o.OpenWhenBack])
	return func(yield func(wizard.Round) bool) {
		for i, r := range f.rounds {
			if f.between != nil {
				f.between(ctx, i)
			}
			if !yield(r) {
				return
			}
		}
		if f.between != nil {
			f.between(ctx, len(f.rounds))
		}
	}
}

func (f *fake) Earlier() (wizard.Session, bool) {
	if f.earlier == nil {
		return wizard.Session{}, false
	}
	return *f.earlier, true
}

func (f *fake) Resume(s wizard.Session) error { f.call("resume"); f.session = s; return nil }

func (f *fake) StartOver() {
	f.call("start over")
	f.earlier, f.outcome = nil, nil
}

func (f *fake) Changes(context.Context) []wizard.ChangeView { return f.changes }

func (f *fake) Undo(_ context.Context, id string) wizard.Result {
	f.call("undo", id)
	f.changes = nil
	return f.result
}

func (f *fake) UndoAll(_ context.Context, progress func(string)) wizard.Result {
	f.call("undo all")
	for _, c := range f.changes {
		progress(c.Text)
	}
	f.changes = nil
	return f.result
}

func (f *fake) Drop(_ context.Context, id string) wizard.Result {
	f.call("drop", id)
	return f.result
}

func (f *fake) Fix(_ context.Context, code string, action wizard.ActionID, progress func(string)) wizard.Result {
	f.call("fix", code, string(action))
	for _, p := range f.progress {
		progress(p)
	}
	return f.fixed
}

func (f *fake) Answer(_ context.Context, id wizard.StepID, question, answer string) wizard.Result {
	f.call("answer", string(id), question, answer)
	p := f.pages[id]
	p.Result = &f.told
	f.pages[id] = p
	return f.told
}

func (f *fake) RouterRestart(ctx context.Context) iter.Seq[wizard.RouterTick] {
	f.call("router")
	return func(yield func(wizard.RouterTick) bool) {
		for i, t := range f.ticks {
			if f.between != nil {
				f.between(ctx, i)
			}
			if t.Result != nil {
				p := f.pages[wizard.Restart]
				p.Result = t.Result
				f.pages[wizard.Restart] = p
			}
			if ctx.Err() != nil || !yield(t) {
				return
			}
		}
		if f.between != nil {
			f.between(ctx, len(f.ticks))
		}
	}
}

func (f *fake) Trial() *wizard.TrialView { return f.trial }

func (f *fake) KeepTrial(context.Context) wizard.Result { return f.endTrial("keep") }

func (f *fake) EndTrial(context.Context) wizard.Result { return f.endTrial("put back") }

func (f *fake) endTrial(how string) wizard.Result {
	f.call("trial", how)
	f.trial = nil
	return f.settled
}

func (f *fake) Recover(context.Context) wizard.Recovery { return f.recovery }

func (f *fake) AfterRestart(context.Context) (wizard.Resumption, bool) {
	if f.resumes == nil {
		return wizard.Resumption{}, false
	}
	return *f.resumes, true
}

func (f *fake) OpenURL(_ context.Context, url string) error { f.call("open", url); return f.browser }

// noon is the moment at which every test takes place.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// style is a way a page is pictured: what a user may see, not what a designer drew.
type style struct {
	look Look
	text float32
	size fyne.Size
	long bool
}

var plain = style{look: LookLight, text: 1, size: fyne.NewSize(1000, 700)}

// newTestWindow makes a window of a fake wizard in which everything happens on the
// test's own goroutine: no goroutines, no races, no sleeps.
func newTestWindow(t *testing.T, f *fake, s style) *Window {
	t.Helper()
	t.Setenv("LANG", "en_US.UTF-8") // one locale everywhere; also forbids t.Parallel
	a := test.NewTempApp(t)
	a.Preferences().SetString(keyLook, string(s.look))
	a.Preferences().SetFloat(keyText, float64(s.text))
	f.long = s.long
	w := newWindow(t.Context(), a, talker{f}, Options{})
	w.print = func(r report.Report, _ int) string { return printed(f, r) }
	w.do = func(f func()) { f() }
	w.spawn = func(f func()) { f() }
	w.tick = func(context.Context, time.Duration, func()) {}
	w.now = func() time.Time { return noon }
	w.build()
	w.win.Resize(s.size)
	t.Cleanup(func() {
		if w.life.Err() == nil { // a test may have closed it
			w.win.Close()
		}
	})
	return w
}
