package probe

import (
	"context"
	"slices"
	"sync"
	"time"

	"fix502/checks"
)

// spareStart is how long a resolver's first address is waited for before its
// second one is asked as well: longer than most take that have to look far.
const spareStart = 500 * time.Millisecond

// told is what one address of a resolver replied.
type told struct {
	way     server
	replies []checks.ReplyFact
}

// askEither asks a resolver at its first address and, where that is silent or out
// of reach, at its second one as well; the first that replies counts. Where neither
// does, it is what became of the first.
func askEither(ctx context.Context, t *checks.Task, sv server, names []string, patience time.Duration) told {
	if !sv.spare.IsValid() {
		return told{sv, askNames(ctx, t, sv, names, patience)}
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	second := sv
	second.addr = sv.spare
	answers := make(chan told, 2)
	start := func(way server) {
		wg.Go(func() { answers <- told{way, askNames(ctx, t, way, names, patience)} })
	}
	start(sv)
	begin := time.NewTimer(spareStart)
	defer begin.Stop()
	var first told
	for out, asked := 1, false; out > 0; {
		ask := false
		select {
		case <-begin.C:
			ask = !asked
		case got := <-answers:
			out--
			if got.speaks() {
				return got
			}
			if got.way.addr == sv.addr {
				first, ask = got, !asked && ctx.Err() == nil
			}
		}
		if ask {
			asked = true
			out++
			start(second)
		}
	}
	return first
}

// speaks tells that a reply of any kind came.
func (r told) speaks() bool {
	return slices.ContainsFunc(r.replies, func(reply checks.ReplyFact) bool { return reply.RCode != "" })
}
