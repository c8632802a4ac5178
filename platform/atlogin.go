package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ResumeFlag on the command line says that the system opened Fix502 at sign-in, to
// go on where it was before a restart.
const ResumeFlag = "--resume"

// ErrNoLoginStart says that this system lets Fix502 leave no wish to be opened at
// the next sign-in: a sandbox, or a path that is too long for it.
var ErrNoLoginStart = errors.New("no way to be opened at sign-in")

// LoginStart tells where the wish to be opened at the next sign-in lies, and
// whether it is there and Fix502's own. It is set by SetLoginStart.
func (s *System) LoginStart(ctx context.Context) (place string, set bool, err error) {
	place, set, err = s.loginStart(ctx)
	if err != nil {
		return place, false, fmt.Errorf("looking what is opened at sign-in: %w", err)
	}
	return place, set, nil
}

// SetLoginStart has the system open Fix502 at the next sign-in: by RunOnce on
// Windows, a LaunchAgent on macOS, an autostart entry on Linux. Those of macOS and
// Linux stay until they are cleared, which the start that they cause does.
func (s *System) SetLoginStart(ctx context.Context) error {
	own, err := s.ownProgram()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	if err := s.setLoginStart(ctx, []string{own, ResumeFlag}); err != nil {
		return fmt.Errorf("asking to be opened at sign-in: %w", err)
	}
	return nil
}

// ClearLoginStart takes that wish back. What is there under the same name and not
// Fix502's own stays.
func (s *System) ClearLoginStart(ctx context.Context) error {
	_, set, err := s.loginStart(ctx)
	if err != nil || !set {
		return err
	}
	if err := s.clearLoginStart(ctx); err != nil {
		return fmt.Errorf("asking no more to be opened at sign-in: %w", err)
	}
	return nil
}

// ownProgram is the file by which this program is started. An AppImage lies
// elsewhere than what it unpacks.
func (s *System) ownProgram() (string, error) {
	if image := s.env("APPIMAGE"); filepath.IsAbs(image) {
		if info, err := os.Stat(image); err == nil && info.Mode().IsRegular() {
			return image, nil
		}
	}
	return os.Executable()
}
