package change

import (
	"context"
	"errors"
	"fmt"

	"fix502/platform"
)

// ResumeAtLoginKind is the wish to be opened at the next sign-in.
const ResumeAtLoginKind Kind = "resume-at-login"

// ResumeAtLogin has the system open Fix502 at the next sign-in, to go on after a
// restart. The start that it causes takes it back; so does the user, and Finish
// where nobody did for a week.
type ResumeAtLogin struct {
	computer Computer
}

// NewResumeAtLogin plans it.
func NewResumeAtLogin(c Computer) *ResumeAtLogin { return &ResumeAtLogin{computer: c} }

// restoreResumeAtLogin believes nothing of the entry: where the wish lies, and that
// it is Fix502's own, is known to the system's part.
func restoreResumeAtLogin(_ Entry, c Computer) (Change, error) { return NewResumeAtLogin(c), nil }

// Describe is part of Change.
func (r *ResumeAtLogin) Describe() Description {
	return Description{Kind: ResumeAtLoginKind, Code: "change.resume-at-login", Back: "change.resume-at-login.back"}
}

// Apply is part of Change.
func (r *ResumeAtLogin) Apply(ctx context.Context) error {
	err := r.computer.Machine.SetLoginStart(ctx)
	if errors.Is(err, platform.ErrNoLoginStart) {
		return errors.Join(ErrNothing, err)
	}
	return err
}

// Verify is part of Change.
func (r *ResumeAtLogin) Verify(ctx context.Context) (bool, error) {
	_, set, err := r.computer.Machine.LoginStart(ctx)
	if err != nil {
		return false, fmt.Errorf("looking what is opened at sign-in: %w", err)
	}
	return set, nil
}

// Undo is part of Change.
func (r *ResumeAtLogin) Undo(ctx context.Context) error {
	return r.computer.Machine.ClearLoginStart(ctx)
}

// Finish is part of Finisher: a wish that is a week old is nobody's any more.
func (r *ResumeAtLogin) Finish(ctx context.Context) error { return r.Undo(ctx) }

// ByHand says what to do where taking it back by itself does not work.
func (r *ResumeAtLogin) ByHand() (code string, words map[string]string) {
	return "change.resume-at-login.by-hand", nil
}
