package platform

import (
	"context"
	"errors"
	"io/fs"

	"fix502/platform/parse"
)

// searchDomains reads resolv.conf. Where the C library hands names to
// systemd-resolved by its own way, that puts domains only behind names without a
// dot, whatever the file says.
func (s *System) searchDomains(ctx context.Context) (Search, error) {
	data, err := readLimited(s.fs, resolvConf, settingsLimit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Search{}, err
	}
	read := parse.ResolvSearch(data)
	search := Search{Domains: read.Domains, Ndots: read.Ndots, Wait: read.Timeout}
	if search.Ndots > usualNdots && s.asksResolvedFirst() && s.resolvedRuns(ctx) {
		search.Ndots = usualNdots
	}
	return search, nil
}

// resolvedRuns tells whether systemd-resolved is there, without starting it.
func (s *System) resolvedRuns(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, upstreamLimit)
	defer cancel()
	conn, err := s.systemBus(ctx)
	if err != nil {
		return false
	}
	defer closeBus(conn)
	return busHasOwner(ctx, conn, resolvedName)
}
