package platform

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// lookUpLimit is how long a name may take: systems ask three times, 5 s each, and
// nobody waits longer for a page.
const lookUpLimit = 10 * time.Second

// LookUp finds the addresses of a name as the programs on this computer do: by the
// hosts file, the system's caches and the configured resolvers. They come sorted,
// each once.
func (s *System) LookUp(ctx context.Context, name string) ([]netip.Addr, error) {
	ctx, cancel := context.WithTimeout(ctx, lookUpLimit)
	defer cancel()
	list, err := s.lookUp(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("looking up %s: %w", name, err)
	}
	for i := range list {
		list[i] = list[i].Unmap()
	}
	slices.SortFunc(list, netip.Addr.Compare)
	return slices.Compact(list), nil
}
