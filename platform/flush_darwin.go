package platform

import "context"

const (
	directoryCache = "macOS directory cache"
	responderCache = "mDNSResponder"
)

// flushDNS empties both caches of a Mac. The one that matters, mDNSResponder's,
// runs as a user of its own, so the signal to it needs an administrator.
func (s *System) flushDNS(ctx context.Context) (FlushResult, error) {
	var result FlushResult
	sort := func(name string, err error) {
		if err == nil {
			result.Flushed = append(result.Flushed, name)
		} else {
			result.Refused = append(result.Refused, name)
		}
	}
	_, err := s.run(ctx, "/usr/bin/dscacheutil", "-flushcache")
	sort(directoryCache, err)
	_, err = s.run(ctx, "/usr/bin/killall", "-HUP", responderCache)
	sort(responderCache, err)
	return result, context.Cause(ctx)
}
