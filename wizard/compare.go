package wizard

import (
	"context"
	"slices"
	"time"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/checks/verdict"
)

// Recheck runs the checks again after a step and says whether it helped. progress
// is told how many checks are done.
func (f *Flow) Recheck(ctx context.Context, id StepID, progress func(done, all int)) Comparison {
	before := f.Outcome()
	all, done := len(f.Plan()), 0
	for ev := range f.Check(ctx) {
		if ev.Finding != nil {
			done++
			progress(done, all)
		}
	}
	after := f.Outcome()
	c := f.compare(id, before, after)
	if !after.Complete {
		f.bringBack(before)
		return c
	}
	f.change(func(s *Session) {
		state := StepDone
		if c.Helped {
			state = StepHelped
			s.creditStep(before, id, f.Tr("tried.recheck", nil), report.Helped{At: c.At})
		}
		s.Steps[id], s.Current = state, id
		s.Tried = append(s.Tried, report.Tried{At: c.At, Step: string(id), What: f.Tr("tried.recheck", nil), Result: c.Text})
	})
	f.state.mu.Lock()
	f.memory(id).comparison = &c
	f.state.mu.Unlock()
	return c
}

// bringBack makes an earlier run the last one again, after one that was stopped:
// half a run is no reason to forget a whole one.
func (f *Flow) bringBack(before *Outcome) {
	if before == nil {
		return
	}
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.outcome = before
	f.state.session.Verdict = before.Ruling.Code
	if r, err := f.build(before); err == nil {
		f.state.session.Report = &r
	}
	f.save()
}

func (f *Flow) headline(o *Outcome) string {
	headline, _, _, _ := verdict.TextCodes(o.Ruling.Holding)
	return f.Tr(headline, o.Ruling.Args)
}

// compare says in one sentence what changed between two runs.
func (f *Flow) compare(id StepID, before, after *Outcome) Comparison {
	c := Comparison{Step: id, At: after.Finished}
	args := checks.Args{"service": after.Facts.Target.Name}
	if before != nil {
		c.Before = f.headline(before)
	}
	c.After = f.headline(after)
	code := "compare.same"
	switch {
	case !after.Complete:
		code = "compare.stopped"
	case after.Well() && before != nil && before.Well():
		code = "compare.ask" // it looked well from here before, too: only the user can tell
	case after.Well():
		c.Helped, code = true, "compare.helped"
	case before == nil:
		code = "compare.first"
	case before.Well():
		code = "compare.worse"
	case fewer(codes(after), codes(before)):
		c.Better, code = true, "compare.better"
	case after.Ruling.Code != before.Ruling.Code:
		code = "compare.other"
	}
	c.Text = f.Tr(code, args)
	return c
}

func codes(o *Outcome) []string {
	var list []string
	for _, h := range o.Ruling.All {
		list = append(list, h.Code)
	}
	return list
}

// fewer tells whether a holds less than b, and nothing that b doesn't.
func fewer(a, b []string) bool {
	if len(a) >= len(b) {
		return false
	}
	return !slices.ContainsFunc(a, func(code string) bool { return !slices.Contains(b, code) })
}

// memory is a step's page memory, made where missing. The lock must be held.
func (f *Flow) memory(id StepID) *pageMemory {
	if f.state.last == nil {
		f.state.last = make(map[StepID]*pageMemory)
	}
	if f.state.last[id] == nil {
		f.state.last[id] = &pageMemory{}
	}
	return f.state.last[id]
}

// tried records what an action did, for the report.
func (f *Flow) tried(at time.Time, id StepID, what, result string) {
	f.change(func(s *Session) {
		s.Tried = append(s.Tried, report.Tried{At: at, Step: string(id), What: what, Result: result})
		if s.Steps[id] == "" || s.Steps[id] == StepOpen {
			s.Steps[id] = StepDone
		}
		s.Current = id
	})
}
