package platform

import (
	"context"
	"fmt"
	"strings"
	"unicode"
)

const (
	// titleLimit bounds the title of a message, in characters.
	titleLimit = 100
	// textLimit bounds the text of a message box, in characters: a screenful.
	textLimit = 4000
)

// MessageBox shows a message in a box of the system, for when this program's own
// window is impossible, and returns when the user has closed it or ctx ends.
// Where the system has no such box the error is errors.ErrUnsupported.
func (s *System) MessageBox(ctx context.Context, title, text string) error {
	if err := s.messageBox(ctx, plain(title, titleLimit), plain(text, textLimit)); err != nil {
		return fmt.Errorf("showing a message: %w", err)
	}
	return nil
}

// plain leaves out what has no place in a message: control characters other than
// line ends, marks that turn the direction of writing, and what is too long.
func plain(text string, limit int) string {
	clean := strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return -1
	}, text)
	runes := []rune(strings.TrimSpace(clean))
	if len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return string(runes)
}
