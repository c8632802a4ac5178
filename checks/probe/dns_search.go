package probe

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"fix502/checks"
	"fix502/platform"
)

const (
	// maxSearched bounds how many names are asked for with search domains behind them.
	maxSearched = 4
	// maxSearchDomains is how many search domains are tried; the C libraries took six
	// for decades.
	maxSearchDomains = 6
)

// askSearched asks for the target's names with the search domains behind them,
// where programs on this computer try that before the name as it stands. For each
// name the first domain counts that it has an address with, as it does for programs.
func askSearched(ctx context.Context, t *checks.Task, s Setup, search platform.Search, list []platform.Resolver, names []string) []checks.SearchFact {
	domains := search.Domains[:min(len(search.Domains), maxSearchDomains)]
	var short []string
	for _, name := range names {
		if strings.Count(name, ".") < search.Ndots && len(short) < maxSearched {
			short = append(short, name)
		}
	}
	if len(domains) == 0 || len(short) == 0 {
		return nil
	}
	found := sideBySide(short, func(name string) checks.SearchFact {
		addresses := sideBySide(domains, func(domain string) []string {
			return askInOrder(ctx, t, s, list, name+"."+domain)
		})
		i := slices.IndexFunc(addresses, func(a []string) bool { return len(a) > 0 })
		if i < 0 {
			return checks.SearchFact{}
		}
		return checks.SearchFact{Name: name, Domain: domains[i], Addresses: addresses[i]}
	})
	return slices.DeleteFunc(found, func(f checks.SearchFact) bool { return f.Domain == "" })
}

// askInOrder gives the addresses that programs get for a name: those of the first
// of its resolvers with a definite reply.
func askInOrder(ctx context.Context, t *checks.Task, s Setup, list []platform.Resolver, name string) []string {
	replies := sideBySide(asking(list, name), func(r platform.Resolver) checks.ReplyFact {
		return ask(ctx, t, server{addr: r.Addr, transport: checks.OverUDP, pace: s.pace}, name, systemPatience)
	})
	if i := slices.IndexFunc(replies, definite); i >= 0 {
		return replies[i].Addresses
	}
	return nil
}

// asking lists the resolvers that programs ask for a name themselves.
func asking(list []platform.Resolver, name string) []platform.Resolver {
	var asked []platform.Resolver
	for _, r := range list {
		if !r.Upstream && len(asked) < maxResolvers && len(namesFor(r, list, []string{name})) > 0 {
			asked = append(asked, r)
		}
	}
	return asked
}

// searched are the addresses that programs get for a name because they try it with
// a search domain behind it first; none where they do not, or nothing is there.
func searched(fact checks.DNSFact, name string) []netip.Addr {
	for _, f := range fact.Search {
		if f.Name == name {
			return parsed(checks.ReplyFact{Addresses: f.Addresses})
		}
	}
	return nil
}
