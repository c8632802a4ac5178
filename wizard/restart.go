package wizard

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fix502/checks"
	"fix502/platform"
	"fix502/platform/change"
)

// Awaited is a restart of the computer that was asked for in a step, with what tells
// afterwards whether it came.
type Awaited struct {
	Step   StepID        `json:"step"`
	At     time.Time     `json:"at"`
	BootID string        `json:"boot_id,omitempty"`
	Booted time.Time     `json:"booted,omitzero"`
	For    time.Duration `json:"for,omitempty"` // how long the computer had been up
}

// before is the reading of the clock that was kept.
func (a Awaited) before() platform.Uptime {
	return platform.Uptime{For: a.For, Booted: a.Booted, BootID: a.BootID}
}

// uptime asks the computer; what it does not tell is unknown.
func (f *Flow) uptime(ctx context.Context) platform.Uptime {
	u, err := f.parts.Machine.Uptime(ctx)
	if err != nil {
		return platform.Uptime{}
	}
	return u
}

// uptimeLines say how long this computer has really been up.
func (f *Flow) uptimeLines(ctx context.Context) []string {
	u := f.uptime(ctx)
	if u.For <= 0 {
		return nil
	}
	args := checks.Args{"age": f.longAge(u.For)}
	switch {
	case u.FastStart && !u.Switched.IsZero():
		args["switched"] = f.longAge(f.parts.Env.Now().Sub(u.Switched))
		return []string{f.Tr("uptime.fast.switched", args), f.Tr("uptime.fast.why", args)}
	case u.FastStart:
		return []string{f.Tr("uptime.for", args), f.Tr("uptime.fast.why", args)}
	}
	return []string{f.Tr("uptime.for", args)}
}

// restartAction fills the button that restarts the computer.
func (f *Flow) restartAction(ctx context.Context, v *ActionView) {
	way, err := f.parts.Machine.RestartWay(ctx)
	if err != nil || !way.Possible {
		v.Off = f.Tr("action.off.no-restart", nil)
		return
	}
	v.Changes = true
	v.Items = []string{f.Tr("restart.item.save", nil), f.Tr("restart.item.resume", nil)}
	if way.Grace > 0 {
		v.Items = append(v.Items, f.Tr("restart.item.grace", checks.Args{"seconds": seconds(way.Grace)}))
	}
	if way.Asks {
		v.Items = append(v.Items, f.Tr("restart.item.asks", nil))
	}
	if way.Others {
		v.Items = append(v.Items, f.Tr("restart.item.others", nil))
	}
}

func seconds(d time.Duration) string { return fmt.Sprint(int(d.Seconds())) }

// restartComputer remembers where the walk is, asks to be opened again after the
// sign-in, and restarts the computer.
func (f *Flow) restartComputer(ctx context.Context, progress func(string)) Result {
	way, err := f.parts.Machine.RestartWay(ctx)
	if err != nil || !way.Possible {
		return Result{Text: f.Tr("did.restart.no-way", nil), Detail: detailOf(err)}
	}
	u := f.uptime(ctx)
	f.change(func(s *Session) {
		s.Current = Restart
		s.Awaited = &Awaited{Step: Restart, At: f.parts.Env.Now(), BootID: u.BootID, Booted: u.Booted, For: u.For}
	})
	wish, err := change.Do(ctx, f.parts.Journal, change.NewResumeAtLogin(f.computer()))
	resumes := err == nil && wish.InForce
	progress(f.Tr("doing.restarting", nil))
	if err := f.parts.Machine.Restart(ctx, f.Tr("restart.reason", nil)); err != nil {
		f.forgetRestart(ctx)
		return Result{Text: f.Tr(restartRefused(err), nil), Detail: err.Error()}
	}
	f.state.mu.Lock()
	f.state.pending = f.parts.Env.Now().Add(way.Grace)
	f.state.mu.Unlock()
	r := Result{OK: true, Text: f.Tr("did.restart.now", nil)}
	if way.Grace > 0 {
		r.Text = f.Tr("did.restart.soon", checks.Args{"seconds": seconds(way.Grace)})
	}
	code := "did.restart.resumes"
	if !resumes {
		code = "did.restart.by-hand"
	}
	r.Lines = []string{f.Tr(code, nil)}
	return r
}

// restartRefused is the code of the words for a restart that did not begin.
func restartRefused(err error) string {
	switch {
	case errors.Is(err, platform.ErrRightsDenied):
		return "did.restart.denied"
	case errors.Is(err, platform.ErrNoWayToRights):
		return "did.restart.no-way"
	}
	return "did.restart.failed"
}

func detailOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// restartPending tells whether a restart that was asked for can still be called off.
func (f *Flow) restartPending() bool {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.parts.Env.Now().Before(f.state.pending)
}

func (f *Flow) cancelRestart(ctx context.Context) Result {
	if err := f.parts.Machine.CancelRestart(ctx); err != nil {
		return Result{Text: f.Tr("did.restart.not-cancelled", nil), Detail: err.Error()}
	}
	f.forgetRestart(ctx)
	return Result{OK: true, Text: f.Tr("did.restart.cancelled", nil)}
}

// forgetRestart takes back what was prepared for after a restart.
func (f *Flow) forgetRestart(ctx context.Context) {
	f.state.mu.Lock()
	f.state.pending = time.Time{}
	f.state.mu.Unlock()
	f.change(func(s *Session) { s.Awaited = nil })
	f.unwish(ctx)
}

// unwish takes back the wish to be opened at sign-in, by the journal where it says
// so. One that stays is swept away after a week.
func (f *Flow) unwish(ctx context.Context) {
	if f.parts.Journal == nil {
		return
	}
	standing, err := f.parts.Journal.Standing(ctx, f.computer())
	if err != nil {
		return
	}
	for _, e := range standing {
		if e.Kind == change.ResumeAtLoginKind {
			_ = f.parts.Journal.Undo(ctx, f.computer(), e.ID) // the journal has what came of it
		}
	}
}

// Resumption is a walk that goes on after the restart of the computer.
type Resumption struct {
	Session Session
	Step    StepID // the page to open; check again from there
	Text    string // what happened meanwhile, in words
}

// AfterRestart is asked once, when the window opens. It takes back the wish to be
// opened at sign-in, and tells whether a walk waits for a restart that has happened:
// then hand Session to Resume, open Step, and check again by Recheck. Where the
// computer was not restarted, it is false and Earlier offers the walk as ever.
func (f *Flow) AfterRestart(ctx context.Context) (Resumption, bool) {
	if f.parts.Rehearsal != "" {
		return Resumption{}, false
	}
	f.unwish(ctx)
	s, kept := f.Earlier()
	if !kept || s.Awaited == nil {
		return Resumption{}, false
	}
	u := f.uptime(ctx)
	awaited := *s.Awaited
	if !u.Restarted(awaited.before()) {
		return Resumption{}, false
	}
	s.Awaited = nil // it came; a second start must not find it again
	_ = f.parts.Keeper.Save(s)
	args := checks.Args{"before": f.longAge(awaited.For), "now": f.longAge(u.For)}
	code := "restart.came"
	if awaited.For <= 0 || u.For <= 0 {
		code = "restart.came.plain"
	}
	return Resumption{Session: s, Step: awaited.Step, Text: f.Tr(code, args)}, true
}
