package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is one thing that is wrong in a catalogue file.
type Problem struct {
	File     string
	Line     int    // from 1; 0 where the file could not be read at all
	Column   int    // from 1, in characters
	Found    string // what is there
	Expected string // what belongs there
	Excerpt  string // the line with a caret under the column, "" where there is none
	Err      error  // why the file could not be read, nil for errors in what it says
}

// Error says where, what is there and what belongs there, in one line.
func (p Problem) Error() string {
	where := p.File
	if p.Line > 0 {
		where = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
	return fmt.Sprintf("%s: found %s, expected %s", where, p.Found, p.Expected)
}

// Unwrap returns why the file could not be read, for errors.Is.
func (p Problem) Unwrap() error { return p.Err }

// Errors is everything that is wrong, in the order of files and lines.
type Errors []Problem

// Error lists every problem, one a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems one by one, for errors.Is and errors.As.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, p := range e {
		all[i] = p
	}
	return all
}

// maxProblems bounds what a hostile file can make us write out.
const maxProblems = 1000

// inOrder sorts the problems of one file by place and says how many more there are.
func inOrder(list Errors, more int) Errors {
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if more == 0 {
		return list
	}
	rest := list[len(list)-1]
	rest.Found, rest.Expected = fmt.Sprintf("%d more problems", more), "these to be mended first"
	return append(list, rest)
}

// maxShown bounds a value quoted in a message, in characters.
const maxShown = 60

// quoted shows a value from a file in a message: bounded, and with nothing in it
// that could steer a terminal.
func quoted(value string) string { return `"` + tame(value, maxShown) + `"` }

// tame cuts a text to so many characters and replaces what does not print.
func tame(value string, limit int) string {
	var b strings.Builder
	for i, r := range value {
		if limit--; limit < 0 {
			return b.String() + "…"
		}
		switch {
		case r == utf8.RuneError, !unicode.IsPrint(r):
			b.WriteRune(visible(value[i:]))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// visible stands in for a character that does not print.
func visible(rest string) rune {
	if r, _ := utf8.DecodeRuneInString(rest); r == '\t' || r == '\u00a0' {
		return ' '
	}
	return '?'
}

// maxExcerpt is how much of a line is shown, in characters: about two terminal lines.
const maxExcerpt = 160

// excerpt shows a line with a caret under the column.
func excerpt(lines []string, line, column int) string {
	if line < 1 || line > len(lines) {
		return ""
	}
	text := []rune(lines[line-1])
	start := 0
	if column > maxExcerpt { // a long line is shown from shortly before the place
		start = min(column-maxExcerpt/2, len(text))
	}
	margin := fmt.Sprintf("%5d | ", line)
	shown := tame(string(text[start:]), maxExcerpt)
	caret := strings.Repeat(" ", max(column-1-start, 0))
	return margin + shown + "\n" + strings.Repeat(" ", len(margin)-2) + "| " + caret + "^"
}
