package platform

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"syscall"

	"golang.org/x/net/route"
)

// rtfScoped marks a default route that is used only by those who ask for its
// interface (RTF_IFSCOPE of net/route.h).
const rtfScoped = 0x1000000

func (s *System) routes(context.Context) ([]tableRoute, error) {
	rib, err := route.FetchRIB(syscall.AF_UNSPEC, route.RIBTypeRoute, 0)
	if err != nil {
		return nil, err
	}
	messages, err := route.ParseRIB(route.RIBTypeRoute, rib)
	if err != nil {
		return nil, err
	}
	names := linkNames()
	var table []tableRoute
	for _, m := range messages {
		if r, ok := m.(*route.RouteMessage); ok {
			if t, ok := macRoute(r, names); ok {
				table = append(table, t)
			}
		}
	}
	return table, nil
}

// macRoute reads one message of the routing table. Routes that reject or drop
// what is sent there are left out, and those to less than a default route leads.
func macRoute(r *route.RouteMessage, names map[int]string) (tableRoute, bool) {
	const dead = syscall.RTF_REJECT | syscall.RTF_BLACKHOLE
	if r.Flags&syscall.RTF_UP == 0 || r.Flags&dead != 0 || len(r.Addrs) <= syscall.RTAX_NETMASK {
		return tableRoute{}, false
	}
	dest, ok := macAddr(r.Addrs[syscall.RTAX_DST], names)
	if !ok {
		return tableRoute{}, false
	}
	bits := dest.BitLen()
	if r.Flags&syscall.RTF_HOST == 0 {
		bits = maskBits(r.Addrs[syscall.RTAX_NETMASK])
	}
	t := tableRoute{
		Dest:      netip.PrefixFrom(dest.WithZone(""), bits),
		Route:     Route{Interface: names[r.Index]},
		Preferred: r.Flags&rtfScoped == 0,
	}
	if gateway, ok := macAddr(r.Addrs[syscall.RTAX_GATEWAY], names); ok && r.Flags&syscall.RTF_GATEWAY != 0 {
		t.Gateway = gateway
	}
	return t, t.Dest.Bits() <= longestDefault
}

// macAddr reads an address; link-local ones carry their interface as a zone.
func macAddr(a route.Addr, names map[int]string) (netip.Addr, bool) {
	switch a := a.(type) {
	case *route.Inet4Addr:
		return netip.AddrFrom4(a.IP), true
	case *route.Inet6Addr:
		addr := netip.AddrFrom16(a.IP)
		if addr.IsLinkLocalUnicast() && a.ZoneID != 0 {
			addr = addr.WithZone(cmp.Or(names[a.ZoneID], strconv.Itoa(a.ZoneID)))
		}
		return addr, true
	}
	return netip.Addr{}, false
}

// maskBits counts the ones of a network mask; a default route has none at all.
func maskBits(a route.Addr) int {
	var mask net.IPMask
	switch a := a.(type) {
	case *route.Inet4Addr:
		mask = slices.Clone(a.IP[:])
	case *route.Inet6Addr:
		mask = slices.Clone(a.IP[:])
	default:
		return 0
	}
	ones, _ := mask.Size()
	return ones
}
