package platform

import (
	"context"
	"errors"
	"fmt"
)

// The exit codes of helper mode. They lie apart from those of pkexec (126, 127)
// and of the command line (0 to 4).
const (
	HelperDone     = 0
	HelperNothing  = 40 // there was nothing to do
	HelperRefused  = 41 // an unknown verb, or arguments not of its form
	HelperFailed   = 42
	HelperNoRights = 43 // started without rights
)

// HelperCommand is the command of the executable that performs one verb with rights.
const HelperCommand = "helper"

var (
	// ErrRightsDenied says that the user did not give the rights: an answer, no fault.
	ErrRightsDenied = errors.New("the rights were not given")
	// ErrNoWayToRights says that this system has no way to ask for them: no agent
	// runs, a sandbox, or an account without an administrator's password.
	ErrNoWayToRights = errors.New("no way to ask for rights")
	// ErrHelperNothing says that there was nothing to do.
	ErrHelperNothing = errors.New("nothing to do")
	errHelper        = errors.New("the helper could not do it")
)

// Elevate has one verb of helper mode done with rights: the system asks the user
// for them, and starts this same executable. It returns when that has ended.
func (s *System) Elevate(ctx context.Context, verb string, args ...string) error {
	code, err := s.elevate(ctx, append([]string{HelperCommand, verb}, args...))
	if err != nil {
		return fmt.Errorf("asking for rights: %w", err)
	}
	switch code {
	case HelperDone:
		return nil
	case HelperNothing:
		return ErrHelperNothing
	}
	return fmt.Errorf("%s with rights: exit %d: %w", verb, code, errHelper)
}
