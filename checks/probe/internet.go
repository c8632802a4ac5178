package probe

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"fix502/checks"
)

// anchorLinger is how long the other anchors may still answer after the first: one
// proof is enough, a few more make the picture clearer.
const anchorLinger = 300 * time.Millisecond

// anchors are the well-known places, tried once for all who want to know of them.
type anchors struct {
	places []string
	pace   *pace // bounds the tries; may be nil
	tries  shared[[]checks.ConnectFact]

	proof   sync.Once
	reached chan struct{} // closed once one of them was
}

func newAnchors(s Setup) *anchors {
	return &anchors{places: s.Catalog.Reachability.Anchors, pace: s.pace, reached: make(chan struct{})}
}

func (a *anchors) connect(ctx context.Context, t *checks.Task) []checks.ConnectFact {
	facts, _ := a.tries.get(ctx, "", func() ([]checks.ConnectFact, error) { return a.connectAll(ctx, t), nil })
	return facts
}

// cutOff tells that there are anchors, and that none of them can be reached.
func (a *anchors) cutOff(ctx context.Context, t *checks.Task) bool {
	facts := a.connect(ctx, t)
	return len(facts) > 0 && !slices.ContainsFunc(facts, func(c checks.ConnectFact) bool { return c.OK })
}

// internet asks whether any of the well-known places answers. A dead router, or a
// sign-in page, is why they don't.
func internet(a *anchors) checks.Check {
	return checks.Check{
		ID: checks.IDInternet, Node: checks.NodeInternet, Needs: []checks.ID{checks.IDLink},
		ExplainedBy: []checks.ID{checks.IDRoute, checks.IDPortal},
		Timeout:     patienceMost + time.Second,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			if len(a.places) == 0 {
				return checks.Finding{State: checks.Notice, Code: "internet.no_anchors", Data: checks.InternetFact{Anchors: []checks.ConnectFact{}}}
			}
			fact := checks.InternetFact{Anchors: a.connect(ctx, t)}
			fails := make(map[string]int)
			for _, c := range fact.Anchors {
				if c.OK {
					fact.Reached++
				}
				fails[c.Fail]++
			}
			f := checks.Finding{
				State: checks.OK, Code: "internet.ok", Data: fact,
				Args: checks.Args{
					"value":   fmt.Sprintf("%d of %d places", fact.Reached, len(a.places)),
					"reached": fmt.Sprint(fact.Reached), "asked": fmt.Sprint(len(a.places)),
				},
			}
			if fact.Reached > 0 {
				return f
			}
			f.State, f.Code = checks.Problem, "internet.silent"
			switch {
			case fails[checks.FailFirewall] == len(a.places):
				f.Code = "internet.firewall"
			case fails[checks.FailRefused] > 0: // something answers, and it isn't the anchors
				f.Code = "internet.refused"
			}
			return f
		},
	}
}

// connectAll opens a TCP connection to every place side by side and returns soon
// after the first success. What had no time to answer says "cancelled".
func (a *anchors) connectAll(ctx context.Context, t *checks.Task) []checks.ConnectFact {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		index int
		fact  checks.ConnectFact
	}
	answers := make(chan answer)
	for i, address := range a.places {
		go func() { answers <- answer{i, connect(ctx, t, a.pace, address)} }()
	}
	facts := make([]checks.ConnectFact, len(a.places))
	var enough <-chan time.Time // nil, so never, until the first success
	for missing := len(a.places); missing > 0; {
		select {
		case got := <-answers:
			missing--
			facts[got.index] = got.fact
			if got.fact.OK && enough == nil {
				enough = time.After(anchorLinger)
				a.proof.Do(func() { close(a.reached) })
			}
		case <-enough:
			cancel() // the others come back at once
		}
	}
	return facts
}

// connect opens one TCP connection and closes it again.
func connect(ctx context.Context, t *checks.Task, p *pace, address string) checks.ConnectFact {
	start := time.Now()
	conn, err := connectStream(ctx, t, p, address)
	if err != nil {
		return checks.ConnectFact{Address: address, Fail: checks.Explain(err)}
	}
	_ = conn.Close() // it has said all it was asked: that it can be opened
	return checks.ConnectFact{Address: address, OK: true, RTT: milliseconds(time.Since(start))}
}

// milliseconds is a duration as reports give it.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
