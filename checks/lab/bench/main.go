// Command bench measures how long Fix502 takes: on real servers at the far end of a
// cable with a known delay, against the longest chain of answers of which each needs
// the one before, against curl and dig, and where things are silent. .ci/bench gives
// it a network of its own.
//
// What must not live here: anything that passes or fails. A busy computer is slow,
// and no fault of the program.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// trips are the round trips that are measured: the same town, the same continent, the
// other side of the world.
var trips = []time.Duration{10 * time.Millisecond, 40 * time.Millisecond, 150 * time.Millisecond}

// stoppedAt is the round trip at which the program is stopped, and at which things
// are silent: long enough to be in the middle of something.
const (
	stoppedAt = 150 * time.Millisecond
	silentAt  = 40 * time.Millisecond
)

func main() {
	dir := flag.String("dir", ".bench", "folder for what is written")
	program := flag.String("program", "./fix502", "the program that is measured")
	only := flag.String("only", "", "only one part: speed, stops or silences")
	runs := flag.Int("runs", 7, "how often each thing is measured; the median counts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measure(ctx, *dir, *program, *only, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err) //nolint:errcheck // nowhere left to say it
		os.Exit(1)
	}
}

func measure(ctx context.Context, dir, program, only string, runs int) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("finding the folder: %w", err)
	}
	if program, err = filepath.Abs(program); err != nil {
		return fmt.Errorf("finding the program: %w", err)
	}
	w, err := newWorld(ctx, dir, program)
	if err != nil {
		return err
	}
	defer w.Close()
	var out strings.Builder
	for _, part := range []struct {
		name string
		take func(context.Context, *world, int) (string, error)
	}{{"speed", speed}, {"stops", stops}, {"silences", silences}} {
		if only != "" && only != part.name {
			continue
		}
		text, err := part.take(ctx, w, runs)
		if err != nil {
			return err
		}
		fmt.Println(text)
		out.WriteString(text + "\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "bench.md"), []byte(out.String()), 0o644); err != nil {
		return fmt.Errorf("writing the tables: %w", err)
	}
	return nil
}
