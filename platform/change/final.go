package change

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Finisher is a change that keeps something for its way back, which can be dropped.
type Finisher interface {
	Change
	// Finish drops it: after it there is no way back.
	Finish(ctx context.Context) error
}

// KeepFor is how long what was put away is kept: by then the user knows whether
// anything is missing.
const KeepFor = 7 * 24 * time.Hour

// ErrNothingKept says that a change keeps nothing that could be dropped.
var ErrNothingKept = errors.New("keeps nothing")

// Finish makes one standing change final: what it keeps for its way back is dropped.
func (j *Journal) Finish(ctx context.Context, c Computer, id string) error {
	unlock, err := j.lock(ctx)
	if err != nil {
		return fmt.Errorf("making a change final: %w", err)
	}
	defer unlock()
	standing, err := j.Standing(ctx, c)
	if err != nil {
		return fmt.Errorf("making a change final: %w", err)
	}
	i := slices.IndexFunc(standing, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return fmt.Errorf("making a change final: %w", ErrNotStanding)
	}
	again, err := restore(standing[i], c)
	if err != nil {
		return fmt.Errorf("making a change final: %w", err)
	}
	f, keeps := again.(Finisher)
	if !keeps {
		return fmt.Errorf("making a change final: %w", ErrNothingKept)
	}
	err = f.Finish(ctx)
	return errors.Join(err, j.note(line{ID: id, Event: eventFinal, Outcome: outcomeOf(err), Detail: detail(err)}))
}

// Sweep makes final what was put away so long ago that nobody misses it.
func (j *Journal) Sweep(ctx context.Context, c Computer) error {
	standing, err := j.Standing(ctx, c)
	if err != nil {
		return fmt.Errorf("sweeping: %w", err)
	}
	var trouble error
	for _, e := range standing {
		if j.now().Sub(e.At) < KeepFor {
			continue
		}
		if err := j.Finish(ctx, c, e.ID); err != nil && !errors.Is(err, ErrNothingKept) && !errors.Is(err, ErrNotStanding) {
			trouble = errors.Join(trouble, err)
		}
	}
	return trouble
}
