package platform

import "context"

// notify hands the texts to a fixed script as arguments, so that nothing in them
// is ever taken for a part of it. macOS shows it under the name of its script
// editor, so this program's name goes above the rest.
func (s *System) notify(ctx context.Context, title, text string) error {
	_, err := s.run(ctx, "/usr/bin/osascript",
		"-e", "on run argv",
		"-e", "display notification (item 3 of argv) with title (item 1 of argv) subtitle (item 2 of argv)",
		"-e", "end run",
		"--", programName, title, text)
	return err
}
