// Package parse reads what operating systems print and keep in files. Every
// function is pure, takes hostile input, and skips what it does not understand,
// as the systems themselves do.
//
// What must not live here: reaching the computer, build tags, and imports other
// than the standard library.
package parse

import (
	"bytes"
	"iter"
	"strings"
)

// utf8BOM is what Windows editors put in front of a text file.
var utf8BOM = []byte("\xef\xbb\xbf")

// lines yields each line with its number, counted from 1, without its ending
// (LF or CRLF) and without a byte order mark in front of the first one.
func lines(data []byte) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range bytes.Lines(bytes.TrimPrefix(data, utf8BOM)) {
			n++
			if !yield(n, strings.TrimRight(string(line), "\r\n")) {
				return
			}
		}
	}
}

// cutComment drops what follows the first of the given marks.
func cutComment(line, marks string) string {
	if i := strings.IndexAny(line, marks); i >= 0 {
		return line[:i]
	}
	return line
}
