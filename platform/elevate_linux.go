package platform

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"time"
)

// elevateLimit is how long the user may take to type a password, and the verb to
// be done.
const elevateLimit = 3 * time.Minute

// The exit codes of pkexec itself, pkexec(1).
const (
	pkexecDismissed  = 126 // the user closed the dialog
	pkexecForbidden  = 127 // not authorised, or nobody there to ask
	sandboxOfFlatpak = "/.flatpak-info"
)

// notAuthorized is what pkexec complains of where the user was asked and the answer
// was wrong; where nobody was there to ask it complains of that.
const notAuthorized = "Not authorized"

func (s *System) elevate(ctx context.Context, args []string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, elevateLimit)
	defer cancel()
	own, err := os.Executable()
	if err != nil {
		return 0, err
	}
	line := append([]string{own}, args...)
	if !s.Elevated() {
		if _, err := os.Stat(sandboxOfFlatpak); err == nil || s.env("SNAP") != "" {
			return 0, ErrNoWayToRights
		}
		line = append([]string{"pkexec", "--disable-internal-agent"}, line...)
	}
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.WaitDelay = runGrace
	cmd.Env = append(os.Environ(), "LC_ALL=C") // pkexec's complaint is looked at
	var complaint limitedBuffer
	complaint.left = complaintLimit
	cmd.Stderr = &complaint
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return 0, context.Cause(ctx)
	case errors.Is(err, exec.ErrNotFound):
		return 0, errors.Join(ErrNoWayToRights, err)
	case errors.As(err, &exit):
		return exit.ExitCode(), pkexecSays(exit.ExitCode(), complaint.kept.String())
	}
	return 0, err
}

// pkexecSays is the error of an exit code that is pkexec's own.
func pkexecSays(code int, complaint string) error {
	switch {
	case code == pkexecDismissed, code == pkexecForbidden && strings.Contains(complaint, notAuthorized):
		return ErrRightsDenied
	case code == pkexecForbidden:
		return ErrNoWayToRights
	}
	return nil
}
