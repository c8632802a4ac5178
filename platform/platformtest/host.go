// Package platformtest plays a computer for tests.
//
// What must not live here: anything that reaches the real one, and imports of
// the packages whose interfaces it satisfies (they assert that themselves).
package platformtest

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"fix502/platform"
)

// ErrUnexpected is what a question without a prepared answer returns.
var ErrUnexpected = errors.New("platformtest: unexpected call")

// Host answers from its fields, both the questions of the checks and the wishes
// of the wizard. A field left nil means that the test does not expect the call,
// which then returns ErrUnexpected, unless the field says otherwise. Safe from several goroutines as long as the
// fields are not changed meanwhile.
type Host struct {
	OnInterfaces    func(context.Context) ([]platform.Interface, error)
	OnDefaultRoutes func(context.Context) ([]platform.Route, error)
	OnResolvers     func(context.Context) ([]platform.Resolver, error)
	OnSearch        func(context.Context) (platform.Search, error) // nil means none: most tests have no search domains
	OnProxies       func(context.Context) ([]platform.Proxy, error)
	OnProxyFor      func(ctx context.Context, url string) (string, error)
	OnHostsFile     func(context.Context) (string, []platform.HostsEntry, error)
	OnProcesses     func(context.Context) ([]platform.Process, error)
	OnServices      func(context.Context) ([]platform.Service, error)
	OnPing          func(context.Context, netip.Addr) (time.Duration, error)
	OnInfo          func(context.Context) (platform.Info, error)

	OnBrowsers     func(context.Context) ([]platform.Browser, error)
	OnOpenURL      func(ctx context.Context, url string) error
	OnOpenIn       func(ctx context.Context, b platform.Browser, url string) error
	OnOpenWith     func(ctx context.Context, b platform.Browser, mode platform.BrowserMode, url string) error
	OnDropProfiles func(context.Context) error // nil means that there are none
	OnEndProcesses func(ctx context.Context, list []platform.Process, progress func(platform.EndProgress)) (platform.EndResult, error)
	OnLaunch       func(ctx context.Context, args []string) error
	OnFlushDNS     func(context.Context) (platform.FlushResult, error)
	OnDNSSettings  func(context.Context) ([]platform.DNSSetting, error)
	OnDNSNow       func(ctx context.Context, about []platform.DNSSetting) ([]platform.DNSSetting, error)
	OnSetDNS       func(ctx context.Context, want []platform.DNSSetting, guard platform.DNSGuard) error
	OnNotify       func(ctx context.Context, title, text string) error

	OnAskToQuit       func(ctx context.Context, args []string) error
	OnHeld            func(ctx context.Context, list []platform.Process) (platform.Held, error) // nil means nothing
	OnUptime          func(context.Context) (platform.Uptime, error)                            // nil means unknown
	OnRestartWay      func(context.Context) (platform.RestartWay, error)                        // nil means none
	OnRestart         func(ctx context.Context, reason string) error
	OnCancelRestart   func(context.Context) error
	OnLoginStart      func(context.Context) (string, bool, error) // nil means that nothing is set
	OnSetLoginStart   func(context.Context) error
	OnClearLoginStart func(context.Context) error

	Settings
}

// Healthy returns a computer without faults: one wired link, one router, one
// resolver at the given address, no proxy, a plain hosts file, no program of
// interest, and a router that answers within a millisecond. Fields may be
// replaced afterwards.
func Healthy(resolver netip.AddrPort) *Host {
	router := netip.MustParseAddr("192.0.2.1")
	return &Host{
		OnInterfaces: answer([]platform.Interface{{
			Name: "eth0", Index: 2, Kind: platform.KindEthernet, Up: true,
			Addrs: []netip.Prefix{netip.MustParsePrefix("192.0.2.10/24")},
		}}),
		OnDefaultRoutes: answer([]platform.Route{{Gateway: router, Interface: "eth0", Metric: 100}}),
		OnResolvers:     answer([]platform.Resolver{{Addr: resolver, Source: "resolv.conf"}}),
		OnSearch:        answer(platform.Search{Ndots: 1, Wait: 5 * time.Second}),
		OnProxies:       answer([]platform.Proxy(nil)),
		OnProxyFor:      func(context.Context, string) (string, error) { return "", nil },
		OnHostsFile: func(context.Context) (string, []platform.HostsEntry, error) {
			return "/etc/hosts", []platform.HostsEntry{{
				Addr: netip.MustParseAddr("127.0.0.1"), Names: []string{"localhost"}, Line: 1,
			}}, nil
		},
		OnProcesses: answer([]platform.Process(nil)),
		OnServices:  answer([]platform.Service(nil)),
		OnPing:      func(context.Context, netip.Addr) (time.Duration, error) { return time.Millisecond, nil },
		OnInfo: answer(platform.Info{
			OS: "linux", Version: "Debian 12", Arch: "amd64", Uptime: time.Hour,
			Hostname: "kitchen", User: "sam", FullName: "Sam Example", Home: "/home/sam",
		}),
	}
}

// answer makes a question that is always answered the same.
func answer[T any](v T) func(context.Context) (T, error) {
	return func(context.Context) (T, error) { return v, nil }
}

// ask puts a question that has no further arguments.
func ask[T any](ctx context.Context, on func(context.Context) (T, error)) (T, error) {
	if on == nil {
		var none T
		return none, ErrUnexpected
	}
	return on(ctx)
}

