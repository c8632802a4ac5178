package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"

	"fix502/platform"
	"fix502/wizard/terminal"
)

// TestHelperMode passes a verb on as it came, whatever it looks like, and ends with
// its exit code.
func TestHelperMode(t *testing.T) {
	w := newWorld(t, 200)
	for want, err := range map[int]error{
		platform.HelperDone: nil, platform.HelperNothing: nil, platform.HelperRefused: errors.New("helper mode: no"), platform.HelperNoRights: errors.New("helper mode: no rights"),
	} {
		var errs bytes.Buffer
		var got []string
		p := w.program(io.Discard, &errs)
		p.Help = func(_ context.Context, args []string) (int, error) {
			got = args
			return want, err
		}
		args := []string{"set-dns", "--help", "-v", "resolv.conf,both,,only,192.0.2.7"}
		if code := terminal.Run(t.Context(), p, append([]string{platform.HelperCommand}, args...)); code != want || !slices.Equal(got, args) {
			t.Errorf("exit %d, want %d; passed on %q", code, want, got)
		}
		if err != nil {
			has(t, errs.String(), "helper mode")
		}
	}
}

func TestWatchdogWithNothingToDo(t *testing.T) {
	w := newWorld(t, 200)
	w.run("watchdog", "--catalog", w.file(plain), "--only-catalog").exits(t, terminal.ExitHealthy)
	w.run("watchdog", "extra").exits(t, terminal.ExitUsage)
	lacks(t, w.run("--help").out, "watchdog", "helper")
}
