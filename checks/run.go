package checks

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"
)

// Budget is how long a run may take where things are silent: nobody waits longer
// than 8 s for a verdict. A check that has not ended by then is out of time, like
// one at its own limit, and comes back with what it has; the rest of the 8 s is for
// that. It lies above the 5 s from which a service counts as slow, by enough to see
// most of the slow ones answer.
const Budget = 7200 * time.Millisecond

// limitGrace is how long a check that ran out of time may take to come back with
// what it has: it only has to put things together, but many may do so at once.
const limitGrace = 300 * time.Millisecond

// stopGrace is how long a check that was told to stop may take to come back with
// what it has. After that its result is not waited for: Stop takes effect within
// 100 ms whatever a check is stuck in.
const stopGrace = 50 * time.Millisecond

// Run performs the plan, each check as soon as those it waits for have ended, and
// yields events one at a time on the caller's goroutine. Every check yields
// exactly one event with a Finding. Leaving the loop early, or ending ctx, stops
// what is still running.
func (p *Plan) Run(ctx context.Context, env Env) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		r := &run{ctx: ctx, env: env, start: time.Now(), events: make(chan Event), left: make(chan struct{})}
		defer close(r.left)
		r.tasks = make(map[ID]*task, len(p.checks))
		for _, c := range p.checks {
			r.tasks[c.ID] = &task{check: c, seen: make(chan struct{}), ended: make(chan struct{})}
		}
		for _, t := range r.tasks {
			go r.perform(t)
		}
		ended := make(map[ID]bool, len(r.tasks))
		for len(ended) < len(r.tasks) {
			ev := <-r.events
			if ended[ev.ID] {
				continue // a check that was given up on still talks
			}
			if ev.Finding != nil {
				ended[ev.ID] = true
			}
			if !yield(ev) {
				return
			}
		}
	}
}

type run struct {
	ctx    context.Context
	env    Env
	start  time.Time
	tasks  map[ID]*task
	events chan Event
	left   chan struct{} // closed when nobody listens any more
}

type task struct {
	check  Check
	seen   chan struct{}
	ended  chan struct{}
	first  Finding // readable once seen is closed: not yet excused
	result Finding // readable once ended is closed
}

func (r *run) say(ev Event) {
	select {
	case r.events <- ev:
	case <-r.left:
	}
}

func (r *run) perform(t *task) {
	t.first = r.decide(t)
	close(t.seen)
	t.result = r.excuse(t, t.first)
	close(t.ended)
	result := t.result
	r.say(Event{ID: t.check.ID, Finding: &result})
}

// decide waits for the checks that this one builds on and then runs it.
func (r *run) decide(t *task) Finding {
	prior := make(map[ID]Finding)
	for _, ids := range [][]ID{t.check.Needs, t.check.After} {
		for _, id := range ids {
			<-r.tasks[id].ended
			prior[id] = r.tasks[id].result
		}
	}
	started := time.Since(r.start)
	stopped := r.stopped()
	for _, id := range t.check.Needs {
		switch need := prior[id]; {
		case need.State.Well():
		case need.Code == "check.cancelled": // it is no reason: nobody knows how it would have ended
			stopped = true
		default:
			return Finding{State: Skipped, Code: "check.skipped", Args: r.reason(id), Started: started}
		}
	}
	if stopped {
		return Finding{State: Skipped, Code: "check.cancelled", Err: context.Cause(r.ctx), Started: started}
	}
	r.say(Event{ID: t.check.ID})
	f := r.bounded(t.check, prior, started)
	f.Started, f.Took = started, time.Since(r.start)-started
	return f
}

// excuse turns a problem that only follows from another into a skipped check
// which names the other; the facts stay.
func (r *run) excuse(t *task, f Finding) Finding {
	if f.State != Problem && f.State != Failed {
		return f
	}
	for _, id := range t.check.ExplainedBy {
		<-r.tasks[id].ended
		cause := r.tasks[id].result
		if cause.State == Problem || cause.State == Skipped && cause.Code == "check.skipped" {
			f.State, f.Code, f.Args = Skipped, "check.skipped", r.reason(id)
			return f
		}
	}
	return f
}

// reason names the check to blame: the one at the root of a chain of skipped ones.
func (r *run) reason(id ID) Args {
	cause := r.tasks[id].result
	if cause.State == Skipped && cause.Args["need"] != "" {
		return Args{"need": cause.Args["need"]}
	}
	return Args{"need": string(id)}
}

// await is what Task.Await and LateFact come to. A check may wait only for those
// that its plan knows it waits for: only they are known to form no circle.
func (w waiting) await(ctx context.Context, id ID, final bool) (Finding, bool) {
	if !slices.Contains(w.check.Late, id) {
		return Finding{}, false
	}
	t := w.run.tasks[id]
	moment := t.seen
	if final {
		moment = t.ended
	}
	select {
	case <-moment: // what is there is told even to one whose time is up
	default:
		select {
		case <-moment:
		case <-ctx.Done():
			return Finding{}, false
		}
	}
	if final {
		return t.result, true
	}
	return t.first, true
}

// waiting is a check under way that others' findings are handed to.
type waiting struct {
	run   *run
	check Check
}

// bounded runs a check within its time limit and comes back soon after the
// limit or a stop even if the check does not. started is when it began.
func (r *run) bounded(c Check, prior map[ID]Finding, started time.Duration) Finding {
	limit := c.Timeout
	if limit == 0 {
		limit = DefaultTimeout
	}
	limit = max(min(limit, Budget-started), 0)
	ctx, cancel := context.WithTimeout(r.ctx, limit)
	defer cancel()
	done := make(chan Finding, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil { // one broken check must not take the report down
				done <- Finding{State: Failed, Code: "check.broken", Err: fmt.Errorf("check %s panicked: %v", c.ID, p)}
			}
		}()
		task := NewTask(r.env, prior, func(code string, args Args) { r.say(Event{ID: c.ID, Note: code, Args: args}) })
		task.late = waiting{run: r, check: c}
		done <- c.Run(ctx, task)
	}()
	select {
	case f := <-done:
		return r.cancelled(f)
	case <-ctx.Done():
	}
	if f, came := r.lastWords(done); came {
		return r.cancelled(f)
	}
	if r.stopped() {
		return Finding{State: Skipped, Code: "check.cancelled", Err: context.Cause(r.ctx)}
	}
	return Finding{State: Failed, Code: "check.timeout", Args: Args{"limit": limit.Round(100 * time.Millisecond).String()}, Err: context.Cause(ctx)}
}

// lastWords waits for a check whose time is up: not for long, and still less where
// the whole run is stopped.
func (r *run) lastWords(done <-chan Finding) (Finding, bool) {
	late := time.NewTimer(limitGrace)
	defer late.Stop()
	select {
	case f := <-done:
		return f, true
	case <-late.C:
		return Finding{}, false
	case <-r.ctx.Done():
	}
	select {
	case f := <-done:
		return f, true
	case <-time.After(stopGrace):
		return Finding{}, false
	}
}

// stopped tells that the run was stopped or is out of time. Connections have timers
// of their own for the run's deadline, which may go off a moment before its context's.
func (r *run) stopped() bool {
	deadline, limited := r.ctx.Deadline()
	return r.ctx.Err() != nil || limited && !time.Now().Before(deadline)
}

// cancelled keeps a check that was stopped half-way from claiming a problem that
// only the stop made.
func (r *run) cancelled(f Finding) Finding {
	if r.stopped() && !f.State.Well() {
		return Finding{State: Skipped, Code: "check.cancelled", Err: errors.Join(context.Cause(r.ctx), f.Err)}
	}
	return f
}
