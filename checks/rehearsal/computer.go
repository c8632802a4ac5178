package rehearsal

import (
	"context"
	"net/netip"
	"time"

	"fix502/platform"
)

// Computer is the computer of the world: it answers what checks.Host asks, and
// plays what the wizard asks of it after a click. Nothing of it is the real one,
// and nothing that is asked of it changes anything.
type Computer struct {
	interfaces []platform.Interface
	routes     []platform.Route
	resolvers  []platform.Resolver
	search     platform.Search
	proxies    []platform.Proxy
	proxy      string // in effect for every address, "" for none
	hosts      []platform.HostsEntry
	hostsPath  string
	processes  []platform.Process
	info       platform.Info
	ping       func(netip.Addr) (time.Duration, bool)
}

// routerPing is what a routerAddr on a cable takes.
const routerPing = 2 * time.Millisecond

// usualWait is how long systems wait for a silent resolver before they ask the next.
const usualWait = 5 * time.Second

func newComputer() *Computer {
	return &Computer{
		interfaces: []platform.Interface{{
			Name: "eth0", Index: 2, Kind: platform.KindEthernet, Up: true, Addrs: []netip.Prefix{netip.PrefixFrom(ownIPv4, 24)},
		}},
		routes:    []platform.Route{{Gateway: routerAddr, Interface: "eth0", Metric: 100}},
		resolvers: []platform.Resolver{{Addr: netip.AddrPortFrom(routerAddr, 53), Source: "rehearsal"}},
		search:    platform.Search{Ndots: 1, Wait: usualWait},
		hosts:     []platform.HostsEntry{{Addr: netip.MustParseAddr("127.0.0.1"), Names: []string{"localhost"}, Line: 1}},
		info:      platform.Info{Arch: "amd64", Uptime: time.Hour, Hostname: "rehearsal-computer", User: "rehearsal-user"},
		ping:      func(a netip.Addr) (time.Duration, bool) { return routerPing, a == routerAddr },
	}
}

// Interfaces is part of checks.Host.
func (c *Computer) Interfaces(context.Context) ([]platform.Interface, error) {
	return c.interfaces, nil
}

// DefaultRoutes is part of checks.Host.
func (c *Computer) DefaultRoutes(context.Context) ([]platform.Route, error) { return c.routes, nil }

// Resolvers is part of checks.Host.
func (c *Computer) Resolvers(context.Context) ([]platform.Resolver, error) { return c.resolvers, nil }

// SearchDomains is part of checks.Host.
func (c *Computer) SearchDomains(context.Context) (platform.Search, error) { return c.search, nil }

// Proxies is part of checks.Host.
func (c *Computer) Proxies(context.Context) ([]platform.Proxy, error) { return c.proxies, nil }

// ProxyFor is part of checks.Host.
func (c *Computer) ProxyFor(context.Context, string) (string, error) { return c.proxy, nil }

// HostsFile is part of checks.Host.
func (c *Computer) HostsFile(context.Context) (string, []platform.HostsEntry, error) {
	return c.hostsPath, c.hosts, nil
}

// Processes is part of checks.Host, and of what the wizard asks.
func (c *Computer) Processes(context.Context) ([]platform.Process, error) { return c.processes, nil }

// Services is part of checks.Host. This computer has none.
func (c *Computer) Services(context.Context) ([]platform.Service, error) { return nil, nil }

// Ping is part of checks.Host. Where nobody answers it waits until ctx ends.
func (c *Computer) Ping(ctx context.Context, addr netip.Addr) (time.Duration, error) {
	if took, answers := c.ping(addr.WithZone("")); answers {
		return took, nil
	}
	<-ctx.Done()
	return 0, ctx.Err()
}

// Info is part of checks.Host, and of what the wizard asks.
func (c *Computer) Info(context.Context) (platform.Info, error) { return c.info, nil }

// Browsers lists two, so that steps about browsers have something to show.
func (c *Computer) Browsers(context.Context) ([]platform.Browser, error) {
	return []platform.Browser{
		{ID: "firefox", Name: "Firefox", Family: platform.FamilyFirefox, Default: true},
		{ID: "chrome", Name: "Google Chrome", Family: platform.FamilyChromium},
	}, nil
}

// OpenURL opens nothing.
func (c *Computer) OpenURL(context.Context, string) error { return nil }

// OpenIn opens nothing.
func (c *Computer) OpenIn(context.Context, platform.Browser, string) error { return nil }

// OpenWith opens nothing.
func (c *Computer) OpenWith(context.Context, platform.Browser, platform.BrowserMode, string) error {
	return nil
}

// DropProfiles removes nothing.
func (c *Computer) DropProfiles(context.Context) error { return nil }

// EndProcesses ends nothing.
func (c *Computer) EndProcesses(context.Context, []platform.Process, func(platform.EndProgress)) (platform.EndResult, error) {
	return platform.EndResult{}, nil
}

// Launch starts nothing.
func (c *Computer) Launch(context.Context, []string) error { return nil }

// FlushDNS empties nothing.
func (c *Computer) FlushDNS(context.Context) (platform.FlushResult, error) {
	return platform.FlushResult{None: true}, nil
}

// DNSSettings lists one connection, so that there is something to show.
func (c *Computer) DNSSettings(context.Context) ([]platform.DNSSetting, error) {
	return []platform.DNSSetting{{Interface: "eth0", Name: "eth0", Family: platform.DNSOverIPv4, Way: platform.WayNetworkManager, Automatic: true}}, nil
}

// DNSNow lists what it was asked about.
func (c *Computer) DNSNow(_ context.Context, about []platform.DNSSetting) ([]platform.DNSSetting, error) {
	return about, nil
}

// SetDNS sets nothing.
func (c *Computer) SetDNS(context.Context, []platform.DNSSetting, platform.DNSGuard) error {
	return nil
}

// Notify shows nothing.
func (c *Computer) Notify(context.Context, string, string) error { return nil }

// AskToQuit asks nobody.
func (c *Computer) AskToQuit(context.Context, []string) error { return nil }

// Held tells what the programs of this computer hold: their memory.
func (c *Computer) Held(_ context.Context, list []platform.Process) (platform.Held, error) {
	var held platform.Held
	for _, p := range list {
		held.Memory += p.Memory
	}
	return held, nil
}

// Uptime is that of the report.
func (c *Computer) Uptime(context.Context) (platform.Uptime, error) {
	return platform.Uptime{For: c.info.Uptime, BootID: "rehearsal"}, nil
}

// RestartWay says that a restart would be possible, so that its words are seen.
func (c *Computer) RestartWay(context.Context) (platform.RestartWay, error) {
	return platform.RestartWay{Possible: true}, nil
}

// Restart restarts nothing.
func (c *Computer) Restart(context.Context, string) error { return nil }

// CancelRestart calls off nothing.
func (c *Computer) CancelRestart(context.Context) error { return platform.ErrRestartTooLate }

// LoginStart says that nothing is set.
func (c *Computer) LoginStart(context.Context) (string, bool, error) { return "", false, nil }

// SetLoginStart sets nothing.
func (c *Computer) SetLoginStart(context.Context) error { return nil }

// ClearLoginStart clears nothing.
func (c *Computer) ClearLoginStart(context.Context) error { return nil }