// Interfaces answers by OnInterfaces.
func (h *Host) Interfaces(ctx context.Context) ([]platform.Interface, error) {
	return ask(ctx, h.OnInterfaces)
}

// DefaultRoutes answers by OnDefaultRoutes.
func (h *Host) DefaultRoutes(ctx context.Context) ([]platform.Route, error) {
	return ask(ctx, h.OnDefaultRoutes)
}

// Resolvers answers by OnResolvers.
func (h *Host) Resolvers(ctx context.Context) ([]platform.Resolver, error) {
	return ask(ctx, h.OnResolvers)
}

// SearchDomains answers by OnSearch, and that there are none where it is nil.
func (h *Host) SearchDomains(ctx context.Context) (platform.Search, error) {
	if h.OnSearch == nil {
		return platform.Search{Ndots: 1}, nil
	}
	return h.OnSearch(ctx)
}

// Proxies answers by OnProxies.
func (h *Host) Proxies(ctx context.Context) ([]platform.Proxy, error) {
	return ask(ctx, h.OnProxies)
}

// ProxyFor answers by OnProxyFor.
func (h *Host) ProxyFor(ctx context.Context, url string) (string, error) {
	if h.OnProxyFor == nil {
		return "", ErrUnexpected
	}
	return h.OnProxyFor(ctx, url)
}

// HostsFile answers by OnHostsFile.
func (h *Host) HostsFile(ctx context.Context) (string, []platform.HostsEntry, error) {
	if h.OnHostsFile == nil {
		return "", nil, ErrUnexpected
	}
	return h.OnHostsFile(ctx)
}

// Processes answers by OnProcesses.
func (h *Host) Processes(ctx context.Context) ([]platform.Process, error) {
	return ask(ctx, h.OnProcesses)
}

// Services answers by OnServices.
func (h *Host) Services(ctx context.Context) ([]platform.Service, error) {
	return ask(ctx, h.OnServices)
}

// Ping answers by OnPing.
func (h *Host) Ping(ctx context.Context, addr netip.Addr) (time.Duration, error) {
	if h.OnPing == nil {
		return 0, ErrUnexpected
	}
	return h.OnPing(ctx, addr)
}

// Info answers by OnInfo.
func (h *Host) Info(ctx context.Context) (platform.Info, error) {
	return ask(ctx, h.OnInfo)
}

// Browsers answers by OnBrowsers.
func (h *Host) Browsers(ctx context.Context) ([]platform.Browser, error) {
	return ask(ctx, h.OnBrowsers)
}

// OpenURL answers by OnOpenURL.
func (h *Host) OpenURL(ctx context.Context, url string) error {
	if h.OnOpenURL == nil {
		return ErrUnexpected
	}
	return h.OnOpenURL(ctx, url)
}

// OpenIn answers by OnOpenIn.
func (h *Host) OpenIn(ctx context.Context, b platform.Browser, url string) error {
	if h.OnOpenIn == nil {
		return ErrUnexpected
	}
	return h.OnOpenIn(ctx, b, url)
}

// OpenWith answers by OnOpenWith.
func (h *Host) OpenWith(ctx context.Context, b platform.Browser, mode platform.BrowserMode, url string) error {
	if h.OnOpenWith == nil {
		return ErrUnexpected
	}
	return h.OnOpenWith(ctx, b, mode, url)
}

// DropProfiles answers by OnDropProfiles, and that there are none where it is nil.
func (h *Host) DropProfiles(ctx context.Context) error {
	if h.OnDropProfiles == nil {
		return nil
	}
	return h.OnDropProfiles(ctx)
}

// EndProcesses answers by OnEndProcesses.
func (h *Host) EndProcesses(ctx context.Context, list []platform.Process, progress func(platform.EndProgress)) (platform.EndResult, error) {
	if h.OnEndProcesses == nil {
		return platform.EndResult{}, ErrUnexpected
	}
	return h.OnEndProcesses(ctx, list, progress)
}

// Launch answers by OnLaunch.
func (h *Host) Launch(ctx context.Context, args []string) error {
	if h.OnLaunch == nil {
		return ErrUnexpected
	}
	return h.OnLaunch(ctx, args)
}

// FlushDNS answers by OnFlushDNS.
func (h *Host) FlushDNS(ctx context.Context) (platform.FlushResult, error) {
	return ask(ctx, h.OnFlushDNS)
}

// DNSSettings answers by OnDNSSettings.
func (h *Host) DNSSettings(ctx context.Context) ([]platform.DNSSetting, error) {
	return ask(ctx, h.OnDNSSettings)
}

// DNSNow answers by OnDNSNow.
func (h *Host) DNSNow(ctx context.Context, about []platform.DNSSetting) ([]platform.DNSSetting, error) {
	if h.OnDNSNow == nil {
		return nil, ErrUnexpected
	}
	return h.OnDNSNow(ctx, about)
}

// SetDNS answers by OnSetDNS.
func (h *Host) SetDNS(ctx context.Context, want []platform.DNSSetting, guard platform.DNSGuard) error {
	if h.OnSetDNS == nil {
		return ErrUnexpected
	}
	return h.OnSetDNS(ctx, want, guard)
}

// Notify answers by OnNotify.
func (h *Host) Notify(ctx context.Context, title, text string) error {
	if h.OnNotify == nil {
		return ErrUnexpected
	}
	return h.OnNotify(ctx, title, text)
}
