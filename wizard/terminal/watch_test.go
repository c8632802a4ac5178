package terminal_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"fix502/wizard/terminal"
)

// look is one round of the watch in one line.
var look = regexp.MustCompile(`^\d\d:\d\d:\d\d  ([a-z_.]+)  \S.*$`)

// rounds are the verdict codes of the lines on standard output.
func rounds(t *testing.T, o output) string {
	t.Helper()
	var codes []string
	for line := range strings.Lines(o.out) {
		found := look.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if found == nil {
			t.Errorf("no line of a round: %q", line)
			continue
		}
		codes = append(codes, found[1])
	}
	return strings.Join(codes, " ")
}

func TestWatchEndsOnRecovery(t *testing.T) {
	w := newWorld(t, 502)
	var pauses []time.Duration
	w.sleep = func(_ context.Context, d time.Duration) bool {
		if pauses = append(pauses, d); len(pauses) == 3 {
			w.status.Store(200)
		}
		return true
	}
	o := w.run(with(w.file(plain), "watch")...)
	o.exits(t, terminal.ExitHealthy)
	if got := rounds(t, o); got != "service.bad_gateway service.bad_gateway service.bad_gateway healthy" {
		t.Errorf("rounds: %s", got)
	}
	if got := strings.Count(o.out, "Next look in "); got != 3 || o.err != "" {
		t.Errorf("%d lines tell of a next look; standard error %q", got, o.err)
	}
	// Growing, though each is off by up to 0.3 of itself.
	if len(pauses) != 3 || pauses[2] < pauses[0]*7/10 || pauses[2] > pauses[0]*5 {
		t.Errorf("pauses %v", pauses)
	}
}

func TestWatchOutOfTime(t *testing.T) {
	w := newWorld(t, 502)
	o := w.run(with(w.file(plain), "watch", "--timeout", "1s")...)
	o.exits(t, terminal.ExitInterrupted)
	has(t, o.err, "Not back within the time given.")
	if got := rounds(t, o); got != "service.bad_gateway" {
		t.Errorf("rounds: %q", got)
	}
}

// TestWatchInterrupted stops it between two looks, and in the middle of the first.
func TestWatchInterrupted(t *testing.T) {
	w := newWorld(t, 502)
	path := w.file(plain)
	var stop context.CancelFunc
	w.ctx, stop = context.WithCancel(t.Context())
	w.sleep = func(ctx context.Context, _ time.Duration) bool {
		stop()
		<-ctx.Done()
		return false
	}
	o := w.run(with(path, "watch", "other", "--seen", "browser")...)
	o.exits(t, terminal.ExitHealthy)
	if got := rounds(t, o); got != "browser.suspect" {
		t.Errorf("rounds: %q", got)
	}
	o = w.run(with(path, "watch")...)
	o.exits(t, terminal.ExitInterrupted)
	if got := rounds(t, o); got != "service.bad_gateway" || o.err != "" {
		t.Errorf("rounds: %q; standard error %q", got, o.err)
	}

	w.ctx, stop = context.WithCancel(t.Context())
	w.answers(func(_ http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	})
	o = w.run(with(path, "watch")...)
	o.exits(t, terminal.ExitInterrupted)
	if got := rounds(t, o); got != "unknown" {
		t.Errorf("what was found so far: %q", got)
	}
}
