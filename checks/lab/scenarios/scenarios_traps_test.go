package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// traps are streets in which nothing is wrong with the target, or with whatever
// looks odd at first.
func traps() []scenario {
	all := slices.Concat(dnsTraps(), networkTraps(), serviceTraps(), deviceTraps())
	for i := range all {
		all[i].trap, all[i].code, all[i].by = true, "healthy", "nobody"
	}
	return all
}

func dnsTraps() []scenario {
	trap := func(name string, p plan, proofs ...proof) scenario {
		return scenario{name: name, plan: p, proofs: append(proofs, works)}
	}
	places := plan{
		says: map[string]map[string]string{provider: {"chat.example": "198.51.100.13"}, first: {"chat.example": "198.51.100.10"}, second: {"chat.example": "198.51.100.13 198.51.100.10"}},
	}
	bearable := plan{off: []string{provider}, more: []*daemon{serving(afar, "mid-dns", ispDNS+":53")}}
	many := plan{says: map[string]map[string]string{}, rules: map[string]string{
		afar: `table ip many { chain c { type nat hook prerouting priority -100; ip daddr 198.51.100.100-198.51.100.199 dnat to 198.51.100.10; }; }`,
	}}
	for _, r := range []string{provider, first, second} {
		many.says[r] = map[string]string{"chat.example": hundredAddresses()}
	}
	return []scenario{
		trap("one of the other resolvers is dead", plan{off: []string{second}}, ask("chat.example", second4, "connection refused")),
		trap("all the other resolvers are out of reach", plan{rules: map[string]string{atISP: drop("ip daddr { 198.51.100.53, 198.51.100.54 }", "forward")}},
			ask("chat.example", first4, "timed out")),
		trap("different right addresses from every resolver", places,
			ask("chat.example", routerAddr, "198.51.100.13"), ask("chat.example", first4, "198.51.100.10")),
		trap("the first of two resolvers is dead", plan{resolvers: []string{"192.168.1.77", routerAddr}}, ask("chat.example", "192.168.1.77", "no servers could be reached")),
		trap("the network answers plain questions itself, and rightly", tapped(""), ask("version.bind", second4, "dnsmasq-", "CH", "TXT")),
		trap("encrypted questions are forbidden", plan{rules: map[string]string{atISP: drop("tcp dport 853", "forward") + "table inet doh { chain c { type filter hook forward priority 0; ip daddr { 198.51.100.53, 198.51.100.54 } tcp dport 443 drop; }; }"}},
			fetch("https://198.51.100.53/dns-query", "000/28", "-k")),
		trap("the resolver takes a fifth of a second", bearable, fetch(api, "Resolving timed out", "--connect-timeout", "0.15")),
		trap("an answer too long for one packet", many, ask("chat.example", first4, "flags: qr aa tc", "+ignore", "+bufsize=512")),
		trap("a search domain that leads nowhere", plan{resolvers: []string{"search corp.example", routerAddr}}, ask("chat.example.corp.example", routerAddr, "status: NXDOMAIN")),
		trap("a resolver that knows no IPv6 addresses", plan{conf: map[string]string{house: "filter-AAAA\n"}}, ask("chat.example", routerAddr, "ANSWER: 0", "AAAA")),
	}
}

