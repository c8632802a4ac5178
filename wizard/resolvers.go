package wizard

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"fix502/checks"
	"fix502/checks/probe"
	"fix502/checks/verdict"
)

// ResolverView is one resolver over one transport, judged.
type ResolverView struct {
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	Address   string           `json:"address"`
	Transport string           `json:"transport"`
	Yours     bool             `json:"yours"`
	RTT       float64          `json:"rtt_ms"`
	Standing  verdict.Standing `json:"answer"`
	Addresses []string         `json:"addresses,omitempty"`
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

// Rank judges every resolver by its reply for the target's main name. The fastest
// right one is first.
func Rank(facts checks.Facts) []ResolverView {
	judge := verdict.NewJudge(facts)
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
				RTT: reply.RTT, Standing: judge.Standing(reply), Addresses: reply.Addresses,
			})
		}
	}
	add(facts.DNS, true)
	add(facts.Alternate, false)
	slices.SortStableFunc(list, func(a, b ResolverView) int {
		return cmp.Or(cmp.Compare(a.Standing.Rank(), b.Standing.Rank()), cmp.Compare(a.RTT, b.RTT))
	})
	return list
}

// Say puts a resolver's standing into words.
func (f *Flow) Say(v ResolverView) string {
	return f.Tr("resolver."+string(v.Standing), checks.Args{"ms": fmt.Sprintf("%.0f", v.RTT)})
}
