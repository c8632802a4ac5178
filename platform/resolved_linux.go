package platform

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"github.com/godbus/dbus/v5"
)

const (
	resolvedName  = "org.freedesktop.resolve1"
	resolvedLinks = "org.freedesktop.resolve1.Link"
)

// errNotRunning says that a service of the system is not there to be asked.
var errNotRunning = errors.New("the service is not running")

// resolvedDNS is one entry of systemd-resolved's list of servers: a(iiay). Link
// 0 is the whole system.
type resolvedDNS struct {
	Link    int32
	Family  int32
	Address []byte
}

// resolvedDomain is one entry of its list of domains: a(isb).
type resolvedDomain struct {
	Link      int32
	Name      string
	RouteOnly bool
}

// resolvedOverBus asks systemd-resolved which servers it asks, without starting
// it. Facts: org.freedesktop.resolve1(5).
func (s *System) resolvedOverBus(ctx context.Context) ([]Resolver, error) {
	conn, err := s.systemBus(ctx)
	if err != nil {
		return nil, err
	}
	defer closeBus(conn)
	if !busHasOwner(ctx, conn, resolvedName) {
		return nil, errNotRunning
	}
	manager := conn.Object(resolvedName, "/org/freedesktop/resolve1")
	read := func(property string, out any) error {
		return busProperty(ctx, manager, resolvedName+".Manager", property, out)
	}
	var servers []resolvedDNS
	if err := read("DNS", &servers); err != nil {
		return nil, err
	}
	if len(servers) == 0 {
		if err := read("FallbackDNS", &servers); err != nil {
			return nil, err
		}
	}
	var domains []resolvedDomain
	if err := read("Domains", &domains); err != nil {
		return nil, err
	}
	r := resolvedReader{domains: domains, link: func(index int32, name string, out any) error {
		var path dbus.ObjectPath
		err := manager.CallWithContext(ctx, resolvedName+".Manager.GetLink", dbus.FlagNoAutoStart, index).Store(&path)
		if err != nil {
			return err
		}
		return busProperty(ctx, conn.Object(resolvedName, path), resolvedLinks, name, out)
	}}
	return r.resolvers(servers), nil
}

// resolvedReader turns the service's lists into resolvers.
type resolvedReader struct {
	domains []resolvedDomain
	link    func(index int32, property string, out any) error
}

func (r resolvedReader) resolvers(servers []resolvedDNS) []Resolver {
	var list []Resolver
	for _, s := range servers {
		addr, ok := netip.AddrFromSlice(s.Address)
		if !ok || addr.IsLoopback() {
			continue
		}
		base := Resolver{Source: "systemd-resolved", Upstream: true}
		if s.Link != 0 {
			base.Interface = linkName(int(s.Link))
			if addr.IsLinkLocalUnicast() && addr.Is6() {
				addr = addr.WithZone(base.Interface)
			}
		}
		base.Addr = netip.AddrPortFrom(addr, dnsPort)
		for _, domain := range r.onlyFor(s.Link) {
			base.Domain = domain
			list = append(list, base)
		}
	}
	return list
}

// onlyFor names the domains that the servers of a link are asked for, [""] for
// all names. A link that is no default route and has no domains is never asked.
func (r resolvedReader) onlyFor(link int32) []string {
	all := []string{""}
	if link == 0 {
		return all
	}
	isDefault := true // so it is taken to be where an old service does not say
	if err := r.link(link, "DefaultRoute", &isDefault); err != nil || isDefault {
		return all
	}
	var only []string
	for _, d := range r.domains {
		if d.Link != link {
			continue
		}
		name := strings.Trim(strings.ToLower(d.Name), ".")
		if name == "" { // "~." takes every name to this link
			return all
		}
		only = append(only, name)
	}
	return only
}

// linkName names an interface, "" where it is gone.
func linkName(index int) string {
	i, err := net.InterfaceByIndex(index)
	if err != nil {
		return ""
	}
	return i.Name
}
