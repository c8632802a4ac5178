package scenarios

import (
	"fmt"
	"maps"
	"slices"
)

// chatIs is a street in which nginx does something else at chat.example.
func chatIs(body string) plan { return plan{sites: map[string]string{"chat": body}} }

// instead is a street in which something other than nginx is at chat.example.
func instead(d *daemon) plan { return plan{sites: map[string]string{"chat": off}, more: []*daemon{d}} }

// says lets the status page announce something.
func (p plan) announcing(summary string) plan {
	sites := map[string]string{"status": statusPage(summary)}
	maps.Copy(sites, p.sites)
	p.sites = sites
	return p
}

// without leaves the service without a status page.
func (p plan) without() plan {
	p.book.about = none
	return p
}

const (
	deadOrigin = `location / { proxy_pass http://198.51.100.10:8081; }`
	muteOrigin = `location / { proxy_pass http://198.51.100.91:8081; }`
	api        = "https://chat.example/api"
)

func serviceScenarios() []scenario {
	return slices.Concat(gatewayScenarios(), certificateScenarios(), []scenario{
		{
			name: "the status page announces an outage, and the target fails", code: "service.incident", by: "service",
			plan:   chatIs(deadOrigin).announcing(statusMajor),
			proofs: []proof{page("https://chatstatus.example/api/v2/summary.json", `"indicator":"major"`), fetch(api, "502/0")},
		},
		{
			name: "the status page announces something small, and the target works", code: "service.incident", by: "service",
			plan:   plan{}.announcing(statusMinor),
			proofs: []proof{page("https://chatstatus.example/api/v2/summary.json", `"indicator":"minor"`), works},
		},
		{
			name: "the status page says critical, and the target is silent", code: "service.incident", by: "service",
			plan: func() plan {
				p := plan{}.announcing(statusCritical)
				p.rules = map[string]string{afar: drop("ip daddr 198.51.100.10 tcp dport 443", "input")}
				return p
			}(),
			proofs: []proof{fetch(api, "000/28"), page("https://chatstatus.example/api/v2/summary.json", `"indicator":"critical"`)},
		},
		{
			name: "its servers are gone, and so is its status page", code: "service.unreachable", by: "service",
			plan:   plan{sites: map[string]string{"chat": off, "status": off}},
			proofs: []proof{fetch(api, "000/7"), fetch("https://chatstatus.example/", "000/7")},
		},
		{
			name: "the second of two hosts is gone, and there is no status page", code: "service.unreachable", by: "service",
			plan: func() plan {
				p := plan{sites: map[string]string{"api": off}}.without()
				p.book.hosts = twoHosts
				return p
			}(),
			proofs: []proof{works, fetch("https://api-chat.example/", "000/7")},
		},
		{
			name: "its servers drop everything, and it has no status page", code: "service.unreachable", by: "service",
			plan: func() plan {
				p := plan{}.without()
				p.rules = map[string]string{afar: drop("ip daddr 198.51.100.10", "input")}
				return p
			}(),
			proofs: []proof{fetch(api, "000/28")},
		},
		{
			name: "HAProxy takes six seconds for every answer", code: "service.slow", by: "service",
			plan:   instead(haproxy(afar, pausing("slow", bindChat, "5500ms"), "198.51.100.10:443")),
			proofs: []proof{fetch(api, "000/28"), fetch(api, "200/0", "-m", "9"), fetch("https://www.news.example/", "200/0", "-m", "1")},
		},
		{
			name: "nginx allows one request a minute", code: "account.rate_limited", by: "account",
			plan: plan{sites: map[string]string{
				"http": `limit_req_zone $binary_remote_addr zone=one:1m rate=1r/m; server { listen 198.51.100.10:8081; return 200 "{}"; }`,
				"chat": `limit_req zone=one; limit_req_status 429; ` + deadOrigin, // which lives, for once
			}},
			proofs: []proof{fetch(api, "200/0"), fetch(api, "429/0")},
		},
		{
			name: "nginx turns this address away", code: "account.blocked", by: "account",
			plan:   chatIs(`location / { deny 100.64.7.2; allow all; }`),
			proofs: []proof{fetch(api, "403/0")},
		},
		{
			name: "unavailable for legal reasons", code: "account.blocked", by: "account",
			plan:   chatIs(`location / { return 451; }`),
			proofs: []proof{fetch(api, "451/0")},
		},
		{
			name: "a sign-in is asked for where none was", code: "account.blocked", by: "account",
			plan:   chatIs(`location / { add_header WWW-Authenticate 'Basic realm="chat"' always; return 401; }`),
			proofs: []proof{fetch(api, "401/0")},
		},
		{
			name: "404 where 200 is expected", code: "unknown", by: "unknown",
			plan:   chatIs(`location / { return 404; }`),
			proofs: []proof{fetch(api, "404/0")},
		},
		{
			name: "all is well", code: "healthy", by: "nobody",
			proofs: []proof{works},
		},
		{
			name: "all is well, and the error is seen in the browser", code: "browser.suspect", by: "browser", args: []string{"--seen", "browser"},
			proofs: []proof{works},
		},
		{
			name: "a bare address of a page", target: api, code: "service.bad_gateway", by: "service",
			plan:   chatIs(deadOrigin),
			proofs: []proof{fetch(api, "502/0")},
		},
		{
			name: "a bare host, all is well", target: "www.news.example", code: "healthy", by: "nobody",
			proofs: []proof{fetch("https://www.news.example/", "200/0")},
		},
	})
}

