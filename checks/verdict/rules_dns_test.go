package verdict

import (
	"testing"

	"fix502/checks"
)

// landing is where a provider sends for names that don't exist.
const landing = "198.51.100.5"

// replying gives a resolver the same reply for all names.
func replying(r checks.ResolverFact, reply checks.ReplyFact) checks.ResolverFact {
	r.Replies = nil
	for _, name := range []string{mainHost, mediaHost, extraHost} {
		reply.Name = name
		r.Replies = append(r.Replies, reply)
	}
	return r
}

func rewriting(r checks.ResolverFact) checks.ResolverFact {
	r.Rewrites = []string{landing}
	return r
}

func apart(r checks.ResolverFact, iface string) checks.ResolverFact {
	r.Interface = iface
	return r
}

func searching(address string) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.DNS.Search = []checks.SearchFact{{Name: mainHost, Domain: "corp.test", Addresses: []string{address}}}
	}
}

// dnsSituations are those in which the address book has a particular way of being wrong.
func dnsSituations() []situation {
	const mine, dns = "192.0.2.1", checks.NodeDNS
	nxdomain := answering(resolver(mine), "NXDOMAIN")
	denyAll := alternates(answering(alternate("one", checks.OverUDP), "NXDOMAIN"), answering(alternate("two", checks.OverDoT), "NXDOMAIN"))
	fromOthers := attempts(from(web(rightAddress, 200), checks.FromAlternates))
	badPage := from(dead(landing, "tls", checks.FailWrongName), checks.FromSystem)
	right := from(web(rightAddress, 200), checks.FromAlternates)
	bogus := checks.ReplyFact{RCode: "SERVFAIL", Unchecked: []string{rightAddress}}
	expired := checks.ReplyFact{RCode: "SERVFAIL", Errors: []uint16{7}}
	one := func(reply checks.ReplyFact) checks.ResolverFact {
		r := resolver(mine, rightAddress)
		reply.Name = mainHost
		r.Replies[0] = reply
		return r
	}
	return []situation{
		// Names that don't exist are sent to a page.
		{name: "made-up answers for other names", facts: change(configured(rewriting(resolver(mine, rightAddress)))), code: "healthy", sure: High},
		{name: "made-up answer for this name", facts: change(configured(rewriting(resolver(mine, landing))), attempts(badPage, right)), code: "dns.wrong_answer", variant: "rewritten", sure: High, broken: dns},
		{name: "made-up answer, nothing tried", facts: change(configured(rewriting(resolver(mine, landing))), attempts()), code: "dns.wrong_answer", variant: "rewritten", sure: High, broken: dns},
		{name: "made-up answer, plain http, both pages answer", facts: change(
			configured(rewriting(resolver(mine, landing))), alternates(alternate("one", checks.OverUDP, rightAddress)),
			only(plain(host(mainHost, from(web(landing, 200), checks.FromSystem), right))),
		), code: "dns.wrong_answer", variant: "rewritten", sure: Medium, broken: dns},
		{name: "every name leads through a proxy that serves them", facts: change(configured(rewriting(resolver(mine, landing))), attempts(from(web(landing, 200), checks.FromSystem), right)), code: "healthy", sure: High},
		{name: "made-up answer for a name that doesn't exist", facts: change(configured(rewriting(resolver(mine, landing))), denyAll, attempts(badPage)), code: "dns.name_not_found", variant: "rewritten", sure: High, broken: dns},
		{name: "made-up answer for a name that doesn't exist, plain http", facts: change(
			configured(rewriting(resolver(mine, landing))), denyAll, only(plain(host(mainHost, from(web(landing, 200), checks.FromSystem)))),
		), code: "dns.name_not_found", variant: "rewritten", sure: High, broken: dns},
		{name: "one of its addresses is made up, the other right", facts: change(configured(rewriting(resolver(mine, rightAddress, landing)))), code: "healthy", sure: High},

		// Signatures that don't hold.
		{name: "broken signature, others don't look at it", facts: change(configured(replying(resolver(mine), bogus)), fromOthers), code: "dns.resolver_down", variant: "dnssec", sure: High, broken: dns},
		{name: "broken signature by its own account", facts: change(configured(replying(resolver(mine), expired)), fromOthers), code: "dns.resolver_down", variant: "dnssec", sure: High, broken: dns},
		{name: "one of the names has a broken signature", facts: change(configured(one(bogus)), mainOnly(right)), code: "dns.wrong_answer", variant: "dnssec", sure: High, broken: dns},
		{name: "broken signature, everybody looks at it", facts: change(
			configured(replying(resolver(mine), bogus)), alternates(replying(alternate("one", checks.OverUDP), bogus), replying(alternate("two", checks.OverDoH), expired)), attempts(),
		), code: "unknown", variant: "dnssec", sure: Low},
		{name: "can't find out, for another reason", facts: change(
			configured(replying(resolver(mine), checks.ReplyFact{RCode: "SERVFAIL", Errors: []uint16{22}})), alternates(answering(alternate("one", checks.OverUDP), "SERVFAIL")), attempts(),
		), code: "unknown", variant: "nameless", sure: Low},

		// Kept back on purpose.
		{name: "blocked, and says so", facts: change(configured(replying(resolver(mine), checks.ReplyFact{RCode: "NXDOMAIN", Errors: []uint16{17}})), fromOthers), code: "dns.wrong_answer", variant: "filtered", sure: High, broken: dns},
		{name: "blocked with an address that leads nowhere, and says so", facts: change(configured(replying(resolver(mine), checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"0.0.0.0"}, Errors: []uint16{15}})), fromOthers), code: "dns.wrong_answer", variant: "filtered", sure: High, broken: dns},
		{name: "refused on purpose", facts: change(configured(replying(resolver(mine), checks.ReplyFact{RCode: "REFUSED", Errors: []uint16{16}})), fromOthers), code: "dns.resolver_down", variant: "filtered", sure: High, broken: dns},
		{name: "this computer may not ask", facts: change(configured(replying(resolver(mine), checks.ReplyFact{RCode: "REFUSED", Errors: []uint16{18}})), fromOthers), code: "dns.resolver_down", variant: "refused", sure: High, broken: dns},
		{name: "blocked, it says, and the address serves", facts: change(configured(replying(resolver(mine), checks.ReplyFact{RCode: "NOERROR", Addresses: []string{rightAddress}, Errors: []uint16{15}}))), code: "healthy", sure: High},

		// Half an answer.
		{name: "cut short, and no TCP", facts: change(configured(replying(resolver(mine), checks.ReplyFact{Fail: checks.FailTimeout, Retried: checks.OverTCP})), fromOthers), code: "dns.resolver_down", variant: "cut", sure: High, broken: dns},
		{name: "both are dead", facts: change(configured(answering(resolver(mine), ""), answering(resolver("192.0.2.2"), "")), fromOthers), code: "dns.resolver_down", sure: High, broken: dns},
		{name: "the first of two is dead", facts: change(configured(answering(resolver(mine), ""), resolver("192.0.2.2", rightAddress))), code: "healthy", sure: High},

		// Search domains.
		{name: "a search domain leads astray", facts: change(searching(wrongAddress), mainOnly(from(dead(wrongAddress, "tls", checks.FailWrongName), checks.FromSystem), right)), code: "dns.wrong_answer", variant: "search", sure: High, broken: dns},
		{name: "a search domain leads astray, and the alternates were not recorded", facts: change(searching(wrongAddress), alternates(), mainOnly(from(dead(wrongAddress, "tls", checks.FailWrongName), checks.FromSystem), right)), code: "dns.wrong_answer", variant: "search", sure: High, broken: dns},
		{name: "a search domain leads to where the name is served", facts: change(searching(otherAddress), mainOnly(from(web(otherAddress, 200), checks.FromSystem), right)), code: "healthy", sure: High},
		{name: "a name that only a search domain completes", facts: change(configured(nxdomain), denyAll, searching("10.0.0.8"), only(host(mainHost, from(web("10.0.0.8", 200), checks.FromSystem)))), code: "healthy", sure: High},

		// No fault of the address book.
		{name: "another right address at each", facts: change(configured(resolver(mine, otherAddress)), attempts(from(web(otherAddress, 200), checks.FromSystem), right)), code: "healthy", sure: High},
		{name: "a private address that serves", facts: change(configured(resolver(mine, "10.0.0.8")), denyAll, attempts(from(web("10.0.0.8", 200), checks.FromSystem))), code: "healthy", sure: High},
		{name: "a VPN's resolver for its own names", facts: change(func(f *checks.Facts) {
			vpn := answering(resolver("10.8.0.53"), "NXDOMAIN")
			vpn.Domain = "corp.test"
			f.DNS.Answers = append([]checks.ResolverFact{vpn}, f.DNS.Answers...)
		}), code: "healthy", sure: High},
		{name: "the resolver of another connection denies it", facts: change(configured(apart(nxdomain, "VPN"), apart(resolver("192.0.2.2", rightAddress), "Wi-Fi"))), code: "healthy", sure: High},
		{name: "the first resolver of the same connection denies it", facts: change(configured(apart(nxdomain, "Wi-Fi"), apart(resolver("192.0.2.2", rightAddress), "Wi-Fi")), fromOthers), code: "dns.wrong_answer", variant: "denied", sure: High, broken: dns},
		{name: "both connections deny it", facts: change(configured(apart(nxdomain, "VPN"), apart(answering(resolver("192.0.2.2"), "NXDOMAIN"), "Wi-Fi")), fromOthers), code: "dns.wrong_answer", variant: "denied", sure: High, broken: dns},
		{name: "port 53 is shut, and the router knows", facts: change(alternates(answering(alternate("one", checks.OverUDP), ""), answering(alternate("one", checks.OverTCP), ""), alternate("one", checks.OverDoT, rightAddress))), code: "healthy", sure: High},
		{
			name: "names that don't exist and this one, on the way", facts: change(configured(rewriting(resolver(mine, landing))),
				alternates(alternate("one", checks.OverUDP, landing), alternate("two", checks.OverUDP, landing), alternate("one", checks.OverDoT, rightAddress)), attempts(from(badPage, checks.FromSystem, checks.FromAlternates), right)),
			code: "dns.intercepted", sure: High, also: []string{"dns.wrong_answer"}, broken: dns,
		},
	}
}

// What is only refused for this computer is no filter, whatever else is said.
func TestKeptBack(t *testing.T) {
	for name, tt := range map[string]struct {
		reply checks.ReplyFact
		want  bool
	}{
		"says nothing":              {checks.ReplyFact{RCode: "NXDOMAIN"}, false},
		"blocked":                   {checks.ReplyFact{RCode: "NXDOMAIN", Errors: []uint16{3, 15}}, true},
		"prohibited name":           {checks.ReplyFact{RCode: "NOERROR", Errors: []uint16{18}}, true},
		"prohibited to this asker":  {checks.ReplyFact{RCode: "REFUSED", Errors: []uint16{18}}, false},
		"an old answer for no name": {checks.ReplyFact{RCode: "NXDOMAIN", Errors: []uint16{19}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			v := look(change(configured(replying(resolver("192.0.2.1"), tt.reply))))
			if got := v.keptBack(mainHost); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
