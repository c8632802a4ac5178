package probe

import (
	"context"
	"fmt"
	"slices"
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
	// maxNeighbours is how many other services behind it are visited.
	maxNeighbours = 2
)

// edge asks whether the delivery network in front of the target works by itself:
// its own hosts, its own page on the target's host, which it answers without asking
// the target's servers, and other services that it delivers. It builds on nothing
// that others find out, so it begins at once.
func edge(s Setup, book *Book) checks.Check {
	network := s.Edge()
	if network == nil {
		network = &catalog.Edge{}
	}
	c := edgeCheck(network.Name)
	c.Run = func(ctx context.Context, t *checks.Task) checks.Finding { return visitEdge(ctx, t, s, book, *network) }
	return c
}

func edgeCheck(name string) checks.Check {
	return checks.Check{
		ID: checks.IDEdge, Args: checks.Args{"edge": name}, Node: checks.NodeEdge, Timeout: edgeLimit,
		Needs: []checks.ID{checks.IDLink}, ExplainedBy: []checks.ID{checks.IDInternet, checks.IDPortal},
	}
}

// nameless stands for a delivery network that nobody has named yet.
const nameless = "…"

// edgeFromAnswer is edge for a target of which nothing is known beforehand: it waits
// for the target's answer, and where that is a failure whose headers name a delivery
// network of the catalogue, asks that one.
func edgeFromAnswer(s Setup, book *Book) checks.Check {
	c := edgeCheck(nameless)
	target, known := mainHost(s.Service.Hosts)
	if !known {
		target = catalog.Host{}
	}
	c.After = []checks.ID{hostID(s, target)}
	c.Run = func(ctx context.Context, t *checks.Task) checks.Finding {
		seen, _ := checks.FactOf[checks.HostFact](t, hostID(s, target))
		network, named := recognisedEdge(s.Catalog, seen)
		if !named {
			return checks.Finding{State: checks.Skipped, Code: "edge.not_needed"}
		}
		return visitEdge(ctx, t, s, book, network)
	}
	return c
}

// recognisedEdge finds the delivery network that a failure names in its headers.
func recognisedEdge(c *catalog.Catalog, seen checks.HostFact) (catalog.Edge, bool) {
	for _, a := range seen.Attempts {
		if a.Status == 0 || a.Expected || a.Page.Edge == "" {
			continue
		}
		if network, known := c.Edge(a.Page.Edge); known {
			return network, true
		}
	}
	return catalog.Edge{}, false
}

// visitEdge visits everything of a delivery network side by side.
func visitEdge(ctx context.Context, t *checks.Task, s Setup, book *Book, network catalog.Edge) checks.Finding {
	ctx, cancel := context.WithTimeout(ctx, edgeLimit-hostReserve)
	defer cancel()
	fact := checks.EdgeFact{ID: network.ID, Name: network.Name}
	var wg sync.WaitGroup
	if target, ok := mainHost(s.Service.Hosts); ok && network.Trace != "" {
		wg.Go(func() { fact.Trace = book.trace(ctx, t, target, network.Trace) })
	}
	wg.Go(func() { fact.Neighbours = book.visitAll(ctx, t, neighbours(s, network.ID), maxNeighbours) })
	fact.Canaries = book.visitAll(ctx, t, network.Canaries, maxCanaries)
	wg.Wait()
	f := judgeEdge(fact)
	f.Data = fact
	return f
}

// neighbours lists the main hosts of other services behind the same delivery
// network, without those that the target needs as well.
func neighbours(s Setup, network string) []catalog.Host {
	var list []catalog.Host
	taken := make(map[string]bool)
	for _, h := range s.Service.Hosts {
		taken[canonical(h.Host)] = true
	}
	for _, other := range s.Catalog.Services {
		h, ok := mainHost(other.Hosts)
		if !ok || other.Edge != network || other.ID == s.Service.ID || taken[canonical(h.Host)] {
			continue
		}
		taken[canonical(h.Host)] = true
		list = append(list, h)
	}
	return list
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
	case len(fact.Canaries) == 0 && fact.Trace == nil && len(fact.Neighbours) == 0:
		return checks.Finding{State: checks.Skipped, Code: "edge.nothing_to_ask", Args: args}
	case len(fact.Canaries) > 0 && good == 0 && !delivers(fact):
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

// delivers tells that a delivery network was seen at work by more than its own hosts.
func delivers(fact checks.EdgeFact) bool {
	return fact.Trace != nil && fact.Trace.Valid || slices.ContainsFunc(fact.Neighbours, answersWell)
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
