package scenarios

import (
	"fmt"
	"slices"
)

func pathScenarios() []scenario {
	return slices.Concat(filterScenarios(), blockScenarios(), edgeScenarios(), turnedAway())
}

// reading sends what goes to the target through HAProxy at the provider, which
// reads the name at the beginning of the encryption.
func reading(rule string) plan {
	return plan{
		more: []*daemon{haproxy(atISP, `frontend filter
  mode tcp
  bind 203.0.113.9:8443
  tcp-request inspect-delay 3s
  tcp-request content `+rule+` if { req.ssl_sni -i chat.example }
  tcp-request content accept if { req.ssl_hello_type 1 }
  default_backend through
backend through
  mode tcp
  server real 198.51.100.10:443
`, "203.0.113.9:8443")},
		rules: map[string]string{atISP: `table ip filter_names { chain c { type nat hook prerouting priority -100; iifname "customers" ip daddr 198.51.100.10 tcp dport 443 dnat to 203.0.113.9:8443; }; }`},
	}
}

func filterScenarios() []scenario {
	// The address itself answers whoever says another name, or none.
	address := fetch("https://parking.example/api", "200/0", "-k", "--resolve", "parking.example:443:198.51.100.10")
	blockPage := plan{
		sites: map[string]string{"http": `server { listen 198.51.100.10:80; location / { return 200 "chat\n"; } }`},
		more: []*daemon{haproxy(atISP, `frontend filter
  bind 203.0.113.9:8080
  http-request return status 403 content-type text/html string "<html><title>Web Filter Violation</title><h1>FortiGuard Intrusion Prevention - Access Blocked</h1>The page you requested has been blocked</html>" if { hdr_end(host) chat.example }
  default_backend through
backend through
  server real 198.51.100.10:80
`, "203.0.113.9:8080")},
		rules: map[string]string{atISP: `table ip filter_names { chain c { type nat hook prerouting priority -100; iifname "customers" ip daddr 198.51.100.10 tcp dport 80 dnat to 203.0.113.9:8080; }; }`},
	}
	blockPage.book.hosts = plainHost
	plainCut := plan{sites: blockPage.sites, rules: blockPage.rules, book: blockPage.book, more: []*daemon{haproxy(atISP, `frontend filter
  bind 203.0.113.9:8080
  http-request reject if { hdr_end(host) chat.example }
  default_backend through
backend through
  server real 198.51.100.10:80
`, "203.0.113.9:8080")}}
	return []scenario{
		{
			name: "cut as soon as the name is read", code: "path.interfered", by: "isp", plan: reading("reject"),
			proofs: []proof{fetch(api, "000/35"), address},
		},
		{
			name: "stalled as soon as the name is read", code: "path.interfered", by: "isp", plan: reading("silent-drop"),
			proofs: []proof{fetch(api, "000/"), address},
		},
		{
			name: "cut by name, and there is no status page", code: "path.interfered", by: "isp", plan: reading("reject").without(),
			proofs: []proof{fetch(api, "000/35"), address},
		},
		{
			name: "without encryption, cut by name", code: "path.interfered", by: "isp", plan: plainCut,
			proofs: []proof{fetch("http://chat.example/api", "000/"), fetch("http://198.51.100.10/api", "200/0")},
		},
		{
			name: "a filter's page in place of the target's", code: "path.interfered", by: "isp", plan: blockPage,
			proofs: []proof{page("http://chat.example/api", "FortiGuard"), fetch("http://198.51.100.10/api", "200/0")},
		},
	}
}

func blockScenarios() []scenario {
	blocked := func(name, what, how string) scenario {
		return scenario{
			name: name, code: "path.blocked", by: "isp", plan: plan{rules: map[string]string{atISP: does("ip daddr 198.51.100.10", "forward", what)}},
			proofs: []proof{fetch(api, "000/"+how), fetch(news, "200/0"), page("https://chatstatus.example/api/v2/summary.json", `"indicator":"none"`)},
		}
	}
	return []scenario{
		blocked("the provider drops what goes to the target", "drop", "28"),
		blocked("the provider refuses what goes to the target", "reject with icmp type admin-prohibited", "7"),
		blocked("the provider resets what goes to the target", "tcp dport 443 reject with tcp reset", "7"),
		{
			name: "a filter on the router refuses the target", code: "path.blocked", by: "isp",
			plan:   plan{rules: map[string]string{atRouter: does("ip daddr 198.51.100.10", "forward", "reject")}},
			proofs: []proof{fetch(api, "000/7"), fetch(news, "200/0")},
		},
	}
}

// edgeBook is a catalogue with a delivery network in front of the target.
func edgeBook(status string) book {
	b := book{about: usualStatus + "    edge: edge\n", edges: `  - id: edge
    name: Edge
    trace: /cdn-cgi/trace
    canaries: [{host: www.edge.example}, {host: shop.example}]
`}
	if status != "" {
		b.edges += fmt.Sprintf("    status: {kind: statuspage, url: %q}\n", status)
	}
	return b
}

