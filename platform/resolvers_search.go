package platform

import (
	"context"
	"fmt"

	"fix502/platform/parse"
)

// SearchDomains tells what programs put behind a name before they ask for it as
// it stands. Facts: resolv.conf(5) on Linux, `scutil --dns` on macOS, the registry
// on Windows. macOS and Windows put domains only behind names without a dot, or
// behind others when those have failed, so their Ndots is always 1.
func (s *System) SearchDomains(ctx context.Context) (Search, error) {
	search, err := s.searchDomains(ctx)
	if err != nil {
		return Search{Ndots: usualNdots}, fmt.Errorf("reading search domains: %w", err)
	}
	return search, nil
}

// usualNdots is what systems take where nothing else is set.
const usualNdots = 1

// macSearch takes the search domains of the resolvers for all names.
func (s *System) macSearch(ctx context.Context) (Search, error) {
	out, err := s.run(ctx, "/usr/sbin/scutil", "--dns")
	if err != nil {
		return Search{}, err
	}
	search := Search{Ndots: usualNdots}
	for _, d := range parse.ScutilDNS(out) {
		if !d.Scoped && !d.Multicast && d.Domain == "" {
			search.Domains = append(search.Domains, d.Search...)
		}
	}
	return search, nil
}
