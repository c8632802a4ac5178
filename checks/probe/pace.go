package probe

import (
	"context"
	"fmt"
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
	// patienceMore is what a further round trip adds at most: one by satellite takes
	// 600 ms.
	patienceMore = 700 * time.Millisecond
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

// patience is how long one round trip is waited for: a connection to open, the one
// answer to one packet.
func (p *pace) patience() time.Duration { return p.patienceFor(1) }

// patienceFor is how long several round trips of which each waits for the one before
// are waited for together (2 for a connection and a handshake, 3 with a question):
// a packet of one of them may be lost, not of each. How long a server thinks is not
// in it.
func (p *pace) patienceFor(trips int) time.Duration {
	slowest := p.slowestSeen()
	one, more := patienceUnknown, patienceMore
	if slowest > 0 {
		one, more = min(max(patienceLeast, time.Second+patienceFactor*slowest), patienceMost), patienceFactor*slowest
	}
	return one + time.Duration(max(trips, 1)-1)*min(more, patienceMore)
}

// within bounds a wait for so many round trips by patienceFor, as it turns out to be
// when the time comes: what others learn of this line meanwhile shortens or prolongs
// it. The cause of its end is errPatience; ask context.Cause, or use because.
func (p *pace) within(ctx context.Context, trips int) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancelCause(ctx)
	begun := time.Now()
	var look func()
	look = func() {
		if left := p.patienceFor(trips) - time.Since(begun); left > 0 {
			time.AfterFunc(left, look)
			return
		}
		end(errPatience) // harmless where nothing is waited for any more
	}
	first := time.AfterFunc(patienceLeast, look)
	return ctx, func() {
		first.Stop()
		end(nil)
	}
}

// errPatience ends a wait for round trips that have taken too long.
var errPatience = fmt.Errorf("no answer came: %w", context.DeadlineExceeded)

// heardNothing tells that nobody has taken a connection so far. Without a pace that
// is not known.
func (p *pace) heardNothing() bool { return p != nil && p.slowestSeen() == 0 }

func (p *pace) slowestSeen() time.Duration {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.slowest
}
