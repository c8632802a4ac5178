package text

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks a text at blanks into lines of at most width characters. A word that
// is longer, an address say, has a line of its own: it must stay whole to be used.
func Wrap(s string, width int) []string {
	var lines []string
	line, length := "", 0
	for _, word := range strings.Fields(s) {
		n := utf8.RuneCountInString(word)
		switch {
		case line == "":
			line, length = word, n
		case length+1+n <= width:
			line, length = line+" "+word, length+1+n
		default:
			lines = append(lines, line)
			line, length = word, n
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
