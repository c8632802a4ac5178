package platform

import (
	"context"
	"errors"
	"os/exec"
)

// messageBox uses what the desktop brought along: zenity with GNOME and its kin,
// kdialog with KDE, xmessage with bare X.
func (s *System) messageBox(ctx context.Context, title, text string) error {
	if s.env("DISPLAY") == "" && s.env("WAYLAND_DISPLAY") == "" {
		return errors.ErrUnsupported
	}
	for _, box := range messageBoxes(title, text) {
		if _, err := exec.LookPath(box[0]); err != nil {
			continue
		}
		// Not s.run: how long this takes is the user's affair.
		err := exec.CommandContext(ctx, box[0], box[1:]...).Run()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		// Closing the box by its corner, or by Escape, is 1 to these programs.
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 {
			return nil
		}
		return err
	}
	return errors.ErrUnsupported
}

// messageBoxes are the programs in order of preference, as argument lists. The
// text never begins an argument that could be taken for an option.
func messageBoxes(title, text string) [][]string {
	return [][]string{
		{"zenity", "--info", "--no-markup", "--title=" + title, "--text=" + text},
		{"kdialog", "--title=" + title, "--msgbox", "\n" + text},
		{"xmessage", "-center", "-title", " " + title, "\n" + text},
	}
}
