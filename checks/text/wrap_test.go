package text_test

import (
	"strings"
	"testing"

	"fix502/checks/text"
)

func TestWrap(t *testing.T) {
	for _, row := range []struct {
		in    string
		width int
		want  string
	}{
		{"", 5, ""},
		{"  a  b  ", 5, "a b"},
		{"aa bb cc", 5, "aa bb|cc"},
		{"aaaaaaaa b", 5, "aaaaaaaa|b"},
		{"äöü ßéè", 7, "äöü ßéè"},
		{"a\nb", 5, "a b"},
	} {
		if got := strings.Join(text.Wrap(row.in, row.width), "|"); got != row.want {
			t.Errorf("%q: %q, want %q", row.in, got, row.want)
		}
	}
}
