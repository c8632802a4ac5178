package platform

import (
	"context"
	"errors"
	"fmt"
)

// VerbSetClock is the verb of helper mode that sets the clock by time servers.
const VerbSetClock = "set-clock"

// NetworkTime says whether this computer sets its clock by time servers by itself.
type NetworkTime struct {
	Known  bool // this system tells, and lets the user switch it
	On     bool
	Synced bool // and it has got the time from one
}

// ErrClockOn says that the clock is set by time servers already, so that there is
// nothing to switch on.
var ErrClockOn = errors.New("the clock is set by time servers already")

// NetworkTime asks the system. Where it cannot be asked, Known is false.
func (s *System) NetworkTime(ctx context.Context) (NetworkTime, error) {
	t, err := s.networkTime(ctx)
	if err != nil {
		return t, fmt.Errorf("asking how the clock is set: %w", err)
	}
	return t, nil
}

// SetClock has the system set its clock by time servers, with the user's consent.
// Where it does that by a switch, the switch stays on.
func (s *System) SetClock(ctx context.Context) error {
	if err := s.setClock(ctx); err != nil {
		return fmt.Errorf("setting the clock: %w", err)
	}
	return nil
}

// StopNetworkTime switches off what SetClock has switched on.
func (s *System) StopNetworkTime(ctx context.Context) error {
	if err := s.switchNetworkTime(ctx, false); err != nil {
		return fmt.Errorf("switching time servers off: %w", err)
	}
	return nil
}
