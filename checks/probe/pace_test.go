package probe

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fix502/checks"
)

func TestPatience(t *testing.T) {
	for name, tt := range map[string]struct {
		seen  []time.Duration
		trips int
		want  time.Duration
	}{
		"nothing is known":              {nil, 1, patienceUnknown},
		"nothing is known, three trips": {nil, 3, patienceUnknown + 2*patienceMore},
		"a quick line":                  {[]time.Duration{time.Millisecond}, 1, patienceLeast},
		"a quick line, three trips":     {[]time.Duration{10 * time.Millisecond}, 3, patienceLeast + 80*time.Millisecond},
		"the slowest counts":            {[]time.Duration{200 * time.Millisecond, time.Millisecond}, 1, 1800 * time.Millisecond},
		"a line by satellite":           {[]time.Duration{600 * time.Millisecond}, 2, patienceMost + patienceMore},
		"a line from another world":     {[]time.Duration{time.Minute}, 1, patienceMost},
		"less than one trip":            {nil, 0, patienceUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			p := &pace{}
			for _, rtt := range tt.seen {
				p.saw(rtt)
			}
			if got := p.patienceFor(tt.trips); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// A wait ends as what has become known by then wants it.
func TestPatienceAdaptsWhileWaiting(t *testing.T) {
	for name, tt := range map[string]struct {
		learns time.Duration // what is learned after half a second; 0 for nothing
		trips  int
		want   time.Duration
	}{
		"nothing":            {0, 1, patienceUnknown},
		"a quick line":       {time.Millisecond, 1, patienceLeast},
		"a slow line":        {600 * time.Millisecond, 1, patienceMost},
		"nothing, two trips": {0, 2, patienceUnknown + patienceMore},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &pace{}
				if tt.learns > 0 {
					time.AfterFunc(500*time.Millisecond, func() { p.saw(tt.learns) })
				}
				begun := time.Now()
				ctx, cancel := p.within(t.Context(), tt.trips)
				defer cancel()
				<-ctx.Done()
				if took := time.Since(begun); took != tt.want {
					t.Errorf("ended after %v, want %v", took, tt.want)
				}
				if got := checks.Explain(because(ctx, ctx.Err())); got != checks.FailTimeout {
					t.Errorf("ended by %s", got)
				}
			})
		})
	}
}

// A wait that is given up, or whose run is stopped, ends by that.
func TestPatienceEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent, stop := context.WithCancel(t.Context())
		var none *pace
		ctx, cancel := none.within(parent, 1)
		defer cancel()
		stop()
		<-ctx.Done()
		time.Sleep(time.Minute)
		if got := checks.Explain(because(ctx, ctx.Err())); got != checks.FailCancelled {
			t.Errorf("ended by %s", got)
		}
	})
}

// Checks learn from and ask the same pace side by side, and tests have none.
func TestPaceIsShared(t *testing.T) {
	var none *pace
	none.saw(time.Second)
	if got := none.patience(); got != patienceUnknown {
		t.Errorf("without one: %v", got)
	}
	p := &pace{}
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			p.saw(time.Duration(i) * time.Millisecond)
			p.patience()
		})
	}
	wg.Wait()
	if got, want := p.patience(), patienceLeast; got != want { // 1 s and four times 49 ms is less
		t.Errorf("got %v, want %v", got, want)
	}
}
