package platformtest

import (
	"context"
	"net/netip"

	"fix502/platform"
)

// Settings is the part of Host that is about settings which fix cards change.
type Settings struct {
	Root                 bool                                               // this process may do everything
	OnDNSCaches          func(context.Context) ([]platform.DNSCache, error) // nil means none
	OnFlushDNSWithRights func(context.Context) (platform.FlushResult, error)
	OnLookUp             func(ctx context.Context, name string) ([]netip.Addr, error)                        // nil finds nothing
	OnHostsLines         func(ctx context.Context, names []string) ([]platform.HostsLine, error)             // nil means none
	OnHostsOff           func(ctx context.Context, lines []platform.HostsLine) ([]platform.HostsLine, error) // nil means none
	OnSwitchHosts        func(ctx context.Context, lines []platform.HostsLine, off bool) error
	OnProxySwitches      func(context.Context) ([]platform.ProxySwitch, error) // nil means none
	OnSwitchProxy        func(ctx context.Context, p platform.ProxySwitch, on bool) error
	OnNetworkTime        func(context.Context) (platform.NetworkTime, error) // nil means that it isn't told
	OnSetClock           func(context.Context) error
	OnStopNetworkTime    func(context.Context) error
}

// orNothing puts a question whose answer is nothing where the test has none.
func orNothing[T any](ctx context.Context, on func(context.Context) (T, error)) (T, error) {
	if on == nil {
		var none T
		return none, nil
	}
	return on(ctx)
}

// Elevated answers by Root.
func (h *Host) Elevated() bool { return h.Root }

// DNSCaches answers by OnDNSCaches.
func (h *Host) DNSCaches(ctx context.Context) ([]platform.DNSCache, error) {
	return orNothing(ctx, h.OnDNSCaches)
}

// FlushDNSWithRights answers by OnFlushDNSWithRights.
func (h *Host) FlushDNSWithRights(ctx context.Context) (platform.FlushResult, error) {
	return ask(ctx, h.OnFlushDNSWithRights)
}

// LookUp answers by OnLookUp.
func (h *Host) LookUp(ctx context.Context, name string) ([]netip.Addr, error) {
	if h.OnLookUp == nil {
		return nil, nil
	}
	return h.OnLookUp(ctx, name)
}

// HostsLines answers by OnHostsLines.
func (h *Host) HostsLines(ctx context.Context, names []string) ([]platform.HostsLine, error) {
	if h.OnHostsLines == nil {
		return nil, nil
	}
	return h.OnHostsLines(ctx, names)
}

// HostsOff answers by OnHostsOff.
func (h *Host) HostsOff(ctx context.Context, lines []platform.HostsLine) ([]platform.HostsLine, error) {
	if h.OnHostsOff == nil {
		return nil, nil
	}
	return h.OnHostsOff(ctx, lines)
}

// SwitchHosts answers by OnSwitchHosts.
func (h *Host) SwitchHosts(ctx context.Context, lines []platform.HostsLine, off bool) error {
	if h.OnSwitchHosts == nil {
		return ErrUnexpected
	}
	return h.OnSwitchHosts(ctx, lines, off)
}

// ProxySwitches answers by OnProxySwitches.
func (h *Host) ProxySwitches(ctx context.Context) ([]platform.ProxySwitch, error) {
	return orNothing(ctx, h.OnProxySwitches)
}

// SwitchProxy answers by OnSwitchProxy.
func (h *Host) SwitchProxy(ctx context.Context, p platform.ProxySwitch, on bool) error {
	if h.OnSwitchProxy == nil {
		return ErrUnexpected
	}
	return h.OnSwitchProxy(ctx, p, on)
}

// NetworkTime answers by OnNetworkTime.
func (h *Host) NetworkTime(ctx context.Context) (platform.NetworkTime, error) {
	return orNothing(ctx, h.OnNetworkTime)
}

// SetClock answers by OnSetClock.
func (h *Host) SetClock(ctx context.Context) error { return do(ctx, h.OnSetClock) }

// StopNetworkTime answers by OnStopNetworkTime.
func (h *Host) StopNetworkTime(ctx context.Context) error { return do(ctx, h.OnStopNetworkTime) }
