package probe

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"fix502/checks"
	"fix502/platform"
)

const (
	// dnsSystemLimit covers two tries over UDP, a TCP exchange, and some reserve.
	dnsSystemLimit = 6 * time.Second
	// systemPatience is how long AAAA may take longer than A: programs of this
	// computer wait for both.
	systemPatience = time.Second
	// slowDNS is the median, in milliseconds, from which an address book counts as slow.
	slowDNS = 500.0
	// maxResolvers bounds how many configured resolvers are asked; systems use three.
	maxResolvers = 8
)

// dnsSystem asks every resolver that this computer is set to use, by itself, for
// every name of the target.
func dnsSystem(s Setup) checks.Check {
	return checks.Check{
		ID: checks.IDDNS, Node: checks.NodeDNS, Timeout: dnsSystemLimit,
		Needs: []checks.ID{checks.IDLink}, ExplainedBy: []checks.ID{checks.IDInternet, checks.IDPortal},
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			names := dnsNames(s.Service.Hosts)
			if len(names) == 0 {
				return checks.Finding{
					State: checks.Skipped, Code: "dns.system.not_needed",
					Data: checks.DNSFact{Names: names, Answers: []checks.ResolverFact{}},
				}
			}
			list, search, err := dnsSettings(ctx, t)
			if err != nil && len(list) == 0 {
				return checks.Finding{State: checks.Failed, Code: "dns.system.unknown", Err: err}
			}
			fact := askConfigured(ctx, t, s, list, search, names)
			f := judgeSystem(fact, requiredNames(s.Service.Hosts), search.Wait)
			f.Data, f.Err = fact, err
			return f
		},
	}
}

// dnsSettings reads how this computer is set to look names up. Search domains that
// cannot be read are taken to be none: hardly any computer asks for them first.
func dnsSettings(ctx context.Context, t *checks.Task) (list []platform.Resolver, search platform.Search, err error) {
	var wg sync.WaitGroup
	wg.Go(func() { search, _ = t.Host.SearchDomains(ctx) })
	list, err = t.Host.Resolvers(ctx)
	wg.Wait()
	return list, search, err
}

// askConfigured asks all resolvers at once: for the target's names, for names that
// do not exist, and for what search domains make of the target's.
func askConfigured(ctx context.Context, t *checks.Task, s Setup, list []platform.Resolver, search platform.Search, names []string) checks.DNSFact {
	fact := checks.DNSFact{Names: names}
	chosen := worthAsking(list, names)
	var sources []string
	for _, r := range chosen {
		if r.Source != "" && !slices.Contains(sources, r.Source) {
			sources = append(sources, r.Source)
		}
	}
	fact.Source = strings.Join(sources, ", ")
	var wg sync.WaitGroup
	wg.Go(func() { fact.Search = askSearched(ctx, t, s, search, list, names) })
	fact.Answers = sideBySide(chosen, func(r platform.Resolver) checks.ResolverFact {
		return askResolver(ctx, t, s, r, namesFor(r, list, names))
	})
	wg.Wait()
	return fact
}

// worthAsking are the resolvers that are asked for any of the names, each once.
func worthAsking(list []platform.Resolver, names []string) []platform.Resolver {
	var chosen []platform.Resolver
	for _, r := range list {
		known := slices.ContainsFunc(chosen, func(o platform.Resolver) bool { return o.Addr == r.Addr && o.Domain == r.Domain })
		if !known && len(chosen) < maxResolvers && len(namesFor(r, list, names)) > 0 {
			chosen = append(chosen, r)
		}
	}
	return chosen
}

// askResolver asks one resolver for the names, and one for all names for some that
// do not exist, too.
func askResolver(ctx context.Context, t *checks.Task, s Setup, r platform.Resolver, names []string) checks.ResolverFact {
	id := resolverID(r)
	t.Note("dns.note.asking", checks.Args{"resolver": id})
	sv := server{addr: r.Addr, transport: checks.OverUDP, pace: s.pace}
	fact := checks.ResolverFact{
		ID: id, Name: id, Address: r.Addr.String(), Transport: checks.OverUDP,
		Stub: r.Stub, Upstream: r.Upstream, Domain: r.Domain,
	}
	if r.Apart {
		fact.Interface = r.Interface
	}
	real := func() []checks.ReplyFact { return askNames(ctx, t, sv, names, systemPatience) }
	if bareDomain(r.Domain) != "" {
		fact.Replies = real()
		return fact
	}
	fact.Replies, fact.Rewrites = withRewrites(ctx, t, sv, real)
	return fact
}

// namesFor lists the names that this computer asks a resolver for. Names that a
// VPN brought resolvers of their own for are asked only there.
func namesFor(r platform.Resolver, all []platform.Resolver, names []string) []string {
	var list []string
	for _, name := range names {
		own := slices.ContainsFunc(all, func(o platform.Resolver) bool { return bareDomain(o.Domain) != "" && responsible(o, name) })
		if responsible(r, name) && (!own || bareDomain(r.Domain) != "") {
			list = append(list, name)
		}
	}
	return list
}

func resolverID(r platform.Resolver) string {
	if r.Addr.Port() == dnsPort {
		return r.Addr.Addr().String()
	}
	return r.Addr.String()
}
