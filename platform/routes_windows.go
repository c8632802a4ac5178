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
	adapters, err := listAdapters()
	if err != nil {
		return nil, err
	}
	byIndex := map[uint32]adapter{}
	for _, a := range adapters {
		byIndex[uint32(a.Index)] = a
	}
	var rows *windows.MibIpForwardTable2
	if err := windows.GetIpForwardTable2(windows.AF_UNSPEC, &rows); err != nil {
		return nil, os.NewSyscallError("GetIpForwardTable2", err)
	}
	defer windows.FreeMibTable(unsafe.Pointer(rows))
	var table []tableRoute
	for _, row := range rows.Rows() {
		if row.Loopback != 0 || row.DestinationPrefix.PrefixLength > longestDefault {
			continue
		}
		if dest, ok := inetAddr(&row.DestinationPrefix.Prefix); ok {
			table = append(table, windowsRoute(&row, dest, byIndex[row.InterfaceIndex]))
		}
	}
	return table, nil
}

// windowsRoute reads one row. Windows adds the adapter's metric to the route's.
func windowsRoute(row *windows.MibIpForwardRow2, dest netip.Addr, over adapter) tableRoute {
	metric := over.Metric
	if dest.Is6() {
		metric = over.Metric6
	}
	r := tableRoute{
		Dest:  netip.PrefixFrom(dest.WithZone(""), int(row.DestinationPrefix.PrefixLength)),
		Route: Route{Interface: over.Name, Metric: int(row.Metric) + metric},
	}
	if gateway, ok := inetAddr(&row.NextHop); ok && !gateway.IsUnspecified() {
		r.Gateway = gateway
	}
	return r
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
