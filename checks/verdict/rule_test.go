package verdict

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fix502/checks"
)

// situation is a made-up run and what has to be said of it.
type situation struct {
	name    string
	facts   checks.Facts
	code    string // the verdict's
	variant string
	sure    Confidence
	also    []string // further codes that hold, in order
	broken  checks.Node
}

var (
	origin  = checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare"}
	edgeOwn = checks.PageFact{Maker: "cloudflare", Kind: checks.PageEdge, Edge: "cloudflare"}
	human   = checks.PageFact{Maker: "cloudflare", Kind: checks.PageHuman, Edge: "cloudflare"}
	filter  = checks.PageFact{Maker: "fortiguard", Kind: checks.PageBlock}
	outage  = checks.IncidentFact{Name: "API errors", Impact: "major", Status: "investigating", Started: time.Date(2026, 11, 22, 10, 42, 0, 0, time.UTC)}
)

func situations() []situation {
	down := answering(resolver("192.0.2.1"), "")
	servfail := answering(resolver("192.0.2.1"), "SERVFAIL")
	nxdomain := answering(resolver("192.0.2.1"), "NXDOMAIN")
	fromOthers := attempts(from(web(rightAddress, 200), checks.FromAlternates))
	badProof := dead(wrongAddress, "tls", checks.FailWrongName)
	astray := attempts(from(badProof, checks.FromSystem), from(web(rightAddress, 200), checks.FromAlternates))
	expired := dead(rightAddress, "tls", checks.FailExpired)
	strange := dead(rightAddress, "tls", checks.FailUntrusted)
	strange.Issuer = "CN=House Filter CA"
	wrongClock := clockOff(7200)
	slowPage := web(rightAddress, 200)
	slowPage.Total = 6200
	mute := dead(rightAddress, "http", checks.FailTimeout)
	firewalled := dead(rightAddress, "tcp", checks.FailFirewall)
	reach := func(f *checks.Facts) { f.Link.IPv6, f.Internet = true, anchors(true, true, false) }

	return append(dnsSituations(), []situation{
		// Nothing wrong.
		{name: "all is well", facts: well(), code: "healthy", sure: High},
		{name: "well, seen in the app", facts: change(seen(checks.SeenApp)), code: "healthy", variant: "app", sure: High},
		{name: "well, without any status page and one host", facts: change(noStatus, only(host(mainHost, web(rightAddress, 200)))), code: "healthy", sure: Medium},
		{name: "a host that isn't required is dead", facts: change(func(f *checks.Facts) { f.Hosts[2].Attempts = []checks.AttemptFact{silentAt(rightAddress)} }), code: "healthy", sure: High},
		{name: "one anchor is down", facts: change(func(f *checks.Facts) { f.Internet = anchors(true, false, true) }), code: "healthy", sure: High},
		{name: "no anchor answers, everything else does", facts: change(func(f *checks.Facts) { f.Internet = anchors(false, false, false) }), code: "healthy", sure: High},
		{name: "other addresses than the alternates name", facts: change(
			alternates(alternate("one", checks.OverUDP, otherAddress), alternate("two", checks.OverUDP, otherAddress)),
			attempts(from(web(rightAddress, 200), checks.FromSystem), from(web(otherAddress, 200), checks.FromAlternates))), code: "healthy", sure: High},
		{name: "one of two addresses is dead", facts: change(attempts(web(rightAddress, 200), silentAt(otherAddress))), code: "healthy", sure: High},
		{name: "a pin that serves", facts: change(pin(otherAddress), mainOnly(from(web(otherAddress, 200), checks.FromHostsFile), from(web(rightAddress, 200), checks.FromAlternates))), code: "healthy", sure: High},
		{name: "maintenance", facts: change(serviceSays(checks.IndicatorNone, "Service Under Maintenance")), code: "healthy", sure: High},
		{name: "an incident without impact", facts: change(serviceSays(checks.IndicatorNone, "All Systems Operational", checks.IncidentFact{Name: "Notice", Impact: "none", Status: "monitoring"})), code: "healthy", sure: High},
		{name: "a resolved incident", facts: change(serviceSays(checks.IndicatorNone, "", checks.IncidentFact{Name: "Old", Impact: "major", Status: "resolved"})), code: "healthy", sure: High},
		{name: "status page unreadable", facts: change(func(f *checks.Facts) { f.Status.Known, f.Status.Indicator = false, checks.IndicatorUnknown }), code: "healthy", sure: High},
		{name: "edge announces a minor problem and works", facts: change(withEdge(edgeSays(checks.IndicatorMinor), nil, host("canary.example", web(rightAddress, 200)))), code: "healthy", sure: High},
		{name: "edge announces a major problem and the target works", facts: change(withEdge(edgeSays(checks.IndicatorMajor), nil)), code: "healthy", sure: High},
		{name: "a working proxy where nothing is reached directly", facts: change(cutOff, withProxy(checks.ProxyTry{Reached: true, Status: 200, Expected: true}, &checks.ProxyTry{Fail: checks.FailTimeout})), code: "healthy", sure: Medium},
		{name: "a sign-in page, yet the target answers", facts: change(signIn("http://portal.one.example/", "http://portal.two.example/")), code: "network.captive_portal", variant: "page", sure: Medium, broken: checks.NodeRouter},
		{name: "no IPv6 here and IPv6 addresses out of reach", facts: change(attempts(web(rightAddress, 200), six(dead("", "tcp", checks.FailUnreachable)))), code: "healthy", sure: High},
		{name: "split DNS: the company's resolver is silent for the world", facts: change(configured(resolver("192.0.2.1", rightAddress), func() checks.ResolverFact {
			r := down
			r.ID, r.Domain = "10.0.0.53", "corp.example"
			return r
		}())), code: "healthy", sure: High},
		{name: "second resolver is dead", facts: change(configured(resolver("192.0.2.1", rightAddress), down)), code: "healthy", sure: High},

		// Nearest to the user: the link, the router.
		{name: "no link", facts: change(cutOff, func(f *checks.Facts) { f.Link.Usable, f.Route = false, nil }), code: "network.no_link", sure: High, broken: checks.NodeComputer},
		{name: "no link that is known of, and a resolver says that the name doesn't exist", facts: checks.Facts{
			Link: &checks.LinkFact{}, Target: checks.TargetFact{Name: "Chat"}, Hosts: []checks.HostFact{host(mainHost)},
			Alternate: &checks.DNSFact{Answers: []checks.ResolverFact{answering(alternate("one", checks.OverUDP), "NXDOMAIN")}},
		}, code: "dns.name_not_found", sure: Low, broken: checks.NodeDNS},
		{name: "nothing but the missing link was recorded", facts: checks.Facts{Link: &checks.LinkFact{}, Target: checks.TargetFact{Name: "Chat"}}, code: "network.no_link", sure: High, broken: checks.NodeComputer},
		{name: "no default route", facts: change(cutOff, func(f *checks.Facts) { f.Route.Routers = nil }), code: "network.no_gateway", variant: "no_route", sure: High, broken: checks.NodeRouter},
		{name: "silent router", facts: change(cutOff, func(f *checks.Facts) { f.Route.Routers[0].Answers = false }), code: "network.no_gateway", variant: "silent", sure: Medium, broken: checks.NodeRouter},
		{name: "no router needed", facts: change(cutOff, func(f *checks.Facts) { f.Route = &checks.RouteFact{Direct: true} }), code: "network.no_internet", sure: Medium, broken: checks.NodeInternet},
		{name: "silent router, working internet", facts: change(func(f *checks.Facts) { f.Route.Routers[0].Answers = false }), code: "healthy", sure: High},
		{name: "no internet", facts: change(cutOff), code: "network.no_internet", sure: High, broken: checks.NodeInternet},
		{name: "no internet, behind a tunnel", facts: change(cutOff, func(f *checks.Facts) { f.Route.Routers[0] = checks.RouterFact{Interface: "tun0"} }), code: "network.no_internet", sure: Medium, broken: checks.NodeInternet},
		{name: "no anchor is known", facts: change(cutOff, func(f *checks.Facts) { f.Internet = anchors() }), code: "unknown", variant: "nameless", sure: Low},

		// This computer.
		{
			name: "pinned to this computer", facts: change(pin("127.0.0.1"), mainOnly(from(dead("127.0.0.1", "tcp", checks.FailRefused), checks.FromHostsFile), from(web(rightAddress, 200), checks.FromAlternates))),
			code: "device.hosts_override", sure: High, broken: checks.NodeComputer,
		},
		{
			name: "pinned, and this computer's resolver repeats it", facts: change(pin("127.0.0.1"), configured(resolver("127.0.0.53", "127.0.0.1")),
				mainOnly(from(dead("127.0.0.1", "tcp", checks.FailRefused), checks.FromHostsFile, checks.FromSystem), from(web(rightAddress, 200), checks.FromAlternates))),
			code: "device.hosts_override", sure: High, broken: checks.NodeComputer,
		},
		{name: "plain http pinned to a foreign page", facts: change(pin(wrongAddress), func(f *checks.Facts) {
			f.Hosts[0] = plain(host(mainHost, from(web(wrongAddress, 404), checks.FromHostsFile), from(web(rightAddress, 200), checks.FromAlternates)))
		}), code: "device.hosts_override", sure: High, broken: checks.NodeComputer},
		{
			name: "pinned nowhere while the service is down", facts: change(pin("0.0.0.0"), mainOnly(from(dead("0.0.0.0", "tcp", checks.FailRefused), checks.FromHostsFile), from(silentAt(rightAddress), checks.FromAlternates))),
			code: "device.hosts_override", sure: Medium, broken: checks.NodeComputer,
		},
		{
			name: "pinned to another node while the service is down", facts: change(noStatus, pin(otherAddress), mainOnly(from(silentAt(otherAddress), checks.FromHostsFile), from(silentAt(rightAddress), checks.FromAlternates))),
			code: "service.unreachable", sure: Low, broken: checks.NodeService,
		},
		{
			name: "pinned to the right address of a service that is down", facts: change(noStatus, pin(rightAddress), mainOnly(from(silentAt(rightAddress), checks.FromHostsFile, checks.FromAlternates))),
			code: "service.unreachable", sure: Low, broken: checks.NodeService,
		},
		{name: "a host that isn't required is pinned wrongly", facts: change(func(f *checks.Facts) {
			f.HostsFile.Pins = []checks.PinLog{{Name: extraHost, Address: "127.0.0.1"}}
			f.Hosts[2].Attempts = []checks.AttemptFact{from(dead("127.0.0.1", "tcp", checks.FailRefused), checks.FromHostsFile), from(web(rightAddress, 200), checks.FromAlternates)}
		}), code: "healthy", sure: High},
		{name: "pin wrong and resolver down", facts: change(pin("127.0.0.1"), configured(down),
			func(f *checks.Facts) {
				f.Hosts[0].Attempts = []checks.AttemptFact{from(dead("127.0.0.1", "tcp", checks.FailRefused), checks.FromHostsFile), from(web(rightAddress, 200), checks.FromAlternates)}
				f.Hosts[1].Attempts = []checks.AttemptFact{from(web(rightAddress, 200), checks.FromAlternates)}
			}), code: "device.hosts_override", sure: High, also: []string{"dns.resolver_down"}, broken: checks.NodeComputer},
		{
			name: "proxy answers 502, the target works without", facts: change(withProxy(checks.ProxyTry{Status: 502, ByProxy: true}, &checks.ProxyTry{Reached: true, Status: 200, Expected: true})),
			code: "device.proxy", variant: "answers", sure: High, broken: checks.NodeComputer,
		},
		{
			name: "proxy wants a login", facts: change(cutOff, withProxy(checks.ProxyTry{Status: 407, ByProxy: true}, &checks.ProxyTry{Fail: checks.FailTimeout})),
			code: "device.proxy", variant: "sign_in", sure: Medium, also: []string{"network.no_internet"}, broken: checks.NodeComputer,
		},
		{
			name: "proxy is dead", facts: change(withProxy(checks.ProxyTry{Fail: checks.FailRefused, Stage: checks.StageProxy}, nil)),
			code: "device.proxy", variant: "silent", sure: High, broken: checks.NodeComputer,
		},
		{
			name: "proxy out of reach on a dead line", facts: change(cutOff, withProxy(checks.ProxyTry{Fail: checks.FailTimeout, Stage: checks.StageProxy}, &checks.ProxyTry{Fail: checks.FailTimeout})),
			code: "network.no_internet", sure: High, broken: checks.NodeInternet,
		},
		{
			name: "proxy changes the answer", facts: change(withProxy(checks.ProxyTry{Reached: true, Status: 404}, &checks.ProxyTry{Reached: true, Status: 200, Expected: true})),
			code: "device.proxy", variant: "without", sure: High, broken: checks.NodeComputer,
		},
		{
			name: "proxy only passes on the service's 502", facts: change(attempts(web(rightAddress, 502)), withProxy(checks.ProxyTry{Reached: true, Status: 502}, &checks.ProxyTry{Reached: true, Status: 502})),
			code: "service.bad_gateway", sure: Medium, broken: checks.NodeService,
		},
		{
			name: "proxy says 504 for a service that can't be reached without it either", facts: change(noStatus, attempts(silentAt(rightAddress)), withProxy(checks.ProxyTry{Status: 504, ByProxy: true}, &checks.ProxyTry{Fail: checks.FailTimeout})),
			code: "service.unreachable", sure: Medium, broken: checks.NodeService,
		},
		{
			name: "clock wrong, certificates fail by it", facts: change(wrongClock, attempts(expired), controls(expired)),
			code: "device.clock_wrong", variant: "behind_hours", sure: High, broken: checks.NodeComputer,
		},
		{name: "clock wrong, all answers", facts: change(wrongClock), code: "device.clock_wrong", variant: "behind_hours", sure: High, broken: checks.NodeComputer},
		{
			name: "clock wrong and the service fails for another reason", facts: change(wrongClock, attempts(web(rightAddress, 502))),
			code: "service.bad_gateway", sure: High, also: []string{"device.clock_wrong"}, broken: checks.NodeService,
		},
		{name: "clock a little ahead", facts: change(clockOff(-400)), code: "device.clock_wrong", variant: "ahead", sure: High, broken: checks.NodeComputer},
		{name: "clock a little behind", facts: change(clockOff(400)), code: "device.clock_wrong", variant: "behind", sure: High, broken: checks.NodeComputer},
		{name: "clock hours ahead", facts: change(clockOff(-9000)), code: "device.clock_wrong", variant: "ahead_hours", sure: High, broken: checks.NodeComputer},
		{name: "clock years behind", facts: change(clockOff(1e8)), code: "device.clock_wrong", variant: "behind_days", sure: High, broken: checks.NodeComputer},
		{name: "clock years ahead", facts: change(clockOff(-1e8)), code: "device.clock_wrong", variant: "ahead_days", sure: High, broken: checks.NodeComputer},
		{name: "clock off by five minutes", facts: change(clockOff(300)), code: "healthy", sure: High},
		{name: "clock off by one server's word", facts: change(func(f *checks.Facts) {
			f.Clock = &checks.ClockFact{Offset: 7200, Sources: []checks.ClockSource{{Host: "a.example", Offset: 7200}}}
		}), code: "healthy", sure: High},
		{
			name: "connections are opened on the way", facts: change(attempts(strange), controls(strange)),
			code: "device.tls_intercepted", sure: High, broken: checks.NodeComputer,
		},
		{name: "firewall refuses the target", facts: change(attempts(firewalled)), code: "device.firewall", sure: High, broken: checks.NodeComputer},
		{name: "firewall refuses one host", facts: change(mainOnly(firewalled)), code: "device.firewall", sure: Medium, broken: checks.NodeComputer},
		{name: "firewall refuses everything", facts: change(cutOff, attempts(firewalled), func(f *checks.Facts) {
			for i := range f.Internet.Anchors {
				f.Internet.Anchors[i].Fail = checks.FailFirewall
			}
		}), code: "device.firewall", variant: "everything", sure: High, broken: checks.NodeComputer},
		{name: "firewall refuses everything, the router too", facts: change(cutOff, attempts(firewalled), func(f *checks.Facts) {
			for i := range f.Internet.Anchors {
				f.Internet.Anchors[i].Fail = checks.FailFirewall
			}
			f.Route.Routers[0].Answers = false
		}), code: "device.firewall", variant: "everything", sure: High, broken: checks.NodeComputer},
		{name: "firewall refuses everything, address books too", facts: change(cutOff, func(f *checks.Facts) {
			for i := range f.Internet.Anchors {
				f.Internet.Anchors[i].Fail = checks.FailFirewall
			}
			for i := range f.Hosts {
				f.Hosts[i].Attempts = nil
			}
			f.DNS, f.Alternate, f.Controls, f.Route.Routers[0].Answers = nil, nil, nil, false
		}), code: "device.firewall", variant: "everything", sure: High, broken: checks.NodeComputer},

		// This network.
		{name: "sign-in page", facts: change(cutOff, signIn("http://portal.one.example/", "http://portal.two.example/")), code: "network.captive_portal", variant: "page", sure: High, broken: checks.NodeRouter},
		{name: "sign-in page of one owner, the other silent", facts: change(cutOff, signIn("http://portal.one.example/"), func(f *checks.Facts) {
			f.Portal.Probes = append(f.Portal.Probes, checks.PortalProbe{URL: "http://portal.three.test/", Kind: checks.PortalSilent})
		}), code: "network.captive_portal", variant: "page", sure: Medium, broken: checks.NodeRouter},
		{name: "two pages of one owner are one observation", facts: change(cutOff, signIn("http://portal.one.example/", "http://other.one.example/")), code: "network.captive_portal", variant: "page", sure: Medium, broken: checks.NodeRouter},
		{name: "sign-in page of one owner, the other as expected", facts: change(noStatus, attempts(silentAt(rightAddress)), signIn("http://portal.one.example/"), func(f *checks.Facts) {
			f.Portal.Probes = append(f.Portal.Probes, checks.PortalProbe{URL: "http://portal.three.test/", Kind: checks.PortalExpected})
		}), code: "service.unreachable", sure: Medium, broken: checks.NodeService},
		{
			name: "sign-in page, certificates of the portal", facts: change(cutOff, signIn("http://portal.one.test/", "http://portal.two.example/"), attempts(badProof), controls(badProof)),
			code: "network.captive_portal", variant: "page", sure: High, broken: checks.NodeRouter,
		},
		{name: "IPv6 leads nowhere", facts: change(reach, attempts(web(rightAddress, 200), six(silentAt("")))), code: "network.ipv6_broken", sure: High, broken: checks.NodeRouter},
		{name: "IPv6 fails at the target only", facts: change(reach, attempts(web(rightAddress, 200), six(silentAt(""))), controls(web(rightAddress, 200), six(web("", 200)))), code: "healthy", sure: High},

		{name: "everything encrypted stalls", facts: change(noStatus, attempts(dead(rightAddress, "tls", checks.FailTimeout)), controls(dead(rightAddress, "tls", checks.FailTimeout))), code: "network.mtu", sure: High, broken: checks.NodeRouter},
		{name: "only the target stalls", facts: change(noStatus, attempts(dead(rightAddress, "tls", checks.FailTimeout))), code: "service.unreachable", sure: Medium, broken: checks.NodeService},

		// The address book.
		{name: "resolver silent", facts: change(configured(down), fromOthers), code: "dns.resolver_down", sure: High, broken: checks.NodeDNS},
		{name: "resolver refuses", facts: change(configured(servfail), fromOthers), code: "dns.resolver_down", variant: "refused", sure: High, broken: checks.NodeDNS},
		{name: "no resolver set", facts: change(configured(), fromOthers), code: "dns.resolver_down", variant: "none", sure: High, broken: checks.NodeDNS},
		{name: "only the part of this computer that asks is down", facts: change(fromOthers, func(f *checks.Facts) {
			stub, up := down, resolver("192.0.2.1", rightAddress)
			stub.ID, stub.Stub, up.Upstream = "127.0.0.53", true, true
			f.DNS.Answers = []checks.ResolverFact{stub, up}
		}), code: "dns.resolver_down", variant: "stub", sure: High, broken: checks.NodeDNS},
		{name: "resolver silent, one alternate, address not tried", facts: change(configured(down), attempts(), alternates(alternate("one", checks.OverUDP, rightAddress))), code: "dns.resolver_down", sure: Medium, broken: checks.NodeDNS},
		{name: "resolver down, the only name is pinned and served", facts: change(configured(down), pin(rightAddress), only(host(mainHost, from(web(rightAddress, 200), checks.FromHostsFile, checks.FromAlternates)))), code: "healthy", sure: High},
		{name: "resolver down, one of the names is pinned", facts: change(configured(down), pin(rightAddress), func(f *checks.Facts) {
			f.Hosts[0].Attempts = []checks.AttemptFact{from(web(rightAddress, 200), checks.FromHostsFile, checks.FromAlternates)}
			f.Hosts[1].Attempts = []checks.AttemptFact{from(web(rightAddress, 200), checks.FromAlternates)}
		}), code: "dns.resolver_down", sure: High, broken: checks.NodeDNS},
		{name: "resolver refuses one name", facts: change(configured(func() checks.ResolverFact {
			r := resolver("192.0.2.1", rightAddress)
			r.Replies[0] = checks.ReplyFact{Name: mainHost, RCode: "REFUSED"}
			return r
		}()), mainOnly(from(web(rightAddress, 200), checks.FromAlternates))), code: "dns.wrong_answer", variant: "refused", sure: High, broken: checks.NodeDNS},
		{name: "wrong address", facts: change(configured(resolver("192.0.2.1", wrongAddress)), astray), code: "dns.wrong_answer", variant: "astray", sure: High, broken: checks.NodeDNS},
		{name: "wrong address, plain http", facts: change(configured(resolver("192.0.2.1", wrongAddress)), alternates(alternate("one", checks.OverUDP, rightAddress)), only(plain(host(mainHost, from(web(wrongAddress, 403), checks.FromSystem), from(web(rightAddress, 200), checks.FromAlternates))))), code: "dns.wrong_answer", variant: "astray_one", sure: Medium, broken: checks.NodeDNS},
		{name: "nobody at the address, plain http, and the right one fails", facts: change(configured(resolver("192.0.2.1", wrongAddress)), alternates(alternate("one", checks.OverUDP, rightAddress)), only(plain(host(mainHost, from(silentAt(wrongAddress), checks.FromSystem), from(web(rightAddress, 502), checks.FromAlternates))))), code: "dns.wrong_answer", variant: "astray_one", sure: Medium, broken: checks.NodeDNS},
		{name: "another failing server, plain http", facts: change(configured(resolver("192.0.2.1", wrongAddress)), alternates(alternate("one", checks.OverUDP, rightAddress)), only(plain(host(mainHost, from(web(wrongAddress, 502), checks.FromSystem), from(web(rightAddress, 502), checks.FromAlternates))))), code: "service.bad_gateway", sure: Medium, broken: checks.NodeService},
		{
			name: "different addresses and both are down", facts: change(noStatus, attempts(from(silentAt(rightAddress), checks.FromSystem), from(silentAt(otherAddress), checks.FromAlternates))),
			code: "service.unreachable", sure: Medium, broken: checks.NodeService,
		},
		{name: "NXDOMAIN here, known elsewhere", facts: change(configured(nxdomain), fromOthers), code: "dns.wrong_answer", variant: "denied", sure: High, broken: checks.NodeDNS},
		{name: "NXDOMAIN here, known elsewhere, where a service without encryption fails", facts: change(configured(nxdomain), alternates(alternate("one", checks.OverUDP, rightAddress)), only(plain(host(mainHost, from(web(rightAddress, 502), checks.FromAlternates))))), code: "dns.wrong_answer", variant: "denied", sure: Medium, broken: checks.NodeDNS},
		{name: "an address that leads nowhere, known elsewhere", facts: change(configured(resolver("192.0.2.1", "0.0.0.0", "::")), fromOthers), code: "dns.wrong_answer", variant: "astray", sure: High, broken: checks.NodeDNS},
		{name: "an address that leads nowhere, known nowhere else", facts: change(configured(resolver("192.0.2.1", "0.0.0.0")), attempts(), alternates()), code: "unknown", variant: "nameless", sure: Low},
		{name: "no address here, known elsewhere", facts: change(configured(resolver("192.0.2.1")), fromOthers), code: "dns.wrong_answer", variant: "denied", sure: High, broken: checks.NodeDNS},
		{name: "NXDOMAIN, and one alternate invents an address", facts: change(configured(nxdomain), attempts(from(silentAt(wrongAddress), checks.FromAlternates)),
			alternates(answering(alternate("one", checks.OverUDP), "NXDOMAIN"), alternate("two", checks.OverUDP, wrongAddress))), code: "unknown", variant: "nameless", sure: Low},
		{
			name: "NXDOMAIN everywhere", facts: change(configured(nxdomain), attempts(), alternates(answering(alternate("one", checks.OverUDP), "NXDOMAIN"), answering(alternate("two", checks.OverDoT), "NXDOMAIN"))),
			code: "dns.name_not_found", sure: High, broken: checks.NodeDNS,
		},
		{
			name: "NXDOMAIN here, the alternates silent", facts: change(configured(nxdomain), attempts(), alternates(answering(alternate("one", checks.OverUDP), ""))),
			code: "dns.name_not_found", sure: Low, broken: checks.NodeDNS,
		},
		{
			name: "a name without any address", facts: change(configured(resolver("192.0.2.1")), attempts(), alternates(alternate("one", checks.OverUDP))),
			code: "dns.name_not_found", variant: "empty", sure: High, broken: checks.NodeDNS,
		},
		{name: "the name of an unneeded host is unknown", facts: change(func(f *checks.Facts) {
			f.DNS.Answers[0].Replies[2] = checks.ReplyFact{Name: extraHost, RCode: "NXDOMAIN"}
			f.Hosts[2].Attempts = nil
		}), code: "healthy", sure: High},
		{
			name: "plain questions are answered wrongly everywhere", facts: change(configured(resolver("192.0.2.1", wrongAddress)), astray,
				alternates(alternate("one", checks.OverUDP, wrongAddress), alternate("two", checks.OverUDP, wrongAddress), alternate("one", checks.OverDoT, rightAddress))),
			code: "dns.intercepted", sure: High, also: []string{"dns.wrong_answer"}, broken: checks.NodeDNS,
		},
		{name: "resolver slow", facts: change(func(f *checks.Facts) {
			for i := range f.DNS.Answers[0].Replies {
				f.DNS.Answers[0].Replies[i].RTT = 900
			}
		}), code: "dns.slow", sure: High, broken: checks.NodeDNS},
		{name: "everything is slow, the resolver too", facts: change(func(f *checks.Facts) {
			for _, r := range slices.Concat(f.DNS.Answers, f.Alternate.Answers) {
				for i := range r.Replies {
					r.Replies[i].RTT = 900
				}
			}
		}), code: "healthy", sure: High},

		// The edge, the service.
		{name: "edge's own error page", facts: change(attempts(made(web(rightAddress, 502), edgeOwn))), code: "edge.outage", variant: "page", sure: Medium, broken: checks.NodeEdge},
		{name: "edge's canaries fail", facts: change(attempts(web(rightAddress, 502)), withEdge(nil, nil, host("canary.example", silentAt(rightAddress)))), code: "edge.outage", variant: "canary", sure: Medium, broken: checks.NodeEdge},
		{name: "edge's canaries fail and it announces it", facts: change(attempts(silentAt(rightAddress)), withEdge(edgeSays(checks.IndicatorCritical), nil, host("canary.example", silentAt(rightAddress)))), code: "edge.outage", variant: "announced", sure: High, broken: checks.NodeEdge},
		{name: "canaries fail with everything else", facts: change(noStatus, attempts(web(rightAddress, 502)), controls(silentAt("203.0.113.201")), withEdge(nil, nil, host("canary.example", silentAt(rightAddress)))), code: "service.bad_gateway", sure: Medium, broken: checks.NodeService},
		{
			name: "edge announces a minor problem, the target fails", facts: change(attempts(made(web(rightAddress, 502), origin)), withEdge(edgeSays(checks.IndicatorMinor), &checks.TraceFact{Valid: true}, host("canary.example", web(rightAddress, 200)))),
			code: "service.bad_gateway", variant: "edge", sure: High, broken: checks.NodeService,
		},
		{name: "an edge nobody named", facts: change(attempts(made(web(rightAddress, 502), checks.PageFact{Kind: checks.PageEdge}))), code: "edge.outage", variant: "nameless", sure: Medium, broken: checks.NodeEdge},
		{name: "incident, target fails", facts: change(serviceSays(checks.IndicatorMajor, "Partial outage", outage), attempts(web(rightAddress, 502))), code: "service.incident", sure: High, also: []string{"service.bad_gateway"}, broken: checks.NodeService},
		{name: "incident, target works", facts: change(serviceSays(checks.IndicatorMinor, "Minor", outage)), code: "service.incident", variant: "working", sure: Medium, broken: checks.NodeService},
		{name: "incident without a name", facts: change(serviceSays(checks.IndicatorCritical, ""), attempts(silentAt(rightAddress))), code: "service.incident", variant: "unnamed", sure: High, broken: checks.NodeService},
		{name: "incident without a name, target works", facts: change(serviceSays(checks.IndicatorCritical, "")), code: "service.incident", variant: "working_unnamed", sure: Medium, broken: checks.NodeService},
		{name: "incident, but the resolver is down", facts: change(serviceSays(checks.IndicatorMinor, "Minor", outage), configured(down), fromOthers), code: "dns.resolver_down", sure: High, broken: checks.NodeDNS},
		{name: "502", facts: change(mainOnly(web(rightAddress, 502))), code: "service.bad_gateway", sure: Medium, broken: checks.NodeService},
		{name: "522 of two hosts", facts: change(attempts(web(rightAddress, 522))), code: "service.bad_gateway", sure: High, broken: checks.NodeService},
		{name: "502 made by a proxy on the way", facts: change(mainOnly(made(web(rightAddress, 502), checks.PageFact{Maker: "squid", Kind: checks.PageProxy}))), code: "service.bad_gateway", sure: Low, broken: checks.NodeService},
		{name: "502 everywhere", facts: change(attempts(web(rightAddress, 502)), controls(web("203.0.113.201", 502))), code: "unknown", variant: "everywhere", sure: Low},
		{name: "out of reach, status unknown", facts: change(noStatus, attempts(silentAt(rightAddress))), code: "service.unreachable", sure: Medium, broken: checks.NodeService},
		{name: "refused, status unknown", facts: change(noStatus, attempts(dead(rightAddress, "tcp", checks.FailRefused))), code: "service.unreachable", variant: "refused", sure: Medium, broken: checks.NodeService},
		{name: "out of reach, status page unreadable", facts: change(attempts(silentAt(rightAddress)), func(f *checks.Facts) { f.Status.Known, f.Status.Indicator = false, checks.IndicatorUnknown }), code: "service.unreachable", sure: Medium, broken: checks.NodeService},
		{name: "out of reach during maintenance", facts: change(attempts(silentAt(rightAddress)), serviceSays(checks.IndicatorNone, "Scheduled maintenance")), code: "service.unreachable", sure: Medium, broken: checks.NodeService},
		{name: "out of reach, all is well officially", facts: change(attempts(silentAt(rightAddress))), code: "path.blocked", sure: Medium, broken: checks.NodeInternet},
		{name: "refused, all is well officially", facts: change(mainOnly(dead(rightAddress, "tcp", checks.FailRefused))), code: "path.blocked", variant: "refused", sure: Low, broken: checks.NodeInternet},
		{name: "cut as soon as the name is in it", facts: change(attempts(dead(rightAddress, "tls", checks.FailReset))), code: "path.interfered", variant: "cut", sure: Low, broken: checks.NodeInternet},
		{name: "cut, status unknown", facts: change(noStatus, attempts(dead(rightAddress, "tls", checks.FailReset))), code: "service.unreachable", sure: Medium, broken: checks.NodeService},
		{name: "a block page here and everywhere", facts: change(attempts(made(web(rightAddress, 403), filter)), controls(made(web(rightAddress, 403), filter))), code: "unknown", variant: "everywhere", sure: Low},
		{name: "a block page", facts: change(attempts(made(web(rightAddress, 403), filter))), code: "path.interfered", sure: High, broken: checks.NodeInternet},
		{name: "a block page with a good status", facts: change(mainOnly(made(web(rightAddress, 200), filter))), code: "path.interfered", sure: Medium, broken: checks.NodeInternet},
		{name: "expired certificate", facts: change(attempts(expired)), code: "service.certificate", variant: "expired", sure: High, broken: checks.NodeService},
		{name: "certificate for another name", facts: change(attempts(dead(rightAddress, "tls", checks.FailWrongName))), code: "service.certificate", variant: "wrong_name", sure: High, broken: checks.NodeService},
		{name: "certificate nobody vouches for", facts: change(mainOnly(strange)), code: "service.certificate", variant: "untrusted", sure: High, broken: checks.NodeService},
		{name: "certificate wrong in another way", facts: change(mainOnly(dead(rightAddress, "tls", checks.FailCertificate))), code: "service.certificate", sure: High, broken: checks.NodeService},
		{name: "wrong certificate at an address nobody confirms", facts: change(attempts(from(badProof, checks.FromSystem)), alternates()), code: "unknown", variant: "certificate", sure: Low},
		{name: "slow service", facts: change(attempts(slowPage)), code: "service.slow", sure: High, broken: checks.NodeService},
		{name: "slow everywhere", facts: change(attempts(slowPage), controls(slowPage)), code: "healthy", sure: High},

		// Account, app, browser, nothing known.
		{name: "too many requests", facts: change(mainOnly(web(rightAddress, 429))), code: "account.rate_limited", sure: Medium, broken: checks.NodeService},
		{name: "1015", facts: change(attempts(made(web(rightAddress, 403), checks.PageFact{Kind: checks.PageLimit, Code: 1015}))), code: "account.rate_limited", sure: High, broken: checks.NodeService},
		{name: "403", facts: change(mainOnly(web(rightAddress, 403))), code: "account.blocked", sure: Medium, broken: checks.NodeService},
		{name: "451", facts: change(mainOnly(web(rightAddress, 451))), code: "account.blocked", variant: "law", sure: Medium, broken: checks.NodeService},
		{name: "banned by the edge", facts: change(mainOnly(made(web(rightAddress, 403), checks.PageFact{Maker: "cloudflare", Kind: checks.PageBlock, Edge: "cloudflare", Code: 1020}))), code: "account.blocked", variant: "ban", sure: Medium, broken: checks.NodeService},
		{name: "a check for humans with 503 is no outage", facts: change(attempts(made(web(rightAddress, 503), human))), code: "account.blocked", variant: "human", sure: Medium, broken: checks.NodeService},
		{name: "403 expected", facts: change(mainOnly(func() checks.AttemptFact {
			a := web(rightAddress, 403)
			a.Expected = true
			return a
		}())), code: "healthy", sure: High},
		{name: "the edge announces an outage, but we are only turned away", facts: change(attempts(web(rightAddress, 403)), withEdge(edgeSays(checks.IndicatorMajor), nil)), code: "account.blocked", sure: High, broken: checks.NodeService},
		{name: "app hangs", facts: change(seen(checks.SeenApp), func(f *checks.Facts) {
			f.Processes.Processes = []checks.ProcessFact{{PID: 1, Name: "Chat", Stuck: true, Reason: "zombie"}}
		}), code: "app.stuck", sure: Medium, broken: checks.NodeComputer},
		{name: "app hangs, seen in the browser", facts: change(seen(checks.SeenBrowser), func(f *checks.Facts) {
			f.Processes.Processes = []checks.ProcessFact{{PID: 1, Name: "Chat", Stuck: true, Reason: "zombie"}}
		}), code: "browser.suspect", sure: Medium, broken: checks.NodeComputer},
		{name: "well, seen in the browser", facts: change(seen(checks.SeenBrowser)), code: "browser.suspect", sure: Medium, broken: checks.NodeComputer},
		{name: "fails, seen in the browser", facts: change(seen(checks.SeenBrowser), mainOnly(web(rightAddress, 502))), code: "service.bad_gateway", sure: Medium, broken: checks.NodeService},
		{name: "nothing was recorded", facts: checks.Facts{}, code: "unknown", variant: "unfinished", sure: Low},
		{name: "an unexpected 404", facts: change(mainOnly(web(rightAddress, 404))), code: "unknown", variant: "status", sure: Low},
		{name: "takes the connection and says nothing", facts: change(mainOnly(func() checks.AttemptFact {
			a := dead(rightAddress, "http", checks.FailTimeout)
			a.Served = true
			return a
		}())), code: "service.slow", variant: "silent", sure: Low, broken: checks.NodeService},
		{name: "takes the connection and says nothing, and so does everything", facts: change(attempts(mute), controls(mute)), code: "network.mtu", sure: High, broken: checks.NodeRouter},
		{name: "takes the connection and says nothing, nothing else was asked", facts: change(attempts(mute), noControls), code: "unknown", variant: "silent", sure: Low},
		{name: "takes the connection and says nothing, without encryption", facts: change(only(plain(host(mainHost, mute)))), code: "service.slow", variant: "silent", sure: Low, broken: checks.NodeService},
		{name: "encryption fails in an odd way", facts: change(mainOnly(dead(rightAddress, "tcp", checks.FailOther))), code: "unknown", sure: Low},
		{name: "all resolvers silent on a working line", facts: change(configured(down), attempts(), alternates(answering(alternate("one", checks.OverUDP), ""))), code: "unknown", variant: "nameless", sure: Low},
		{name: "a literal address", facts: change(configured(down), noStatus, only(host("203.0.113.10", from(web("203.0.113.10", 200), checks.FromLiteral)))), code: "healthy", sure: Medium},
	}...)
}

