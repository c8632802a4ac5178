package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// stops measures how long the program takes to end when it is told to, at several
// moments of a run, and what it has to say then.
func stops(ctx context.Context, w *world, runs int) (string, error) {
	w.cable.RoundTrip(stoppedAt)
	defer w.cable.RoundTrip(0)
	var b strings.Builder
	b.WriteString("Stopped by Ctrl+C (SIGINT), from the signal to the end of the program, at a round trip of " + ms(stoppedAt) + ":\n\n" +
		"| after | what answers | median | longest | exit code | checks finished |\n|---|---|---|---|---|---|\n")
	for _, at := range []struct {
		after  time.Duration
		silent []string
		what   string
	}{
		{50 * time.Millisecond, nil, "everything"},
		{200 * time.Millisecond, nil, "everything"},
		{400 * time.Millisecond, nil, "everything"},
		{time.Second, []string{everything}, "nothing"},
		{2 * time.Second, []string{everything}, "nothing"},
	} {
		err := w.losing(at.silent, func() error {
			var all []time.Duration
			var last report
			var exit int
			for range runs {
				var sent time.Time
				t, r, err := w.check(ctx, func(cmd *exec.Cmd) {
					time.Sleep(at.after)
					sent = time.Now()
					_ = cmd.Process.Signal(os.Interrupt)
				}, w.catalogue)
				if err != nil {
					return fmt.Errorf("stopping after %v: %w", at.after, err)
				}
				all = append(all, t.ended.Sub(sent))
				last, exit = r, t.exit
			}
			half := middle(all) // sorted from here on
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %d of %d |\n", ms(at.after), at.what, ms(half), ms(all[len(all)-1]), exit, last.finished(), len(last.Checks))
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return b.String(), nil
}
