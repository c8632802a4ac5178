package probe

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	// edgeLimit bounds the visits to the edge: a look-up and an exchange.
	edgeLimit = 8 * time.Second
	// maxCanaries is how many of the edge's own hosts are visited.
	maxCanaries = 4
	// maxTraceLines is how many lines of a trace are read; real ones have about 15.
	maxTraceLines = 64
)

// edge asks whether the delivery network in front of the target works by itself:
// its own hosts, and its own page on the target's host, which it answers without
// asking the target's servers.
func edge(s Setup, book *Book) checks.Check {
	network := s.Edge()
	if network == nil {
		network = &catalog.Edge{}
	}
	return checks.Check{
		ID: checks.IDEdge, Args: checks.Args{"edge": network.Name}, Node: checks.NodeEdge, Timeout: edgeLimit,
		Needs: []checks.ID{checks.IDLink}, After: []checks.ID{checks.IDDNS, checks.IDAlternates},
		ExplainedBy: []checks.ID{checks.IDInternet, checks.IDPortal},
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			ctx, cancel := context.WithTimeout(ctx, edgeLimit-hostReserve)
			defer cancel()
			fact := checks.EdgeFact{ID: network.ID, Name: network.Name}
			var wg sync.WaitGroup
			if target, ok := mainHost(s.Service.Hosts); ok && network.Trace != "" {
				wg.Go(func() { fact.Trace = book.trace(ctx, t, target, network.Trace) })
			}
			fact.Canaries = book.visitAll(ctx, t, network.Canaries, maxCanaries)
			wg.Wait()
			f := judgeEdge(fact)
			f.Data = fact
			return f
		},
	}
}

// mainHost is the first host that the service cannot work without.
func mainHost(hosts []catalog.Host) (catalog.Host, bool) {
	for _, h := range hosts {
		if h.IsRequired() {
			return h, true
		}
	}
	return catalog.Host{}, false
}

// visitAll visits the first few of the hosts side by side.
func (b *Book) visitAll(ctx context.Context, t *checks.Task, hosts []catalog.Host, most int) []checks.HostFact {
	return sideBySide(hosts[:min(len(hosts), most)], func(h catalog.Host) checks.HostFact { return b.visit(ctx, t, h) })
}

// trace reads the edge's own page on the target's host.
func (b *Book) trace(ctx context.Context, t *checks.Task, h catalog.Host, path string) *checks.TraceFact {
	req := requestFor(h)
	req.Path = path
	fact := &checks.TraceFact{Host: h.Host}
	got, err := b.exchangeAny(ctx, t, req)
	fact.Status, fact.Fail = got.Fact.Status, explain(err)
	if err == nil {
		fact.Colo, fact.Valid = parseTrace(got.Body)
	}
	return fact
}

// parseTrace reads the lines "key=value" of a trace page. The page counts as one
// if it names the host and the place that answered; the visitor's address, which
// is in it too, is not kept.
func parseTrace(body []byte) (colo string, valid bool) {
	named := false
	for n, line := range bytes.Split(body, []byte("\n")) {
		if n == maxTraceLines {
			break
		}
		key, value, _ := strings.Cut(strings.TrimSpace(string(line)), "=")
		switch key {
		case "h":
			named = value != ""
		case "colo":
			colo = value
		}
	}
	if !named || !isColo(colo) {
		return "", false
	}
	return colo, true
}

// isColo tells whether a text is the code of a place: that of its airport, three capitals.
func isColo(text string) bool {
	return len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// judgeEdge counts the canaries that answer.
func judgeEdge(fact checks.EdgeFact) checks.Finding {
	good := 0
	for _, h := range fact.Canaries {
		if answersWell(h) {
			good++
		}
	}
	args := checks.Args{"edge": fact.Name, "value": fmt.Sprintf("%d of %d", good, len(fact.Canaries))}
	if fact.Trace != nil && fact.Trace.Valid {
		args["place"] = fact.Trace.Colo
	}
	switch {
	case len(fact.Canaries) == 0 && fact.Trace == nil:
		return checks.Finding{State: checks.Skipped, Code: "edge.nothing_to_ask", Args: args}
	case len(fact.Canaries) > 0 && good == 0:
		return checks.Finding{State: checks.Problem, Code: "edge.down", Args: args}
	case good < len(fact.Canaries):
		return checks.Finding{State: checks.Notice, Code: "edge.some", Args: args}
	case fact.Trace != nil && !fact.Trace.Valid:
		return checks.Finding{State: checks.Notice, Code: "edge.no_trace", Args: args}
	case fact.Trace != nil:
		args["value"] = fact.Trace.Colo
		return checks.Finding{State: checks.OK, Code: "edge.ok_place", Args: args}
	}
	return checks.Finding{State: checks.OK, Code: "edge.ok", Args: args}
}

// answersWell tells whether any address of a host gave an answer as expected.
func answersWell(h checks.HostFact) bool {
	for _, a := range h.Attempts {
		if a.Expected && a.Served {
			return true
		}
	}
	return false
}
