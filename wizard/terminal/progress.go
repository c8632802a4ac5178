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
	p        Program
	f        *wizard.Flow
	plan     map[checks.ID]checks.Check
	counting bool // how many of the plan are done is told too
	done     int
	doing    string
	width    int    // of the terminal, 0 where there is none
	line     string // what stands there
}

// progress follows a run of the whole plan, or with counting unset of a part of it.
func (p Program) progress(f *wizard.Flow, counting bool) *progress {
	g := &progress{p: p, f: f, counting: counting, width: p.wide(p.Err), plan: make(map[checks.ID]checks.Check)}
	for _, c := range f.Plan() {
		g.plan[c.ID] = c
	}
	return g
}

// show takes one event of the run.
func (g *progress) show(ev checks.Event) {
	switch {
	case ev.Finding != nil:
		g.done++
	case ev.Note != "":
		g.doing = g.f.Tr(ev.Note, ev.Args)
	default:
		g.doing = g.f.Tr("check."+string(ev.ID.Kind())+".doing", g.plan[ev.ID].Args)
	}
	if g.width == 0 {
		return
	}
	line := g.doing
	if g.counting {
		line = g.f.Tr("terminal.progress", checks.Args{"done": fmt.Sprint(g.done), "all": fmt.Sprint(len(g.plan)), "doing": g.doing})
	}
	g.write(line)
}

// write puts a text in the place of the one that stands there. The last column
// stays free: a character in it makes some terminals begin a new line.
func (g *progress) write(text string) {
	text = strings.TrimRight(strings.ReplaceAll(printable(text), "\n", " "), " ")
	if runes := []rune(text); len(runes) >= g.width {
		text = string(runes[:max(g.width-1, 0)])
	}
	if text == g.line {
		return
	}
	rest := utf8.RuneCountInString(g.line) - utf8.RuneCountInString(text)
	_, _ = io.WriteString(g.p.Err, "\r"+text+strings.Repeat(" ", max(rest, 0))) // a picture, no result
	g.line = text
}

// clear leaves the line as it was before.
func (g *progress) clear() {
	if g.line != "" {
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
