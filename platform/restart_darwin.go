package platform

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
)

func (s *System) restartWay(context.Context) (RestartWay, error) {
	return RestartWay{Possible: true, Asks: true}, nil
}

// notPermitted is the number of AppleScript's error where the user does not let
// Fix502 steer System Events.
const notPermitted = "-1743"

// restart asks System Events, which asks each app to save, as the Apple menu does.
func (s *System) restart(ctx context.Context, _ string) error {
	_, err := s.run(ctx, "/usr/bin/osascript", "-e", `tell application "System Events" to restart`)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit) && bytes.Contains([]byte(err.Error()), []byte(userCancelled)),
		errors.As(err, &exit) && bytes.Contains([]byte(err.Error()), []byte(notPermitted)):
		return errors.Join(ErrRightsDenied, err)
	}
	return errors.Join(ErrNoWayToRights, err)
}

func (s *System) cancelRestart(context.Context) error { return ErrRestartTooLate }
