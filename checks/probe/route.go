package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"fix502/checks"
	"fix502/platform"
)

const (
	// routerLimit is how long a router may take to answer: one hop, but over a
	// Wi-Fi that may have to wake up, with one lost packet repeated after 1 s.
	routerLimit = 1800 * time.Millisecond
	// routerMost bounds how many default routes are asked; a computer with
	// several networks and tunnels has a few.
	routerMost = 6
)

// routerPorts are where home routers listen: name lookups and their set-up page.
var routerPorts = []string{"53", "80", "443"}

// route asks whether there is a way out of this network and whether the router
// on it answers. Only the anchors can tell a dead router from one that ignores
// questions.
func route(a *anchors) checks.Check {
	return checks.Check{
		ID: checks.IDRoute, Node: checks.NodeRouter,
		Needs: []checks.ID{checks.IDLink}, Timeout: routerLimit + patienceMost + time.Second,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			routes, err := t.Host.DefaultRoutes(ctx)
			sources, _ := sourcesTowards(ctx, t, a.places)
			way := len(sources) > 0
			if len(routes) == 0 {
				link, known := checks.FactOf[checks.LinkFact](t, checks.IDLink)
				return withoutRoute(way, len(a.places) > 0 || err == nil && known && leavesComputer(link), err)
			}
			fact := checks.RouteFact{Routers: askRouters(ctx, t, a.reached, routes[:min(len(routes), routerMost)])}
			return judgeRouters(fact, func() bool { return a.cutOff(ctx, t) })
		},
	}
}

// leavesComputer tells that an interface other than the loopback has an address:
// then there should be a way out.
func leavesComputer(link checks.LinkFact) bool {
	return slices.ContainsFunc(link.Interfaces, func(i checks.InterfaceFact) bool {
		return i.Up && i.Kind != string(platform.KindLoopback) && len(i.Addrs) > 0
	})
}

// withoutRoute tells what it means that no default route is listed. Where there
// should be none, or nothing was there to try it with, that says nothing.
func withoutRoute(way, expected bool, err error) checks.Finding {
	fact := checks.RouteFact{Routers: []checks.RouterFact{}, Direct: way}
	switch {
	case way:
		return checks.Finding{State: checks.OK, Code: "route.direct", Args: checks.Args{"value": "direct"}, Data: fact, Err: err}
	case !expected:
		return checks.Finding{State: checks.Notice, Code: "route.unknown", Err: err}
	}
	return checks.Finding{State: checks.Problem, Code: "route.none", Data: fact, Err: err}
}

// judgeRouters takes a silent router for broken only where nothing behind it
// answers either: many routers ignore every question.
func judgeRouters(fact checks.RouteFact, cutOff func() bool) checks.Finding {
	asked := 0
	for _, r := range fact.Routers {
		if r.Answers {
			return checks.Finding{
				State: checks.OK, Code: "route.ok", Data: fact,
				Args: checks.Args{"value": roundTrip(r.RTT), "router": r.Address, "interface": r.Interface},
			}
		}
		if r.Address != "" {
			asked++
		}
	}
	first := fact.Routers[0]
	args := checks.Args{"router": first.Address, "interface": first.Interface}
	switch {
	case asked == 0: // a tunnel: there is nobody to ask
		args["value"] = "direct"
		return checks.Finding{State: checks.OK, Code: "route.tunnel", Data: fact, Args: args}
	case cutOff():
		return checks.Finding{State: checks.Problem, Code: "route.silent", Data: fact, Args: args}
	}
	return checks.Finding{State: checks.Notice, Code: "route.shy", Data: fact, Args: args}
}

// roundTrip is a time in milliseconds as people read it.
func roundTrip(ms float64) string {
	if ms < 1 {
		return "under 1 ms"
	}
	return fmt.Sprintf("%.0f ms", ms)
}

// otherRouters is how long the others may still take once one router has answered,
// or once something behind them has: there is a way out, and they are nearer.
const otherRouters = 300 * time.Millisecond

// askRouters asks all routers side by side. beyond is closed once something behind
// them has answered.
func askRouters(ctx context.Context, t *checks.Task, beyond <-chan struct{}, routes []platform.Route) []checks.RouterFact {
	ctx, enough := context.WithCancel(ctx)
	defer enough()
	go func() {
		select {
		case <-beyond:
			time.AfterFunc(otherRouters, enough) // harmless once all have answered
		case <-ctx.Done():
		}
	}()
	facts := make([]checks.RouterFact, len(routes))
	done := make(chan bool)
	for i, r := range routes {
		go func() {
			facts[i] = askRouter(ctx, t, r)
			done <- facts[i].Answers
		}()
	}
	for range routes {
		if <-done {
			defer time.AfterFunc(otherRouters, enough).Stop()
		}
	}
	return facts
}

// askRouter asks one router in every way at once; the first answer counts. A
// refused connection is an answer: only a router that is there can refuse.
func askRouter(ctx context.Context, t *checks.Task, r platform.Route) checks.RouterFact {
	fact := checks.RouterFact{Interface: r.Interface}
	if !r.Gateway.IsValid() {
		return fact
	}
	gateway := r.Gateway
	if gateway.Is6() && gateway.IsLinkLocalUnicast() && gateway.Zone() == "" {
		gateway = gateway.WithZone(r.Interface) // such an address means nothing without its link
	}
	fact.Address = gateway.String()
	ctx, cancel := context.WithTimeout(ctx, routerLimit)
	defer cancel()
	type answer struct {
		how string
		rtt time.Duration
		err error
	}
	ways := len(routerPorts) + 1
	answers := make(chan answer, ways)
	go func() {
		rtt, err := t.Host.Ping(ctx, gateway)
		answers <- answer{"icmp", rtt, err}
	}()
	for _, port := range routerPorts {
		go func() {
			rtt, err := knock(ctx, t, gateway, port)
			answers <- answer{"tcp", rtt, err}
		}()
	}
	for range ways {
		if a := <-answers; a.err == nil && !fact.Answers {
			fact.Answers, fact.How, fact.RTT = true, a.how, milliseconds(a.rtt)
			cancel() // the others need not go on; they are waited for all the same
		}
	}
	return fact
}

// knock tries a TCP port and takes a refusal for an answer.
func knock(ctx context.Context, t *checks.Task, addr netip.Addr, port string) (time.Duration, error) {
	start := time.Now()
	conn, err := t.Dial(ctx, "tcp", net.JoinHostPort(addr.String(), port))
	took := time.Since(start)
	if err == nil {
		return took, conn.Close()
	}
	if errors.Is(err, platform.ConnRefused) {
		return took, nil
	}
	return took, fmt.Errorf("knocking at port %s: %w", port, err)
}
