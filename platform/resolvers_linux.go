package platform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"time"

	"fix502/platform/parse"
)

// Where the system keeps what it knows of name servers.
const (
	resolvConf     = "etc/resolv.conf"
	nsswitchConf   = "etc/nsswitch.conf"
	resolvedServer = "run/systemd/resolve/resolv.conf" // systemd-resolved's real servers
)

// forwarderFiles hold the real servers behind a forwarder on this computer:
// NetworkManager's, and resolvconf's for dnsmasq.
var forwarderFiles = []string{
	"run/NetworkManager/no-stub-resolv.conf", "run/NetworkManager/resolv.conf", "run/dnsmasq/resolv.conf",
}

const (
	// maxNameservers is how many of the listed servers the C libraries ask (MAXNS).
	maxNameservers = 3
	// upstreamLimit is how long a forwarder may take to say whom it asks. It only
	// has to look into its memory.
	upstreamLimit = time.Second
	// settingsLimit bounds the small settings files read here, in bytes.
	settingsLimit = 1 << 20
)

// resolvedStubs are the addresses at which systemd-resolved answers.
var resolvedStubs = []netip.Addr{netip.MustParseAddr("127.0.0.53"), netip.MustParseAddr("127.0.0.54")}

func (s *System) resolvers(ctx context.Context) ([]Resolver, error) {
	listed, err := s.listedServers()
	if err != nil {
		return nil, err
	}
	var toResolved, toForwarder bool
	for i, r := range listed {
		listed[i].Stub = r.Addr.Addr().IsLoopback()
		isResolved := slices.Contains(resolvedStubs, r.Addr.Addr())
		toResolved = toResolved || isResolved
		toForwarder = toForwarder || listed[i].Stub && !isResolved
	}
	if toResolved || s.asksResolvedFirst() {
		ctx, cancel := context.WithTimeout(ctx, upstreamLimit)
		defer cancel()
		return append(listed, s.resolvedUpstreams(ctx, toResolved)...), nil
	}
	if toForwarder {
		ctx, cancel := context.WithTimeout(ctx, upstreamLimit)
		defer cancel()
		return append(listed, s.forwarderUpstreams(ctx)...), nil
	}
	return listed, nil
}

// listedServers reads resolv.conf. Where it lists none, or is not there, the C
// library asks this computer itself.
func (s *System) listedServers() ([]Resolver, error) {
	data, err := readLimited(s.fs, resolvConf, settingsLimit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	addrs := parse.ResolvConf(data)
	if len(addrs) == 0 {
		self := netip.AddrFrom4([4]byte{127, 0, 0, 1})
		return []Resolver{{Addr: netip.AddrPortFrom(self, dnsPort), Source: "resolv.conf (lists none)"}}, nil
	}
	var list []Resolver
	for _, a := range addrs[:min(len(addrs), maxNameservers)] {
		list = append(list, Resolver{Addr: netip.AddrPortFrom(a, dnsPort), Interface: a.Zone(), Source: "resolv.conf"})
	}
	return list, nil
}

// asksResolvedFirst tells whether the C library asks systemd-resolved by its own
// way ahead of the servers of resolv.conf.
func (s *System) asksResolvedFirst() bool {
	data, err := readLimited(s.fs, nsswitchConf, settingsLimit)
	if err != nil {
		return false
	}
	sources := parse.NSSwitchHosts(data)
	resolve, dns := slices.Index(sources, "resolve"), slices.Index(sources, "dns")
	return resolve >= 0 && (dns < 0 || resolve < dns)
}

// resolvedUpstreams learns the real servers from systemd-resolved, and from the
// file it writes where the bus is out of reach. The file may be a leftover, so
// it counts only if resolv.conf does send programs to systemd-resolved.
func (s *System) resolvedUpstreams(ctx context.Context, named bool) []Resolver {
	list, err := s.resolvedOverBus(ctx)
	if err == nil && len(list) > 0 || !named {
		return list
	}
	data, err := readLimited(s.fs, resolvedServer, settingsLimit)
	if err != nil {
		return nil
	}
	return upstreams(parse.ResolvConf(data), "systemd-resolved")
}

// forwarderUpstreams learns the real servers behind another forwarder.
func (s *System) forwarderUpstreams(ctx context.Context) []Resolver {
	if list, err := s.networkManagerOverBus(ctx); err == nil && len(list) > 0 {
		return list
	}
	for _, name := range forwarderFiles {
		data, err := readLimited(s.fs, name, settingsLimit)
		if err != nil {
			continue
		}
		if list := upstreams(parse.ResolvConf(data), fmt.Sprintf("/%s", name)); len(list) > 0 {
			return list
		}
	}
	return nil
}

// upstreams makes resolvers out of addresses learnt from behind a stub. A stub
// is not its own upstream.
func upstreams(addrs []netip.Addr, source string) []Resolver {
	var list []Resolver
	for _, a := range addrs {
		if !a.IsLoopback() {
			list = append(list, Resolver{Addr: netip.AddrPortFrom(a, dnsPort), Source: source, Upstream: true})
		}
	}
	return list
}
