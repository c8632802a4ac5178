package report

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"fix502/checks"
	"fix502/checks/text"
	"fix502/checks/verdict"
	"fix502/platform"
)

func english(t testing.TB) *text.Table {
	t.Helper()
	texts, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// sample is a run on a home network: Discord's servers answer 502 and say so.
func sample() Input {
	started := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	in := Input{
		Version: "1.0.0",
		Target: checks.TargetFact{
			ID: "discord", Name: "Discord", URL: "https://discord.com/app", Seen: checks.SeenBrowser, Known: true, Edge: "cloudflare",
		},
		Started: started, Finished: started.Add(2011400 * time.Microsecond),
		Findings: make(map[checks.ID]checks.Finding),
		System:   platform.Info{OS: "linux", Version: "Debian 12", Arch: "amd64", Uptime: 26 * time.Hour, User: "akowalska", Hostname: "annas-mbp", FullName: "Anna Kowalska", Home: "/home/akowalska"},
		Tried:    []Tried{{At: started.Add(-time.Minute), Step: "reload", What: "Loaded the page 5 times", Result: "No change: 502 each time."}},
		Helped:   &Helped{At: started, Step: "reload", What: "Loaded the page 5 times"},
		Says:     "502 Bad Gateway",
		Words:    "I wanted to join my class.\nIt worked this morning.",
	}
	in.Steps = append(in.Steps, sampleSteps...)
	add := func(id checks.ID, node checks.Node, args checks.Args, f checks.Finding) {
		f.Started, f.Took = time.Duration(3+len(in.Checks))*1100*time.Microsecond, 12340*time.Microsecond
		in.Checks = append(in.Checks, checks.Check{ID: id, Node: node, Args: args})
		in.Findings[id] = f
	}
	add(checks.IDLink, checks.NodeComputer, nil, checks.Finding{State: checks.OK, Code: "link.ok", Args: checks.Args{"value": "Wi-Fi"}, Data: checks.LinkFact{
		Usable: true, IPv4: true, Interfaces: []checks.InterfaceFact{{Name: "wlan0", Kind: "wifi", Up: true, Addrs: []string{"192.168.1.20/24", "fe80::1234/64", "2001:db8:1:2::5/64"}}},
	}})
	add(checks.IDRoute, checks.NodeRouter, nil, checks.Finding{State: checks.OK, Code: "route.ok", Args: checks.Args{"value": "3 ms"}, Data: checks.RouteFact{
		Routers: []checks.RouterFact{{Address: "192.168.1.1", Interface: "wlan0", Answers: true, How: "icmp", RTT: 3.1}},
	}})
	add(checks.IDInternet, checks.NodeInternet, nil, checks.Finding{State: checks.OK, Code: "internet.ok", Args: checks.Args{"reached": "2", "asked": "3", "value": "2 of 3 places"}, Data: checks.InternetFact{
		Reached: 2, Anchors: []checks.ConnectFact{{Address: "1.1.1.1:443", OK: true, RTT: 11.2}, {Address: "8.8.8.8:443", OK: true, RTT: 15.9}, {Address: "9.9.9.9:443", Fail: checks.FailTimeout}},
	}})
	add(checks.IDPortal, checks.NodeInternet, nil, checks.Finding{State: checks.OK, Code: "portal.ok", Data: checks.PortalFact{
		Probes: []checks.PortalProbe{{URL: "http://detectportal.firefox.com/success.txt", Kind: checks.PortalExpected, Status: 200}},
	}})
	add(checks.IDHostsFile, checks.NodeComputer, nil, checks.Finding{State: checks.OK, Code: "hosts_file.ok", Data: checks.HostsFileFact{Path: "/etc/hosts", Lines: 4, Pins: []checks.PinLog{}}})
	add(checks.IDProxy, checks.NodeComputer, nil, checks.Finding{State: checks.Failed, Code: "check.broken", Err: fmt.Errorf("reading proxy settings of /home/akowalska: %w", errors.ErrUnsupported)})
	add(checks.IDClock, checks.NodeComputer, nil, checks.Finding{State: checks.Skipped, Code: "check.skipped", Args: checks.Args{"need": "network.internet"}})
	add(checks.IDDNS, checks.NodeDNS, nil, checks.Finding{State: checks.OK, Code: "dns.system.ok", Args: checks.Args{"value": "12 ms"}, Data: checks.DNSFact{
		Names: []string{"discord.com"}, Source: "resolv.conf",
		Answers: []checks.ResolverFact{book("192.168.1.1", "192.168.1.1", "192.168.1.1:53", checks.OverUDP, checks.ReplyFact{Name: "discord.com", RCode: "NOERROR", Addresses: []string{"162.159.128.233", "162.159.135.233"}, RTT: 12.1, TTL: 300})},
	}})
	add(checks.IDAlternates, checks.NodeDNS, nil, checks.Finding{State: checks.OK, Code: "dns.alternates.ok", Args: checks.Args{"value": "3 of 4"}, Data: checks.DNSFact{
		Names: []string{"discord.com"},
		Answers: []checks.ResolverFact{
			book("cloudflare", "Cloudflare", "1.1.1.1:53", checks.OverUDP, checks.ReplyFact{Name: "discord.com", RCode: "NOERROR", Addresses: []string{"162.159.128.233"}, RTT: 11.4, TTL: 300}),
			book("google", "Google", "8.8.8.8:853", checks.OverDoT, checks.ReplyFact{Name: "discord.com", RCode: "NOERROR", Addresses: []string{"162.159.135.233"}, RTT: 48.4, TTL: 212}),
			book("quad9", "Quad9", "9.9.9.9:53", checks.OverUDP, checks.ReplyFact{Name: "discord.com", Fail: checks.FailTimeout}),
			book("adguard", "AdGuard", "94.140.14.14:53", checks.OverUDP, checks.ReplyFact{Name: "discord.com", RCode: "NXDOMAIN", RTT: 33}),
		},
	}})
	add("host:discord.com", checks.NodeService, checks.Args{"host": "discord.com"}, checks.Finding{State: checks.Problem, Code: "host.status.502", Args: checks.Args{"host": "discord.com", "status": "502", "value": "502"}, Data: checks.HostFact{
		Host: "discord.com", Port: 443, Scheme: "https", Path: "/api/v10/gateway", Expect: []int{200}, Required: true,
		Attempts: []checks.AttemptFact{{
			Address: "162.159.128.233", Family: "ipv4", From: []string{checks.FromSystem, checks.FromAlternates}, Used: true,
			TCP: 12, TLS: 30, First: 45, Total: 90, TLSVersion: "TLS 1.3", Issuer: "WE1 (Google Trust Services)", Status: 502, Served: true,
			Headers: map[string]string{"Server": "cloudflare", "Cf-Ray": "8f2c1ada9b33abcd-FRA"},
			Page:    checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Ray: "8f2c1ada9b33abcd-FRA"},
		}},
	}})
	add("host:gateway.discord.gg", checks.NodeService, checks.Args{"host": "gateway.discord.gg"}, checks.Finding{State: checks.OK, Code: "host.ok", Args: checks.Args{"host": "gateway.discord.gg", "value": "41 ms"}, Data: checks.HostFact{
		Host: "gateway.discord.gg", Port: 443, Scheme: "https", Path: "/", Required: true,
		Attempts: []checks.AttemptFact{{Address: "162.159.130.234", Family: "ipv4", From: []string{checks.FromSystem}, Used: true, TCP: 9.4, TLS: 22, First: 41, Total: 41, Status: 404, Expected: true, Served: true}},
	}})
	add(checks.IDEdge, checks.NodeEdge, nil, checks.Finding{State: checks.OK, Code: "edge.ok_place", Args: checks.Args{"edge": "Cloudflare", "place": "FRA"}, Data: checks.EdgeFact{
		ID: "cloudflare", Name: "Cloudflare", Trace: &checks.TraceFact{Host: "discord.com", Status: 200, Colo: "FRA", Valid: true},
		Canaries: []checks.HostFact{{Host: "www.cloudflare.com", Port: 443, Scheme: "https", Path: "/cdn-cgi/trace", Attempts: []checks.AttemptFact{{Address: "104.16.123.96", Family: "ipv4", Used: true, TCP: 10, Status: 200, Expected: true, Served: true}}}},
	}})
	add(checks.IDControls, checks.NodeInternet, nil, checks.Finding{State: checks.OK, Code: "controls.ok", Args: checks.Args{"value": "1 of 1"}, Data: checks.ControlsFact{
		Hosts: []checks.HostFact{{Host: "www.wikipedia.org", Port: 443, Scheme: "https", Path: "/", Attempts: []checks.AttemptFact{{Address: "185.15.59.224", Family: "ipv4", Used: true, TCP: 20, TLS: 25, First: 30, Status: 200, Expected: true, Served: true}}}},
	}})
	add(checks.IDStatusService, checks.NodeService, checks.Args{"name": "Discord"}, checks.Finding{State: checks.Problem, Code: "status.major.incident", Args: checks.Args{"name": "Discord", "incident": "API errors"}, Data: checks.StatusFact{
		Owner: "service", Name: "Discord", URL: "https://discordstatus.com", Kind: "statuspage", Known: true, Indicator: checks.IndicatorMajor, Description: "Partial System Outage",
		Incidents: []checks.IncidentFact{{Name: "API errors", Impact: "major", Status: "investigating", Started: started.Add(-18 * time.Minute), Update: "We are investigating elevated errors.", UpdatedAt: started.Add(-10 * time.Minute)}},
		Source:    "https://discordstatus.com/api/v2/summary.json", Components: []string{"API"},
	}})
	add(checks.IDProcesses, checks.NodeComputer, checks.Args{"name": "Discord"}, checks.Finding{State: checks.OK, Code: "processes.running", Args: checks.Args{"running": "1"}, Data: checks.ProcessesFact{
		Installed: true, Processes: []checks.ProcessFact{{PID: 4711, Name: "Discord", App: "discord", Main: true, Age: 3600, State: "sleeping", Memory: 300 << 20}},
	}})
	in.Ruling = verdict.Rule(facts(in))
	return in
}

