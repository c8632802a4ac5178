package platform

import (
	"context"
	"os/exec"
)

// messageBox hands the texts to a fixed script as arguments, so that nothing in
// them is ever taken for a part of it.
func (s *System) messageBox(ctx context.Context, title, text string) error {
	// Not s.run: how long this takes is the user's affair.
	cmd := exec.CommandContext(ctx, "/usr/bin/osascript",
		"-e", "on run argv",
		"-e", "display alert (item 1 of argv) message (item 2 of argv)",
		"-e", "end run",
		"--", title, text)
	err := cmd.Run()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
