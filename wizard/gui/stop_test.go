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
