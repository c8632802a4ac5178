package platform

import (
	"context"
	"net/netip"
	"os"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
)

func (s *System) routes(context.Context) ([]tableRoute, error) {
	var rows *windows.MibIpForwardTable2
	if err := windows.GetIpForwardTable2(windows.AF_UNSPEC, &rows); err != nil {
		return nil, os.NewSyscallError("GetIpForwardTable2", err)
	}
	defer windows.FreeMibTable(unsafe.Pointer(rows))
	names := linkNames()
	var table []tableRoute
	for _, row := range rows.Rows() {
		if row.Loopback != 0 || row.DestinationPrefix.PrefixLength > longestDefault {
			continue
		}
		dest, ok := inetAddr(&row.DestinationPrefix.Prefix)
		if !ok {
			continue
		}
		prefix := netip.PrefixFrom(dest.WithZone(""), int(row.DestinationPrefix.PrefixLength))
		r := tableRoute{Dest: prefix, Route: Route{
			Interface: names[int(row.InterfaceIndex)],
			Metric:    int(row.Metric) + interfaceMetric(&row),
		}}
		if gateway, ok := inetAddr(&row.NextHop); ok && !gateway.IsUnspecified() {
			r.Gateway = gateway
		}
		table = append(table, r)
	}
	return table, nil
}

// interfaceMetric is what Windows adds to a route's own metric; 0 where it does
// not say.
func interfaceMetric(row *windows.MibIpForwardRow2) int {
	i := windows.MibIpInterfaceRow{Family: row.DestinationPrefix.Prefix.Family, InterfaceLuid: row.InterfaceLuid}
	if err := windows.GetIpInterfaceEntry(&i); err != nil {
		return 0
	}
	return int(i.Metric)
}

// inetAddr reads a SOCKADDR_INET, which is either of the two families.
func inetAddr(a *windows.RawSockaddrInet) (netip.Addr, bool) {
	switch a.Family {
	case windows.AF_INET:
		return netip.AddrFrom4((*windows.RawSockaddrInet4)(unsafe.Pointer(a)).Addr), true
	case windows.AF_INET6:
		six := (*windows.RawSockaddrInet6)(unsafe.Pointer(a))
		addr := netip.AddrFrom16(six.Addr)
		if six.Scope_id != 0 && addr.IsLinkLocalUnicast() {
			addr = addr.WithZone(strconv.FormatUint(uint64(six.Scope_id), 10))
		}
		return addr, true
	}
	return netip.Addr{}, false
}
