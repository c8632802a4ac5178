package platform

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// nscdLimit is how long the name service's socket may take to let us in.
const nscdLimit = time.Second

// reloadDNS is the flag by which NetworkManager starts its forwarder anew.
const reloadDNS = uint32(0x4)

// dnsCaches looks for the caches that Linux systems have, of which most have one
// or none.
func (s *System) dnsCaches(ctx context.Context) ([]DNSCache, error) {
	list := s.busCaches(ctx)
	// nscd listens at the first place, in older systems at the second.
	if isServing("/run/nscd/socket", "/var/run/nscd/socket") {
		list = append(list, DNSCache{Name: "nscd", Rights: true, flush: s.flushNSCD})
	}
	managed := slices.ContainsFunc(list, func(c DNSCache) bool { return c.Name == managedCache })
	if !managed {
		list = append(list, s.forwarderCaches(ctx)...)
	}
	return list, context.Cause(ctx)
}

// managedCache is the forwarder that NetworkManager starts.
const managedCache = "dnsmasq (NetworkManager)"

// busCaches are those that are asked over the bus. Neither is started by asking.
func (s *System) busCaches(ctx context.Context) []DNSCache {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	bus, err := s.systemBus(ctx)
	if err != nil {
		return nil
	}
	defer closeBus(bus)
	var list []DNSCache
	if busHasOwner(ctx, bus, resolvedName) {
		// For everybody: no rule of polkit is about it.
		list = append(list, DNSCache{Name: "systemd-resolved", flush: s.flushResolved})
	}
	if busHasOwner(ctx, bus, networkManagerName) {
		var mode string
		object := bus.Object(networkManagerName, "/org/freedesktop/NetworkManager/DnsManager")
		if busProperty(ctx, object, networkManagerName+".DnsManager", "Mode", &mode) == nil && mode == "dnsmasq" {
			list = append(list, DNSCache{Name: managedCache, Rights: true, flush: s.reloadManaged})
		}
	}
	return list
}

// callBus calls one method of a service that is running.
func (s *System) callBus(ctx context.Context, name string, path dbus.ObjectPath, method string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	bus, err := s.systemBus(ctx)
	if err != nil {
		return err
	}
	defer closeBus(bus)
	return bus.Object(name, path).CallWithContext(ctx, method, dbus.FlagNoAutoStart, args...).Err
}

func (s *System) flushResolved(ctx context.Context) error {
	return s.callBus(ctx, resolvedName, "/org/freedesktop/resolve1", resolvedName+".Manager.FlushCaches")
}

func (s *System) reloadManaged(ctx context.Context) error {
	return s.callBus(ctx, networkManagerName, "/org/freedesktop/NetworkManager", networkManagerName+".Reload", reloadDNS)
}

// isServing tells whether somebody listens at one of the sockets.
func isServing(sockets ...string) bool {
	return slices.ContainsFunc(sockets, func(socket string) bool {
		conn, err := net.DialTimeout("unix", socket, nscdLimit)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

func (s *System) flushNSCD(ctx context.Context) error {
	_, err := s.run(ctx, "nscd", "-i", "hosts")
	return err
}

// forwarder is a program that people run on their own computer to answer for names.
type forwarder struct {
	name  string // as people know it
	empty func(s *System, ctx context.Context, p Process) error
}

// forwarders are those known, by the name of their process (which the kernel cuts
// after 15 characters). Those without a way to be emptied have to be started anew.
func forwarders() map[string]forwarder {
	return map[string]forwarder{
		"dnsmasq":        {"dnsmasq", (*System).hangUp},
		"unbound":        {"Unbound", (*System).flushUnbound},
		"named":          {"BIND", (*System).flushBIND},
		"pihole-FTL":     {"Pi-hole", (*System).hangUp},
		"dnscrypt-proxy": {name: "dnscrypt-proxy"},
		"stubby":         {name: "Stubby"},
		"AdGuardHome":    {name: "AdGuard Home"},
		"pdnsd":          {name: "pdnsd"},
		"kresd":          {name: "Knot Resolver"},
		"coredns":        {name: "CoreDNS"},
	}
}

// forwarderCaches names the forwarder on this computer that programs are set to
// ask, if it is none of those above. A dnsmasq that serves virtual machines is
// not meant: nothing on this computer asks it.
func (s *System) forwarderCaches(ctx context.Context) []DNSCache {
	servers, err := s.listedServers()
	if err != nil {
		return nil
	}
	i := slices.IndexFunc(servers, func(r Resolver) bool {
		addr := r.Addr.Addr()
		return r.Source == "resolv.conf" && addr.IsLoopback() && !slices.Contains(resolvedStubs, addr)
	})
	if i < 0 {
		return nil
	}
	at := servers[i].Addr.Addr()
	processes, err := s.Processes(ctx)
	if err != nil {
		return []DNSCache{{Name: at.String(), ByHand: true}}
	}
	list := s.cachesAmong(processes, at)
	if len(list) == 0 {
		list = []DNSCache{{Name: at.String(), ByHand: true}}
	}
	return list
}

// cachesAmong lists the known forwarders among the processes, each once. Which one
// it is that answers at the address only a process with rights can see; see emptyAt.
func (s *System) cachesAmong(processes []Process, at netip.Addr) []DNSCache {
	var list []DNSCache
	for _, p := range processes {
		known, found := forwarders()[p.Name]
		if !found || slices.ContainsFunc(list, func(c DNSCache) bool { return c.Name == known.name }) {
			continue
		}
		c := DNSCache{Name: known.name, Rights: known.empty != nil, ByHand: known.empty == nil}
		c.flush = func(ctx context.Context) error { return s.emptyAt(ctx, processes, p.Name, known, at) }
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b DNSCache) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return list
}
