package verdict

import (
	"net"

	"fix502/checks"
)

// The made-up world of the tests: a service with two required hosts and one that
// is not, on a network where everything works. Every test changes some of it.
const (
	rightAddress = "203.0.113.10"
	otherAddress = "203.0.113.99" // another node of the same delivery network
	wrongAddress = "198.51.100.66"
	mainHost     = "chat.example"
	mediaHost    = "media.example"
	extraHost    = "extra.example"
)

func well() checks.Facts {
	return checks.Facts{
		Target: checks.TargetFact{ID: "chat", Name: "Chat", URL: "https://chat.example/app", Seen: checks.SeenUnsure, Known: true},
		Link: &checks.LinkFact{Usable: true, IPv4: true, Interfaces: []checks.InterfaceFact{
			{Name: "eth0", Kind: "ethernet", Up: true, Addrs: []string{"192.0.2.2/24"}},
		}},
		Route:    &checks.RouteFact{Routers: []checks.RouterFact{{Address: "192.0.2.1", Interface: "eth0", Answers: true, How: "icmp"}}},
		Internet: anchors(true, true, true),
		Portal: &checks.PortalFact{Probes: []checks.PortalProbe{
			{URL: "http://portal.one.example/", Kind: checks.PortalExpected, Status: 200},
			{URL: "http://portal.two.example/", Kind: checks.PortalExpected, Status: 204},
		}},
		HostsFile: &checks.HostsFileFact{Path: "/etc/hosts", Lines: 2},
		Proxy:     &checks.ProxyFact{},
		Clock:     &checks.ClockFact{Sources: []checks.ClockSource{{Host: "a.example"}, {Host: "b.example"}}},
		DNS:       &checks.DNSFact{Names: []string{mainHost, mediaHost, extraHost}, Answers: []checks.ResolverFact{resolver("192.0.2.1", rightAddress)}},
		Alternate: &checks.DNSFact{Names: []string{mainHost, mediaHost}, Answers: []checks.ResolverFact{
			alternate("one", checks.OverUDP, rightAddress), alternate("two", checks.OverUDP, rightAddress),
			alternate("one", checks.OverDoT, rightAddress), alternate("two", checks.OverDoH, rightAddress),
		}},
		Hosts: []checks.HostFact{
			host(mainHost, web(rightAddress, 200)), host(mediaHost, web(rightAddress, 200)), optional(host(extraHost, web(rightAddress, 200))),
		},
		Controls: &checks.ControlsFact{Hosts: []checks.HostFact{
			host("www.one.example", web("203.0.113.201", 200)), host("www.two.example", web("203.0.113.202", 200)),
		}},
		Status:    &checks.StatusFact{Owner: "service", Name: "Chat", Known: true, Indicator: checks.IndicatorNone, URL: "https://status.chat.example"},
		Processes: &checks.ProcessesFact{Installed: true},
	}
}

// change makes a world that differs from the one that works.
func change(changes ...func(*checks.Facts)) checks.Facts {
	f := well()
	for _, c := range changes {
		c(&f)
	}
	return f
}

func anchors(reached ...bool) *checks.InternetFact {
	f := &checks.InternetFact{}
	for i, ok := range reached {
		a := checks.ConnectFact{Address: []string{"203.0.113.1:443", "203.0.113.2:443", "[2001:db8::1]:443"}[i%3], OK: ok}
		if ok {
			f.Reached++
		} else {
			a.Fail = checks.FailTimeout
		}
		f.Anchors = append(f.Anchors, a)
	}
	return f
}

// resolver is a configured one that gives these addresses for every name.
func resolver(address string, addresses ...string) checks.ResolverFact {
	return answering(checks.ResolverFact{ID: address, Name: address, Address: address + ":53", Transport: checks.OverUDP}, "NOERROR", addresses...)
}

func alternate(id, transport string, addresses ...string) checks.ResolverFact {
	return answering(checks.ResolverFact{ID: id, Name: "Book " + id, Address: id + "-" + transport, Transport: transport}, "NOERROR", addresses...)
}

// answering gives a resolver the same reply for all names.
func answering(r checks.ResolverFact, rcode string, addresses ...string) checks.ResolverFact {
	r.Replies = nil
	for _, name := range []string{mainHost, mediaHost, extraHost} {
		reply := checks.ReplyFact{Name: name, RCode: rcode, Addresses: addresses, RTT: 10}
		if rcode == "" {
			reply.Fail = checks.FailTimeout
		}
		r.Replies = append(r.Replies, reply)
	}
	return r
}

func host(name string, attempts ...checks.AttemptFact) checks.HostFact {
	return checks.HostFact{Host: name, Port: 443, Scheme: "https", Path: "/", Required: true, Attempts: attempts}
}

func optional(h checks.HostFact) checks.HostFact {
	h.Required = false
	return h
}

func plain(h checks.HostFact) checks.HostFact {
	h.Scheme, h.Port = "http", 80
	return h
}

// web is an attempt that got an answer, from an address that system and
// alternates agree on.
func web(address string, status int) checks.AttemptFact {
	return checks.AttemptFact{
		Address: address, Family: "ipv4", From: []string{checks.FromSystem, checks.FromAlternates}, Used: true,
		TCP: 10, TLS: 10, First: 20, Total: 50, Status: status, Expected: status >= 200 && status < 400, Served: true,
	}
}

