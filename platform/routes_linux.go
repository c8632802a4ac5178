package platform

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// routes reads all tables of both families, not only the main one: WireGuard's
// tools keep their default route in a table of their own.
func (s *System) routes(context.Context) ([]tableRoute, error) {
	names := linkNames()
	var table []tableRoute
	var errs []error
	for _, f := range []struct {
		family int
		any    netip.Prefix
		probe  net.IP // an address that is on nobody's link, to ask the kernel's way to; nothing is sent
	}{
		{netlink.FAMILY_V4, netip.MustParsePrefix("0.0.0.0/0"), net.IPv4(192, 0, 0, 8)},     // the dummy of RFC 7600
		{netlink.FAMILY_V6, netip.MustParsePrefix("::/0"), net.ParseIP("3fff:fff:ffff::1")}, // documentation, RFC 9637
	} {
		list, err := netlink.RouteListFiltered(f.family, &netlink.Route{Table: unix.RT_TABLE_UNSPEC}, netlink.RT_FILTER_TABLE)
		if err != nil && !errors.Is(err, netlink.ErrDumpInterrupted) {
			errs = append(errs, err)
			continue
		}
		chosen := chosenRoute(f.probe)
		for _, r := range list {
			table = append(table, linuxRoutes(r, f.any, names, chosen)...)
		}
	}
	if len(table) > 0 {
		return table, nil // one family may well be switched off
	}
	return nil, errors.Join(errs...)
}

// chosenRoute is the kernel's own choice for an address, nil where it has none.
func chosenRoute(to net.IP) *netlink.Route {
	list, err := netlink.RouteGet(to)
	if err != nil || len(list) == 0 {
		return nil
	}
	return &list[0]
}

// linuxRoutes turns one route of the kernel into as many as it has next hops;
// into none if it leads nowhere (unreachable, blackhole, local, broadcast).
func linuxRoutes(r netlink.Route, whole netip.Prefix, names map[int]string, chosen *netlink.Route) []tableRoute {
	if r.Type != unix.RTN_UNICAST || r.Table == unix.RT_TABLE_LOCAL {
		return nil
	}
	dest := whole
	if r.Dst != nil {
		dest = toPrefix(r.Dst)
	}
	if dest.Bits() > longestDefault {
		return nil
	}
	hops := []*netlink.NexthopInfo{{LinkIndex: r.LinkIndex, Gw: r.Gw, Via: r.Via}}
	if len(r.MultiPath) > 0 {
		hops = r.MultiPath
	}
	var list []tableRoute
	for _, hop := range hops {
		gateway := hopAddr(hop, names)
		list = append(list, tableRoute{
			Dest:      dest,
			Route:     Route{Gateway: gateway, Interface: names[hop.LinkIndex], Metric: r.Priority},
			Preferred: chosen != nil && chosen.LinkIndex == hop.LinkIndex && slices.Equal(chosen.Gw.To16(), hop.Gw.To16()),
		})
	}
	return list
}

func toPrefix(n *net.IPNet) netip.Prefix {
	addr, ok := netip.AddrFromSlice(n.IP)
	if !ok {
		return netip.Prefix{}
	}
	ones, _ := n.Mask.Size()
	return netip.PrefixFrom(addr.Unmap(), ones)
}

// hopAddr is the router's address, with its zone where it is link-local.
func hopAddr(hop *netlink.NexthopInfo, names map[int]string) netip.Addr {
	ip := hop.Gw
	if via, ok := hop.Via.(*netlink.Via); ok && via != nil { // an IPv4 route through an IPv6 router
		ip = via.Addr
	}
	addr, ok := netip.AddrFromSlice(ip)
	if !ok || addr.Unmap().IsUnspecified() {
		return netip.Addr{}
	}
	addr = addr.Unmap()
	if addr.Is6() && addr.IsLinkLocalUnicast() {
		addr = addr.WithZone(names[hop.LinkIndex])
	}
	return addr
}
