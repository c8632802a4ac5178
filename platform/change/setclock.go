package change

import (
	"context"
	"errors"

	"fix502/platform"
)

// SetClockKind is the setting of the clock by time servers.
const SetClockKind Kind = "set-clock"

// SetClock has the system set its clock by time servers. A wrong time is not put
// back; a switch that was thrown for it is.
type SetClock struct {
	Switched bool // time servers were off, and are switched on for good

	computer Computer
}

type setClockArgs struct {
	Switched bool `json:"switched"`
}

// NewSetClock plans it. before is how the clock was set until now.
func NewSetClock(c Computer, before platform.NetworkTime) *SetClock {
	return &SetClock{Switched: before.Known && !before.On, computer: c}
}

func restoreSetClock(e Entry, c Computer) (Change, error) {
	var a setClockArgs
	if err := decode(e, &a); err != nil {
		return nil, err
	}
	return &SetClock{Switched: a.Switched, computer: c}, nil
}

// Describe is part of Change.
func (s *SetClock) Describe() Description {
	d := Description{Kind: SetClockKind, Code: "change.set-clock", Args: setClockArgs{s.Switched}}
	if s.Switched {
		d.Back = "change.set-clock.back"
	}
	return d
}

// Apply is part of Change.
func (s *SetClock) Apply(ctx context.Context) error {
	err := s.computer.Machine.SetClock(ctx)
	if errors.Is(err, platform.ErrClockOn) {
		return errors.Join(ErrNothing, err)
	}
	return nothing(err)
}

// Verify is part of Change.
func (s *SetClock) Verify(ctx context.Context) (bool, error) {
	if !s.Switched {
		return false, nil
	}
	now, err := s.computer.Machine.NetworkTime(ctx)
	return now.On, err
}

// Undo is part of Change.
func (s *SetClock) Undo(ctx context.Context) error {
	if !s.Switched {
		return ErrNoWayBack
	}
	return s.computer.Machine.StopNetworkTime(ctx)
}

// ByHand says what to do where taking it back by itself does not work.
func (s *SetClock) ByHand() (code string, words map[string]string) {
	return "change.set-clock.by-hand", nil
}
