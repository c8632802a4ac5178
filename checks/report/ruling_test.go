package report

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/verdict"
)

// codes are what two rulings must agree on; their texts' values may differ by a
// pseudonym.
func codes(r verdict.Ruling) []string {
	list := []string{r.Code, r.AtFault, string(r.Confidence), r.Variant, string(r.Broken)}
	for _, h := range r.All {
		list = append(list, fmt.Sprint(h.Code, h.Confidence, h.Variant, h.Evidence))
	}
	return list
}

// TestRedactionKeepsTheRuling: a support case is judged from a redacted report.
func TestRedactionKeepsTheRuling(t *testing.T) {
	answer := func(address string) func(*Input) {
		return func(in *Input) {
			d := in.Findings[checks.IDDNS].Data.(checks.DNSFact)
			d.Answers = []checks.ResolverFact{book("192.168.1.1", "192.168.1.1", "192.168.1.1:53", checks.OverUDP,
				checks.ReplyFact{Name: "discord.com", RCode: "NOERROR", Addresses: []string{address}, RTT: 9})}
			set(in, checks.IDDNS, d)
			h := in.Findings["host:discord.com"].Data.(checks.HostFact)
			good := h.Attempts[0]
			good.Used, good.From, good.Status, good.Expected, good.Page = false, []string{checks.FromAlternates}, 200, true, checks.PageFact{}
			bad := checks.AttemptFact{Address: address, Family: "ipv4", From: []string{checks.FromSystem}, Used: true, Stage: "tcp", Fail: checks.FailTimeout}
			h.Attempts = []checks.AttemptFact{bad, good}
			set(in, "host:discord.com", h)
			set(in, checks.IDStatusService, nil)
		}
	}
	cases := map[string]func(*Input){
		"incident":               func(*Input) {},
		"private answer":         answer("192.168.1.77"),
		"router's own answer":    answer("192.168.1.1"),
		"carrier's answer":       answer("100.64.1.1"),
		"link-local answer":      answer("169.254.1.1"),
		"unique local answer":    answer("fd00::77"),
		"loopback answer":        answer("127.0.0.1"),
		"this computer's answer": answer("203.0.113.7"),
		"only a local IPv6": func(in *Input) {
			set(in, checks.IDLink, checks.LinkFact{Usable: true, IPv4: true, Interfaces: []checks.InterfaceFact{{Name: "eth0", Up: true, Addrs: []string{"192.168.1.2/24", "fe80::2/64"}}}})
			brokenIPv6(in)
		},
		"a unique local IPv6": func(in *Input) {
			set(in, checks.IDLink, checks.LinkFact{Usable: true, IPv4: true, Interfaces: []checks.InterfaceFact{{Name: "eth0", Up: true, Addrs: []string{"192.168.1.2/24", "fd00::2/64"}}}})
			brokenIPv6(in)
		},
		"a public IPv6": func(in *Input) {
			set(in, checks.IDLink, checks.LinkFact{Usable: true, IPv4: true, Interfaces: []checks.InterfaceFact{{Name: "eth0", Up: true, Addrs: []string{"192.168.1.2/24", "2001:db8:1:2::5/64"}}}})
			brokenIPv6(in)
		},
		"hosts file": func(in *Input) {
			set(in, checks.IDHostsFile, checks.HostsFileFact{Path: "/etc/hosts", Lines: 1, Pins: []checks.PinLog{{Name: "discord.com", Address: "192.168.1.9", Line: 1}}})
			h := in.Findings["host:discord.com"].Data.(checks.HostFact)
			good := h.Attempts[0]
			good.Used, good.From, good.Status, good.Expected, good.Page = false, []string{checks.FromAlternates}, 200, true, checks.PageFact{}
			h.Attempts = []checks.AttemptFact{{Address: "192.168.1.9", Family: "ipv4", From: []string{checks.FromHostsFile}, Used: true, Stage: "tcp", Fail: checks.FailRefused}, good}
			set(in, "host:discord.com", h)
			set(in, checks.IDStatusService, nil)
		},
		"sign-in page at the router": func(in *Input) {
			set(in, checks.IDPortal, checks.PortalFact{Probes: []checks.PortalProbe{
				{URL: "http://detectportal.firefox.com/success.txt", Kind: checks.PortalSignIn, Status: 302, Location: "http://192.168.1.1/login?mac=00:11:22:33:44:55"},
				{URL: "http://other.example/", Kind: checks.PortalSignIn, Status: 302, Location: "http://192.168.1.1/login?mac=00:11:22:33:44:55"},
			}})
		},
		"silent router": func(in *Input) {
			set(in, checks.IDRoute, checks.RouteFact{Routers: []checks.RouterFact{{Address: "192.168.1.1"}, {Address: "fe80::1"}}})
			set(in, checks.IDInternet, checks.InternetFact{Anchors: []checks.ConnectFact{{Address: "1.1.1.1:443", Fail: checks.FailTimeout}}})
		},
		"proxy with a login": func(in *Input) {
			set(in, checks.IDProxy, checks.ProxyFact{Effective: "http://jo:pw@10.0.0.3:3128", Source: "environment", Through: &checks.ProxyTry{Status: 407, ByProxy: true}, Direct: &checks.ProxyTry{Reached: true, Status: 200, Expected: true}})
		},
	}
	seen := make(map[string]bool)
	for name, change := range cases {
		in := sample()
		change(&in)
		in.Ruling = verdict.Rule(facts(in))
		seen[in.Ruling.Code] = true
		r, err := Build(in, english(t))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Redact(r, in.System).Facts()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(codes(in.Ruling), codes(verdict.Rule(f))); d != "" {
			t.Errorf("%s (-run +redacted):\n%s", name, d)
		}
	}
	for _, code := range []string{"service.incident", "dns.wrong_answer", "device.hosts_override", "device.proxy", "network.captive_portal"} {
		if !seen[code] {
			t.Errorf("no case gave %s: %v", code, seen)
		}
	}
}

