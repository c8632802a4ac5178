//go:build !windows

package platform

import (
	"net"
	"net/netip"
)

// goInterfaces lists what Go's own library sees, the kind left open but for
// loopback. An interface that vanishes meanwhile has no addresses.
func goInterfaces() ([]Interface, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	list := make([]Interface, 0, len(all))
	for _, n := range all {
		const up = net.FlagUp | net.FlagRunning // running: the link has a carrier
		i := Interface{Name: n.Name, Index: n.Index, Kind: KindOther, Up: n.Flags&up == up}
		if n.Flags&net.FlagLoopback != 0 {
			i.Kind = KindLoopback
		}
		addrs, err := n.Addrs()
		if err == nil {
			i.Addrs = prefixes(addrs)
		}
		list = append(list, i)
	}
	return list, nil
}

func prefixes(addrs []net.Addr) []netip.Prefix {
	var list []netip.Prefix
	for _, a := range addrs {
		n, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		ip, ok := netip.AddrFromSlice(n.IP)
		if !ok {
			continue
		}
		ones, _ := n.Mask.Size()
		list = append(list, netip.PrefixFrom(ip.Unmap(), ones))
	}
	return list
}
