package platform

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Interfaces lists the network interfaces of this computer with all their
// addresses, in the system's order. Facts: net.Interfaces and /sys/class/net on
// Linux; net.Interfaces, networksetup and ifconfig on macOS; GetAdaptersAddresses
// on Windows.
func (s *System) Interfaces(ctx context.Context) ([]Interface, error) {
	list, err := s.interfaces(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing interfaces: %w", err)
	}
	slices.SortStableFunc(list, func(a, b Interface) int { return cmp.Compare(a.Index, b.Index) })
	return list, nil
}

// vpnNames are the beginnings of names that tunnels give their interfaces.
var vpnNames = []string{
	"tun", "tap", "wg", "ppp", "ipsec", "utun", "vpn", "zt", "nordlynx", "proton", "ipv6leakintrf", "tailscale",
	"cloudflarewarp", "cscotun", "gpd", "outline-tun", "mullvad",
}

// mobileNames are the beginnings of names of links through a telephone network.
var mobileNames = []string{"wwan", "wwp", "rmnet", "pdp_ip"}

// kindByName guesses by the name, for want of anything better.
func kindByName(name string) InterfaceKind {
	name = strings.ToLower(name)
	begins := func(with string) bool { return strings.HasPrefix(name, with) }
	switch {
	case slices.ContainsFunc(vpnNames, begins):
		return KindVPN
	case slices.ContainsFunc(mobileNames, begins):
		return KindMobile
	}
	return KindOther
}

// vpnWords are parts of descriptions that give a tunnel's driver away.
var vpnWords = []string{
	"tap-windows", "wintun", "wireguard", "openvpn", "nordlynx", "nordvpn", "protonvpn", "mullvad", "expressvpn",
	"lightway", "surfshark", "cloudflarewarp", "cloudflare warp", "tailscale", "zerotier", "hamachi", "radmin vpn",
	"anyconnect", "cisco secure client", "pangp", "fortinet", "check point virtual", "wan miniport", "juniper",
	"vpn", "tunnel adapter",
}

// vpnByDescription tells whether a driver's own description speaks of a tunnel.
func vpnByDescription(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(vpnWords, func(word string) bool { return strings.Contains(text, word) })
}
