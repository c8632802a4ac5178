package probe

import (
	"net"
	"net/netip"
	"slices"
	"strconv"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	dnsPort = 53
	dotPort = 853
)

// ways lists how a resolver of the catalogue is asked: at the addresses of it that
// this network can reach, over every transport that it offers.
func ways(r catalog.Resolver, ipv4, ipv6 bool) []server {
	list := reachable(r.Addresses, ipv4, ipv6)
	if len(list) == 0 {
		return nil
	}
	var all []server
	add := func(sv server, port uint16) {
		at := func(addr netip.AddrPort) netip.AddrPort {
			if port == 0 {
				return addr
			}
			return netip.AddrPortFrom(addr.Addr(), port)
		}
		sv.addr = at(list[0])
		if len(list) > 1 {
			sv.spare = at(list[1])
		}
		all = append(all, sv)
	}
	if !r.Encrypted {
		add(server{transport: checks.OverUDP}, 0)
		add(server{transport: checks.OverTCP}, 0)
	}
	if r.DoT != "" {
		name, port := splitPort(r.DoT, dotPort)
		add(server{transport: checks.OverDoT, name: name}, port)
	}
	if r.DoH != "" {
		add(server{transport: checks.OverDoH, url: r.DoH}, 0)
	}
	return all
}

// maxPerResolver is how many addresses of one resolver are asked: a second where the
// first is silent.
const maxPerResolver = 2

// reachable picks the first addresses that this network can reach, IPv4 before IPv6.
// Addresses of this computer itself are always reachable.
func reachable(addresses []string, ipv4, ipv6 bool) []netip.AddrPort {
	var four, six []netip.AddrPort
	for _, text := range addresses {
		addr, ok := parseResolver(text)
		switch {
		case !ok || slices.Contains(four, addr) || slices.Contains(six, addr):
		case addr.Addr().IsLoopback(), addr.Addr().Is4() && ipv4:
			four = append(four, addr)
		case addr.Addr().Is6() && ipv6:
			six = append(six, addr)
		}
	}
	all := append(four, six...)
	return all[:min(len(all), maxPerResolver)]
}

// parseResolver reads "IP" or "IP:port".
func parseResolver(text string) (netip.AddrPort, bool) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.AddrPortFrom(addr.Unmap(), dnsPort), true
	}
	addr, err := netip.ParseAddrPort(text)
	return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port()), err == nil
}

// splitPort reads "host" or "host:port".
func splitPort(text string, usual uint16) (host string, port uint16) {
	host, digits, err := net.SplitHostPort(text)
	if err != nil {
		return text, usual
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return host, usual
	}
	return host, uint16(n)
}