// twoHosts are needed both, plainHost is one without encryption.
const (
	twoHosts  = `[{host: chat.example, path: /api, expect: [200]}, {host: api-chat.example}]`
	plainHost = `[{host: chat.example, path: /api, scheme: http, expect: [200]}]`
)

func gatewayScenarios() []scenario {
	bad := func(name, status string, p plan, more ...proof) scenario {
		return scenario{name: name, code: "service.bad_gateway", by: "service", plan: p, proofs: append([]proof{fetch(api, status+"/0")}, more...)}
	}
	balancer := "frontend chat\n" + bindChat + "  default_backend app\nbackend app\n"
	silent := chatIs(muteOrigin)
	silent.more = []*daemon{serving(afar, "mute", "198.51.100.91:8081")}
	second := plan{sites: map[string]string{"api": deadOrigin}}
	second.book.hosts = twoHosts
	plainOne := plan{sites: map[string]string{"http": `server { listen 198.51.100.10:80; ` + deadOrigin + ` }`}}
	plainOne.book.hosts = plainHost
	return []scenario{
		bad("nginx, and its origin is gone", "502", chatIs(deadOrigin)),
		bad("nginx, and its origin is silent", "504", silent),
		bad("HAProxy has no server left", "503",
			instead(haproxy(afar, balancer+"  server one 198.51.100.10:8081 check inter 100 fall 1\n", "198.51.100.10:443")),
			page(api, "No server is available to handle this request")),
		bad("HAProxy gets nonsense from its server", "502",
			func() plan {
				p := instead(haproxy(afar, balancer+"  server one 198.51.100.53:853\n", "198.51.100.10:443"))
				return p
			}()),
		bad("Apache's proxy error", "502",
			instead(apache(afar, "198.51.100.10:443", chatTLS+"ProxyPass / http://198.51.100.53:853/\n")), page(api, "Proxy Error")),
		bad("Apache, and its origin is gone", "503",
			instead(apache(afar, "198.51.100.10:443", chatTLS+"ProxyPass / http://198.51.100.10:8081/\n")), page(api, "Service Unavailable")),
		bad("Varnish's guru meditation", "503",
			func() plan {
				p := chatIs(`location / { proxy_pass http://198.51.100.10:6081; }`)
				p.more = []*daemon{varnish("198.51.100.10:6081", "198.51.100.10:8081")}
				return p
			}(), page(api, "Guru Meditation")),
		bad("the app itself fails", "500", chatIs(`location / { return 500 '{"message":"internal error"}'; }`)),
		bad("one of two hosts fails", "200", second, fetch("https://api-chat.example/", "502/0")),
		{
			name: "without encryption", code: "service.bad_gateway", by: "service", plan: plainOne,
			proofs: []proof{fetch("http://chat.example/api", "502/0")},
		},
		bad("and the status page is gone as well", "502", plan{sites: map[string]string{"chat": deadOrigin, "status": off}}),
		bad("maintenance is announced, which is no incident", "502", chatIs(deadOrigin).announcing(statusMaintenance)),
		bad("an incident is over, and it fails again", "502", chatIs(deadOrigin).announcing(statusResolved)),
		bad("seen in the browser", "502", chatIs(deadOrigin)),
	}
}

func certificateScenarios() []scenario {
	list := []scenario{{
		name: "a certificate of another name", code: "service.certificate", by: "service",
		plan:   chatIs(with("parking", `location / { return 200 "parking\n"; }`)),
		proofs: []proof{fetch(api, "000/60"), fetch(api, "200/0", "-k")},
	}}
	for file, name := range map[string]string{
		expired: "the certificate expired", selfSigned: "the certificate vouches for itself",
		incomplete: "the issuer's certificate is not sent along", tomorrow: "the certificate is valid only later",
	} {
		list = append(list, scenario{
			name: name, code: "service.certificate", by: "service",
			plan:   chatIs(with(file, `location / { return 200 "chat\n"; }`)),
			proofs: []proof{fetch(api, "000/60"), fetch(api, "200/0", "-k")},
		})
	}
	return list
}

// drop makes a table that drops what fits in a chain of the forwarding computer,
// or on its way in or out.
func drop(match, hook string) string { return does(match, hook, "drop") }

func does(match, hook, what string) string {
	return fmt.Sprintf("table inet fault_%s { chain c { type filter hook %s priority 0; %s %s; }; }\n", hook, hook, match, what)
}