func set(in *Input, id checks.ID, fact any) {
	f := in.Findings[id]
	f.Data = fact
	in.Findings[id] = f
}

// brokenIPv6 makes the target fail over IPv6 and work over IPv4.
func brokenIPv6(in *Input) {
	h := in.Findings["host:discord.com"].Data.(checks.HostFact)
	good := h.Attempts[0]
	good.Status, good.Expected, good.Page = 200, true, checks.PageFact{}
	h.Attempts = []checks.AttemptFact{{Address: "2606:4700::1", Family: "ipv6", From: []string{checks.FromSystem}, Used: true, Stage: "tcp", Fail: checks.FailTimeout}, good}
	set(in, "host:discord.com", h)
	set(in, checks.IDStatusService, nil)
}

// TestRestored: a pseudonym becomes an address of its class, the same each time.
func TestRestored(t *testing.T) {
	for in, want := range map[string]string{
		"router-A":                      "10.0.0.200",
		"router-A:53":                   "10.0.0.200:53",
		"router-B1":                     "10.0.0.227",
		"device-3":                      "10.0.0.3",
		"device-300":                    "10.0.1.44",
		"device-1/24":                   "10.0.0.1/24",
		"[router-B-v6-link]:53":         "[fe80::c9]:53",
		"device-2-v6-link/64":           "fe80::2/64",
		"device-2-v6":                   "fc00::2",
		"device-2-v6-site":              "2001:db8::2",
		"device-2-shared":               "100.64.0.2",
		"device-2-link":                 "169.254.0.2",
		"router-A-public":               "198.51.100.200",
		"http://router-A/login":         "http://10.0.0.200/login",
		"http://[device-1-v6]:3128":     "http://[fc00::1]:3128",
		"device-1.example.org":          "device-1.example.org",
		"my device-1":                   "my device-1",
		"device-1-v6-public":            "device-1-v6-public",
		"device-99999":                  "device-99999",
		"router-AB":                     "router-AB",
		"https://x.example/device-1/24": "https://x.example/device-1/24",
	} {
		if got := restored(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
