package platform

import (
	"context"
	"fmt"
	"time"
)

const (
	// notifyLimit is how long the system may take to accept a notification.
	notifyLimit = 5 * time.Second
	// noteLimit bounds the text of a notification, in characters; systems cut
	// longer ones at about this length.
	noteLimit = 300
	// programName is what notifications are shown under.
	programName = "Fix502"
)

// Notify shows a notification of the system, which goes away by itself. It
// returns once the system has accepted it. Where nothing shows notifications,
// the error says so.
func (s *System) Notify(ctx context.Context, title, text string) error {
	ctx, cancel := context.WithTimeout(ctx, notifyLimit)
	defer cancel()
	if err := s.notify(ctx, plain(title, titleLimit), plain(text, noteLimit)); err != nil {
		return fmt.Errorf("showing a notification: %w", err)
	}
	return nil
}
