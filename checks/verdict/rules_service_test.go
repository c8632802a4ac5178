package verdict

import (
	"fmt"
	"testing"

	"fix502/checks"
)

// serviceSituations are those in which the target's own answers decide, and what
// looks like it.
func serviceSituations() []situation {
	minor := checks.IncidentFact{Name: "Slow images", Impact: "minor", Status: "monitoring"}
	resolved := checks.IncidentFact{Name: "Over", Impact: "critical", Status: "resolved"}
	planned := checks.IncidentFact{Name: "Works", Impact: "maintenance", Status: "scheduled"}
	expired, strange := dead(rightAddress, "tls", checks.FailExpired), dead(rightAddress, "tls", checks.FailUntrusted)
	strange.Issuer = "CN=Own CA"
	late, quick := web(rightAddress, 200), web("203.0.113.201", 200)
	late.Total = 6100
	oneControl := func(f *checks.Facts) { f.Controls = &checks.ControlsFact{Hosts: f.Controls.Hosts[:1]} }
	emptyBook := func(f *checks.Facts) { f.Controls = &checks.ControlsFact{} }
	oneControlDown := func(f *checks.Facts) {
		f.Controls = &checks.ControlsFact{Hosts: []checks.HostFact{host("www.one.example", silentAt("203.0.113.201")), f.Controls.Hosts[1]}}
	}
	shy := func(f *checks.Facts) { // unrelated hosts that let no program in
		f.Controls = &checks.ControlsFact{Hosts: []checks.HostFact{host("www.one.example", web("203.0.113.201", 403)), host("www.two.example", web("203.0.113.202", 403))}}
	}
	noClockKnown := func(f *checks.Facts) { f.Clock = nil }
	noBooks := func(f *checks.Facts) { f.Alternate = nil }
	unread := func(f *checks.Facts) { f.Status.Known, f.Status.Indicator = false, checks.IndicatorUnknown }
	stuck := func(names ...string) func(*checks.Facts) {
		return func(f *checks.Facts) {
			f.Processes = &checks.ProcessesFact{Installed: true}
			for _, n := range names {
				f.Processes.Processes = append(f.Processes.Processes, checks.ProcessFact{Name: n, Stuck: true})
			}
		}
	}
	service, dns := checks.NodeService, checks.NodeDNS
	list := []situation{
		// An answer of the service's servers.
		{name: "502, one control host is down", facts: change(mainOnly(web(rightAddress, 502)), oneControlDown), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "502, unrelated hosts let no program in", facts: change(mainOnly(web(rightAddress, 502)), shy), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "502, the catalogue names no unrelated host", facts: change(mainOnly(web(rightAddress, 502)), emptyBook), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "502, no unrelated host was asked", facts: change(mainOnly(web(rightAddress, 502)), noControls), code: "service.bad_gateway", sure: Low, broken: service},
		{name: "502 and planned work", facts: change(mainOnly(web(rightAddress, 502)), serviceSays(checks.IndicatorNone, "Service Under Maintenance", planned)), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "502 and a resolved incident", facts: change(mainOnly(web(rightAddress, 502)), serviceSays(checks.IndicatorNone, "", resolved)), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "502 and a status page that can't be read", facts: change(mainOnly(web(rightAddress, 502)), unread), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "502 while the run was stopped", facts: change(attempts(web(rightAddress, 502)), func(f *checks.Facts) { f.Hosts = f.Hosts[:2] }), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "502 at one of two addresses", facts: change(attempts(web(rightAddress, 200), web(otherAddress, 502))), code: "service.bad_gateway", sure: High, broken: service},
		{name: "502 with a slow address book", facts: change(mainOnly(web(rightAddress, 502)), func(f *checks.Facts) {
			r := resolver("192.0.2.1", rightAddress)
			for i := range r.Replies {
				r.Replies[i].RTT = 900
			}
			f.DNS.Answers = []checks.ResolverFact{r}
		}), code: "service.bad_gateway", sure: Medium, also: []string{"dns.slow"}, broken: service},
		{name: "501 is no gateway's", facts: change(mainOnly(web(rightAddress, 501))), code: "unknown", variant: "status", sure: Low},
		{name: "a redirect", facts: change(attempts(web(rightAddress, 302))), code: "healthy", sure: High},
		{name: "one host fails, another turns us away", facts: change(func(f *checks.Facts) {
			f.Hosts[0].Attempts, f.Hosts[1].Attempts = []checks.AttemptFact{web(rightAddress, 403)}, []checks.AttemptFact{web(rightAddress, 502)}
		}), code: "service.bad_gateway", sure: Medium, also: []string{"account.blocked"}, broken: service},

		// What is nearer.
		{name: "stopped by its name, and the edge announces an outage", facts: change(withEdge(edgeSays(checks.IndicatorMajor), nil, host("canary.example", web(rightAddress, 200))), attempts(func() checks.AttemptFact {
			a := dead(rightAddress, "tls", checks.FailReset)
			a.OtherName = &checks.ContrastFact{Name: "www.one.example", Answered: true}
			return a
		}())), code: "path.interfered", variant: "named", sure: High, broken: checks.NodeInternet},

		// What the official page says.
		{name: "a minor incident and 502", facts: change(serviceSays(checks.IndicatorMinor, "Minor", minor), mainOnly(web(rightAddress, 502))), code: "service.incident", sure: High, also: []string{"service.bad_gateway"}, broken: service},
		{name: "an incident and out of reach", facts: change(serviceSays(checks.IndicatorCritical, "Down", outage), attempts(silentAt(rightAddress))), code: "service.incident", sure: High, broken: service},
		{name: "an incident and 429", facts: change(serviceSays(checks.IndicatorMinor, "Minor", minor), mainOnly(web(rightAddress, 429))), code: "account.rate_limited", sure: Medium, also: []string{"service.incident"}, broken: service},
		{name: "an incident and 403", facts: change(serviceSays(checks.IndicatorMinor, "Minor", minor), mainOnly(web(rightAddress, 403))), code: "account.blocked", sure: Medium, also: []string{"service.incident"}, broken: service},
		{name: "an incident and an unexpected 404", facts: change(serviceSays(checks.IndicatorMinor, "Minor", minor), mainOnly(web(rightAddress, 404))), code: "service.incident", sure: Medium, broken: service},
		{name: "an incident and a hosts file that is wrong", facts: change(serviceSays(checks.IndicatorMajor, "Major", outage), pin("127.0.0.1"), mainOnly(from(dead("127.0.0.1", "tcp", checks.FailRefused), checks.FromHostsFile), from(web(rightAddress, 200), checks.FromAlternates))), code: "device.hosts_override", sure: High, broken: checks.NodeComputer},
		{name: "an incident while the app hangs", facts: change(serviceSays(checks.IndicatorMinor, "Minor", minor), seen(checks.SeenApp), stuck("Chat")), code: "service.incident", variant: "working", sure: Medium, broken: service},
		{name: "an incident, the run was stopped", facts: change(serviceSays(checks.IndicatorMinor, "Minor", minor), func(f *checks.Facts) { f.Hosts = f.Hosts[:1] }), code: "service.incident", sure: Low, broken: service},

		// Certificates.
		{name: "an expired certificate, the clock unknown", facts: change(attempts(expired), noClockKnown), code: "service.certificate", variant: "expired", sure: Medium, broken: service},
		{name: "an expired certificate, nothing to compare with", facts: change(attempts(expired), noClockKnown, noControls), code: "service.certificate", variant: "expired", sure: Low, broken: service},
		{name: "an expired certificate, no other address book", facts: change(attempts(from(expired, checks.FromSystem)), noBooks), code: "service.certificate", variant: "expired", sure: Medium, broken: service},
		{name: "a certificate of its own making, at an address of its own", facts: change(only(host("203.0.113.10", from(strange, checks.FromLiteral)))), code: "service.certificate", variant: "untrusted", sure: High, broken: service},
		{name: "a certificate of its own making, no other address book", facts: change(attempts(from(strange, checks.FromSystem)), noBooks), code: "unknown", variant: "certificate", sure: Low},
		{name: "a bad certificate at one of two addresses", facts: change(attempts(web(rightAddress, 200), dead(otherAddress, "tls", checks.FailExpired))), code: "healthy", sure: High},

		// Slow.
		{name: "slow, one unrelated host", facts: change(attempts(late), controls(quick), oneControl), code: "service.slow", sure: Medium, broken: service},
		{name: "slow, the catalogue names no unrelated host", facts: change(attempts(late), emptyBook), code: "service.slow", sure: Medium, broken: service},
		{name: "slow, no unrelated host was asked", facts: change(attempts(late), noControls), code: "healthy", sure: High},
		{name: "slow at one host only", facts: change(mainOnly(late)), code: "healthy", sure: High},
		{name: "silent at one host, 502 at the other", facts: change(func(f *checks.Facts) {
			f.Hosts[0].Attempts, f.Hosts[1].Attempts = []checks.AttemptFact{dead(rightAddress, "http", checks.FailTimeout)}, []checks.AttemptFact{web(rightAddress, 502)}
		}), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "a slow address book, one that is quicker", facts: change(alternates(alternate("one", checks.OverUDP, rightAddress)), func(f *checks.Facts) {
			r := resolver("192.0.2.1", rightAddress)
			for i := range r.Replies {
				r.Replies[i].RTT = 700
			}
			f.DNS.Answers = []checks.ResolverFact{r}
		}), code: "dns.slow", sure: Medium, broken: dns},

		// Turned away.
		{name: "401", facts: change(mainOnly(web(rightAddress, 401))), code: "account.blocked", sure: Medium, broken: service},
		{name: "a check for humans at one host", facts: change(mainOnly(made(web(rightAddress, 403), human))), code: "account.blocked", variant: "human", sure: Low, broken: service},
		{name: "429, nothing else was asked", facts: change(mainOnly(web(rightAddress, 429)), noControls), code: "account.rate_limited", sure: Low, broken: service},
		{name: "403 here and everywhere", facts: change(attempts(web(rightAddress, 403)), controls(web("203.0.113.201", 403))), code: "unknown", variant: "everywhere", sure: Low},
		{name: "429 here and everywhere", facts: change(attempts(web(rightAddress, 429)), controls(web("203.0.113.201", 429))), code: "unknown", variant: "everywhere", sure: Low},
		{name: "403, one control host is down", facts: change(attempts(web(rightAddress, 403)), oneControlDown), code: "account.blocked", sure: High, broken: service},

		// App.
		{name: "two parts of the app hang", facts: change(seen(checks.SeenApp), stuck("Chat", "Chat helper")), code: "app.stuck", sure: High, broken: checks.NodeComputer},
		{name: "the app hangs and the service fails", facts: change(seen(checks.SeenApp), stuck("Chat"), mainOnly(web(rightAddress, 503))), code: "service.bad_gateway", sure: Medium, broken: service},
		{name: "a host of the target wasn't seen", facts: change(func(f *checks.Facts) { f.Hosts = f.Hosts[:2] }), code: "unknown", variant: "unfinished", sure: Low},

		// The rest of the levels.
		{name: "certificates of one unrelated host and the target are opened", facts: change(attempts(strange), controls(strange), oneControl), code: "device.tls_intercepted", sure: Medium, broken: checks.NodeComputer},
		{name: "IPv6 leads nowhere at one host", facts: change(func(f *checks.Facts) { f.Link.IPv6, f.Internet = true, anchors(true, true, false) }, mainOnly(web(rightAddress, 200), six(silentAt("")))), code: "network.ipv6_broken", sure: Medium, broken: checks.NodeRouter},
		{name: "a sign-in page of one owner, and the target works", facts: change(signIn("http://portal.one.example/")), code: "network.captive_portal", variant: "page", sure: Low, broken: checks.NodeRouter},
	}
	for _, status := range []int{500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530} {
		list = append(list, situation{
			name: fmt.Sprint(status, " of one host"), facts: change(mainOnly(web(rightAddress, status))),
			code: "service.bad_gateway", sure: Medium, broken: service,
		})
	}
	for _, maker := range []string{"nginx", "apache", "haproxy", "varnish", "iis", "envoy", "caddy", "traefik"} {
		list = append(list, situation{
			name: "503 by " + maker, facts: change(mainOnly(made(web(rightAddress, 503), checks.PageFact{Maker: maker, Kind: checks.PageOrigin}))),
			code: "service.bad_gateway", sure: Medium, broken: service,
		})
	}
	return list
}

