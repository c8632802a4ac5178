package platform

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fix502/platform/parse"
)

// errNotListed says that Flatpak runs no app of that name, so that there is none to end.
var errNotListed = errors.New("flatpak lists no such app")

// AskToQuit runs the command by which this system asks an app to quit, such as
// osascript or flatpak, by argument list. It may take as long as apps have to quit
// after being asked. That it fails ends nothing: there are other ways to ask.
func (s *System) AskToQuit(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] == "" {
		return fmt.Errorf("asking to quit: %w", ErrNoProgram)
	}
	ctx, cancel := context.WithTimeout(ctx, QuitPatience)
	defer cancel()
	if args[0] == "flatpak" {
		out, err := s.run(ctx, "flatpak", "ps", "--columns=application")
		if err != nil {
			return fmt.Errorf("asking to quit: %w", err)
		}
		if !slices.Contains(parse.FlatpakApps(out), args[len(args)-1]) {
			return fmt.Errorf("asking to quit: %w", errNotListed)
		}
	}
	if _, err := s.run(ctx, args[0], args[1:]...); err != nil {
		return fmt.Errorf("asking to quit: %w", err)
	}
	return nil
}
