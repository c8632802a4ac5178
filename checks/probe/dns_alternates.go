package probe

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	// alternatesLimit bounds the asking of the catalogue's resolvers where nothing is
	// known of this line, or it is quick: two tries over UDP. Slow lines get what the
	// round trips of an encrypted question may take.
	alternatesLimit = 2600 * time.Millisecond
	// alternatesMost is the longest that it may come to.
	alternatesMost = 4500 * time.Millisecond
	// alternatesGrace is how long the others may take once the first right answer
	// is there; slow lines get slowFactor times their slowest answer instead.
	alternatesGrace = 500 * time.Millisecond
	slowFactor      = 4
	// alternatesPatience is how long AAAA may take longer than A.
	alternatesPatience = 400 * time.Millisecond
	// alternateNames is how many names are asked for over UDP; over the other
	// transports it is one. Public resolvers owe us nothing.
	alternateNames = 3
)

// dnsAlternates asks the catalogue's resolvers for the target, over every
// transport that they offer.
func dnsAlternates(s Setup) checks.Check {
	return checks.Check{
		ID: checks.IDAlternates, Node: checks.NodeDNS, Timeout: alternatesMost + time.Second,
		Needs: []checks.ID{checks.IDLink}, Late: []checks.ID{checks.IDDNS}, ExplainedBy: []checks.ID{checks.IDInternet, checks.IDPortal},
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			names := requiredNames(s.Service.Hosts)
			names = names[:min(len(names), alternateNames)]
			asked := alternateWays(t, s)
			nothing := checks.DNSFact{Names: names, Answers: []checks.ResolverFact{}}
			switch {
			case len(names) == 0:
				return checks.Finding{State: checks.Skipped, Code: "dns.alternates.not_needed", Data: nothing}
			case len(asked) == 0:
				return checks.Finding{State: checks.Skipped, Code: "dns.alternates.no_catalog", Data: nothing}
			}
			fact := checks.DNSFact{Names: names, Answers: askAlternates(ctx, t, s.pace, asked, names)}
			f := judgeAlternates(fact)
			if f.State == checks.Problem && systemKnows(ctx, t, names) {
				f.State = checks.Notice // they are not in the way of anybody
			}
			f.Data = fact
			return f
		},
	}
}

// systemKnows tells that this computer's own resolvers have good answers for the
// names: then it is no trouble that others don't.
func systemKnows(ctx context.Context, t *checks.Task, names []string) bool {
	system, known := checks.LateFact[checks.DNSFact](ctx, t, checks.IDDNS)
	return known && judgeSystem(system, names, 0).State.Well()
}

// alternate is one resolver of the catalogue over one transport.
type alternate struct {
	resolver catalog.Resolver
	way      server
}

func alternateWays(t *checks.Task, s Setup) []alternate {
	ipv4, ipv6 := families(t)
	var all []alternate
	for _, r := range s.Catalog.Resolvers {
		for _, w := range ways(r, ipv4, ipv6) {
			w.pace = s.pace
			all = append(all, alternate{resolver: r, way: w})
		}
	}
	return all
}

// families tells which address families this computer has a way out for. Where
// that is not known, IPv4 is tried.
func families(t *checks.Task) (ipv4, ipv6 bool) {
	link, known := checks.FactOf[checks.LinkFact](t, checks.IDLink)
	if !known {
		return true, false
	}
	return link.IPv4 || !link.IPv6, link.IPv6
}

// askAlternates asks all at once and ends when all have answered, or when those
// still out have had their grace; they are recorded as not having answered in time.
func askAlternates(ctx context.Context, t *checks.Task, p *pace, list []alternate, names []string) []checks.ResolverFact {
	enough, cancel := context.WithCancel(ctx)
	defer cancel()
	g := &grace{begun: time.Now(), end: cancel}
	defer g.stop()
	defer endBy(p, cancel)()
	facts := sideBySide(list, func(a alternate) checks.ResolverFact {
		if a.way.transport == checks.OverUDP { // once a resolver, not once a transport
			t.Note("dns.note.asking", checks.Args{"resolver": a.resolver.Name})
		}
		fact := askAlternate(enough, t, a, names)
		g.answered(fact)
		return fact
	})
	if ctx.Err() != nil {
		return facts // stopped by the user: those who were out said nothing about themselves
	}
	for _, f := range facts {
		for i := range f.Replies {
			if f.Replies[i].Fail == checks.FailCancelled {
				f.Replies[i].Fail = checks.FailTimeout
			}
		}
	}
	return facts
}

