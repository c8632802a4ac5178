package platform

import (
	"context"
	"fmt"
)

// AskToQuit runs the command by which this system asks an app to quit, such as
// osascript or flatpak, by argument list. It may take as long as apps have to quit
// after being asked. That it fails ends nothing: there are other ways to ask.
func (s *System) AskToQuit(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] == "" {
		return fmt.Errorf("asking to quit: %w", ErrNoProgram)
	}
	ctx, cancel := context.WithTimeout(ctx, quitPatience)
	defer cancel()
	if _, err := s.run(ctx, args[0], args[1:]...); err != nil {
		return fmt.Errorf("asking to quit: %w", err)
	}
	return nil
}
