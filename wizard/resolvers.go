package wizard

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"fix502/checks"
	"fix502/checks/probe"
)

// Standing is how a resolver's reply for the target is judged.
type Standing string

// The standings, best first.
const (
	Right    Standing = "right"     // an address that serves the name
	Untested Standing = "untested"  // an address that nobody connected to
	NotFound Standing = "not-found" // says that the name does not exist
	Wrong    Standing = "wrong"     // an address that does not serve the name
	Refused  Standing = "refused"   // refuses or fails to answer
	Silent   Standing = "silent"    // no reply
)

// order ranks standings for the list: the useful first.
var order = []Standing{Right, Untested, NotFound, Wrong, Refused, Silent}

// ResolverView is one resolver over one transport, judged.
type ResolverView struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Address   string   `json:"address"`
	Transport string   `json:"transport"`
	Yours     bool     `json:"yours"`
	RTT       float64  `json:"rtt_ms"`
	Standing  Standing `json:"answer"`
	Addresses []string `json:"addresses,omitempty"`
}

// CompareResolvers asks the configured and the catalogue's resolvers for the way
// to the target and tries the addresses they give. The fastest right one is first.
func (f *Flow) CompareResolvers(ctx context.Context, event func(checks.Event)) ([]ResolverView, error) {
	setup := f.setup()
	plan, err := probe.Plan(setup)
	if err != nil {
		return nil, fmt.Errorf("planning the comparison: %w", err)
	}
	var wanted []checks.ID
	for _, c := range plan.Checks() {
		if k := c.ID.Kind(); k == checks.IDHost || k == checks.IDAlternates || k == checks.IDDNS {
			wanted = append(wanted, c.ID)
		}
	}
	if plan, err = plan.Only(wanted...); err != nil {
		return nil, fmt.Errorf("planning the comparison: %w", err)
	}
	findings := make(map[checks.ID]checks.Finding)
	for ev := range plan.Run(ctx, f.parts.Env) {
		if ev.Finding != nil {
			findings[ev.ID] = *ev.Finding
		}
		event(ev)
	}
	facts, err := checks.Collect(setup.Target, plan, findings)
	if err != nil {
		return nil, fmt.Errorf("comparing: %w", err)
	}
	return Rank(facts), nil
}

// Rank judges every resolver by whether an address that it gives serves the
// target's main name, not by whether addresses are equal: delivery networks
// differ on purpose.
func Rank(facts checks.Facts) []ResolverView {
	served, tried := addresses(facts)
	var list []ResolverView
	add := func(fact *checks.DNSFact, yours bool) {
		if fact == nil {
			return
		}
		for _, r := range fact.Answers {
			if r.Domain != "" || len(r.Replies) == 0 {
				continue
			}
			reply := r.Replies[0]
			list = append(list, ResolverView{
				ID: r.ID, Name: r.Name, Address: r.Address, Transport: r.Transport, Yours: yours,
				RTT: reply.RTT, Standing: standing(reply, served, tried), Addresses: reply.Addresses,
			})
		}
	}
	add(facts.DNS, true)
	add(facts.Alternate, false)
	slices.SortStableFunc(list, func(a, b ResolverView) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Standing), slices.Index(order, b.Standing)), cmp.Compare(a.RTT, b.RTT))
	})
	return list
}

// addresses tells which of the target's addresses serve its names and which were tried.
func addresses(facts checks.Facts) (served, tried map[string]bool) {
	served, tried = make(map[string]bool), make(map[string]bool)
	for _, h := range facts.Hosts {
		for _, a := range h.Attempts {
			tried[a.Address] = true
			if a.Served {
				served[a.Address] = true
			}
		}
	}
	return served, tried
}

func standing(r checks.ReplyFact, served, tried map[string]bool) Standing {
	switch {
	case r.RCode == "NXDOMAIN":
		return NotFound
	case r.RCode == "" || r.Fail != "" && len(r.Addresses) == 0 && r.RCode == "NOERROR":
		return Silent
	case r.RCode != "NOERROR":
		return Refused
	case len(r.Addresses) == 0:
		return NotFound
	case slices.ContainsFunc(r.Addresses, func(a string) bool { return served[a] }):
		return Right
	case slices.ContainsFunc(r.Addresses, func(a string) bool { return !tried[a] }) || len(served) == 0:
		return Untested
	}
	return Wrong
}

// Say puts a resolver's standing into words.
func (f *Flow) Say(v ResolverView) string {
	return f.Tr("resolver."+string(v.Standing), checks.Args{"ms": fmt.Sprintf("%.0f", v.RTT)})
}
