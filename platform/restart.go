package platform

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// RestartGrace is how long Windows waits between being told to restart and doing
// so; CancelRestart works until then. The other systems restart at once.
const RestartGrace = time.Minute

// ErrRestartTooLate says that there is no restart to be called off.
var ErrRestartTooLate = errors.New("no restart to be called off")

// RestartWay says what restarting this computer takes.
type RestartWay struct {
	Possible bool          // false where the system offers Fix502 no way: it is done by hand
	Asks     bool          // the system asks for a password or a confirmation first
	Grace    time.Duration // time to call it off after it was asked for; 0 for none
	Others   bool          // other people are signed in as well, and would lose what they have open
}

// RestartWay asks the system whether it would let itself be restarted from here.
// Nothing happens.
func (s *System) RestartWay(ctx context.Context) (RestartWay, error) {
	way, err := s.restartWay(ctx)
	if err != nil {
		return RestartWay{}, fmt.Errorf("asking how to restart: %w", err)
	}
	return way, nil
}

// Restart restarts this computer as its own menu does: programs are asked to quit
// and may keep it. reason is shown by Windows meanwhile. ErrRightsDenied says that
// the user said no, ErrNoWayToRights that the system offers no way.
func (s *System) Restart(ctx context.Context, reason string) error {
	if err := s.restart(ctx, reason); err != nil {
		return fmt.Errorf("restarting: %w", err)
	}
	return nil
}

// CancelRestart calls off a restart that has not begun.
func (s *System) CancelRestart(ctx context.Context) error {
	if err := s.cancelRestart(ctx); err != nil {
		return fmt.Errorf("calling off the restart: %w", err)
	}
	return nil
}
