package platform

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// VerbFlushDNS is the verb of helper mode that empties the DNS caches of this
// computer. It has no arguments: what is running is found there.
const VerbFlushDNS = "flush-dns"

// DNSCache is a program or service on this computer that keeps DNS answers.
type DNSCache struct {
	Name   string // as people know it
	Rights bool   // emptying it needs rights
	ByHand bool   // nothing empties it but starting it anew, which is left to people

	flush func(ctx context.Context) error
}

// DNSCaches lists the caches that are running. Not listed are those of browsers,
// of the router and of the provider.
func (s *System) DNSCaches(ctx context.Context) ([]DNSCache, error) {
	list, err := s.dnsCaches(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking for DNS caches: %w", err)
	}
	return list, nil
}

// FlushDNS empties the address books (DNS caches) that the system keeps in
// memory, as far as this process has the rights; it asks for none. Caches that
// are running but could not be emptied are named in Refused. The error tells
// that not even that could be found out.
func (s *System) FlushDNS(ctx context.Context) (FlushResult, error) {
	list, err := s.DNSCaches(ctx)
	if err != nil {
		return FlushResult{}, fmt.Errorf("emptying the DNS cache: %w", err)
	}
	result := FlushResult{None: len(list) == 0}
	for _, c := range list {
		switch {
		case c.ByHand:
			result.ByHand = append(result.ByHand, c.Name)
		case c.Rights && !s.Elevated(), c.flush(ctx) != nil:
			result.Refused = append(result.Refused, c.Name)
		default:
			result.Flushed = append(result.Flushed, c.Name)
		}
		Point(ctx, "after "+c.Name)
	}
	return result, context.Cause(ctx)
}

// FlushDNSWithRights does the same, and has the caches that need rights emptied by
// a process that has them, after the system has asked the user.
func (s *System) FlushDNSWithRights(ctx context.Context) (FlushResult, error) {
	result, err := s.FlushDNS(ctx)
	if err != nil || len(result.Refused) == 0 {
		return result, err
	}
	if err := s.Elevate(ctx, VerbFlushDNS); err != nil {
		return result, fmt.Errorf("emptying the DNS cache: %w", err)
	}
	result.Flushed, result.Refused = append(result.Flushed, result.Refused...), nil
	return result, nil
}

// errRefused says that a cache could not be emptied even with rights.
var errRefused = errors.New("a cache could not be emptied")

// EmptyCaches is what the verb does, in the process with rights.
func (s *System) EmptyCaches(ctx context.Context) error {
	result, err := s.FlushDNS(ctx)
	switch {
	case err != nil:
		return err
	case len(result.Refused) > 0:
		return fmt.Errorf("%s: %w", strings.Join(result.Refused, ", "), errRefused)
	case len(result.Flushed) == 0:
		return ErrHelperNothing
	}
	return nil
}
