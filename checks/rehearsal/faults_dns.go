package rehearsal

import (
	"net/netip"
	"time"

	"github.com/miekg/dns"
)

// slowReply is far more than any resolver takes that is well.
const slowReply = 800 * time.Millisecond

// dnsFaults are those of the address book, and of who answers in its place.
func dnsFaults() []Scenario {
	names := []string{serviceName, gatewayName, mediaName}
	router := func(b func(*World) book) func(*World) {
		return func(w *World) { w.resolver(routerAddr).plain = b(w) }
	}
	return []Scenario{
		{ID: "resolver-down", Code: "dns.resolver_down", set: router(func(*World) book { return silentBook })},
		{ID: "resolver-fails", Code: "dns.resolver_down", set: router(func(*World) book { return refusingBook(dns.RcodeServerFailure) })},
		{ID: "resolver-refuses", Code: "dns.resolver_down", set: router(func(*World) book { return refusingBook(dns.RcodeRefused) })},
		{ID: "no-resolver", Code: "dns.resolver_down", set: func(w *World) { w.computer.resolvers = nil }},
		{ID: "wrong-address", Code: "dns.wrong_answer", set: func(w *World) {
			w.add(&site{names: []string{"www.stranger.example"}, addrs: []netip.Addr{strangerAddr}, handler: well()})
			w.resolver(routerAddr).plain = w.lyingBook(dns.RcodeSuccess, []netip.Addr{strangerAddr}, names...)
		}},
		{ID: "name-denied", Code: "dns.wrong_answer", set: router(func(w *World) book { return w.lyingBook(dns.RcodeNameError, nil, names...) })},
		{ID: "name-blocked", Code: "dns.wrong_answer", set: router(func(w *World) book {
			return w.lyingBook(dns.RcodeSuccess, []netip.Addr{netip.IPv4Unspecified()}, names...)
		})},
		{ID: "name-refused", Code: "dns.wrong_answer", set: router(func(w *World) book { return w.lyingBook(dns.RcodeRefused, nil, names[:1]...) })},
		{ID: "resolver-slow", Code: "dns.slow", set: router(func(w *World) book { return w.slowBook(slowReply) })},
		{ID: "dns-intercepted", Code: "dns.intercepted", set: func(w *World) {
			w.add(&site{names: []string{"www.stranger.example"}, addrs: []netip.Addr{strangerAddr}, handler: well()})
			for _, r := range w.resolvers {
				r.plain = w.lyingBook(dns.RcodeSuccess, []netip.Addr{strangerAddr}, names...)
			}
		}},
		{ID: "name-gone", Code: "dns.name_not_found", set: func(w *World) {
			for _, name := range names {
				delete(w.zone, name)
			}
		}},
	}
}
