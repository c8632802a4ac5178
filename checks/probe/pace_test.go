package probe

import (
	"sync"
	"testing"
	"time"
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
