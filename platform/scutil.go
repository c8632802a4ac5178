package platform

import (
	"context"
	"net/netip"

	"fix502/platform/parse"
)

// macResolvers reads macOS's list of resolvers: those for all names first, then
// those for the domains of a VPN. The sections for single interfaces are only
// asked by programs that bind to one, so they are left out.
func (s *System) macResolvers(ctx context.Context) ([]Resolver, error) {
	out, err := s.run(ctx, "/usr/sbin/scutil", "--dns")
	if err != nil {
		return nil, err
	}
	var everyone, split []Resolver
	for _, d := range parse.ScutilDNS(out) {
		if d.Scoped || d.Multicast {
			continue
		}
		for _, r := range macServers(d) {
			if r.Domain == "" {
				everyone = append(everyone, r)
			} else {
				split = append(split, r)
			}
		}
	}
	return append(everyone, split...), nil
}

func macServers(d parse.DNSResolver) []Resolver {
	port := d.Port
	if port == 0 {
		port = dnsPort
	}
	var list []Resolver
	for _, a := range d.Servers {
		list = append(list, Resolver{
			Addr:      netip.AddrPortFrom(a, port),
			Interface: d.Interface,
			Source:    "scutil",
			Stub:      a.IsLoopback(),
			Domain:    d.Domain,
		})
	}
	return list
}
