package probe

import (
	"context"

	"fix502/checks"
	"fix502/platform"
)

// programs is the list of running programs, which this computer is asked for once
// a plan: with many of them that takes a while. Its methods are safe from any
// goroutine and work on nil, where everybody asks for himself.
type programs struct {
	turn  chan struct{} // holds one while somebody asks
	known bool
	all   []platform.Process
}

func newPrograms() *programs { return &programs{turn: make(chan struct{}, 1)} }

// list asks, or waits for whoever is asking. An answer is remembered, an error is
// not: it may only be that the first one had no more time.
func (p *programs) list(ctx context.Context, t *checks.Task) ([]platform.Process, error) {
	if p == nil {
		return t.Host.Processes(ctx)
	}
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-p.turn }()
	if p.known {
		return p.all, nil
	}
	all, err := t.Host.Processes(ctx)
	if err == nil {
		p.known, p.all = true, all
	}
	return all, err
}