// facts of a run, as the wizard collects them.
func facts(in Input) checks.Facts {
	plan, err := checks.NewPlan(in.Checks...)
	if err != nil {
		panic(err)
	}
	f, err := checks.Collect(in.Target, plan, in.Findings)
	if err != nil {
		panic(err)
	}
	return f
}

func book(id, name, address, transport string, reply checks.ReplyFact) checks.ResolverFact {
	return checks.ResolverFact{ID: id, Name: name, Address: address, Transport: transport, Replies: []checks.ReplyFact{reply}}
}

var sampleSteps = []Step{
	{1, "check-status", "recommended", "done", "It tells whether Discord knows about the fault and works on it."},
	{2, "end-process", "not_needed", "open", "The app is not the cause."},
	{3, "reload", "recommended", "done", "A 502 can pass by itself."},
	{4, "new-session", "not_needed", "open", "Your browser is not the cause."},
	{5, "clear-cache", "not_needed", "open", "Your browser is not the cause."},
	{6, "safe-mode", "not_needed", "open", "Your browser is not the cause."},
	{7, "change-dns", "not_needed", "open", "Your address book (DNS) is right."},
	{8, "other-browser", "not_needed", "open", "Your browser is not the cause."},
	{9, "restart", "not_needed", "open", "Your network is fine."},
	{10, "contact-support", "recommended", "open", "They can act on a good report."},
	{11, "contact-isp", "not_needed", "open", "The way there is fine."},
	{12, "come-back-later", "recommended", "open", "Most faults like this are over within the hour."},
}

// built is the sample as a report.
func built(t testing.TB) Report {
	t.Helper()
	r, err := Build(sample(), english(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
