package rehearsal

import (
	"net/http"
	"net/netip"

	"github.com/miekg/dns"

	"fix502/checks"
	"fix502/platform"
)

// traps lists the scenarios in which nothing is wrong that would explain an error,
// whatever is odd.
func traps() []Scenario {
	list := []Scenario{
		{ID: "all-well"},
		{ID: "app-only", Seen: checks.SeenApp, set: func(w *World) { w.computer.processes = runningApp() }},
		{ID: "dead-alternate", set: func(w *World) {
			w.resolver(bookAddr2).plain, w.resolver(bookAddr2).secret = nil, nil
		}},
		{ID: "first-resolver-dead", set: func(w *World) {
			w.computer.resolvers = append([]platform.Resolver{{Addr: netip.AddrPortFrom(deadBook, 53), Source: "rehearsal"}}, w.computer.resolvers...)
		}},
		{ID: "other-addresses", set: func(w *World) {
			w.site(serviceName).addrs = append(w.site(serviceName).addrs, secondAddr)
			w.resolver(routerAddr).plain = w.lyingBook(dns.RcodeSuccess, []netip.Addr{secondAddr}, serviceName)
		}},
		{ID: "no-ipv6", set: func(w *World) { w.net.ipv6 = netip.Addr{} }},
		{ID: "both-families", set: func(w *World) { w.useIPv6() }},
		{ID: "shy-router", set: func(w *World) {
			w.computer.ping = nobody
			w.net.fate = func(network string, to netip.AddrPort) fate {
				if to.Addr() == routerAddr && network == "tcp" {
					return vanishes
				}
				return reaches
			}
		}},
		{ID: "control-down", set: func(w *World) { w.net.fate = w.only(vanishes, controlAddr2) }},
		{ID: "portal-blocked", set: func(w *World) { w.net.fate = w.only(vanishes, portalAddr) }},
		{ID: "proxy-works", set: func(w *World) { w.useProxy(w.tunnel()) }},
		{ID: "edge-notice", set: func(w *World) {
			w.site(edgeStatusName).handler = statusPage("minor", "Minor Service Outage", "", "")
		}},
	}
	list = append(list, serviceTraps()...)
	for i := range list {
		list[i].Code = "healthy"
	}
	return list
}

// serviceTraps are those in which the service looks odd, and is as it should be.
func serviceTraps() []Scenario {
	host := func(w *World, expect ...int) { w.catalog.Services[0].Hosts[0].Expect = expect }
	return []Scenario{
		{ID: "status-page-down", set: func(w *World) { w.site(statusName).handler = page(http.StatusInternalServerError, textPage, "oops\n") }},
		{ID: "status-page-endless", set: func(w *World) { w.site(statusName).handler = endless() }},
		{ID: "maintenance", set: func(w *World) {
			w.site(statusName).handler = statusPage("maintenance", "Service Under Maintenance", "", announced("in_progress"))
		}},
		{ID: "incident-resolved", set: func(w *World) {
			w.site(statusName).handler = statusPage("none", "All Systems Operational", announced("resolved"), "")
		}},
		{ID: "redirects", set: func(w *World) {
			host(w)
			w.site(serviceName).handler = behindEdge(http.RedirectHandler("https://chitchat.example/login", http.StatusFound))
		}},
		{ID: "expected-403", set: func(w *World) {
			host(w, http.StatusForbidden)
			w.site(serviceName).handler = behindEdge(page(http.StatusForbidden, jsonPage, `{"message":"Missing access"}`))
		}},
		{ID: "optional-down", set: func(w *World) {
			w.site(mediaName).handler = page(http.StatusBadGateway, htmlPage, nginx("502 Bad Gateway"), "Server", "nginx")
		}},
	}
}
