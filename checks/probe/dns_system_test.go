package probe

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

func hostsOf(names ...string) []catalog.Host {
	var list []catalog.Host
	for _, n := range names {
		list = append(list, catalog.Host{Host: n})
	}
	return list
}

func setupFor(hosts []catalog.Host, list ...catalog.Resolver) Setup {
	return Setup{Service: catalog.Service{Hosts: hosts}, Catalog: &catalog.Catalog{Resolvers: list}}
}

func TestDNSSystem(t *testing.T) {
	noLeaks(t)
	knows := records(t, "app.test. 60 A 192.0.2.1", "cdn.test. 60 A 192.0.2.2")
	good := serveDNS(t, knows, knows)
	bad := serveDNS(t, rcodeOnly(dns.RcodeRefused), silence)
	denies := serveDNS(t, rcodeOnly(dns.RcodeNameError), silence)
	gone := closedPort(t)
	optional := false
	app := []catalog.Host{{Host: "app.test"}, {Host: "CDN.test"}, {Host: "app.test", Path: "/other"}, {Host: "none.test", Required: &optional}}
	for name, tt := range map[string]struct {
		hosts []catalog.Host
		set   []platform.Resolver
		err   error
		state checks.State
		code  string
		args  checks.Args
		names []string
		who   []string // resolvers on record
	}{
		"all is well": {
			hosts: app, set: []platform.Resolver{{Addr: good}}, state: checks.OK, code: "dns.system.ok",
			names: []string{"app.test", "cdn.test", "none.test"}, who: []string{good.String()},
		},
		"the same one twice": {hosts: app, set: []platform.Resolver{{Addr: good}, {Addr: good}}, state: checks.OK, code: "dns.system.ok", who: []string{good.String()}},
		"one of two refuses": {
			hosts: app, set: []platform.Resolver{{Addr: bad}, {Addr: good}}, state: checks.Notice, code: "dns.system.some",
			args: checks.Args{"resolver": bad.String(), "other": good.String(), "value": "1 of 2", "name": "app.test"}, who: []string{bad.String(), good.String()},
		},
		"it refuses": {
			hosts: app, set: []platform.Resolver{{Addr: bad}}, state: checks.Problem, code: "dns.system.refuses",
			args: checks.Args{"resolver": bad.String(), "name": "app.test"}, who: []string{bad.String()},
		},
		"it denies the name": {hosts: app, set: []platform.Resolver{{Addr: denies}}, state: checks.Problem, code: "dns.system.nxdomain", who: []string{denies.String()}},
		"nobody there":       {hosts: app, set: []platform.Resolver{{Addr: gone}}, state: checks.Problem, code: "dns.system.unreachable", who: []string{gone.String()}},
		"the one behind a forwarder is not asked by programs": {
			hosts: app, set: []platform.Resolver{{Addr: good, Stub: true}, {Addr: bad, Upstream: true}},
			state: checks.OK, code: "dns.system.ok", who: []string{good.String(), bad.String()},
		},
		"one for another domain": {
			hosts: app, set: []platform.Resolver{{Addr: bad, Domain: "corp.test"}, {Addr: good}},
			state: checks.OK, code: "dns.system.ok", who: []string{good.String()},
		},
		"names of a VPN are asked only there": {
			hosts: hostsOf("app.test"), set: []platform.Resolver{{Addr: bad}, {Addr: good, Domain: "~test"}},
			state: checks.OK, code: "dns.system.ok", who: []string{good.String()},
		},
		"none is set":     {hosts: app, state: checks.Problem, code: "dns.system.none"},
		"cannot be known": {hosts: app, err: errors.ErrUnsupported, state: checks.Failed, code: "dns.system.unknown"},
		"not needed":      {hosts: hostsOf("192.0.2.1", "::1", "localhost", "app.localhost"), state: checks.Skipped, code: "dns.system.not_needed"},
	} {
		t.Run(name, func(t *testing.T) {
			var (
				mu    sync.Mutex
				notes []string
			)
			host := resolvers()
			host.OnResolvers = func(context.Context) ([]platform.Resolver, error) { return tt.set, tt.err }
			s := surroundings{host: host, note: func(code string, args checks.Args) {
				mu.Lock()
				defer mu.Unlock()
				notes = append(notes, args["resolver"])
			}}
			got := dnsSystem(setupFor(tt.hosts)).Run(t.Context(), s.task())
			if got.State != tt.state || got.Code != tt.code {
				t.Fatalf("got %s %s %v, want %s %s", got.State, got.Code, got.Args, tt.state, tt.code)
			}
			if tt.args != nil && !cmp.Equal(tt.args, got.Args) {
				t.Errorf("args %v, want %v", got.Args, tt.args)
			}
			spoken(t, got)
			fact, _ := got.Data.(checks.DNSFact)
			var who []string
			for _, r := range fact.Answers {
				who = append(who, r.Address)
			}
			if !slices.Equal(who, tt.who) {
				t.Errorf("on record: %v, want %v", who, tt.who)
			}
			slices.Sort(notes)
			if want := slices.Sorted(slices.Values(tt.who)); !slices.Equal(notes, want) {
				t.Errorf("told about %v, want %v", notes, want)
			}
			if tt.names != nil && !slices.Equal(fact.Names, tt.names) {
				t.Errorf("names %v, want %v", fact.Names, tt.names)
			}
			if (tt.err != nil) != errors.Is(got.Err, errors.ErrUnsupported) {
				t.Errorf("error %v", got.Err)
			}
		})
	}
}