func TestRule(t *testing.T) {
	for _, s := range situations() {
		t.Run(s.name, func(t *testing.T) { judged(t, s) })
	}
}

// judged holds a situation against what has to be said of it.
func judged(t *testing.T, s situation) {
	t.Helper()
	got := Rule(s.facts)
	if got.Code != s.code || got.Variant != s.variant || got.Confidence != s.sure {
		t.Errorf("ruling %s/%q, %s, want %s/%q, %s", got.Code, got.Variant, got.Confidence, s.code, s.variant, s.sure)
	}
	var also []string
	for _, h := range got.All[min(1, len(got.All)):] {
		also = append(also, h.Code)
	}
	if !slices.Equal(also, s.also) {
		t.Errorf("also holding: %q, want %q", also, s.also)
	}
	if got.Broken != s.broken {
		t.Errorf("broken at %q, want %q", got.Broken, s.broken)
	}
	if s.code != "unknown" && len(got.Evidence) == 0 {
		t.Error("no evidence")
	}
}

func TestEvidenceComesStrongestFirst(t *testing.T) {
	tests := []struct {
		name  string
		facts checks.Facts
		want  []checks.ID
	}{
		{"a second page at one place has its path in its name", change(func(f *checks.Facts) {
			second := host(mainHost, web(rightAddress, 502))
			second.Path = "/api"
			f.Hosts = append(f.Hosts, second)
		}), []checks.ID{"host:chat.example:https/api", checks.IDControls}},
		{"a port of its own is in the name", change(func(f *checks.Facts) {
			f.Hosts[0].Port = 8443
			f.Hosts[0].Attempts = []checks.AttemptFact{web(rightAddress, 502)}
		}), []checks.ID{"host:chat.example:8443", checks.IDControls}},
		{"resolvers", change(configured(answering(resolver("192.0.2.1"), "")), attempts(from(web(rightAddress, 200), checks.FromAlternates))), []checks.ID{checks.IDDNS, checks.IDAlternates}},
		{
			"pin", change(pin("127.0.0.1"), mainOnly(from(dead("127.0.0.1", "tcp", checks.FailRefused), checks.FromHostsFile), from(web(rightAddress, 200), checks.FromAlternates))),
			[]checks.ID{checks.IDHostsFile, "host:chat.example"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Rule(tt.facts).Evidence; !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// texts reads the sentences that ship.
func texts(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../assets/texts/en/verdict.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

func TestEveryTextChosenIsThereAndFilled(t *testing.T) {
	all := texts(t)
	for _, s := range situations() {
		got := Rule(s.facts)
		for _, h := range append(got.All, got.Holding) {
			headline, explanation, advice, summary := TextCodes(h)
			for _, code := range []string{headline, explanation, advice, summary} {
				if all[code] == "" {
					t.Errorf("%s: no text %s", s.name, code)
				}
				for _, m := range placeholder.FindAllStringSubmatch(all[code], -1) {
					if h.Args[m[1]] == "" {
						t.Errorf("%s: %s wants {%s}, which is empty", s.name, code, m[1])
					}
				}
			}
		}
	}
}

func TestVariantTextsAreThoseThatShip(t *testing.T) {
	var shipped []string
	for code := range texts(t) {
		parts := strings.Split(code, ".")
		if parts[0] == "verdict" && !slices.Contains([]string{"headline", "explanation", "advice", "summary"}, parts[len(parts)-1]) {
			shipped = append(shipped, code)
		}
	}
	slices.Sort(shipped)
	if !slices.Equal(shipped, variantTexts) {
		t.Errorf("variantTexts differ from what ships:\n got %q\nwant %q", variantTexts, shipped)
	}
}

// contractCodes are the codes of contract §3.
var contractCodes = []string{
	"healthy", "device.hosts_override", "device.proxy", "device.clock_wrong", "device.tls_intercepted", "device.firewall",
	"network.no_link", "network.no_gateway", "network.no_internet", "network.captive_portal", "network.ipv6_broken", "network.mtu",
	"dns.resolver_down", "dns.wrong_answer", "dns.slow", "dns.intercepted", "dns.name_not_found", "path.interfered", "path.blocked",
	"edge.outage", "service.incident", "service.bad_gateway", "service.unreachable", "service.certificate", "service.slow",
	"account.rate_limited", "account.blocked", "app.stuck", "browser.suspect", "unknown",
}

func TestEveryCodeHasItsFourTexts(t *testing.T) {
	all := texts(t)
	for _, code := range contractCodes {
		for _, part := range []string{"headline", "explanation", "advice", "summary"} {
			if all["verdict."+code+"."+part] == "" {
				t.Errorf("no verdict.%s.%s", code, part)
			}
		}
	}
}

func TestEveryRuleHoldsSomewhereAndIsOfTheContract(t *testing.T) {
	held := make(map[string]bool)
	for _, s := range situations() {
		for _, h := range Rule(s.facts).All {
			held[h.Code] = true
		}
	}
	for _, r := range rules {
		if !held[r.code] {
			t.Errorf("no situation in which %s holds", r.code)
		}
		if !slices.Contains(contractCodes, r.code) {
			t.Errorf("%s is not in the contract", r.code)
		}
	}
}

func TestRulingIsTheSameEveryTime(t *testing.T) {
	for _, s := range situations() {
		if a, b := Rule(s.facts), Rule(s.facts); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: two rulings of the same facts: %+v, %+v", s.name, a, b)
		}
	}
}
