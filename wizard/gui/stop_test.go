package gui

import (
	"context"
	"iter"
	"strings"
	"sync"
	"testing"

	"fix502/checks"
)

// planned is a wizard that runs a real plan.
type planned struct {
	talker
	plan *checks.Plan
}

func (p planned) Check(ctx context.Context) iter.Seq[checks.Event] {
	return func(yield func(checks.Event) bool) {
		for ev := range p.plan.Run(ctx, checks.Env{}) {
			if !yield(ev) {
				return
			}
		}
		p.outcome = p.ends
	}
}

// TestStopDoesNotWaitForAStuckCheck stops a run in which a check never comes back and
// listens to nobody: what was found before stays, and the verdict is shown.
func TestStopDoesNotWaitForAStuckCheck(t *testing.T) {
	f := outage(t)
	f.verdict.Complete = false
	stuck, released := make(chan struct{}), make(chan struct{})
	defer close(released)
	plan, err := checks.NewPlan(
		checks.Check{ID: checks.IDLink, Node: checks.NodeComputer, Run: func(context.Context, *checks.Task) checks.Finding {
			return checks.Finding{State: checks.OK, Code: "network.link.ok"}
		}},
		checks.Check{ID: "made.up", Needs: []checks.ID{checks.IDLink}, Node: checks.NodeService, Run: func(context.Context, *checks.Task) checks.Finding {
			close(stuck)
			<-released
			return checks.Finding{State: checks.OK, Code: "edge.ok"}
		}},
	)
	if err != nil {
		t.Fatal(err)
	}
	f.plan = plan.Checks()
	w := newTestWindow(t, f, plain)
	w.flow = planned{talker{f}, plan}
	queue := make(chan func(), 100)
	var all sync.WaitGroup
	w.do = func(f func()) { queue <- f }
	w.spawn = func(f func()) { all.Go(f) }
	w.open(spot{screen: screenChecking})
	<-stuck
	for !strings.Contains(shown(w), "1 of 2 checks done") {
		(<-queue)()
	}
	mustShow(t, w, "This computer is connected")
	press(t, w, "Stop")
	mustShow(t, w, "Stopping…", "This computer is connected")
	for !strings.Contains(shown(w), f.verdict.Headline) {
		(<-queue)()
	}
	mustShow(t, w, "Stopped early: this is what was found so far")
	all.Wait()
}

// TestEventsAreShownTogether lets a whole run happen before the window has had time
// to draw: it draws once.
func TestEventsAreShownTogether(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	var late []func()
	w.spawn = func(job func()) {
		w.do = func(f func()) { late = append(late, f) }
		job()
	}
	press(t, w, "Find out what’s wrong")
	mustShow(t, w, "0 of 7 checks done")
	const drawn, ended = 1, 1
	if len(late) != drawn+ended {
		t.Fatalf("%d events are handed over in %d parts", len(f.events), len(late))
	}
	late[0]()
	mustShow(t, w, "7 of 7 checks done", "The internet is reachable", "3 of 3 places", "Official status: major outage")
	late[1]()
	mustShow(t, w, f.verdict.Headline)
}
