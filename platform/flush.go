package platform

import (
	"context"
	"fmt"
)

// FlushDNS empties the address books (DNS caches) that the system keeps in
// memory, as far as that needs no special rights; it asks for none. Caches that
// are running but could not be emptied are named in Refused. The error tells
// that not even that could be found out.
//
// Not touched: the caches of browsers, of the router and of the provider.
func (s *System) FlushDNS(ctx context.Context) (FlushResult, error) {
	result, err := s.flushDNS(ctx)
	if err != nil {
		return result, fmt.Errorf("emptying the DNS cache: %w", err)
	}
	result.None = len(result.Flushed) == 0 && len(result.Refused) == 0
	return result, nil
}