func TestRulesOfTheService(t *testing.T) {
	for _, s := range serviceSituations() {
		t.Run(s.name, func(t *testing.T) { judged(t, s) })
	}
}

// stated is how sure each code can be by its rule's own words.
var stated = map[string][]Confidence{
	"healthy":                {High, Medium},
	"device.hosts_override":  {High, Medium},
	"device.proxy":           {High, Medium},
	"device.clock_wrong":     {High},
	"device.tls_intercepted": {High, Medium},
	"device.firewall":        {High, Medium},
	"network.no_link":        {High},
	"network.no_gateway":     {High, Medium},
	"network.no_internet":    {High, Medium},
	"network.captive_portal": {High, Medium, Low},
	"network.ipv6_broken":    {High, Medium},
	"network.mtu":            {High, Medium},
	"dns.resolver_down":      {High, Medium},
	"dns.wrong_answer":       {High, Medium},
	"dns.slow":               {High, Medium},
	"dns.intercepted":        {High},
	"dns.name_not_found":     {High, Low},
	"path.interfered":        {High, Medium, Low},
	"path.blocked":           {Medium, Low},
	"edge.outage":            {High, Medium},
	"service.incident":       {High, Medium, Low},
	"service.bad_gateway":    {High, Medium, Low},
	"service.unreachable":    {Medium, Low},
	"service.certificate":    {High, Medium, Low},
	"service.slow":           {High, Medium, Low},
	"account.rate_limited":   {High, Medium, Low},
	"account.blocked":        {High, Medium, Low},
	"app.stuck":              {High, Medium},
	"browser.suspect":        {Medium},
	"unknown":                {Low},
}

// TestEveryCodeIsSeenAsSureAsItCanBe: the made-up runs show every code at every
// level that its rule states.
func TestEveryCodeIsSeenAsSureAsItCanBe(t *testing.T) {
	shown := make(map[string]bool)
	for _, s := range everySituation() {
		r := Rule(s.facts)
		shown[r.Code+" "+string(r.Confidence)] = true
	}
	for _, code := range contractCodes {
		if len(stated[code]) == 0 {
			t.Errorf("nothing is stated of %s", code)
		}
		for _, sure := range stated[code] {
			if !shown[code+" "+string(sure)] {
				t.Errorf("no situation has %s as %s", code, sure)
			}
		}
	}
}
