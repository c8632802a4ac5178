package checks_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"fix502/checks"
)

// recording is a problem that is seen after some time.
func recording(id checks.ID, d time.Duration, reached int) checks.Check {
	return checks.Check{ID: id, Run: func(context.Context, *checks.Task) checks.Finding {
		time.Sleep(d)
		return checks.Finding{State: checks.Problem, Code: string(id), Data: checks.InternetFact{Reached: reached}}
	}}
}

func TestLateFindingsAreWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type look struct {
			at      time.Duration
			reached int
			known   bool
			state   checks.State
		}
		var fact, end, early, stranger look
		begun := time.Now()
		found, _ := run(t, t.Context(), planOf(t,
			recording("cause", 3*time.Second, 0),
			explained(recording("late", time.Second, 7), "cause"),
			lasting("unrelated", 0, checks.OK),
			checks.Check{ID: "judge", Late: []checks.ID{"late"}, After: []checks.ID{"unrelated"}, Run: func(ctx context.Context, task *checks.Task) checks.Finding {
				hasty, leave := context.WithTimeout(ctx, time.Millisecond)
				defer leave()
				_, early.known = checks.LateFact[checks.InternetFact](hasty, task, "late")
				got, known := checks.LateFact[checks.InternetFact](ctx, task, "late")
				fact = look{at: time.Since(begun), reached: got.Reached, known: known}
				f, known := task.Await(ctx, "late")
				end = look{at: time.Since(begun), known: known, state: f.State}
				_, stranger.known = task.Await(ctx, "cause")
				f, _ = task.Await(ctx, "unrelated")
				stranger.state = f.State
				return checks.Finding{State: checks.OK}
			}},
		))
		if early.known || stranger.known {
			t.Error("something is known that was not waited for")
		}
		if want := (look{at: time.Second, reached: 7, known: true}); fact != want {
			t.Errorf("the fact: %+v, want %+v", fact, want)
		}
		if want := (look{at: 3 * time.Second, known: true, state: checks.Skipped}); end != want {
			t.Errorf("the end: %+v, want %+v", end, want)
		}
		if stranger.state != checks.OK {
			t.Errorf("one named in After: %+v", stranger)
		}
		if f := found["judge"]; f.Started != 0 {
			t.Errorf("began at %v", f.Started)
		}
	})
}

func TestLateFactsOfTheSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var known bool
		run(t, t.Context(), planOf(t,
			lasting("cause", time.Second, checks.Problem),
			needs(recording("late", 0, 7), "cause"),
			checks.Check{ID: "judge", Late: []checks.ID{"late"}, Run: func(ctx context.Context, task *checks.Task) checks.Finding {
				_, known = checks.LateFact[checks.InternetFact](ctx, task, "late")
				return checks.Finding{State: checks.OK}
			}},
		))
		if known {
			t.Error("a check that did not look has a fact")
		}
	})
}

// A run ends where everything is silent, with what is known: out of time, not stopped.
func TestTheBudgetOfARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer outlive()
		begun := time.Now()
		found, _ := run(t, t.Context(), planOf(t,
			limited(lasting("first", time.Hour, checks.OK), 5*time.Second),
			after(limited(lasting("second", time.Hour, checks.OK), 5*time.Second), "first"),
			after(limited(lasting("third", time.Hour, checks.OK), 5*time.Second), "second"),
			after(limited(deaf("deaf", time.Hour), 5*time.Second), "first"),
		))
		if took := time.Since(begun); took != checks.Budget+lastWords {
			t.Errorf("the run took %v", took)
		}
		for id, want := range map[checks.ID]struct {
			says string
			end  time.Duration
		}{
			"first": {"problem stopped", 5 * time.Second}, "second": {"problem stopped", checks.Budget},
			"third": {"problem stopped", checks.Budget}, "deaf": {"failed check.timeout", checks.Budget + lastWords},
		} {
			f := found[id]
			if got := string(f.State) + " " + f.Code; got != want.says || f.Started+f.Took != want.end {
				t.Errorf("%s: %s at %v, want %s at %v", id, got, f.Started+f.Took, want.says, want.end)
			}
		}
	})
}
