package platform

import (
	"context"
	"net/netip"
	"strings"

	"fix502/platform/parse"
)

// macInterfaces completes what Go's library sees on macOS: the kinds by the
// hardware ports, and "no carrier" by ifconfig, since macOS leaves the running
// flag on. Either program may be missing; then less is known.
func (s *System) macInterfaces(ctx context.Context, list []Interface) []Interface {
	var ports map[string]string
	if out, err := s.run(ctx, "/usr/sbin/networksetup", "-listallhardwareports"); err == nil {
		ports = parse.HardwarePorts(out)
	}
	var inactive map[string]bool
	if out, err := s.run(ctx, "/sbin/ifconfig", "-a"); err == nil {
		inactive = parse.IfconfigInactive(out)
	}
	for i := range list {
		if list[i].Kind == KindOther {
			list[i].Kind = macKind(list[i], ports[list[i].Name])
		}
		list[i].Up = list[i].Up && !inactive[list[i].Name]
	}
	return list
}

// macKind tells the kind by Apple's name of the port. A utun counts as a VPN
// only with an address of its own: macOS keeps several for its own services.
func macKind(i Interface, port string) InterfaceKind {
	word := strings.ToLower(port)
	switch {
	case word == "wi-fi" || word == "airport":
		return KindWiFi
	case strings.Contains(word, "iphone") || strings.Contains(word, "ipad") || strings.Contains(word, "modem"):
		return KindMobile
	case strings.Contains(word, "bridge") || strings.Contains(word, "bluetooth"):
		return KindOther
	case port != "":
		return KindEthernet
	}
	kind := kindByName(i.Name)
	if kind == KindVPN && strings.HasPrefix(i.Name, "utun") && !hasRoutable(i.Addrs) {
		return KindOther
	}
	return kind
}

func hasRoutable(addrs []netip.Prefix) bool {
	for _, a := range addrs {
		if !a.Addr().IsLinkLocalUnicast() {
			return true
		}
	}
	return false
}