func networkTraps() []scenario {
	trap := func(name string, p plan, proofs ...proof) scenario {
		return scenario{name: name, plan: p, proofs: append(proofs, works)}
	}
	six := plan{six: true}
	six.book.anchors = `["198.51.100.50:443", "[2001:db8:100::50]:443"]`
	deadSix := plan{six: true, rules: map[string]string{afar: does("ip6 daddr 2001:db8:100::10 tcp dport 443", "input", "reject with tcp reset")}}
	silentICMP := drop("meta l4proto { icmp, ipv6-icmp }", "input") + drop("meta l4proto { icmp, ipv6-icmp }", "forward")
	return []scenario{
		trap("nobody answers a ping", plan{rules: map[string]string{atRouter: silentICMP, atISP: silentICMP, afar: drop("meta l4proto icmp", "input")}},
			prove(atHome, "ping -c 1 -W 1 192.168.1.1", "0 received")),
		trap("the router answers nothing but names", plan{rules: map[string]string{atRouter: drop("iifname lan udp dport != 53", "input") + "table inet shy { chain c { type filter hook input priority 0; iifname lan meta l4proto { tcp, icmp } drop; }; }"}},
			prove(atHome, "ping -c 1 -W 1 192.168.1.1", "0 received"), fetch("http://192.168.1.1/", "000/28")),
		trap("no IPv6, and names have IPv6 addresses", plan{}, fetch(api, "000/", "-6"), ask("chat.example", routerAddr, "2001:db8:100::10", "AAAA")),
		trap("the target's IPv6 address is dead, IPv6 works", deadSix, fetch(api, "000/7", "-6"), fetch(news, "200/0", "-6")),
		trap("IPv6 works", six, fetch(api, "200/0", "-6")),
		trap("the probe pages are blocked", plan{rules: map[string]string{atISP: drop("tcp dport 80", "forward")}}, fetch("http://probe.phone.example/ok.txt", "000/28")),
		trap("the probe pages are refused by a filter", plan{sites: map[string]string{"phone": `location / { return 403; }`, "desktop": off}}, fetch("http://probe.phone.example/ok.txt", "403/0")),
		trap("one of the anchors is down", plan{sites: map[string]string{"anchors": off}}, fetch("https://198.51.100.50/", "000/7", "-k")),
		trap("none of the anchors can be reached", plan{rules: map[string]string{atISP: drop("ip daddr { 198.51.100.50, 198.51.100.51, 198.51.100.53 }", "forward")}},
			fetch("https://198.51.100.50/", "000/28", "-k"), fetch("https://198.51.100.51/", "000/28", "-k")),
		trap("one of the unrelated sites is down", plan{sites: map[string]string{"news": off}}, fetch(news, "000/7")),
		trap("the unrelated sites are down", plan{sites: map[string]string{"news": off, "maps": `location / { return 503; }`}}, fetch(news, "000/7"), fetch("https://www.maps.example/", "503/0")),
		trap("an unrelated site's certificate expired", plan{sites: map[string]string{"news": with(expired, `location / { return 200; }`)}}, fetch(news, "000/60")),
		trap("one of the target's two addresses is dead", plan{says: map[string]map[string]string{
			provider: {"chat.example": "198.51.100.91 198.51.100.10"}, first: {"chat.example": "198.51.100.10 198.51.100.91"}, second: {"chat.example": "198.51.100.91 198.51.100.10"},
		}}, fetch("https://198.51.100.91/", "000/7", "-k"), ask("chat.example", routerAddr, "198.51.100.91")),
	}
}

func serviceTraps() []scenario {
	trap := func(name string, p plan, proofs ...proof) scenario {
		return scenario{name: name, plan: p, proofs: append(proofs, works)}
	}
	const summary = "https://chatstatus.example/api/v2/summary.json"
	bindStatus := "  bind 198.51.100.20:443 ssl crt CERTS/status.both\n"
	late := plan{sites: map[string]string{"status": off}, more: []*daemon{haproxy(afar,
		pausing("status", bindStatus, "15s"), "198.51.100.20:443")}}
	endless := plan{sites: map[string]string{"status": off}, more: []*daemon{serving(afar, "endless", "198.51.100.20:443 status")}}
	optional := plan{sites: map[string]string{"cdn": off}}
	optional.book.hosts = `[{host: chat.example, path: /api, expect: [200]}, {host: cdn-chat.example, required: false}]`
	forbidden := chatIs(`location / { return 403; }`)
	forbidden.book.hosts = `[{host: chat.example, path: /api, expect: [403]}]`
	redirects := chatIs(`location = / { return 301 https://chat.example/app/; } location /app/ { return 302 https://chat.example/login?next=%2Fapp; } location /login { return 200 "Sign in"; }`)
	redirects.book.hosts = `[{host: chat.example}]`
	long := chatIs(`location / { return 308 https://www.news.example/; }`)
	long.book.hosts = `[{host: chat.example}]`
	minor, major := plan{book: edgeBook(edgeStatus)}, plan{book: edgeBook(edgeStatus)}
	minor.sites = map[string]string{"edgestatus": statusPage(statusMinor)}
	major.sites = map[string]string{"edgestatus": statusPage(statusMajor)}
	canaries := plan{sites: map[string]string{"edge": off, "shop": `location / { return 503; }`}, book: edgeBook("")}
	patient := instead(haproxy(afar, pausing("patient", bindChat, "2s"), "198.51.100.10:443"))
	return []scenario{
		trap("the status page is down", plan{sites: map[string]string{"status": off}}, fetch(summary, "000/7")),
		trap("the status page is slow", late, fetch(summary, "000/28")),
		trap("the status page never ends", endless, fetch(summary, "200/28")),
		trap("the status page speaks of maintenance only", plan{}.announcing(statusMaintenance), page(summary, `"indicator":"maintenance"`)),
		trap("an incident is over", plan{}.announcing(statusResolved), page(summary, `"status":"resolved"`)),
		trap("the status page is a web page", plan{sites: map[string]string{"status": `location / { return 200 "<html>All is major, critical</html>"; }`}}, page(summary, "<html>")),
		trap("an optional host is down", optional, fetch("https://cdn-chat.example/", "000/7")),
		trap("redirects", redirects, fetch("https://chat.example/", "301/0"), fetch("https://chat.example/", "200/0", "-L")).instead(fetch("https://chat.example/login", "200/0")),
		trap("a redirect to another site", long, fetch("https://chat.example/", "308/0")).instead(fetch("https://chat.example/", "200/0", "-L")),
		trap("403 is what is expected", forbidden, fetch(api, "403/0")).instead(prove(atHome, "dig +short chat.example @192.168.1.1", "198.51.100.10")),
		trap("the edge has a small problem", minor, page("https://edgestatus.example/api/v2/summary.json", `"indicator":"minor"`)),
		trap("the edge announces an outage that is felt elsewhere", major, page("https://edgestatus.example/api/v2/summary.json", `"indicator":"major"`)),
		trap("the edge's own sites fail", canaries, fetch("https://www.edge.example/", "000/7"), fetch("https://shop.example/", "503/0")),
		trap("the target takes two seconds", patient, prove(atHome, "curl -sS -m 1 -o /dev/null -w %{exitcode} "+api, "28")),
	}
}

