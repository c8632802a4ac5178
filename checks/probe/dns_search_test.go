package probe

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/miekg/dns"

	"fix502/checks"
	"fix502/platform"
	"fix502/platform/platformtest"
)

// closedAddr stands for a resolver where the test plays the network.
var closedAddr = netip.MustParseAddrPort("192.0.2.53:53")

// computer is one that is set to ask these resolvers with these search domains.
func computer(search platform.Search, list ...platform.Resolver) *platformtest.Host {
	return &platformtest.Host{
		OnResolvers: func(context.Context) ([]platform.Resolver, error) { return list, nil },
		OnSearch:    func(context.Context) (platform.Search, error) { return search, nil },
	}
}

func TestSearchDomains(t *testing.T) {
	noLeaks(t)
	knows := records(t, "app.test. 60 A 192.0.2.1", "app.test.corp.test. 60 A 192.0.2.7", "app.test.second.test. 60 A 192.0.2.8", "intranet.corp.test. 60 A 10.0.0.8")
	good := platform.Resolver{Addr: serveDNS(t, knows, knows)}
	refuses := platform.Resolver{Addr: serveDNS(t, rcodeOnly(dns.RcodeRefused), silence)}
	denies := platform.Resolver{Addr: serveDNS(t, rcodeOnly(dns.RcodeNameError), silence)}
	only := func(r platform.Resolver, domain string) platform.Resolver {
		r.Domain = domain
		return r
	}
	for name, tt := range map[string]struct {
		host   string
		search platform.Search
		set    []platform.Resolver
		want   []checks.SearchFact
		code   string
	}{
		"a name with enough dots is asked for as it is": {host: "app.test", search: platform.Search{Domains: []string{"corp.test"}, Ndots: 1}, set: []platform.Resolver{good}, code: "dns.system.ok"},
		"a longer name comes first": {
			host: "app.test", search: platform.Search{Domains: []string{"corp.test"}, Ndots: 5}, set: []platform.Resolver{good},
			want: []checks.SearchFact{{Name: "app.test", Domain: "corp.test", Addresses: []string{"192.0.2.7"}}}, code: "dns.system.search",
		},
		"the first domain that it is in": {
			host: "app.test", search: platform.Search{Domains: []string{"none.test", "second.test", "corp.test"}, Ndots: 2}, set: []platform.Resolver{good},
			want: []checks.SearchFact{{Name: "app.test", Domain: "second.test", Addresses: []string{"192.0.2.8"}}}, code: "dns.system.search",
		},
		"in none of them":       {host: "app.test", search: platform.Search{Domains: []string{"none.test", "nil.test"}, Ndots: 5}, set: []platform.Resolver{good}, code: "dns.system.ok"},
		"no domains":            {host: "app.test", search: platform.Search{Ndots: 5}, set: []platform.Resolver{good}, code: "dns.system.ok"},
		"a name without dots":   {host: "intranet", search: platform.Search{Domains: []string{"corp.test"}, Ndots: 1}, set: []platform.Resolver{good}, want: []checks.SearchFact{{Name: "intranet", Domain: "corp.test", Addresses: []string{"10.0.0.8"}}}, code: "dns.system.search"},
		"who refuses is no end": {host: "intranet", search: platform.Search{Domains: []string{"corp.test"}, Ndots: 1}, set: []platform.Resolver{refuses, good}, want: []checks.SearchFact{{Name: "intranet", Domain: "corp.test", Addresses: []string{"10.0.0.8"}}}, code: "dns.system.search"},
		"who denies is":         {host: "app.test", search: platform.Search{Domains: []string{"corp.test"}, Ndots: 2}, set: []platform.Resolver{denies, good}, code: "dns.system.some"},
		"of the domain's own resolver": {
			host: "app.test", search: platform.Search{Domains: []string{"corp.test"}, Ndots: 2}, set: []platform.Resolver{only(good, "corp.test"), good, only(denies, "second.test")},
			want: []checks.SearchFact{{Name: "app.test", Domain: "corp.test", Addresses: []string{"192.0.2.7"}}}, code: "dns.system.search",
		},
		"of a domain whose resolver knows nothing": {host: "app.test", search: platform.Search{Domains: []string{"corp.test"}, Ndots: 2}, set: []platform.Resolver{good, only(denies, "corp.test")}, code: "dns.system.ok"},
	} {
		t.Run(name, func(t *testing.T) {
			got := dnsSystem(setupFor(hostsOf(tt.host))).Run(t.Context(), surroundings{host: computer(tt.search, tt.set...)}.task())
			spoken(t, got)
			if fact := got.Data.(checks.DNSFact); !cmp.Equal(tt.want, fact.Search, cmpopts.EquateEmpty()) || got.Code != tt.code {
				t.Errorf("got %s, %+v", got.Code, fact.Search)
			}
		})
	}
}

