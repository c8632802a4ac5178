package probe

import (
	"sync"
	"time"
)

// pace adapts limits to this line: it learns from the round trips that really
// happened how long one may take, so that silence is not waited for longer than
// it can mean anything. One for a plan; its methods are safe from any goroutine
// and work on nil.
type pace struct {
	mu      sync.Mutex
	slowest time.Duration // of the round trips seen, 0 for none yet
}

const (
	// patienceUnknown is what one round trip may take while none has been seen: a
	// lost SYN is sent again after one second, and its answer may be slow too.
	patienceUnknown = 2 * time.Second
	// patienceLeast lets one packet be lost on a quick line (sent again after a second).
	patienceLeast = 1300 * time.Millisecond
	// patienceMost is for lines by satellite, or worse.
	patienceMost = 2500 * time.Millisecond
	// patienceFactor allows for a round trip that is much slower than those seen.
	patienceFactor = 4
)

// saw records one round trip.
func (p *pace) saw(rtt time.Duration) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slowest = max(p.slowest, rtt)
}

// patience is how long one round trip is waited for.
func (p *pace) patience() time.Duration {
	if p == nil {
		return patienceUnknown
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slowest == 0 {
		return patienceUnknown
	}
	return min(max(patienceLeast, time.Second+patienceFactor*p.slowest), patienceMost)
}