func rewriting(r checks.ResolverFact, addresses ...string) checks.ResolverFact {
	r.Rewrites = addresses
	return r
}

func searchFor(name string) []checks.SearchFact {
	return []checks.SearchFact{{Name: name, Domain: "corp.test", Addresses: []string{"192.0.2.7"}}}
}

func TestJudgeSystem(t *testing.T) {
	said := func(name string, reply checks.ReplyFact) checks.ResolverFact {
		reply.Name = "app.test"
		return checks.ResolverFact{ID: name, Name: name, Replies: []checks.ReplyFact{reply}}
	}
	fine := checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1"}, RTT: 3}
	for name, tt := range map[string]struct {
		answers []checks.ResolverFact
		search  []checks.SearchFact
		wait    time.Duration
		state   checks.State
		code    string
		value   string
	}{
		"quick":      {answers: []checks.ResolverFact{said("a", fine)}, state: checks.OK, code: "dns.system.ok", value: "3 ms"},
		"very quick": {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"::2"}, RTT: 0.2})}, state: checks.OK, code: "dns.system.ok", value: "under 1 ms"},
		"slow":       {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"::2"}, RTT: 1230})}, state: checks.Notice, code: "dns.system.slow", value: "1.2 s"},
		"silent":     {answers: []checks.ResolverFact{said("a", checks.ReplyFact{Fail: checks.FailTimeout})}, state: checks.Problem, code: "dns.system.silent"},
		"garbage":    {answers: []checks.ResolverFact{said("a", checks.ReplyFact{Fail: checks.FailGarbage})}, state: checks.Problem, code: "dns.system.garbage"},
		"servfail":   {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "SERVFAIL"})}, state: checks.Problem, code: "dns.system.servfail"},
		"empty":      {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NOERROR"})}, state: checks.Problem, code: "dns.system.empty"},
		"blocked":    {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"0.0.0.0", "::"}})}, state: checks.Problem, code: "dns.system.blocked"},
		"servfail, and an address when not checked":      {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "SERVFAIL", Unchecked: []string{"192.0.2.1"}})}, state: checks.Problem, code: "dns.system.dnssec"},
		"servfail, expired by its own account":           {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "SERVFAIL", Errors: []uint16{7}})}, state: checks.Problem, code: "dns.system.dnssec"},
		"servfail, nobody to ask":                        {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "SERVFAIL", Errors: []uint16{22}})}, state: checks.Problem, code: "dns.system.servfail"},
		"blocked, and says so":                           {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"0.0.0.0"}, Errors: []uint16{15}})}, state: checks.Problem, code: "dns.system.filtered"},
		"censored, and says so":                          {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NXDOMAIN", Errors: []uint16{16}})}, state: checks.Problem, code: "dns.system.filtered"},
		"a page about the block":                         {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.9"}, Errors: []uint16{17}})}, state: checks.Problem, code: "dns.system.filtered"},
		"this computer may not ask":                      {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "REFUSED", Errors: []uint16{18}})}, state: checks.Problem, code: "dns.system.refuses"},
		"this name may not be asked for":                 {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NXDOMAIN", Errors: []uint16{18}})}, state: checks.Problem, code: "dns.system.filtered"},
		"an old answer is an answer":                     {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1"}, RTT: 3, Errors: []uint16{3}})}, state: checks.OK, code: "dns.system.ok", value: "3 ms"},
		"cut, and no TCP":                                {answers: []checks.ResolverFact{said("a", checks.ReplyFact{Retried: "tcp", Fail: checks.FailTimeout})}, state: checks.Problem, code: "dns.system.cut"},
		"makes answers up":                               {answers: []checks.ResolverFact{rewriting(said("a", fine), "192.0.2.66")}, state: checks.Notice, code: "dns.system.rewrites", value: "3 ms"},
		"sends this name there, too":                     {answers: []checks.ResolverFact{rewriting(said("a", fine), "192.0.2.66", "192.0.2.1")}, state: checks.Problem, code: "dns.system.rewritten"},
		"the first of two is silent":                     {answers: []checks.ResolverFact{said("b", checks.ReplyFact{Fail: checks.FailTimeout}), said("a", fine)}, wait: 5 * time.Second, state: checks.Notice, code: "dns.system.first_silent", value: "1 of 2"},
		"the first of two is silent, who knows how long": {answers: []checks.ResolverFact{said("b", checks.ReplyFact{Fail: checks.FailTimeout}), said("a", fine)}, state: checks.Notice, code: "dns.system.some", value: "1 of 2"},
		"the first of two says so at once":               {answers: []checks.ResolverFact{said("b", checks.ReplyFact{Fail: checks.FailRefused}), said("a", fine)}, wait: 5 * time.Second, state: checks.Notice, code: "dns.system.some", value: "1 of 2"},
		"the second of two is silent":                    {answers: []checks.ResolverFact{said("a", fine), said("b", checks.ReplyFact{Fail: checks.FailTimeout})}, wait: 5 * time.Second, state: checks.Notice, code: "dns.system.some", value: "1 of 2"},
		"another name comes first":                       {answers: []checks.ResolverFact{said("a", fine)}, search: searchFor("app.test"), state: checks.Notice, code: "dns.system.search"},
		"a name that only the search domain makes":       {answers: []checks.ResolverFact{said("a", checks.ReplyFact{RCode: "NXDOMAIN"})}, search: searchFor("app.test"), state: checks.Notice, code: "dns.system.search"},
		"the search domain helps nobody who is silent":   {answers: []checks.ResolverFact{said("a", checks.ReplyFact{Fail: checks.FailTimeout})}, search: searchFor("app.test"), state: checks.Problem, code: "dns.system.silent"},
		"one of many":                                    {answers: []checks.ResolverFact{said("a", fine), said("b", checks.ReplyFact{Fail: checks.FailTimeout}), said("c", fine)}, state: checks.Notice, code: "dns.system.some", value: "2 of 3"},
	} {
		t.Run(name, func(t *testing.T) {
			got := judgeSystem(checks.DNSFact{Names: []string{"app.test"}, Answers: tt.answers, Search: tt.search}, []string{"app.test"}, tt.wait)
			spoken(t, got)
			if got.State != tt.state || got.Code != tt.code || got.Args["value"] != tt.value {
				t.Errorf("got %s %s %v", got.State, got.Code, got.Args)
			}
		})
	}
}
