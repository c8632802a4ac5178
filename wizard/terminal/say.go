package terminal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"unicode"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

func (p Program) badTarget(err error) error {
	var bad *catalog.BadTarget
	if errors.As(err, &bad) {
		p.say(fmt.Sprintf("%q: %s", bad.Input, p.tr(bad.Code, nil)))
		return code(ExitUsage)
	}
	return p.misused("target.bad", nil)
}

// complain prints what is wrong with a catalogue: each error on a line of its own,
// with the place under it.
func (p Program) complain(err error) {
	var list catalog.Errors
	if !errors.As(err, &list) {
		p.say(p.tr("catalog.unreadable", checks.Args{"detail": err.Error()}))
		return
	}
	for _, problem := range list {
		p.say(problem.Error())
		if problem.Excerpt != "" {
			p.say(problem.Excerpt)
		}
	}
}

// misused says in one sentence why a command cannot be carried out.
func (p Program) misused(sentence string, args checks.Args) error {
	p.say(p.tr(sentence, args))
	return code(ExitUsage)
}

// internal reports what should never happen.
func (p Program) internal(err error) error {
	p.say(p.tr("terminal.internal", checks.Args{"detail": err.Error()}))
	return code(ExitInternal)
}

// unwritten reports that the result did not get to where it should.
func (p Program) unwritten(err error) error {
	sentence := "terminal.unwritten"
	if errors.Is(err, platform.DiskFull) {
		sentence = "terminal.unwritten.full"
	}
	p.say(p.tr(sentence, nil))
	return code(ExitInternal)
}

// say prints a line on standard error.
func (p Program) say(line string) {
	_, _ = io.WriteString(p.Err, printable(line)+"\n") // nowhere left to say that it did not work
}

// print prints a result on standard output.
func (p Program) print(text string) error {
	if _, err := io.WriteString(p.Out, printable(text)); err != nil {
		return p.unwritten(err)
	}
	return nil
}

// printJSON prints a result for programs.
func (p Program) printJSON(result any) error {
	enc := json.NewEncoder(p.Out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(result); err != nil {
		return p.unwritten(err)
	}
	return nil
}

// printable drops what could steer a terminal: names, pages and files come from
// strangers.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, text)
}

// columns is how wide the results are laid out.
func (p Program) columns() int {
	const usual, least, most = 80, 40, 120 // longer lines are tiring to read
	n := p.wide(p.Out)
	if n == 0 {
		return usual
	}
	return min(max(n, least), most)
}

func (p Program) wide(w io.Writer) int {
	if p.Columns == nil {
		return 0
	}
	return p.Columns(w)
}

// broken reports a mistake of this program itself. The window's process ends for
// good: what it leaves behind for support is made from that.
func (p Program) broken(what any) int {
	if p.Desk != nil && p.Desk.HoldsWindow() {
		panic(what)
	}
	p.say(p.tr("terminal.internal", checks.Args{"detail": fmt.Sprint(what)}))
	p.say(string(debug.Stack()))
	return ExitInternal
}
