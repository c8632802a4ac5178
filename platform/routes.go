package platform

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
)

// DefaultRoutes lists the ways out of this computer, the preferred one first.
// The two halves 0.0.0.0/1 and 128.0.0.0/1 by which a VPN lays itself over the
// default route count as one. Facts: netlink on Linux, the routing table of
// sysctl on macOS, GetIpForwardTable2 on Windows.
func (s *System) DefaultRoutes(ctx context.Context) ([]Route, error) {
	table, err := s.routes(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing routes: %w", err)
	}
	return defaultRoutes(table), nil
}

// tableRoute is one line of a routing table, as far as it matters here.
type tableRoute struct {
	Route
	Dest      netip.Prefix
	Preferred bool // the system itself says that it would go this way
}

// The destinations that are a default route, or one half of it. OpenVPN covers
// IPv6 by 2000::/3, all the addresses that are given out.
var (
	wholeInternet = []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0"), netip.MustParsePrefix("2000::/3"),
	}
	firstHalves = map[netip.Prefix]netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/1"): netip.MustParsePrefix("128.0.0.0/1"),
		netip.MustParsePrefix("::/1"):      netip.MustParsePrefix("8000::/1"),
	}
)

// longestDefault is the length of the longest prefix among them, in bits.
const longestDefault = 3

// defaultRoutes picks the default routes out of a table, the preferred first: by
// the system's own word, then the more exact halves, then the lower metric.
func defaultRoutes(table []tableRoute) []Route {
	type choice struct {
		tableRoute
		half bool
	}
	var found []choice
	for _, r := range table {
		if slices.Contains(wholeInternet, r.Dest) {
			found = append(found, choice{tableRoute: r})
			continue
		}
		second, ok := firstHalves[r.Dest]
		if ok && slices.ContainsFunc(table, func(o tableRoute) bool {
			return o.Dest == second && o.Interface == r.Interface
		}) {
			found = append(found, choice{tableRoute: r, half: true})
		}
	}
	slices.SortStableFunc(found, func(a, b choice) int {
		return cmp.Or(yesFirst(a.Preferred, b.Preferred), yesFirst(a.half, b.half), cmp.Compare(a.Metric, b.Metric))
	})
	var list []Route
	for _, c := range found {
		if !slices.Contains(list, c.Route) {
			list = append(list, c.Route)
		}
	}
	return list
}

func yesFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