const (
	edgeStatus = "https://edgestatus.example"
	// asEdge are the headers that only the delivery network sets.
	asEdge = "  http-after-response set-header Server cloudflare\n  http-after-response set-header CF-RAY 8f0000000000000a-FRA\n"
	// trace is the edge's own page.
	trace    = "  http-request return status 200 content-type text/plain lf-string \"fl=1f1\\nh=chat.example\\ncolo=FRA\\n\" if { path /cdn-cgi/trace }\n"
	ownError = "  http-request return status 500 content-type text/html string \"<html><head><title>500 Internal Server Error</title></head><body><center><h1>500 Internal Server Error</h1></center><hr><center>cloudflare</center></body></html>\"\n"
)

// edgeAs is HAProxy as the edge, at the target's address and perhaps at its own.
func edgeAs(lines string, own bool) plan {
	p := plan{sites: map[string]string{"chat": off}, book: edgeBook("")}
	at, binds := []string{"198.51.100.10:443"}, "  bind 198.51.100.10:443 ssl crt CERTS/chat.both crt CERTS/edge.both\n"
	if own {
		p.sites["edge"], p.sites["shop"] = off, off
		for _, a := range []string{"198.51.100.60:443", "198.51.100.61:443"} {
			at, binds = append(at, a), binds+"  bind "+a+" ssl crt CERTS/edge.both\n"
		}
	}
	p.more = []*daemon{haproxy(afar, "frontend edge\n"+binds+asEdge+lines, at...)}
	return p
}

func edgeScenarios() []scenario {
	allDown := plan{sites: map[string]string{"chat": off, "edge": off, "shop": off}, book: edgeBook("")}
	announced := chatIs(deadOrigin)
	announced.book = edgeBook(edgeStatus)
	announced.sites["edgestatus"] = statusPage(statusMajor)
	return []scenario{
		{
			name: "the edge answers with an error of its own", code: "edge.outage", by: "edge", plan: edgeAs(ownError, true),
			proofs: []proof{page(api, "<center>cloudflare</center>"), fetch("https://shop.example/", "500/0"), fetch(news, "200/0")},
		},
		{
			name: "everything behind the edge is out of reach", code: "edge.outage", by: "edge", plan: allDown,
			proofs: []proof{fetch(api, "000/7"), fetch("https://www.edge.example/", "000/7"), fetch("https://shop.example/", "000/7"), fetch(news, "200/0")},
		},
		{
			name: "the edge announces an outage, and the target fails", code: "edge.outage", by: "edge", plan: announced,
			proofs: []proof{page("https://edgestatus.example/api/v2/summary.json", `"indicator":"major"`), fetch(api, "502/0")},
		},
		{
			name: "the edge says that the origin is gone", code: "service.bad_gateway", by: "service", plan: edgeAs(trace+edgeSays(521), false),
			proofs: []proof{page(api, "error code: 521"), page("https://chat.example/cdn-cgi/trace", "colo=FRA")},
		},
		{
			name: "an origin behind an edge that works", code: "service.bad_gateway", by: "service", plan: edgeAs(trace+edgeSays(502), false),
			proofs: []proof{page(api, "error code: 502"), page("https://chat.example/cdn-cgi/trace", "colo=FRA")},
		},
	}
}

// turnedAway are pages of the edge's that are about the visitor, and no outage.
func turnedAway() []scenario {
	says := func(name, code string, status int, header, title string) scenario {
		body := fmt.Sprintf("<html><head><title>%s | chat.example | Cloudflare</title></head><body><div id=cf-error-details>%s<p>Cloudflare Ray ID: 8f0000000000000a</p></div></body></html>", title, title)
		lines := fmt.Sprintf("%s  http-request return status %d content-type text/html %s string %q\n", trace, status, header, body)
		return scenario{name: name, code: code, by: "account", plan: edgeAs(lines, false), proofs: []proof{page(api, title), fetch(api, fmt.Sprintf("%d/0", status))}}
	}
	return []scenario{
		says("the edge limits this visitor", "account.rate_limited", 429, "", "error code: 1015"),
		says("the edge bans this visitor", "account.blocked", 403, "", "error code: 1020"),
		says("the edge wants to see a human", "account.blocked", 403, "hdr cf-mitigated challenge", "Just a moment..."),
	}
}

// edgeSays is the one line that programs get where the origin fails. HAProxy knows
// few statuses by itself; others are put in the place of one that it knows.
func edgeSays(status int) string {
	return fmt.Sprintf("  http-after-response set-status %d if { status 502 }\n  http-request return status 502 content-type text/plain string \"error code: %d\"\n", status, status)
}
