package platform

import (
	"net/netip"
	"slices"
)

// The interface types of Windows' ipifcons.h that matter here.
const (
	ifTypeEthernet = 6
	ifTypePPP      = 23
	ifTypeLoopback = 24
	ifTypeVirtual  = 53 // "proprietary virtual": the drivers of VPN programs
	ifTypeWiFi     = 71
	ifTypeTunnel   = 131
	ifTypeMobile   = 243 // WWANPP, GSM
	ifTypeMobile2  = 244 // WWANPP2, CDMA
)

// adapter is what Windows tells of one network adapter.
type adapter struct {
	GUID        string // the system's own name for it, "{…}"
	Name        string // "Wi-Fi", "Ethernet 2", as the user sees it
	Description string // the driver's
	Index       int
	Type        uint32
	Up          bool
	Addrs       []netip.Prefix
	DNS         []netip.Addr
	Suffix      string // the domain of this connection, "" for none
	Metric      int    // what is added to the metric of its routes over IPv4
	Metric6     int    // the same over IPv6
}

// adapterInterfaces turns adapters into interfaces.
func adapterInterfaces(adapters []adapter) []Interface {
	list := make([]Interface, 0, len(adapters))
	for _, a := range adapters {
		list = append(list, Interface{Name: a.Name, Index: a.Index, Kind: a.kind(), Up: a.Up, Addrs: a.Addrs, Description: a.Description})
	}
	return list
}

// kind trusts the type first, and the description where drivers of VPNs pose as
// Ethernet cards.
func (a adapter) kind() InterfaceKind {
	switch a.Type {
	case ifTypeLoopback:
		return KindLoopback
	case ifTypeWiFi:
		return KindWiFi
	case ifTypeMobile, ifTypeMobile2:
		return KindMobile
	case ifTypePPP, ifTypeTunnel, ifTypeVirtual:
		return KindVPN
	}
	if vpnByDescription(a.Description) || vpnByDescription(a.Name) {
		return KindVPN
	}
	if a.Type == ifTypeEthernet {
		return KindEthernet
	}
	return KindOther
}

// placeholderDNS are the site-local addresses that Windows shows where no DNS
// server for IPv6 is set. Nobody answers there.
var placeholderDNS = []netip.Addr{
	netip.MustParseAddr("fec0:0:0:ffff::1"),
	netip.MustParseAddr("fec0:0:0:ffff::2"),
	netip.MustParseAddr("fec0:0:0:ffff::3"),
}

// adapterResolvers lists the DNS servers of the adapters that are up.
func adapterResolvers(adapters []adapter) []Resolver {
	var list []Resolver
	for _, a := range adapters {
		if !a.Up || a.Type == ifTypeLoopback {
			continue
		}
		for _, addr := range a.DNS {
			if slices.Contains(placeholderDNS, addr.WithZone("")) {
				continue
			}
			list = append(list, Resolver{
				Addr:      netip.AddrPortFrom(addr, dnsPort),
				Interface: a.Name,
				Source:    "registry",
				Stub:      addr.IsLoopback(),
				Apart:     true,
			})
		}
	}
	return list
}
