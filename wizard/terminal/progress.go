package terminal

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"fix502/checks"
	"fix502/wizard"
)

// progress shows how far a run is, on one line that is written again and again,
// where standard error is a terminal. It uses nothing but carriage returns, which
// every console knows.
type progress struct {
	p         Program
	f         *wizard.Flow
	done, all int // all is 0 where it is not known
	width     int // of the terminal, 0 where there is none
	shown     int // characters that stand on the line
}

func (p Program) progress(f *wizard.Flow, all int) *progress {
	return &progress{p: p, f: f, all: all, width: p.wide(p.Err)}
}

// show takes one event of the run.
func (g *progress) show(ev checks.Event) {
	if ev.Finding != nil {
		g.done++
	}
	if g.width == 0 {
		return
	}
	args := checks.Args{"done": fmt.Sprint(g.done), "all": fmt.Sprint(g.all)}
	line := ""
	if ev.Note != "" {
		line = g.f.Tr(ev.Note, ev.Args)
	}
	if g.all > 0 {
		args["doing"] = line
		line = g.f.Tr("terminal.progress", args)
	}
	g.write(line)
}

// write puts a text in the place of the one that stands there. The last column
// stays free: a character in it makes some terminals begin a new line.
func (g *progress) write(text string) {
	text = strings.TrimRight(strings.ReplaceAll(printable(text), "\n", " "), " ")
	if runes := []rune(text); len(runes) >= g.width {
		text = string(runes[:g.width-1])
	}
	n := utf8.RuneCountInString(text)
	_, _ = io.WriteString(g.p.Err, "\r"+text+strings.Repeat(" ", max(g.shown-n, 0))) // a picture, no result
	g.shown = n
}

// clear leaves the line as it was before.
func (g *progress) clear() {
	if g.shown > 0 {
		g.write("")
		_, _ = io.WriteString(g.p.Err, "\r") // as above
	}
}

// follow runs the checks and shows how far they are.
func (g *progress) follow(events func(func(checks.Event) bool)) {
	defer g.clear()
	for ev := range events {
		g.show(ev)
	}
}
