package platform

import "context"

// opener is macOS's own; it returns once the program that opens has taken over.
const opener = "/usr/bin/open"

// open hands an address or a full path to the desktop.
func (s *System) open(ctx context.Context, target string) error {
	_, err := s.run(ctx, opener, target)
	return err
}

// show opens the file's folder in the Finder with the file selected.
func (s *System) show(ctx context.Context, path string) error {
	_, err := s.run(ctx, opener, "-R", path)
	return err
}
