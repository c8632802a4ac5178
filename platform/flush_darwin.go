package platform

import "context"

const (
	directoryCache = "macOS directory cache"
	responderCache = "mDNSResponder"
)

// dnsCaches are the two of a Mac. The one that matters, mDNSResponder's, runs as a
// user of its own, so the signal to it needs an administrator.
func (s *System) dnsCaches(context.Context) ([]DNSCache, error) {
	run := func(name string, args ...string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := s.run(ctx, name, args...)
			return err
		}
	}
	return []DNSCache{
		{Name: directoryCache, flush: run("/usr/bin/dscacheutil", "-flushcache")},
		{Name: responderCache, Rights: true, flush: run("/usr/bin/killall", "-HUP", responderCache)},
	}, nil
}
