package checks_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"fix502/checks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// grace is the 100 ms within which a stop must take effect.
const grace = 100 * time.Millisecond

// lastWords is how long a check that ran out of time may still talk.
const lastWords = 300 * time.Millisecond

// lasting is a check that takes so long, unless it is stopped.
func lasting(id checks.ID, d time.Duration, state checks.State) checks.Check {
	return checks.Check{ID: id, Timeout: time.Minute, Run: func(ctx context.Context, _ *checks.Task) checks.Finding {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return checks.Finding{State: checks.Problem, Code: "stopped", Err: context.Cause(ctx)}
		}
		return checks.Finding{State: state, Code: string(id)}
	}}
}

// deaf is a check that does not listen to its context. Tests with one end by
// outliving it, since a bubble may leave nothing running.
func deaf(id checks.ID, d time.Duration) checks.Check {
	return checks.Check{ID: id, Run: func(_ context.Context, t *checks.Task) checks.Finding {
		time.Sleep(d)
		t.Note("too late", nil)
		return checks.Finding{State: checks.OK, Code: string(id)}
	}}
}

// outlive waits, in a bubble's time, until every deaf check has come to its end.
func outlive() { time.Sleep(2 * time.Hour) }

func needs(c checks.Check, ids ...checks.ID) checks.Check { c.Needs = ids; return c }

func explained(c checks.Check, ids ...checks.ID) checks.Check { c.ExplainedBy = ids; return c }

func after(c checks.Check, ids ...checks.ID) checks.Check { c.After = ids; return c }

func limited(c checks.Check, d time.Duration) checks.Check { c.Timeout = d; return c }

func planOf(t *testing.T, list ...checks.Check) *checks.Plan {
	t.Helper()
	p, err := checks.NewPlan(list...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// run performs a plan to its end and fails where a check ends twice, never, or
// says something after its end.
func run(t *testing.T, ctx context.Context, p *checks.Plan) (found map[checks.ID]checks.Finding, order []checks.ID) {
	t.Helper()
	found = make(map[checks.ID]checks.Finding)
	for ev := range p.Run(ctx, checks.Env{}) {
		if _, over := found[ev.ID]; over {
			t.Errorf("%s says %+v after its end", ev.ID, ev)
		}
		if ev.Finding != nil {
			found[ev.ID] = *ev.Finding
			order = append(order, ev.ID)
		}
	}
	for _, c := range p.Checks() {
		if _, ended := found[c.ID]; !ended {
			t.Errorf("%s never ended", c.ID)
		}
	}
	return found, order
}

func TestNewPlanRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		list []checks.Check
		says string
	}{
		"twice":        {[]checks.Check{{ID: "a"}, {ID: "a"}}, "a is listed twice"},
		"unknown need": {[]checks.Check{{ID: "a", Needs: []checks.ID{"b"}}}, "a waits for b, which is not in the plan"},
		"itself":       {[]checks.Check{{ID: "a", After: []checks.ID{"a"}}}, "a waits for itself"},
		"circle": {[]checks.Check{
			{ID: "a", Needs: []checks.ID{"b"}}, {ID: "b", After: []checks.ID{"c"}}, {ID: "c", ExplainedBy: []checks.ID{"d"}}, {ID: "d", Late: []checks.ID{"a"}},
		}, "waits for itself"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := checks.NewPlan(tt.list...)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want an error that says %q", err, tt.says)
			}
		})
	}
}

func TestChecksRunSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := planOf(t,
			needs(lasting("page", time.Second, checks.OK), "name"),
			lasting("name", time.Second, checks.Notice),
			lasting("clock", 1500*time.Millisecond, checks.OK),
			after(lasting("judge", 0, checks.OK), "clock", "page"),
		)
		found, order := run(t, t.Context(), p)
		if want := []checks.ID{"name", "clock", "page", "judge"}; !slices.Equal(order, want) {
			t.Errorf("ended as %v, want %v", order, want)
		}
		for id, want := range map[checks.ID][2]time.Duration{
			"name": {0, time.Second}, "clock": {0, 1500 * time.Millisecond},
			"page": {time.Second, time.Second}, "judge": {2 * time.Second, 0},
		} {
			if f := found[id]; f.Started != want[0] || f.Took != want[1] {
				t.Errorf("%s began at %v and took %v, want %v", id, f.Started, f.Took, want)
			}
		}
	})
}

