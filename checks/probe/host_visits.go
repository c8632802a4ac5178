package probe

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

// systemHead is how long the configured resolvers may keep a host from being asked
// at the addresses that others know: those that are right answer far sooner.
const systemHead = 600 * time.Millisecond

// visits are the attempts at a host's addresses, each begun as soon as somebody has
// named the address, so that no answer is waited for that it does not build on.
type visits struct {
	ask   func(candidate) checks.AttemptFact
	few   share
	begun []*visit
	wg    sync.WaitGroup
}

type visit struct {
	addr netip.Addr
	fact checks.AttemptFact // readable once all have ended
}

// begin visits those of the addresses that were not visited yet.
func (v *visits) begin(list candidates) {
	for _, k := range list {
		if slices.ContainsFunc(v.begun, func(o *visit) bool { return o.addr == k.addr }) {
			continue
		}
		one := &visit{addr: k.addr}
		v.begun = append(v.begun, one)
		v.wg.Go(func() { one.fact = v.ask(k) })
	}
}

// end waits for all attempts and returns them in the order in which this computer
// believes in the addresses, with what became known of each in the meantime.
func (v *visits) end(known candidates) []checks.AttemptFact {
	v.wg.Wait()
	// One that is no longer worth trying was begun before that was known: it comes last.
	order := append(known.worthTrying(v.few), known...)
	rank := func(o *visit) int {
		return slices.IndexFunc(order, func(k candidate) bool { return k.addr == o.addr })
	}
	slices.SortStableFunc(v.begun, func(a, b *visit) int { return rank(a) - rank(b) })
	facts := []checks.AttemptFact{}
	for _, o := range v.begun {
		if i := rank(o); i >= 0 {
			o.fact.From, o.fact.Used = order[i].from, order[i].used
		}
		facts = append(facts, o.fact)
	}
	return facts
}

// follow visits a host's addresses as they become known, and returns all that were
// named: those of this computer's resolvers first, and those of others once it is
// clear that they are others.
func (v *visits) follow(ctx context.Context, t *checks.Task, s Setup, h catalog.Host) candidates {
	_, ipv6 := families(t)
	v.few = shareOf(s, h, ipv6)
	system, others := lateDNS(ctx, t, checks.IDDNS), lateDNS(ctx, t, checks.IDAlternates)
	head := time.NewTimer(systemHead)
	defer head.Stop()
	var said sayings
	impatient := false
	for !said.settled(h) {
		if said.system != nil || said.others == nil || impatient {
			v.begin(knownAddresses(t, h, said).worthTrying(v.few))
		}
		select {
		case said.system = <-system:
		case said.others = <-others:
		case <-head.C:
			impatient = true
		}
	}
	known := knownAddresses(t, h, said)
	if len(known) == 0 && said.leftOut(h) && s.Catalog != nil {
		// Only a few names were asked for elsewhere; this one matters now.
		if found, ok := firstAnswer(ctx, t, canonical(h.Host), catalogueWaves(s.Catalog.Resolvers)); ok {
			known.add(found.from, false, found.addrs...)
		}
	}
	v.begin(known.worthTrying(v.few))
	return known
}

// sayings are what resolvers have said so far, nil where they are still out.
type sayings struct{ system, others *checks.DNSFact }

// settled tells that nothing more will become known about where a host is.
func (w sayings) settled(h catalog.Host) bool {
	name := canonical(h.Host)
	_, literal := literalAddr(name)
	return literal || isLocalhost(name) || w.system != nil && w.others != nil
}

// leftOut tells that the others were not asked for a host's name, and that there is
// a point in it: they do answer.
func (w sayings) leftOut(h catalog.Host) bool {
	return w.others != nil && !slices.Contains(w.others.Names, canonical(h.Host)) && !allMute(*w.others)
}

// allMute tells that resolvers were asked, and that none of them gave any answer.
func allMute(fact checks.DNSFact) bool {
	asked := 0
	for _, r := range fact.Answers {
		for _, reply := range r.Replies {
			if asked++; reply.Fail == "" {
				return false
			}
		}
	}
	return asked > 0
}

// lateDNS gives what a check of resolvers recorded, once it did.
func lateDNS(ctx context.Context, t *checks.Task, id checks.ID) <-chan *checks.DNSFact {
	told := make(chan *checks.DNSFact, 1)
	go func() {
		fact, _ := checks.LateFact[checks.DNSFact](ctx, t, id)
		told <- &fact
	}()
	return told
}
