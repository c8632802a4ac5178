package rehearsal

import (
	"context"
	"net/netip"

	"fix502/platform"
)

// Elevated is false: the user of this computer is an ordinary one.
func (c *Computer) Elevated() bool { return false }

// DNSCaches lists none.
func (c *Computer) DNSCaches(context.Context) ([]platform.DNSCache, error) { return nil, nil }

// FlushDNSWithRights empties nothing.
func (c *Computer) FlushDNSWithRights(ctx context.Context) (platform.FlushResult, error) {
	return c.FlushDNS(ctx)
}

// LookUp finds nothing: what the world's resolvers say is asked by the checks.
func (c *Computer) LookUp(context.Context, string) ([]netip.Addr, error) { return nil, nil }

// HostsLines lists none.
func (c *Computer) HostsLines(context.Context, []string) ([]platform.HostsLine, error) {
	return nil, nil
}

// HostsOff lists none.
func (c *Computer) HostsOff(context.Context, []platform.HostsLine) ([]platform.HostsLine, error) {
	return nil, nil
}

// SwitchHosts switches nothing.
func (c *Computer) SwitchHosts(context.Context, []platform.HostsLine, bool) error { return nil }

// ProxySwitches lists none.
func (c *Computer) ProxySwitches(context.Context) ([]platform.ProxySwitch, error) { return nil, nil }

// SwitchProxy switches nothing.
func (c *Computer) SwitchProxy(context.Context, platform.ProxySwitch, bool) error { return nil }

// NetworkTime tells nothing.
func (c *Computer) NetworkTime(context.Context) (platform.NetworkTime, error) {
	return platform.NetworkTime{}, nil
}

// SetClock sets nothing.
func (c *Computer) SetClock(context.Context) error { return nil }

// StopNetworkTime stops nothing.
func (c *Computer) StopNetworkTime(context.Context) error { return nil }