// dead is an attempt that failed.
func dead(address, stage, fail string) checks.AttemptFact {
	return checks.AttemptFact{
		Address: address, Family: "ipv4", From: []string{checks.FromSystem, checks.FromAlternates}, Used: true, Stage: stage, Fail: fail,
	}
}

func silentAt(address string) checks.AttemptFact { return dead(address, "tcp", checks.FailTimeout) }

// from says who named the address of an attempt; only those by which this
// computer goes are used.
func from(a checks.AttemptFact, who ...string) checks.AttemptFact {
	a.From, a.Used = who, who[0] != checks.FromAlternates
	return a
}

func made(a checks.AttemptFact, p checks.PageFact) checks.AttemptFact {
	a.Page = p
	return a
}

func six(a checks.AttemptFact) checks.AttemptFact {
	a.Address, a.Family = "2001:db8::10", "ipv6"
	return a
}

// The changes. attempts gives both required hosts these attempts.
func attempts(list ...checks.AttemptFact) func(*checks.Facts) {
	return func(f *checks.Facts) { f.Hosts[0].Attempts, f.Hosts[1].Attempts = list, list }
}

func mainOnly(list ...checks.AttemptFact) func(*checks.Facts) {
	return func(f *checks.Facts) { f.Hosts[0].Attempts = list }
}

func configured(list ...checks.ResolverFact) func(*checks.Facts) {
	return func(f *checks.Facts) { f.DNS.Answers = list }
}

func alternates(list ...checks.ResolverFact) func(*checks.Facts) {
	return func(f *checks.Facts) { f.Alternate.Answers = list }
}

func controls(list ...checks.AttemptFact) func(*checks.Facts) {
	return func(f *checks.Facts) { f.Controls.Hosts[0].Attempts, f.Controls.Hosts[1].Attempts = list, list }
}

func seen(where checks.Seen) func(*checks.Facts) {
	return func(f *checks.Facts) { f.Target.Seen = where }
}

func clockOff(seconds float64) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.Clock = &checks.ClockFact{Offset: seconds, Sources: []checks.ClockSource{{Host: "a.example", Offset: seconds}, {Host: "b.example", Offset: seconds}}}
	}
}

// only makes these the target's hosts, and their names those that are asked for.
func only(hosts ...checks.HostFact) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.Hosts = hosts
		var names []string
		for _, h := range hosts {
			if net.ParseIP(h.Host) == nil {
				names = append(names, h.Host)
			}
		}
		dns, others := *f.DNS, *f.Alternate
		dns.Names, others.Names = names, names
		f.DNS, f.Alternate = &dns, &others
	}
}

func noControls(f *checks.Facts) { f.Controls = nil }

func noStatus(f *checks.Facts) { f.Status = nil }

// cutOff: nothing on the internet answers.
func cutOff(f *checks.Facts) {
	f.Internet = anchors(false, false, false)
	f.Portal = &checks.PortalFact{Probes: []checks.PortalProbe{
		{URL: "http://portal.one.example/", Kind: checks.PortalSilent, Fail: checks.FailTimeout},
		{URL: "http://portal.two.example/", Kind: checks.PortalSilent, Fail: checks.FailTimeout},
	}}
	f.Clock, f.Status = nil, &checks.StatusFact{Owner: "service", Name: "Chat", Indicator: checks.IndicatorUnknown, Fail: checks.FailTimeout}
	f.DNS.Answers = []checks.ResolverFact{answering(resolver("192.0.2.1"), "")}
	f.Alternate.Answers = []checks.ResolverFact{answering(alternate("one", checks.OverUDP), ""), answering(alternate("two", checks.OverDoT), "")}
	f.Hosts = []checks.HostFact{host(mainHost), host(mediaHost), optional(host(extraHost))}
	f.Controls.Hosts = []checks.HostFact{host("www.one.example"), host("www.two.example")}
}

func signIn(urls ...string) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.Portal = &checks.PortalFact{}
		for _, u := range urls {
			f.Portal.Probes = append(f.Portal.Probes, checks.PortalProbe{URL: u, Kind: checks.PortalSignIn, Status: 302, Location: "http://login.hotel.example/start?x=1"})
		}
	}
}

func pin(address string) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.HostsFile.Pins = append(f.HostsFile.Pins, checks.PinLog{Name: mainHost, Address: address, Line: 3})
	}
}

func withProxy(through checks.ProxyTry, direct *checks.ProxyTry) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.Proxy = &checks.ProxyFact{Effective: "http://proxy.example:3128", Source: "environment", Through: &through, Direct: direct}
	}
}

func withEdge(status *checks.StatusFact, trace *checks.TraceFact, canaries ...checks.HostFact) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.Target.Edge, f.EdgeState = "cloudflare", status
		f.Edge = &checks.EdgeFact{ID: "cloudflare", Name: "Cloudflare", Canaries: canaries, Trace: trace}
	}
}

func edgeSays(indicator string) *checks.StatusFact {
	return &checks.StatusFact{Owner: "edge", Name: "Cloudflare", Known: true, Indicator: indicator}
}

func serviceSays(indicator, description string, incidents ...checks.IncidentFact) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.Status.Indicator, f.Status.Description, f.Status.Incidents = indicator, description, incidents
	}
}
