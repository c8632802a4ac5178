package probe

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"fix502/checks"
)

// wave is a group of resolvers that are asked at the same moment.
type wave struct {
	from    string // what an address learnt from them is recorded as
	servers []server
}

// firstAnswer asks one wave after the other, each when those before have failed
// or been silent for bookHeadStart, and takes the first right answer from any.
func firstAnswer(ctx context.Context, t *checks.Task, name string, waves []wave) (entry, bool) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	var (
		answers = make(chan entry)
		asked   int // still without an answer
		next    = time.NewTimer(0)
	)
	defer next.Stop()
	for asked > 0 || len(waves) > 0 {
		select {
		case <-ctx.Done():
			return entry{}, false
		case got := <-answers:
			asked--
			if len(got.addrs) > 0 {
				return got, true
			}
			if asked == 0 {
				next.Reset(0)
			}
		case <-next.C:
			if len(waves) == 0 {
				continue
			}
			w := waves[0]
			waves = waves[1:]
			for _, sv := range w.servers {
				asked++
				wg.Go(func() { tell(ctx, answers, entry{addrs: lookup(ctx, t, sv, name), from: w.from}) })
			}
			wait := bookHeadStart
			if asked == 0 {
				wait = 0
			}
			next.Reset(wait)
		}
	}
	return entry{}, false
}

func tell(ctx context.Context, answers chan<- entry, e entry) {
	select {
	case answers <- e:
	case <-ctx.Done():
	}
}

func lookup(ctx context.Context, t *checks.Task, sv server, name string) []netip.Addr {
	addrs := parsed(askEither(ctx, t, sv, []string{name}, bookPatience).replies[0])
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return rank(a) - rank(b) })
	return addrs
}

// rank puts IPv4 first: it is there on more networks.
func rank(a netip.Addr) int {
	if a.Is4() {
		return 0
	}
	return 1
}

// shared remembers values by key and computes each once, for all who ask for it
// meanwhile too. The zero value is ready.
type shared[V any] struct {
	mu    sync.Mutex
	calls map[string]*call[V]
}

type call[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// get returns the value of a key. One who computes it and is stopped leaves the
// work to the next; other errors are remembered like values.
func (s *shared[V]) get(ctx context.Context, key string, compute func() (V, error)) (V, error) {
	for {
		c, mine := s.join(key)
		if mine {
			s.finish(ctx, key, c, compute)
			return c.value, c.err
		}
		select {
		case <-c.done:
		case <-ctx.Done():
			var none V
			return none, context.Cause(ctx)
		}
		if !errors.Is(c.err, errAbandoned) {
			return c.value, c.err
		}
	}
}

// errAbandoned marks a value whose computing was stopped.
var errAbandoned = errors.New("abandoned")

func (s *shared[V]) join(key string) (c *call[V], mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, known := s.calls[key]; known {
		return c, false
	}
	if s.calls == nil {
		s.calls = make(map[string]*call[V])
	}
	c = &call[V]{done: make(chan struct{}), err: errAbandoned} // stays so if compute panics
	s.calls[key] = c
	return c, true
}

func (s *shared[V]) finish(ctx context.Context, key string, c *call[V], compute func() (V, error)) {
	defer func() {
		if errors.Is(c.err, errAbandoned) {
			s.mu.Lock()
			delete(s.calls, key)
			s.mu.Unlock()
		}
		close(c.done)
	}()
	value, err := compute()
	if err != nil && ctx.Err() != nil {
		err = errors.Join(errAbandoned, context.Cause(ctx))
	}
	c.value, c.err = value, err
}
