package platform

import (
	"context"
	"net/netip"

	"github.com/godbus/dbus/v5"
)

const networkManagerName = "org.freedesktop.NetworkManager"

// networkManagerOverBus asks NetworkManager which servers it gave to the
// forwarder on this computer, without starting it. Facts: the property
// Configuration of org.freedesktop.NetworkManager.DnsManager (since 1.6).
func (s *System) networkManagerOverBus(ctx context.Context) ([]Resolver, error) {
	conn, err := s.systemBus(ctx)
	if err != nil {
		return nil, err
	}
	defer closeBus(conn)
	if !busHasOwner(ctx, conn, networkManagerName) {
		return nil, errNotRunning
	}
	object := conn.Object(networkManagerName, "/org/freedesktop/NetworkManager/DnsManager")
	var entries []map[string]dbus.Variant
	if err := busProperty(ctx, object, networkManagerName+".DnsManager", "Configuration", &entries); err != nil {
		return nil, err
	}
	var list []Resolver
	for _, e := range entries {
		servers, _ := e["nameservers"].Value().([]string)
		name, _ := e["interface"].Value().(string)
		for _, text := range servers {
			addr, err := netip.ParseAddr(text)
			if err != nil || addr.IsLoopback() {
				continue
			}
			if addr.Is6() && addr.IsLinkLocalUnicast() && addr.Zone() == "" {
				addr = addr.WithZone(name)
			}
			list = append(list, Resolver{
				Addr: netip.AddrPortFrom(addr, dnsPort), Interface: name, Source: "NetworkManager", Upstream: true,
			})
		}
	}
	return list, nil
}
