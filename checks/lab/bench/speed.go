package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// allowance is what a run may take beyond its longest chain of answers.
const allowance = 150 * time.Millisecond

// line is what was measured at one round trip.
type line struct {
	trip               time.Duration
	chain              int    // round trips of the longest chain of answers
	ends               string // the check that it ends with
	last               report
	run, all           time.Duration
	first              time.Duration
	memory             int64
	connect, curl, dig time.Duration
}

// speed measures the program where everything answers.
func speed(ctx context.Context, w *world, runs int) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "Where everything answers, from the start of the program to its end, by the delay of one round trip (medians of %d runs):\n\n", runs)
	b.WriteString("| round trip | longest chain of answers | Fix502 | beyond the chain | Fix502 : chain | curl, the target once | Fix502 : curl | dig, the same resolvers | Fix502 : dig | first line | memory |\n" +
		"|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, trip := range trips {
		l, err := w.measure(ctx, trip, runs)
		if err != nil {
			return "", err
		}
		chain := time.Duration(l.chain) * l.trip
		fmt.Fprintf(&b, "| %s | %s (%d round trips) | %s | %s | %.2f | %s | %.2f | %s | %.2f | %s | %.0f MB |\n",
			ms(trip), ms(chain), l.chain, ms(l.all), ms(l.all-chain), ratio(l.all, chain), ms(l.curl), ratio(l.all, l.curl), ms(l.dig), ratio(l.all, l.dig),
			ms(l.first), float64(l.memory)/1024)
		fmt.Printf("At %s (curl's connection took %s) the longest chain ends with %s. The checks themselves took %s, %s more than the chain; %s more are allowed.\n%s\n",
			ms(trip), ms(l.connect), l.ends, ms(l.run), ms(l.run-chain), ms(allowance), l.last.timeline())
	}
	return b.String(), nil
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

func (w *world) measure(ctx context.Context, trip time.Duration, runs int) (line, error) {
	w.cable.RoundTrip(trip)
	defer w.cable.RoundTrip(0)
	l := line{trip: trip}
	var err error
	if l.connect, l.curl, err = w.curl(ctx, runs); err != nil {
		return l, err
	}
	if l.dig, err = median(runs, func() (time.Duration, error) { return w.dig(ctx) }); err != nil {
		return l, err
	}
	var run, all, first []time.Duration
	var memory []int64
	for range runs {
		t, r, err := w.check(ctx, nil, w.catalogue)
		if err != nil {
			return l, err
		}
		if r.Verdict.Code != "healthy" {
			return l, fmt.Errorf("measuring where everything answers: the verdict is %s: %s", r.Verdict.Code, t.out)
		}
		l.chain, l.ends = longestChain(r)
		l.last = r
		run, all, first, memory = append(run, time.Duration(r.Duration*float64(time.Millisecond))), append(all, t.wall), append(first, t.first), append(memory, t.memory)
	}
	l.run, l.all, l.first, l.memory = middle(run), middle(all), middle(first), middle(memory)
	return l, nil
}

// curl fetches the target once, as somebody would by hand, its name looked up anew.
func (w *world) curl(ctx context.Context, runs int) (connect, all time.Duration, err error) {
	all, err = median(runs, func() (time.Duration, error) {
		t, err := w.perform(ctx, nil, "curl", "-sS", "--http2", "-o", "/dev/null", "-w", "%{time_namelookup} %{time_connect} %{http_code}", "https://app.bench.test/api")
		if err != nil {
			return 0, err
		}
		var named, connected float64
		var status int
		if _, err := fmt.Sscan(string(t.out), &named, &connected, &status); err != nil || status != 200 {
			return 0, fmt.Errorf("fetching the target with curl: %q, %w", t.out, err)
		}
		connect = time.Duration((connected - named) * float64(time.Second))
		return t.wall, nil
	})
	return connect, all, err
}

// dig asks the resolvers that the program asks, in the same ways, for the addresses of
// the target's first name: one after the other, which is what dig does.
func (w *world) dig(ctx context.Context) (time.Duration, error) {
	args := []string{"+noall", "+answer", "+tries=1"}
	ask := func(address, way string) {
		for _, kind := range []string{"A", "AAAA"} {
			args = append(args, "@"+address, "app.bench.test", kind)
			if way != "" {
				args = append(args, way)
			}
		}
	}
	ask(addrConfigured, "")
	for _, address := range alternates {
		for _, way := range []string{"", "+tcp", "+tls", "+https"} {
			ask(address, way)
		}
	}
	t, err := w.perform(ctx, nil, "dig", args...)
	if err != nil {
		return 0, err
	}
	if got, want := strings.Count(string(t.out), addrTarget), 1+4*len(alternates); got != want {
		return 0, fmt.Errorf("asking resolvers with dig: %d answers of %d: %s", got, want, t.out)
	}
	return t.wall, nil
}
