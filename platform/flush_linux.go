package platform

import (
	"cmp"
	"context"
	"net"
	"os"
	"slices"
	"strings"
	"time"
)

// nscdLimit is how long the name service's socket may take to let us in.
const nscdLimit = time.Second

// localCaches are forwarders that people run on their own computer, by the name
// of their process (which the kernel cuts after 15 characters), with the name
// that people know. None lets an ordinary user empty it.
func localCaches() map[string]string {
	return map[string]string{
		"dnsmasq":        "dnsmasq",
		"unbound":        "Unbound",
		"named":          "BIND",
		"dnscrypt-proxy": "dnscrypt-proxy",
		"stubby":         "Stubby",
		"AdGuardHome":    "AdGuard Home",
		"pihole-FTL":     "Pi-hole",
		"pdnsd":          "pdnsd",
		"kresd":          "Knot Resolver",
		"coredns":        "CoreDNS",
	}
}

// flushDNS looks for the caches that Linux systems have, of which most have one
// or none.
func (s *System) flushDNS(ctx context.Context) (FlushResult, error) {
	var result FlushResult
	s.flushResolved(ctx, &result)
	// nscd listens at the first place, in older systems at the second.
	s.flushNSCD(ctx, []string{"/run/nscd/socket", "/var/run/nscd/socket"}, os.Geteuid() == 0, &result)
	s.findForwarder(ctx, &result)
	return result, context.Cause(ctx)
}

// flushResolved asks systemd-resolved, which does it for everybody.
func (s *System) flushResolved(ctx context.Context, result *FlushResult) {
	const name, label = resolvedName, "systemd-resolved"
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	bus, err := s.systemBus(ctx)
	if err != nil {
		return
	}
	defer closeBus(bus)
	if !busHasOwner(ctx, bus, name) {
		return
	}
	call := bus.Object(name, "/org/freedesktop/resolve1").CallWithContext(ctx, name+".Manager.FlushCaches", 0)
	if call.Err != nil {
		result.Refused = append(result.Refused, label)
		return
	}
	result.Flushed = append(result.Flushed, label)
}

// flushNSCD empties glibc's cache, which only root may.
func (s *System) flushNSCD(ctx context.Context, sockets []string, root bool, result *FlushResult) {
	const label = "nscd"
	running := slices.ContainsFunc(sockets, func(socket string) bool {
		conn, err := net.DialTimeout("unix", socket, nscdLimit)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	if !running {
		return
	}
	if root {
		if _, err := s.run(ctx, "nscd", "-i", "hosts"); err == nil {
			result.Flushed = append(result.Flushed, label)
			return
		}
	}
	result.Refused = append(result.Refused, label)
}

// findForwarder names the forwarder on this computer that programs are set to
// ask, if it is none of those above. A dnsmasq that serves virtual machines is
// not meant: nothing on this computer asks it.
func (s *System) findForwarder(ctx context.Context, result *FlushResult) {
	servers, err := s.listedServers()
	if err != nil {
		return
	}
	i := slices.IndexFunc(servers, func(r Resolver) bool {
		addr := r.Addr.Addr()
		return r.Source == "resolv.conf" && addr.IsLoopback() && !slices.Contains(resolvedStubs, addr)
	})
	if i < 0 {
		return
	}
	var names []string
	if processes, err := s.Processes(ctx); err == nil {
		names = forwarders(processes)
	}
	if len(names) == 0 {
		names = []string{servers[i].Addr.Addr().String()}
	}
	result.Refused = append(result.Refused, names...)
}

// forwarders names the known forwarders among the processes, each once.
func forwarders(processes []Process) []string {
	known := localCaches()
	var names []string
	for _, p := range processes {
		name := known[p.Name]
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return names
}
