package rehearsal

import (
	"net/netip"
	"time"

	"github.com/miekg/dns"

	"fix502/platform"
)

// networkFaults are those of the network that this computer is in.
func networkFaults() []Scenario {
	return []Scenario{
		{ID: "no-link", Code: "network.no_link", set: func(w *World) {
			w.computer.interfaces[0].Up, w.computer.interfaces[0].Addrs = false, nil
			w.computer.routes, w.computer.resolvers = nil, nil
			w.net.ipv4 = netip.Addr{}
		}},
		{ID: "no-route", Code: "network.no_gateway", set: func(w *World) {
			w.computer.routes = nil
			w.net.fate = beyond(unreachable)
		}},
		{ID: "router-silent", Code: "network.no_gateway", set: func(w *World) {
			w.computer.ping = nobody
			w.net.fate = func(string, netip.AddrPort) fate { return vanishes }
		}},
		{ID: "no-internet", Code: "network.no_internet", set: func(w *World) {
			w.resolver(routerAddr).plain = refusingBook(dns.RcodeServerFailure)
			w.net.fate = beyond(vanishes)
		}},
		{ID: "sign-in-page", Code: "network.captive_portal", set: signIn},
		{ID: "ipv6-broken", Code: "network.ipv6_broken", set: func(w *World) {
			w.useIPv6()
			w.net.fate = func(network string, to netip.AddrPort) fate {
				if to.Addr().Is6() && network == "tcp" {
					return vanishes
				}
				return reaches
			}
		}},
		{ID: "large-packets-lost", Code: "network.mtu", set: func(w *World) { w.net.wire = loseLarge }},
	}
}

// nobody is a router that does not answer a ping.
func nobody(netip.Addr) (time.Duration, bool) { return 0, false }

// home is the network that this computer is in.
var home = netip.PrefixFrom(ownIPv4, 24).Masked()

// beyond gives one fate to all that is not in the computer's own network.
func beyond(what fate) func(string, netip.AddrPort) fate {
	return func(_ string, to netip.AddrPort) fate {
		if home.Contains(to.Addr()) {
			return reaches
		}
		return what
	}
}

// signIn leads every page to the network's own until somebody has signed in; what
// is encrypted gets nowhere.
func signIn(w *World) {
	w.plain = append(w.plain, plainServer{netip.AddrPortFrom(signInAddr, 80), signInPage()})
	w.net.lead = func(to netip.AddrPort) netip.AddrPort {
		switch {
		case home.Contains(to.Addr()):
			return to
		case to.Port() == 53: // the network answers for all resolvers
			return netip.AddrPortFrom(routerAddr, 53)
		}
		return netip.AddrPortFrom(signInAddr, to.Port())
	}
}

// useIPv6 gives the computer an IPv6 address and a way out.
func (w *World) useIPv6() {
	i := &w.computer.interfaces[0]
	i.Addrs = append(i.Addrs, netip.PrefixFrom(ownIPv6, 64))
	w.computer.routes = append(w.computer.routes, platform.Route{Gateway: netip.MustParseAddr("fe80::1"), Interface: i.Name, Metric: 100})
	w.net.ipv6 = ownIPv6
	w.catalog.Reachability.Anchors = append(w.catalog.Reachability.Anchors, netip.AddrPortFrom(anchorAddr6, 443).String())
	w.anchors = append(w.anchors, anchorAddr6)
}

// largest is what a packet may hold where large ones are lost, in bytes: less than
// the certificate of any server.
const largest = 500

// loseLarge loses everything from the first large packet on, as a sender gets no
// further without it. Names are asked for in packets of their own, which are small.
func loseLarge(_ netip.AddrPort, small bool) (up, down func(c *conn, p []byte)) {
	if small {
		return nil, nil
	}
	lose := func(c *conn, p []byte) {
		if len(p) > largest {
			c.out.lose()
		}
	}
	return nil, lose
}
