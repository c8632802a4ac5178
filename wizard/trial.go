package wizard

import (
	"context"
	"errors"
	"slices"
	"time"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/platform"
	"fix502/platform/change"
)

// TrialView is a change that is taken back unless the user says that it is to stay.
type TrialView struct {
	Title string    // "Keep these settings?"
	Text  string    // what is on trial, and what happens without an answer
	Until time.Time // when it is taken back by itself
}

// running is a trial with what ends its clock.
type runningTrial struct {
	*change.Trial
	view TrialView
	args checks.Args
	stop context.CancelFunc
}

// startTrial shows a change on trial, and takes it back when its time is up.
func (f *Flow) startTrial(ctx context.Context, t *change.Trial, args checks.Args) {
	clock, stop := context.WithCancel(context.WithoutCancel(ctx))
	now := f.parts.Env.Now()
	left := time.Until(t.Until)
	r := &runningTrial{Trial: t, args: args, stop: stop, view: TrialView{
		Title: f.Tr("trial.title", args), Text: f.Tr("trial.text", args), Until: now.Add(left),
	}}
	f.state.mu.Lock()
	f.state.trial = r
	f.state.mu.Unlock()
	go func() {
		defer stop()
		if f.parts.Sleep(clock, left) {
			f.settle(f.endTrial(clock, "did.trial.unanswered", args))
		}
	}()
}

// Trial is the change that is on trial now, nil where there is none. The front
// shows its question with a countdown.
func (f *Flow) Trial() *TrialView {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if f.state.trial == nil {
		return nil
	}
	view := f.state.trial.view
	return &view
}

// takeTrial is the trial, for whoever is the first to end it.
func (f *Flow) takeTrial() *runningTrial {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	t := f.state.trial
	f.state.trial = nil
	return t
}

// KeepTrial says that the change on trial is to stay.
func (f *Flow) KeepTrial(ctx context.Context) Result {
	t := f.takeTrial()
	if t == nil {
		return Result{Text: f.Tr("did.trial.over", nil)}
	}
	defer t.stop()
	if err := t.Keep(context.WithoutCancel(ctx)); err != nil {
		return f.settle(Result{Text: f.Tr("did.trial.not-kept", t.args), Detail: err.Error()})
	}
	return f.settle(Result{OK: true, Text: f.Tr("did.trial.kept", t.args), Recheck: true})
}

// EndTrial puts back what is on trial.
func (f *Flow) EndTrial(ctx context.Context) Result {
	return f.settle(f.endTrial(ctx, "did.trial.ended", nil))
}

// settle remembers how a trial ended, on its page and in the report.
func (f *Flow) settle(r Result) Result {
	if r.Text == f.Tr("did.trial.over", nil) {
		return r
	}
	f.change(func(s *Session) {
		s.Tried = append(s.Tried, report.Tried{At: f.parts.Env.Now(), Step: string(ChangeDNS), What: f.Tr("trial.title", nil), Result: r.Text})
	})
	f.state.mu.Lock()
	f.memory(ChangeDNS).result = &r
	f.state.mu.Unlock()
	return r
}

// endTrial puts back what is on trial and says why, in a code's words.
func (f *Flow) endTrial(ctx context.Context, code string, args checks.Args) Result {
	t := f.takeTrial()
	if t == nil { // the user, or the clock, was faster
		return Result{Text: f.Tr("did.trial.over", nil)}
	}
	defer t.stop()
	if args == nil {
		args = t.args
	}
	switch err := t.TakeBack(context.WithoutCancel(ctx)); {
	case err == nil:
		return Result{Text: f.Tr(code, args), OK: code == "did.trial.ended"}
	case errors.Is(err, change.ErrNotStanding):
		return Result{Text: f.Tr("did.trial.changed", args)}
	default:
		return f.undoFailed(err, t.Entry)
	}
}

// offerTrial says what a change did, while it is still on trial.
func (f *Flow) offerTrial(code string, args checks.Args) Result {
	return Result{OK: true, Text: f.Tr(code, args)}
}

// undoFailed says why something could not be taken back, and what to do by hand.
func (f *Flow) undoFailed(err error, e change.Entry) Result {
	r := Result{Text: f.Tr("change.undo-failed", nil), Detail: err.Error()}
	switch {
	case errors.Is(err, change.ErrInUse):
		r.Text = f.Tr("change.undo-in-use", checks.Args{"app": e.Words["app"]})
	case errors.Is(err, change.ErrPartLeft):
		return Result{OK: true, Text: f.Tr("change.undone-part", nil)}
	case errors.Is(err, platform.ErrRightsDenied):
		r.Text = f.Tr("rights.denied", nil)
	case errors.Is(err, platform.ErrNoWayToRights):
		r.Text = f.Tr("rights.no-way", nil)
	}
	if code, words, known := change.ByHand(e, f.computer()); known && !errors.Is(err, change.ErrNotAllowed) {
		r.Lines = append(r.Lines, f.Tr(code, words))
	}
	return r
}

// Recovery is what was taken back of what an earlier start left unfinished.
type Recovery struct {
	Text  string   // one sentence, "" where there was nothing
	Lines []string // what exactly, and what is left to do by hand
}

// Recover takes back what an earlier start of the program left half made or on
// trial without an answer. It belongs at the start of whatever may change things.
func (f *Flow) Recover(ctx context.Context) Recovery {
	if f.parts.Journal == nil || f.parts.Rehearsal != "" {
		return Recovery{}
	}
	f.learn(ctx)
	defer f.tidy(ctx)
	list, err := change.Recover(ctx, f.parts.Journal, f.computer())
	var r Recovery
	failed := err != nil
	// What a newer version did is left to it.
	list = slices.DeleteFunc(list, func(u change.Undone) bool { return errors.Is(u.Err, change.ErrNoWayBack) })
	for _, u := range list {
		r.Lines = append(r.Lines, f.Tr(u.Entry.Code, u.Entry.Words))
		if u.Err != nil {
			failed = true
			r.Lines = append(r.Lines, f.undoFailed(u.Err, u.Entry).Lines...)
		}
	}
	switch {
	case len(list) == 0:
		return Recovery{}
	case failed:
		r.Text = f.Tr("recover.failed", nil)
	default:
		r.Text = f.Tr("recover.done", nil)
	}
	return r
}

// Watchdog waits until the program that changed something on trial has ended, and
// takes back what was not kept. It is the whole work of a process of its own.
func (f *Flow) Watchdog(ctx context.Context) error {
	if f.parts.Journal == nil {
		return nil
	}
	f.learn(ctx)
	return change.Watchdog(ctx, f.parts.Journal, f.computer())
}
