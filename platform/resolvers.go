package platform

import (
	"context"
	"fmt"
	"slices"
)

// dnsPort is where DNS servers listen unless the system says otherwise.
const dnsPort = 53

// Resolvers lists the DNS servers that this computer is set to ask, in order. A
// forwarder on this computer is followed by the servers that it asks, as far as
// they can be learnt. Facts: resolv.conf, systemd-resolved and NetworkManager on
// Linux, `scutil --dns` on macOS, GetAdaptersAddresses on Windows.
func (s *System) Resolvers(ctx context.Context) ([]Resolver, error) {
	list, err := s.resolvers(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing resolvers: %w", err)
	}
	var unique []Resolver
	for _, r := range list {
		if !slices.ContainsFunc(unique, r.sameAs) {
			unique = append(unique, r)
		}
	}
	return unique, nil
}

// sameAs tells whether both are one server asked for the same names, wherever it
// was found.
func (r Resolver) sameAs(o Resolver) bool {
	return r.Addr == o.Addr && r.Domain == o.Domain
}
