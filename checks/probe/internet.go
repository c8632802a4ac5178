package probe

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fix502/checks"
)

const (
	// anchorLimit is how long one anchor may take to accept a connection: two
	// lost first packets are repeated after 1 s and 3 s.
	anchorLimit = 3500 * time.Millisecond
	// anchorLinger is how long the other anchors may still answer after the
	// first: one proof is enough, a few more make the picture clearer.
	anchorLinger = 300 * time.Millisecond
)

// anchors are the well-known places, tried once for all who want to know of them.
type anchors struct {
	places []string
	tries  shared[[]checks.ConnectFact]
}

func newAnchors(s Setup) *anchors { return &anchors{places: s.Catalog.Reachability.Anchors} }

func (a *anchors) connect(ctx context.Context, t *checks.Task) []checks.ConnectFact {
	facts, _ := a.tries.get(ctx, "", func() ([]checks.ConnectFact, error) { return connectAll(ctx, t, a.places), nil })
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
		Timeout:     anchorLimit + time.Second,
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

// connectAll opens a TCP connection to every address side by side and returns
// soon after the first success. What had no time to answer says "cancelled".
func connectAll(ctx context.Context, t *checks.Task, addresses []string) []checks.ConnectFact {
	ctx, cancel := context.WithTimeout(ctx, anchorLimit)
	defer cancel()
	type answer struct {
		index int
		fact  checks.ConnectFact
	}
	answers := make(chan answer)
	for i, address := range addresses {
		go func() { answers <- answer{i, connect(ctx, t, address)} }()
	}
	facts := make([]checks.ConnectFact, len(addresses))
	var enough <-chan time.Time // nil, so never, until the first success
	for missing := len(addresses); missing > 0; {
		select {
		case a := <-answers:
			missing--
			facts[a.index] = a.fact
			if a.fact.OK && enough == nil {
				enough = time.After(anchorLinger)
			}
		case <-enough:
			cancel() // the others come back at once
		}
	}
	return facts
}

// connect opens one TCP connection and closes it again.
func connect(ctx context.Context, t *checks.Task, address string) checks.ConnectFact {
	start := time.Now()
	conn, err := t.Dial(ctx, "tcp", address)
	if err != nil {
		return checks.ConnectFact{Address: address, Fail: checks.Explain(err)}
	}
	_ = conn.Close() // it has said all it was asked: that it can be opened
	return checks.ConnectFact{Address: address, OK: true, RTT: milliseconds(time.Since(start))}
}

// milliseconds is a duration as reports give it.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
