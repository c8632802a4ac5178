package platform

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
)

func (s *System) interfaces(context.Context) ([]Interface, error) {
	adapters, err := listAdapters()
	return adapterInterfaces(adapters), err
}

func (s *System) resolvers(context.Context) ([]Resolver, error) {
	adapters, err := listAdapters()
	return adapterResolvers(adapters), err
}

const (
	// adapterBuffer is where GetAdaptersAddresses' own advice begins, in bytes.
	adapterBuffer = 15 << 10
	// adapterTries bounds how often the list may grow while it is being read.
	adapterTries = 4
)

// listAdapters asks Windows for its network adapters.
func listAdapters() ([]adapter, error) {
	const flags = windows.GAA_FLAG_SKIP_ANYCAST | windows.GAA_FLAG_SKIP_MULTICAST
	size := uint32(adapterBuffer)
	for range adapterTries {
		buf := make([]byte, size)
		first := (*windows.IpAdapterAddresses)(unsafe.Pointer(&buf[0]))
		err := windows.GetAdaptersAddresses(windows.AF_UNSPEC, flags, 0, first, &size)
		switch {
		case err == nil:
			return readAdapters(first), nil
		case errors.Is(err, windows.ERROR_NO_DATA):
			return nil, nil
		case !errors.Is(err, windows.ERROR_BUFFER_OVERFLOW):
			return nil, os.NewSyscallError("GetAdaptersAddresses", err)
		}
	}
	return nil, fmt.Errorf("reading the adapters: %w", windows.ERROR_BUFFER_OVERFLOW)
}

func readAdapters(first *windows.IpAdapterAddresses) []adapter {
	var list []adapter
	for p := first; p != nil; p = p.Next {
		a := adapter{
			GUID:        windows.BytePtrToString(p.AdapterName),
			Name:        windows.UTF16PtrToString(p.FriendlyName),
			Description: windows.UTF16PtrToString(p.Description),
			Index:       int(p.IfIndex),
			Type:        p.IfType,
			Up:          p.OperStatus == windows.IfOperStatusUp,
			Metric:      int(p.Ipv4Metric),
			Metric6:     int(p.Ipv6Metric),
			Suffix:      windows.UTF16PtrToString(p.DnsSuffix),
		}
		if a.Index == 0 { // an adapter without IPv4
			a.Index = int(p.Ipv6IfIndex)
		}
		for u := p.FirstUnicastAddress; u != nil; u = u.Next {
			if addr, ok := socketAddr(&u.Address); ok {
				a.Addrs = append(a.Addrs, netip.PrefixFrom(addr.WithZone(""), int(u.OnLinkPrefixLength)))
			}
		}
		for d := p.FirstDnsServerAddress; d != nil; d = d.Next {
			if addr, ok := socketAddr(&d.Address); ok {
				a.DNS = append(a.DNS, addr)
			}
		}
		list = append(list, a)
	}
	return list
}

// socketAddr reads an address, with its zone where it needs one.
func socketAddr(s *windows.SocketAddress) (netip.Addr, bool) {
	addr, ok := netip.AddrFromSlice(s.IP())
	if ok && addr.Is6() && addr.IsLinkLocalUnicast() {
		if id := (*windows.RawSockaddrInet6)(unsafe.Pointer(s.Sockaddr)).Scope_id; id != 0 {
			addr = addr.WithZone(strconv.FormatUint(uint64(id), 10))
		}
	}
	return addr, ok
}
