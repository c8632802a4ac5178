package probe

import (
	"context"
	"fmt"
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

// internet asks whether any of the well-known places answers.
func internet(s Setup) checks.Check {
	return checks.Check{
		ID: checks.IDInternet, Node: checks.NodeInternet, Needs: []checks.ID{checks.IDLink},
		Timeout: anchorLimit + time.Second,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			anchors := s.Catalog.Reachability.Anchors
			if len(anchors) == 0 {
				return checks.Finding{State: checks.Notice, Code: "internet.no_anchors", Data: checks.InternetFact{Anchors: []checks.ConnectFact{}}}
			}
			fact := checks.InternetFact{Anchors: connectAll(ctx, t, anchors)}
			fails := make(map[string]int)
			for _, a := range fact.Anchors {
				if a.OK {
					fact.Reached++
				}
				fails[a.Fail]++
			}
			f := checks.Finding{
				State: checks.OK, Code: "internet.ok", Data: fact,
				Args: checks.Args{
					"value":   fmt.Sprintf("%d of %d places", fact.Reached, len(anchors)),
					"reached": fmt.Sprint(fact.Reached), "asked": fmt.Sprint(len(anchors)),
				},
			}
			if fact.Reached > 0 {
				return f
			}
			f.State, f.Code = checks.Problem, "internet.silent"
			switch {
			case fails[checks.FailFirewall] == len(anchors):
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