func TestOneCauseIsNamed(t *testing.T) {
	for name, tt := range map[string]struct {
		list []checks.Check
		want map[checks.ID]string // state, code, and what is named as the reason
	}{
		"a chain of needs names its root": {
			[]checks.Check{
				needs(lasting("c", 0, checks.OK), "b"),
				needs(lasting("b", 0, checks.OK), "a"),
				lasting("a", time.Second, checks.Problem),
			},
			map[checks.ID]string{"a": "problem a ", "b": "skipped check.skipped a", "c": "skipped check.skipped a"},
		},
		"a failed check is no base to build on": {
			[]checks.Check{lasting("a", 0, checks.Failed), needs(lasting("b", 0, checks.OK), "a")},
			map[checks.ID]string{"a": "failed a ", "b": "skipped check.skipped a"},
		},
		"a notice is": {
			[]checks.Check{lasting("a", 0, checks.Notice), needs(lasting("b", 0, checks.OK), "a")},
			map[checks.ID]string{"a": "notice a ", "b": "ok b "},
		},
		"the first failing need is named": {
			[]checks.Check{
				lasting("a", 0, checks.OK), lasting("b", time.Second, checks.Problem), lasting("c", 0, checks.Problem),
				needs(lasting("d", 0, checks.OK), "a", "b", "c"),
			},
			map[checks.ID]string{"a": "ok a ", "b": "problem b ", "c": "problem c ", "d": "skipped check.skipped b"},
		},
		"a problem that follows from another": {
			[]checks.Check{
				lasting("net", 2*time.Second, checks.Problem),
				explained(lasting("page", time.Second, checks.Problem), "net"),
				explained(lasting("odd", time.Second, checks.Notice), "net"),
				explained(lasting("broken", time.Second, checks.Failed), "net"),
			},
			map[checks.ID]string{
				"net": "problem net ", "page": "skipped check.skipped net",
				"odd": "notice odd ", "broken": "skipped check.skipped net",
			},
		},
		"explained by something that was left out itself": {
			[]checks.Check{
				lasting("link", 0, checks.Problem),
				needs(lasting("net", 0, checks.OK), "link"),
				explained(lasting("page", 0, checks.Problem), "net"),
			},
			map[checks.ID]string{"link": "problem link ", "net": "skipped check.skipped link", "page": "skipped check.skipped link"},
		},
		"nothing to explain it by": {
			[]checks.Check{
				lasting("net", time.Second, checks.Notice), lasting("dns", time.Second, checks.Failed),
				explained(lasting("page", 0, checks.Problem), "net", "dns"),
			},
			map[checks.ID]string{"net": "notice net ", "dns": "failed dns ", "page": "problem page "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				found, _ := run(t, t.Context(), planOf(t, tt.list...))
				got := make(map[checks.ID]string)
				for id, f := range found {
					got[id] = string(f.State) + " " + f.Code + " " + f.Args["need"]
				}
				if !maps.Equal(got, tt.want) {
					t.Errorf("got %v, want %v", got, tt.want)
				}
			})
		})
	}
}

func TestAnExplainedProblemKeepsItsFacts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fact := checks.InternetFact{Reached: 2}
		found, _ := run(t, t.Context(), planOf(t,
			lasting("net", time.Second, checks.Problem),
			checks.Check{ID: "page", ExplainedBy: []checks.ID{"net"}, Run: func(context.Context, *checks.Task) checks.Finding {
				return checks.Finding{State: checks.Problem, Code: "page", Data: fact}
			}},
		))
		if got, ok := found["page"].Data.(checks.InternetFact); !ok || got.Reached != fact.Reached {
			t.Errorf("kept %+v", found["page"].Data)
		}
	})
}

func TestPriorFindingsCanBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got checks.InternetFact
		var there, elsewhere, other bool
		run(t, t.Context(), planOf(t,
			checks.Check{ID: "net", Run: func(context.Context, *checks.Task) checks.Finding {
				return checks.Finding{State: checks.Problem, Data: checks.InternetFact{Reached: 3}}
			}},
			lasting("unrelated", 0, checks.OK),
			after(checks.Check{ID: "judge", Run: func(_ context.Context, task *checks.Task) checks.Finding {
				got, there = checks.FactOf[checks.InternetFact](task, "net")
				_, elsewhere = task.Prior("unrelated")
				_, other = checks.FactOf[checks.LinkFact](task, "net")
				return checks.Finding{State: checks.OK}
			}}, "net"),
		))
		if !there || got.Reached != 3 || elsewhere || other {
			t.Errorf("got %+v %v, not waited for: %v, of another type: %v", got, there, elsewhere, other)
		}
	})
}

func TestAPanicStaysInItsCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		found, _ := run(t, t.Context(), planOf(t,
			checks.Check{ID: "broken", Run: func(context.Context, *checks.Task) checks.Finding { panic("oh") }},
			lasting("well", time.Second, checks.OK),
			needs(lasting("behind", 0, checks.OK), "broken"),
		))
		if f := found["broken"]; f.State != checks.Failed || f.Code != "check.broken" || f.Err == nil || !strings.Contains(f.Err.Error(), "oh") {
			t.Errorf("got %+v", f)
		}
		if found["well"].State != checks.OK || found["behind"].Args["need"] != "broken" {
			t.Errorf("the others: %+v", found)
		}
	})
}

func TestTimeLimits(t *testing.T) {
	const limit = 3 * time.Second
	for name, tt := range map[string]struct {
		check checks.Check
		state checks.State
		code  string
		took  time.Duration
	}{
		"in time":                     {limited(lasting("a", time.Second, checks.OK), limit), checks.OK, "a", time.Second},
		"comes back with what it has": {limited(lasting("a", time.Hour, checks.OK), limit), checks.Problem, "stopped", limit},
		"does not come back":          {limited(deaf("a", time.Hour), limit), checks.Failed, "check.timeout", limit + lastWords},
		"talks after its end":         {limited(deaf("a", limit+time.Second), limit), checks.Failed, "check.timeout", limit + lastWords},
		"no limit of its own":         {limited(deaf("a", time.Hour), 0), checks.Failed, "check.timeout", checks.DefaultTimeout + lastWords},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer outlive()
				found, _ := run(t, t.Context(), planOf(t, tt.check, lasting("other", 2*limit, checks.OK)))
				if f := found["a"]; f.State != tt.state || f.Code != tt.code || f.Took != tt.took {
					t.Errorf("got %s %s after %v", f.State, f.Code, f.Took)
				}
				if found["other"].State != checks.OK {
					t.Errorf("the other check: %+v", found["other"])
				}
			})
		})
	}
}

func TestLeavingTheLoopStopsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer outlive()
		stopped := make(chan error, 1)
		p := planOf(t,
			deaf("deaf", time.Hour),
			checks.Check{ID: "hears", Run: func(ctx context.Context, _ *checks.Task) checks.Finding {
				<-ctx.Done()
				stopped <- context.Cause(ctx)
				return checks.Finding{State: checks.OK}
			}},
			lasting("first", time.Second, checks.OK),
			needs(lasting("never", 0, checks.OK), "deaf"),
		)
		var left time.Time
		for ev := range p.Run(t.Context(), checks.Env{}) {
			if ev.Finding != nil {
				left = time.Now()
				break
			}
		}
		if took := time.Since(left); took > grace {
			t.Errorf("it took %v to leave", took)
		}
		if err := <-stopped; !errors.Is(err, context.Canceled) {
			t.Errorf("stopped by %v", err)
		}
	})
}

func TestStoppingKeepsWhatIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer outlive()
		ctx, stop := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(2*time.Second, stop)
		found, _ := run(t, ctx, planOf(t,
			lasting("known", time.Second, checks.Problem),
			needs(lasting("left out", 0, checks.OK), "known"),
			lasting("half-way", time.Hour, checks.OK),
			deaf("deaf", time.Hour),
			needs(lasting("behind", 0, checks.OK), "deaf"),
			needs(lasting("far behind", 0, checks.OK), "behind"),
			explained(lasting("explained", time.Hour, checks.OK), "known"),
		))
		if took := time.Since(start); took > 2*time.Second+grace {
			t.Errorf("it took %v until the end", took-2*time.Second)
		}
		for id, want := range map[checks.ID]string{
			"known": "problem known", "left out": "skipped check.skipped", "half-way": "skipped check.cancelled",
			"deaf": "skipped check.cancelled", "behind": "skipped check.cancelled", "far behind": "skipped check.cancelled",
			"explained": "skipped check.cancelled",
		} {
			if f := found[id]; string(f.State)+" "+f.Code != want {
				t.Errorf("%s: got %s %s, want %s", id, f.State, f.Code, want)
			}
		}
	})
}

// slowToEnd is a context whose own timer has not gone off yet when its time is up.
type slowToEnd struct {
	context.Context
	deadline time.Time
}

func (c slowToEnd) Deadline() (time.Time, bool) { return c.deadline, true }

func TestTheEndOfTheRunIsNoProblem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := slowToEnd{t.Context(), time.Now().Add(time.Second)}
		found, _ := run(t, ctx, planOf(t,
			lasting("before", 900*time.Millisecond, checks.Problem),
			lasting("at", time.Second, checks.Problem),
			needs(lasting("behind", 0, checks.Problem), "well"),
			lasting("well", time.Second, checks.OK),
		))
		for id, want := range map[checks.ID]string{
			"before": "problem before", "at": "skipped check.cancelled", "behind": "skipped check.cancelled", "well": "ok well",
		} {
			if f := found[id]; string(f.State)+" "+f.Code != want {
				t.Errorf("%s: got %s %s, want %s", id, f.State, f.Code, want)
			}
		}
	})
}

func TestNotesAreStreamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := planOf(t, checks.Check{ID: "a", Run: func(_ context.Context, task *checks.Task) checks.Finding {
			task.Note("a.asking", checks.Args{"who": "router"})
			return checks.Finding{State: checks.OK, Code: "a.ok"}
		}})
		var got []string
		for range 2 { // a plan can be run again
			for ev := range p.Run(t.Context(), checks.Env{}) {
				switch {
				case ev.Finding != nil:
					got = append(got, ev.Finding.Code)
				case ev.Note != "":
					got = append(got, ev.Note+" "+ev.Args["who"])
				default:
					got = append(got, "begins")
				}
			}
		}
		want := []string{"begins", "a.asking router", "a.ok", "begins", "a.asking router", "a.ok"}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestOnlyKeepsWhatIsBuiltOn(t *testing.T) {
	p := planOf(t,
		checks.Check{ID: "a"}, checks.Check{ID: "b", Needs: []checks.ID{"a"}}, checks.Check{ID: "c", After: []checks.ID{"b"}},
		checks.Check{ID: "d", ExplainedBy: []checks.ID{"a"}}, checks.Check{ID: "e"},
	)
	for name, tt := range map[string]struct {
		of   []checks.ID
		want []checks.ID
	}{
		"a chain":   {[]checks.ID{"c"}, []checks.ID{"a", "b", "c"}},
		"two":       {[]checks.ID{"e", "d"}, []checks.ID{"a", "d", "e"}},
		"a root":    {[]checks.ID{"a"}, []checks.ID{"a"}},
		"not there": {[]checks.ID{"a", "x"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			part, err := p.Only(tt.of...)
			if (err != nil) != (tt.want == nil) {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				return
			}
			var got []checks.ID
			for _, c := range part.Checks() {
				got = append(got, c.ID)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestKindAndTitle(t *testing.T) {
	for id, want := range map[checks.ID]string{
		"network.link": "check.network.link", "host:discord.com": "check.host", "host:[::1]:80": "check.host", "": "check.",
	} {
		if got := (checks.Check{ID: id}).Title(); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}
