package probe

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

// dnsNames lists the names that resolvers are asked for: every host of the
// target once, without literal addresses and names of this computer.
func dnsNames(hosts []catalog.Host) []string {
	names := []string{}
	for _, h := range hosts {
		name := canonical(h.Host)
		if _, literal := literalAddr(name); literal || isLocalhost(name) || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
	}
	return names
}

// requiredNames are those of dnsNames that the service cannot work without; all
// of them where it marks none.
func requiredNames(hosts []catalog.Host) []string {
	var required []catalog.Host
	for _, h := range hosts {
		if h.IsRequired() {
			required = append(required, h)
		}
	}
	if names := dnsNames(required); len(names) > 0 {
		return names
	}
	return dnsNames(hosts)
}

// askNames asks one resolver for several names side by side.
func askNames(ctx context.Context, t *checks.Task, sv server, names []string, patience time.Duration) []checks.ReplyFact {
	return sideBySide(names, func(name string) checks.ReplyFact { return ask(ctx, t, sv, name, patience) })
}

// sideBySide calls do for every item at the same time and waits for all.
func sideBySide[T, R any](items []T, do func(T) R) []R {
	results := make([]R, len(items))
	var wg sync.WaitGroup
	for i, item := range items {
		wg.Go(func() { results[i] = do(item) })
	}
	wg.Wait()
	return results
}

// medianOf is the median of a list, 0 for an empty one.
func medianOf(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// shortTime is a time as shown at the right of a line.
func shortTime(ms float64) string {
	switch {
	case ms < 1:
		return "under 1 ms"
	case ms < 1000:
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.1f s", math.Round(ms/100)/10)
}