// instead puts another proof that the target works in the place of the usual one,
// which asks for a page that is not there.
func (c scenario) instead(p proof) scenario {
	c.proofs = append(c.proofs[:len(c.proofs)-1:len(c.proofs)-1], p)
	return c
}

func deviceTraps() []scenario {
	trap := func(name string, p plan, proofs ...proof) scenario {
		return scenario{name: name, plan: p, proofs: append(proofs, works)}
	}
	office := plan{
		env: viaProxy, more: []*daemon{squid("")},
		rules: map[string]string{atRouter: `table inet office { chain c { type filter hook forward priority 0; iifname "lan" drop; }; }`},
	}
	beside := plan{env: viaProxy, more: []*daemon{squid("")}}
	unused := plan{env: append([]string{"no_proxy=.example"}, viaProxy...)}
	day := plan{sites: map[string]string{"news": off}, more: []*daemon{haproxy(afar,
		answering("news", "  bind 198.51.100.30:443 ssl crt CERTS/news.both\n", "  http-after-response set-header Date %[date,http_date(86400)]\n"), "198.51.100.30:443")}}
	app := plan{book: book{about: appBook}}
	return []scenario{
		trap("a company reads along, and this computer trusts it", between(filtered), prove(atHome, "curl -sSv "+api, "issuer: CN=Company Filter CA")),
		trap("a company lets only its proxy out", office, fetch(api, "000/28", "--noproxy", "*")),
		trap("a proxy that works", beside, prove(atRouter, "ss -Hltn", proxyAddr)),
		trap("a dead proxy that isn't for the target", unused, fetch("https://198.51.100.50/", "000/7", "-k")),
		trap("the hosts file names the right address", plan{hosts: "198.51.100.10 chat.example\n"}, prove(atHome, "getent ahostsv4 chat.example", "198.51.100.10")),
		trap("the hosts file blocks others", plan{hosts: "0.0.0.0 www.news.example\n127.0.0.1 ads.example tracker.example\n"}, fetch(news, "000/7")),
		trap("one server's clock is a day ahead", day, fetch(news, "200/0")),
		trap("a firewall that only keeps visitors out", plan{rules: map[string]string{atHome: drop("ct state new iifname eth0", "input")}}, prove(atHome, "nft list ruleset", "ct state new")),
		{
			name: "the app runs as it should", plan: app, args: []string{"--seen", "app"}, proofs: []proof{works},
			start: func(t *testing.T, s *street) []proof {
				startApp(t, s)
				return []proof{prove(atHome, "ps -C chatapp -o comm=", "chatapp")}
			},
		},
	}
}

// hundredAddresses are those of a target with many places.
func hundredAddresses() string {
	var list []string
	for n := range 100 {
		list = append(list, fmt.Sprintf("198.51.100.%d", 100+n))
	}
	return strings.Join(list, " ")
}
