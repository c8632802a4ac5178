package terminal_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"fix502/wizard/terminal"
)

// sheet runs a check as if standard output were a terminal of so many columns, 0
// for none.
func (w *world) sheet(t *testing.T, columns int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	w.columns[&out] = columns
	terminal.Run(w.ctx, w.program(&out, &errs), args)
	if rest := afterBeginning(errs.String()); rest != "" {
		t.Errorf("standard error: %s", rest)
	}
	fit(t, "standard output", out.String())
	return out.String()
}

// TestSheetFits: the list wraps, its values stand at the right edge, and nothing
// that cannot be broken is broken.
func TestSheetFits(t *testing.T) {
	for _, status := range []int{200, 502, 521} {
		w := newWorld(t, status)
		path := w.file(plain)
		var words []string // of what was seen
		for _, c := range w.run(with(path, "check", "--json")...).report(t).Checks {
			words = append(words, strings.Fields(c.Summary)...)
		}
		for columns, want := range map[int]int{0: 80, 20: 40, 40: 40, 60: 60, 80: 80, 100: 100, 120: 120, 500: 120} {
			s := w.sheet(t, columns, with(path, "check")...)
			values := 0
			for line := range strings.Lines(s) {
				line = strings.TrimSuffix(line, "\n")
				n := utf8.RuneCountInString(line)
				if n > want && strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("%d columns, %d: a line of %d: %q", columns, status, n, line)
				}
				if strings.TrimRight(line, " ") != line {
					t.Errorf("a line ends in blanks: %q", line)
				}
				if n == want && strings.HasPrefix(line, "  ") {
					values++
				}
			}
			if want >= 60 && values < 4 {
				t.Errorf("%d columns, %d: only %d values at the right edge:\n%s", columns, status, values, s)
			}
			shown := strings.Fields(s)
			for _, word := range words {
				if !slices.Contains(shown, word) {
					t.Errorf("%d columns, %d: %q is missing:\n%s", columns, status, word, s)
				}
			}
		}
	}
}

// TestSheetSaysBothSides: what speaks against the verdict, and what would change it,
// each where there is any.
func TestSheetSaysBothSides(t *testing.T) {
	w := newWorld(t, 502)
	path := w.file(plain)
	r := w.run(with(path, "check", "--json")...).report(t)
	if len(r.Verdict.Carries) == 0 || len(r.Verdict.Against) == 0 || r.Verdict.Overturn == nil {
		t.Fatalf("a side is missing: %+v", r.Verdict)
	}
	s := strings.Join(strings.Fields(w.sheet(t, 100, with(path, "check")...)), " ")
	for _, reason := range r.Verdict.Against {
		has(t, s, "What speaks against it: -", reason.Text)
	}
	has(t, s, "What would change it: "+r.Verdict.Overturn.Text)

	w.status.Store(200)
	well := strings.Join(strings.Fields(w.sheet(t, 100, with(path, "check")...)), " ")
	if strings.Contains(well, "What speaks against it") {
		t.Errorf("something speaks against a site that is well:\n%s", well)
	}
	has(t, well, "What would change it:")
}

// TestProgress follows the one line that is written again and again.
func TestProgress(t *testing.T) {
	w := newWorld(t, 200)
	for _, command := range []string{"check --json", "resolvers --json"} {
		for _, columns := range []int{100, 30, 1} {
			var out, errs bytes.Buffer
			w.columns[&errs] = columns
			exit := terminal.Run(w.ctx, w.program(&out, &errs), with(w.file(plain), strings.Fields(command)...))
			if exit != terminal.ExitHealthy {
				t.Errorf("%s: exit code %d", command, exit)
			}
			fit(t, command, errs.String())
			screen, widest := watched(errs.String())
			if screen != "" {
				t.Errorf("%s, %d columns: %q is left on the line", command, columns, screen)
			}
			if widest >= columns && columns > 1 {
				t.Errorf("%s: a line of %d in %d columns", command, widest, columns)
			}
			if strings.Contains(errs.String(), "\n") || strings.Contains(errs.String(), "\x1b") {
				t.Errorf("%s: more than one line: %q", command, errs.String())
			}
			if command == "check --json" && columns == 100 {
				has(t, errs.String(), "0 of ", " checks done  Visiting 127.0.0.1", "Looking for a connection")
			}
		}
	}
}

// TestFirstLine: where no progress can be shown, one line says that a check has
// begun, and nothing else is said.
func TestFirstLine(t *testing.T) {
	w := newWorld(t, 200)
	for _, form := range []string{"--json=true", "--json=false"} {
		var out, errs bytes.Buffer
		terminal.Run(w.ctx, w.program(&out, &errs), with(w.file(plain), "check", form))
		line, rest, _ := strings.Cut(errs.String(), "\n")
		if !strings.HasPrefix(line, beginning) || !strings.HasSuffix(line, ")") || rest != "" {
			t.Errorf("%s: said %q", form, errs.String())
		}
	}
}

// watched plays a line of a terminal: what stands on it in the end, and how far it
// was written.
func watched(s string) (left string, widest int) {
	var line []rune
	at := 0
	for _, r := range s {
		if r == '\r' {
			at = 0
			continue
		}
		line = append(line[:at], append([]rune{r}, line[min(at+1, len(line)):]...)...)
		at++
		widest = max(widest, at)
	}
	return strings.TrimRight(string(line), " "), widest
}

func TestWatchedPlaysATerminal(t *testing.T) {
	for in, want := range map[string]string{"": " 0", "\rab\rc": "cb 2", "\rabc\r   \r": " 3", "a\rbb": "bb 2"} {
		left, widest := watched(in)
		if got := left + " " + strconv.Itoa(widest); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
