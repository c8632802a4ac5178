package probe

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"fix502/checks"
	"fix502/checks/catalog"
)

func TestWays(t *testing.T) {
	type way struct{ Transport, Addr, Name, URL string }
	for name, tt := range map[string]struct {
		r          catalog.Resolver
		ipv4, ipv6 bool
		want       []way
	}{
		"everything": {
			r:    catalog.Resolver{Addresses: []string{"2001:db8::1", "192.0.2.1", "192.0.2.2"}, DoT: "dns.test", DoH: "https://dns.test/q"},
			ipv4: true, ipv6: true,
			want: []way{{"udp", "192.0.2.1:53", "", ""}, {"tcp", "192.0.2.1:53", "", ""}, {"dot", "192.0.2.1:853", "dns.test", ""}, {"doh", "192.0.2.1:53", "", "https://dns.test/q"}},
		},
		"own ports":       {r: catalog.Resolver{Addresses: []string{"192.0.2.1:5353"}, DoT: "dns.test:8853"}, ipv4: true, want: []way{{"udp", "192.0.2.1:5353", "", ""}, {"tcp", "192.0.2.1:5353", "", ""}, {"dot", "192.0.2.1:8853", "dns.test", ""}}},
		"encrypted only":  {r: catalog.Resolver{Addresses: []string{"192.0.2.1"}, DoT: "dns.test", Encrypted: true}, ipv4: true, want: []way{{"dot", "192.0.2.1:853", "dns.test", ""}}},
		"only IPv6 here":  {r: catalog.Resolver{Addresses: []string{"192.0.2.1", "2001:db8::1"}}, ipv6: true, want: []way{{"udp", "[2001:db8::1]:53", "", ""}, {"tcp", "[2001:db8::1]:53", "", ""}}},
		"only IPv6 there": {r: catalog.Resolver{Addresses: []string{"2001:db8::1"}}, ipv4: true},
		"in the lab":      {r: catalog.Resolver{Addresses: []string{"127.0.0.1:5300"}}, want: []way{{"udp", "127.0.0.1:5300", "", ""}, {"tcp", "127.0.0.1:5300", "", ""}}},
		"nonsense":        {r: catalog.Resolver{Addresses: []string{"one.one.one.one", ""}}, ipv4: true, ipv6: true},
	} {
		t.Run(name, func(t *testing.T) {
			var got []way
			for _, w := range ways(tt.r, tt.ipv4, tt.ipv6) {
				got = append(got, way{w.transport, w.addr.String(), w.name, w.url})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ways (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDNSAlternates(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	knows := records(t, "app.test. 60 A 192.0.2.1", "b.test. 60 A 192.0.2.2", "c.test. 60 A 192.0.2.3", "d.test. 60 A 192.0.2.4")
	plain, dot := serveDNS(t, knows, knows), serveDoT(t, ca.issue(t, "dns.test", time.Hour), knows)
	doh := serveTLS(t, ca.issue(t, "dns.test", time.Hour), serveDoH(knows))
	shut := closedPort(t)
	whole := catalog.Resolver{
		ID: "whole", Name: "Whole", Addresses: []string{plain.String()},
		DoT: netJoin("dns.test", dot), DoH: "https://" + netJoin("dns.test", doh) + "/dns-query",
	}
	noDoT := whole
	noDoT.DoT = netJoin("dns.test", shut)
	mute := catalog.Resolver{ID: "mute", Name: "Mute", Addresses: []string{serveDNS(t, silence, silence).String()}}
	dead := catalog.Resolver{ID: "dead", Name: "Dead", Addresses: []string{shut.String()}}
	deny := serveDNS(t, rcodeOnly(dns.RcodeNameError), rcodeOnly(dns.RcodeNameError))
	for name, tt := range map[string]struct {
		hosts []catalog.Host
		list  []catalog.Resolver
		state checks.State
		code  string
		value string
		ways  string
		fails []string // of every resolver and transport, in order
	}{
		"all ways": {hosts: hostsOf("app.test"), list: []catalog.Resolver{whole}, state: checks.OK, code: "dns.alternates.ok", value: "1 of 1", fails: []string{"", "", "", ""}},
		"one is silent": {
			hosts: hostsOf("app.test"), list: []catalog.Resolver{mute, whole}, state: checks.OK, code: "dns.alternates.ok", value: "1 of 2",
			fails: []string{checks.FailTimeout, checks.FailTimeout, "", "", "", ""},
		},
		"DoT is shut":      {hosts: hostsOf("app.test"), list: []catalog.Resolver{noDoT}, state: checks.Notice, code: "dns.alternates.shut", value: "1 of 1", ways: "DoT", fails: []string{"", "", checks.FailRefused, ""}},
		"nobody":           {hosts: hostsOf("app.test"), list: []catalog.Resolver{dead}, state: checks.Problem, code: "dns.alternates.silent", value: "0 of 1", fails: []string{checks.FailRefused, checks.FailRefused}},
		"no such name":     {hosts: hostsOf("app.test"), list: []catalog.Resolver{{ID: "deny", Addresses: []string{deny.String()}}}, state: checks.Problem, code: "dns.alternates.nxdomain", value: "0 of 1", fails: []string{"", ""}},
		"not needed":       {hosts: hostsOf("127.0.0.1"), list: []catalog.Resolver{whole}, state: checks.Skipped, code: "dns.alternates.not_needed"},
		"none known":       {hosts: hostsOf("app.test"), state: checks.Skipped, code: "dns.alternates.no_catalog"},
		"none in reach":    {hosts: hostsOf("app.test"), list: []catalog.Resolver{{ID: "six", Addresses: []string{"2001:db8::1"}}}, state: checks.Skipped, code: "dns.alternates.no_catalog"},
		"only a few names": {hosts: hostsOf("app.test", "b.test", "c.test", "d.test"), list: []catalog.Resolver{whole}, state: checks.OK, code: "dns.alternates.ok", value: "1 of 1", fails: []string{"", "", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			s := surroundings{roots: ca.pool, prior: map[checks.ID]checks.Finding{checks.IDLink: found(checks.LinkFact{IPv4: true})}}
			got := dnsAlternates(setupFor(tt.hosts, tt.list...)).Run(t.Context(), s.task())
			if got.State != tt.state || got.Code != tt.code || got.Args["value"] != tt.value || got.Args["ways"] != tt.ways {
				t.Errorf("got %s %s %v", got.State, got.Code, got.Args)
			}
			spoken(t, got)
			fact, _ := got.Data.(checks.DNSFact)
			var fails []string
			for _, r := range fact.Answers {
				asked := 1
				if r.Transport == checks.OverUDP {
					asked = min(len(tt.hosts), alternateNames)
				}
				if len(r.Replies) != asked || r.Replies[0].Name != "app.test" {
					t.Errorf("%s over %s was asked for %+v", r.ID, r.Transport, r.Replies)
				}
				fails = append(fails, r.Replies[0].Fail)
			}
			if !slices.Equal(fails, tt.fails) {
				t.Errorf("fails %q, want %q", fails, tt.fails)
			}
		})
	}
}

// Those still out get half a second after the first right answer, or four times
// as long as the slowest of them took.
func TestGrace(t *testing.T) {
	good := said("a", checks.OverUDP, "192.0.2.1")
	for name, tt := range map[string]struct {
		answers []checks.ResolverFact // one every 200 ms
		want    time.Duration         // 0 for never
	}{
		"a quick one":      {answers: []checks.ResolverFact{good}, want: 200*time.Millisecond + 800*time.Millisecond},
		"a slower one too": {answers: []checks.ResolverFact{good, good}, want: 200*time.Millisecond + 1600*time.Millisecond},
		"a wrong one":      {answers: []checks.ResolverFact{said("a", checks.OverUDP), {ID: "silent"}}},
		"a wrong one first": {
			answers: []checks.ResolverFact{{ID: "silent"}, good}, want: 400*time.Millisecond + 1600*time.Millisecond,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				var ended time.Duration
				g := &grace{begun: begun, end: func() { ended = time.Since(begun) }}
				for _, a := range tt.answers {
					time.Sleep(200 * time.Millisecond) // time of the bubble
					g.answered(a)
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				g.stop()
				if ended != tt.want {
					t.Errorf("ended after %v, want %v", ended, tt.want)
				}
			})
		})
	}
}

// Others that do not know a name are no trouble where this computer's own do.
func TestDNSAlternatesOfAnInternalName(t *testing.T) {
	noLeaks(t)
	deny := rcodeOnly(dns.RcodeNameError)
	addr := serveDNS(t, deny, deny)
	system := func(rcode string, addresses ...string) checks.Finding {
		return found(checks.DNSFact{Answers: []checks.ResolverFact{{Replies: []checks.ReplyFact{{Name: "app.test", RCode: rcode, Addresses: addresses}}}}})
	}
	for name, tt := range map[string]struct {
		system checks.Finding
		state  checks.State
	}{
		"known here":       {system("NOERROR", "10.0.0.8"), checks.Notice},
		"not here either":  {system("NXDOMAIN"), checks.Problem},
		"nothing recorded": {checks.Finding{State: checks.Failed}, checks.Problem},
	} {
		t.Run(name, func(t *testing.T) {
			s := surroundings{prior: map[checks.ID]checks.Finding{checks.IDLink: found(checks.LinkFact{IPv4: true}), checks.IDDNS: tt.system}}
			got := dnsAlternates(setupFor(hostsOf("app.test"), catalog.Resolver{ID: "a", Addresses: []string{addr.String()}})).Run(t.Context(), s.task())
			if got.State != tt.state || got.Code != "dns.alternates.nxdomain" {
				t.Errorf("got %s %s", got.State, got.Code)
			}
		})
	}
}
