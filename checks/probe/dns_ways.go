package probe

import (
	"net"
	"net/netip"
	"strconv"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	dnsPort = 53
	dotPort = 853
)

// ways lists how a resolver of the catalogue is asked: at one of its addresses
// that this network can reach, over every transport that it offers.
func ways(r catalog.Resolver, ipv4, ipv6 bool) []server {
	addr, ok := reachable(r.Addresses, ipv4, ipv6)
	if !ok {
		return nil
	}
	var list []server
	if !r.Encrypted {
		list = append(list, server{addr: addr, transport: checks.OverUDP}, server{addr: addr, transport: checks.OverTCP})
	}
	if r.DoT != "" {
		name, port := splitPort(r.DoT, dotPort)
		list = append(list, server{addr: netip.AddrPortFrom(addr.Addr(), port), transport: checks.OverDoT, name: name})
	}
	if r.DoH != "" {
		list = append(list, server{addr: addr, transport: checks.OverDoH, url: r.DoH})
	}
	return list
}

// reachable picks the first IPv4 address, or the first IPv6 one where this
// network has no IPv4. Addresses of this computer itself are always reachable.
func reachable(addresses []string, ipv4, ipv6 bool) (netip.AddrPort, bool) {
	var second netip.AddrPort
	for _, text := range addresses {
		addr, ok := parseResolver(text)
		switch {
		case !ok:
		case addr.Addr().IsLoopback(), addr.Addr().Is4() && ipv4:
			return addr, true
		case addr.Addr().Is6() && ipv6 && !second.IsValid():
			second = addr
		}
	}
	return second, second.IsValid()
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
