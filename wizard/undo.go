package wizard

import (
	"context"
	"fmt"
	"slices"

	"fix502/checks"
	"fix502/platform/change"
)

// ChangeState is what became of a change.
type ChangeState string

// The states of a change.
const (
	ChangeStands  ChangeState = "stands"  // it holds and can be taken back
	ChangeTrial   ChangeState = "trial"   // it holds until somebody says whether it is to stay
	ChangeUndone  ChangeState = "undone"  // it was taken back
	ChangeFinal   ChangeState = "final"   // what was kept for the way back is deleted
	ChangeFailed  ChangeState = "failed"  // it could not be made
	ChangeNothing ChangeState = "nothing" // there was nothing to change
	ChangeOnce    ChangeState = "once"    // it is done, and nothing of it has to be taken back
	ChangeOver    ChangeState = "over"    // it no longer holds: others changed the same since
	ChangeForeign ChangeState = "foreign" // another version made it, or another catalogue: it is left to that
)

// stateOf tells what became of a change.
func stateOf(c change.Listed) ChangeState {
	switch {
	case c.Stands && c.Trial && !c.Kept:
		return ChangeTrial
	case c.Stands:
		return ChangeStands
	case !c.Undone.IsZero():
		return ChangeUndone
	case c.Final:
		return ChangeFinal
	case c.Outcome == change.Nothing:
		return ChangeNothing
	case c.Outcome == change.Failed:
		return ChangeFailed
	case c.Back == "":
		return ChangeOnce
	case c.Unsure != nil:
		return ChangeForeign
	}
	return ChangeOver
}

// UndoAll takes back everything that stands, newest first. One that cannot be taken
// back does not keep the others from it; the lines say what became of each. progress
// is told in words what is being taken back.
func (f *Flow) UndoAll(ctx context.Context, progress func(string)) Result {
	all, good := 0, 0
	r := Result{}
	err := f.TakeBackEach(ctx, func(c ChangeView) { progress(c.Text) }, func(c ChangeView, one Result) {
		all++
		if one.OK {
			good++
		}
		r.Lines = append(r.Lines, c.Text+": "+one.Text)
		r.Lines = append(r.Lines, one.Lines...)
	})
	if err != nil && ctx.Err() == nil {
		return Result{Text: f.Tr("change.undo-failed", nil), Detail: err.Error(), Lines: r.Lines}
	}
	args := checks.Args{"good": fmt.Sprint(good), "all": fmt.Sprint(all)}
	switch {
	case ctx.Err() != nil:
		r.Text = f.Tr("change.all.stopped", args)
	case all == 0:
		r.OK, r.Text = true, f.Tr("change.none-back", nil)
	case good == all:
		r.OK, r.Text, r.Recheck = true, f.Tr("change.all.undone", args), true
	default:
		r.Text = f.Tr("change.all.some", args)
	}
	return r
}

// TakeBackEach takes back everything that stands, newest first, and tells before and
// after each. It looks anew after each: what a newer change of the same setting had
// covered is in force again then.
func (f *Flow) TakeBackEach(ctx context.Context, begin func(ChangeView), done func(ChangeView, Result)) error {
	for tried := map[string]bool{}; ; {
		list, _, err := f.Journal(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(c ChangeView) bool { return c.Stands && !tried[c.ID] })
		if i < 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		tried[list[i].ID] = true
		begin(list[i])
		done(list[i], f.Undo(ctx, list[i].ID))
	}
}

// backRights says, before the way back asks for a password, what it is needed for;
// "" where nobody will ask.
func (f *Flow) backRights(c change.Listed) string {
	code := ""
	switch {
	case !c.Stands || f.parts.Machine.Elevated():
	case c.Kind == change.HostsEntryKind:
		code = "rights." + string(SwitchHostsOff)
	case c.Kind == change.ProxyOffKind && c.Subject == "macos":
		code = "rights." + string(SwitchProxyOff)
	case c.Kind == change.SetClockKind:
		code = "rights." + string(SetClock)
	case c.Kind == change.SwitchDNSKind:
		code = "rights.switch-dns"
	}
	if code == "" {
		return ""
	}
	return f.Tr(code, nil)
}

// onTrial tells whether a change is the one on trial, which has a clock of its own.
func (f *Flow) onTrial(id string) bool {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.trial != nil && f.state.trial.Entry.ID == id
}

// standing is the id of a change that can be taken back, for a Result.
func standing(made change.Result) []string {
	if !made.InForce {
		return nil
	}
	return []string{made.Entry.ID}
}

// unmade forgets that a result offers to take a change back.
func (f *Flow) unmade(id string) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	for _, m := range f.state.last {
		m.result = m.result.without(id)
	}
	for code, r := range f.state.fixed {
		f.state.fixed[code] = r.without(id)
	}
}

// without is a result that does not offer to take that change back. It is a copy: the
// window may be reading the other one.
func (r *Result) without(id string) *Result {
	if r == nil || !slices.Contains(r.Made, id) {
		return r
	}
	less := *r
	less.Made = slices.DeleteFunc(slices.Clone(r.Made), func(made string) bool { return made == id })
	return &less
}