// endBy calls end when the asking has taken long enough. How long that is on this
// line may be known only by then. The function it returns lets go of it.
func endBy(p *pace, end func()) (release func() bool) {
	return time.AfterFunc(alternatesLimit, func() {
		more := time.Duration(0)
		if p.slowestSeen() > 0 {
			more = max(0, min(p.patienceFor(3), alternatesMost)-alternatesLimit)
		}
		time.AfterFunc(more, end) // harmless once all have answered
	}).Stop
}

func askAlternate(ctx context.Context, t *checks.Task, a alternate, names []string) checks.ResolverFact {
	if a.way.transport != checks.OverUDP {
		names = names[:1]
	}
	got := askEither(ctx, t, a.way, names, alternatesPatience)
	return checks.ResolverFact{
		ID: a.resolver.ID, Name: a.resolver.Name, Address: got.way.address(), Transport: a.way.transport, Replies: got.replies,
	}
}

// address is what is shown as the place that was asked.
func (sv server) address() string {
	if sv.transport == checks.OverDoH {
		return sv.url
	}
	return sv.addr.String()
}

// grace ends the asking some time after the first right answer.
type grace struct {
	begun time.Time
	end   func()

	mu      sync.Mutex
	first   time.Duration // of the first right answer; 0 for none yet
	slowest time.Duration
	timer   *time.Timer
}

func (g *grace) answered(fact checks.ResolverFact) {
	if !right(fact) {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	took := max(time.Since(g.begun), 1)
	if g.first == 0 {
		g.first = took
	}
	g.slowest = max(g.slowest, took)
	wait := g.first + max(alternatesGrace, slowFactor*g.slowest) - took
	if g.timer == nil {
		g.timer = time.AfterFunc(wait, g.end)
		return
	}
	g.timer.Reset(wait)
}

func (g *grace) stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.timer != nil {
		g.timer.Stop()
	}
}

// right tells whether a resolver gave an address for the first name it was asked for.
func right(r checks.ResolverFact) bool {
	return len(r.Replies) > 0 && opinionOn(r.Replies[0]) == opinionGood
}

// judgeAlternates counts who answers, and over what.
func judgeAlternates(fact checks.DNSFact) checks.Finding {
	var all, answering, denying, offered, open []string
	note := func(list *[]string, what string) {
		if !slices.Contains(*list, what) {
			*list = append(*list, what)
		}
	}
	for _, r := range fact.Answers {
		note(&all, r.ID)
		note(&offered, r.Transport)
		if right(r) {
			note(&answering, r.ID)
			note(&open, r.Transport)
		} else if len(r.Replies) > 0 && opinionOn(r.Replies[0]) == opinionMissing {
			note(&denying, r.ID)
		}
	}
	shut := slices.DeleteFunc(offered, func(transport string) bool { return slices.Contains(open, transport) })
	args := checks.Args{"value": fmt.Sprintf("%d of %d", len(answering), len(all)), "name": fact.Names[0]}
	switch {
	case len(answering) == 0 && len(denying) > 0:
		return checks.Finding{State: checks.Problem, Code: "dns.alternates.nxdomain", Args: args}
	case len(answering) == 0:
		return checks.Finding{State: checks.Problem, Code: "dns.alternates.silent", Args: args}
	case len(shut) > 0:
		args["ways"] = wayNames(shut)
		return checks.Finding{State: checks.Notice, Code: "dns.alternates.shut", Args: args}
	}
	return checks.Finding{State: checks.OK, Code: "dns.alternates.ok", Args: args}
}

// wayNames are the transports as support staff know them.
func wayNames(transports []string) string {
	known := map[string]string{checks.OverUDP: "UDP", checks.OverTCP: "TCP", checks.OverDoT: "DoT", checks.OverDoH: "DoH"}
	var names []string
	for _, t := range transports {
		names = append(names, known[t])
	}
	return strings.Join(names, ", ")
}
