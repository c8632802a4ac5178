package probe

import (
	"context"
	"net/netip"
	"slices"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

// link asks whether this computer is connected to anything at all.
func link(s Setup) checks.Check {
	return checks.Check{
		ID: checks.IDLink, Node: checks.NodeComputer,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			fact := checks.LinkFact{Interfaces: []checks.InterfaceFact{}}
			list, err := t.Host.Interfaces(ctx)
			anchors := s.Catalog.Reachability.Anchors
			sources, told := sourcesTowards(ctx, t, anchors)
			sources = plugged(list, sources)
			anywhere, _ := sourcesTowards(ctx, t, everywhere)
			for _, a := range append(plugged(list, anywhere), sources...) {
				fact.IPv4 = fact.IPv4 || a.Is4()
				fact.IPv6 = fact.IPv6 || a.Is6()
			}
			others, _ := sourcesTowards(ctx, t, resolverPlaces(s.Catalog.Resolvers))
			fact.Usable = len(sources)+len(plugged(list, others)) > 0
			for _, i := range list {
				fact.Interfaces = append(fact.Interfaces, interfaceFact(i))
				fact.Usable = fact.Usable || carries(i)
			}
			f := checks.Finding{State: checks.OK, Code: "link.ok", Data: fact, Err: err}
			switch {
			case fact.Usable:
				if kind := kindNames[carrier(list, sources).Kind]; kind != "" {
					f.Code, f.Args = "link.kind", checks.Args{"value": kind}
				}
			case !told && (err != nil || len(anchors) > 0):
				f.State, f.Code, f.Data = checks.Notice, "link.unknown", nil
			case len(anchors) == 0 && slices.ContainsFunc(list, isLoopback): // all that is asked for may be on this computer
				f.State, f.Code = checks.Notice, "link.unknown"
			default:
				f.State, f.Code = checks.Problem, "link.none"
			}
			return f
		},
	}
}

// everywhere are addresses at which nobody is (RFC 5737, RFC 4291), to learn whether
// there is a way to the internet of each family where the anchors are all of one.
var everywhere = []string{"192.0.2.1:443", "[2000::1]:443"}

// plugged leaves out the addresses of interfaces without a carrier: the routes of an
// unplugged cable stay where they are, and so the system goes on naming them.
func plugged(list []platform.Interface, sources []netip.Addr) []netip.Addr {
	return slices.DeleteFunc(slices.Clone(sources), func(source netip.Addr) bool {
		dead := false
		for _, i := range list {
			if slices.ContainsFunc(i.Addrs, func(p netip.Prefix) bool { return p.Addr().Unmap().WithZone("") == source }) {
				if i.Up {
					return false
				}
				dead = true
			}
		}
		return dead
	})
}

// kindNames are the short names of links, as people say them.
var kindNames = map[platform.InterfaceKind]string{
	platform.KindEthernet: "Ethernet",
	platform.KindWiFi:     "Wi-Fi",
	platform.KindVPN:      "VPN",
	platform.KindMobile:   "Mobile",
	platform.KindLoopback: "this computer",
}

func interfaceFact(i platform.Interface) checks.InterfaceFact {
	f := checks.InterfaceFact{Name: i.Name, Kind: string(i.Kind), Up: i.Up, Description: bounded(i.Description), Addrs: make([]string, 0, len(i.Addrs))}
	for _, p := range i.Addrs {
		f.Addrs = append(f.Addrs, p.String())
	}
	return f
}

// carries tells whether an interface could carry traffic to the outside: it is
// up with an address that is good for more than its own cable.
func carries(i platform.Interface) bool {
	if !i.Up || i.Kind == platform.KindLoopback {
		return false
	}
	for _, p := range i.Addrs {
		a := p.Addr().Unmap()
		if a.IsValid() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !a.IsUnspecified() && !a.IsMulticast() {
			return true
		}
	}
	return false
}

// carrier picks the interface that the first source address belongs to, else
// the first that could carry traffic.
func carrier(list []platform.Interface, sources []netip.Addr) platform.Interface {
	for _, source := range sources {
		for _, i := range list {
			for _, p := range i.Addrs {
				if i.Up && p.Addr().Unmap().WithZone("") == source {
					return i
				}
			}
		}
	}
	for _, i := range list {
		if carries(i) {
			return i
		}
	}
	return platform.Interface{}
}

func isLoopback(i platform.Interface) bool { return i.Up && i.Kind == platform.KindLoopback }

// resolverPlaces are the addresses of the catalogue's resolvers with their ports.
func resolverPlaces(list []catalog.Resolver) []string {
	var places []string
	for _, r := range list {
		for _, text := range r.Addresses {
			if place, ok := parseResolver(text); ok {
				places = append(places, place.String())
			}
		}
	}
	return places
}

// sourcesTowards returns the addresses from which this computer would send to
// the anchors. "Connecting" a UDP socket sends nothing: the system only looks
// for a way, and says so where there is none. A system that finds one but does
// not tell the address gives the unspecified one of that family. told is false
// where the system said nothing definite about any anchor.
func sourcesTowards(ctx context.Context, t *checks.Task, anchors []string) (found []netip.Addr, told bool) {
	for _, anchor := range anchors {
		conn, err := t.Dial(ctx, "udp", anchor)
		told = told || err == nil || checks.Explain(err) == checks.FailUnreachable
		if err != nil {
			continue
		}
		local, err := netip.ParseAddrPort(conn.LocalAddr().String())
		_ = conn.Close() // nothing was sent, so nothing can be lost
		if a := local.Addr().Unmap().WithZone(""); err == nil && a.IsValid() {
			found = append(found, a)
		}
	}
	return found, told
}