// Settings that cannot be read are no reason to look at nothing.
func TestSearchDomainsUnknown(t *testing.T) {
	noLeaks(t)
	knows := records(t, "app.test. 60 A 192.0.2.1")
	host := resolvers(serveDNS(t, knows, knows))
	host.OnSearch = func(context.Context) (platform.Search, error) { return platform.Search{}, errors.ErrUnsupported }
	got := dnsSystem(setupFor(hostsOf("app.test"))).Run(t.Context(), surroundings{host: host}.task())
	if got.Code != "dns.system.ok" || got.Err != nil {
		t.Errorf("got %s, %v", got.Code, got.Err)
	}
}

func TestProgramsGet(t *testing.T) {
	said := func(iface, rcode string, addresses ...string) checks.ResolverFact {
		return checks.ResolverFact{Interface: iface, Replies: []checks.ReplyFact{{Name: "app.test", RCode: rcode, Addresses: addresses}}}
	}
	for name, tt := range map[string]struct {
		fact checks.DNSFact
		want []netip.Addr
	}{
		"the first":                            {checks.DNSFact{Answers: []checks.ResolverFact{said("", "NOERROR", "192.0.2.1"), said("", "NOERROR", "192.0.2.2")}}, addrs("192.0.2.1")},
		"the first that is definite":           {checks.DNSFact{Answers: []checks.ResolverFact{said("", "SERVFAIL"), said("", "NOERROR", "192.0.2.2")}}, addrs("192.0.2.2")},
		"a denial is the end":                  {checks.DNSFact{Answers: []checks.ResolverFact{said("", "NXDOMAIN"), said("", "NOERROR", "192.0.2.2")}}, nil},
		"but not for another connection":       {checks.DNSFact{Answers: []checks.ResolverFact{said("VPN", "NXDOMAIN"), said("Wi-Fi", "NOERROR", "192.0.2.2")}}, addrs("192.0.2.2")},
		"it is for the second of the same one": {checks.DNSFact{Answers: []checks.ResolverFact{said("VPN", "NXDOMAIN"), said("VPN", "NOERROR", "192.0.2.2")}}, nil},
		"a search domain comes first": {
			checks.DNSFact{Answers: []checks.ResolverFact{said("", "NOERROR", "192.0.2.1")}, Search: []checks.SearchFact{{Name: "app.test", Domain: "corp.test", Addresses: []string{"192.0.2.7"}}}}, addrs("192.0.2.7"),
		},
		"one of another name does not": {
			checks.DNSFact{Answers: []checks.ResolverFact{said("", "NOERROR", "192.0.2.1")}, Search: []checks.SearchFact{{Name: "other.test", Domain: "corp.test", Addresses: []string{"192.0.2.7"}}}}, addrs("192.0.2.1"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := programsGet(tt.fact, "app.test"); !cmp.Equal(tt.want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func addrs(list ...string) []netip.Addr {
	var parsed []netip.Addr
	for _, a := range list {
		parsed = append(parsed, netip.MustParseAddr(a))
	}
	return parsed
}
