package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"reflect"
	"slices"
	"time"
)

// runLimit is how long one run of anything may take: far more than it needs.
const runLimit = time.Minute

// took is one run of a program.
type took struct {
	wall   time.Duration // from its start to its end
	first  time.Duration // from its start to the first of what it says on standard error; 0 for nothing
	memory int64         // the most that it had, in kB
	ended  time.Time
	out    []byte
	exit   int
}

// perform runs a program on the computer. meanwhile, if any, is called once it runs.
func (w *world) perform(ctx context.Context, meanwhile func(*exec.Cmd), name string, args ...string) (took, error) {
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	cmd := w.computer.Command(ctx, name, args...)
	cmd.Env = w.environment()
	var out bytes.Buffer
	cmd.Stdout = &out
	says, err := cmd.StderrPipe()
	if err != nil {
		return took{}, fmt.Errorf("listening to %s: %w", name, err)
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return took{}, fmt.Errorf("starting %s: %w", name, err)
	}
	var t took
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		reader := bufio.NewReader(says)
		if _, err := reader.ReadByte(); err == nil {
			t.first = time.Since(begun)
		}
		_, _ = io.Copy(io.Discard, reader) // so that it is never kept from talking
	}()
	if meanwhile != nil {
		meanwhile(cmd)
	}
	<-heard
	err = cmd.Wait()
	t.ended = time.Now()
	t.wall = t.ended.Sub(begun)
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return took{}, fmt.Errorf("running %s: %w", name, err)
	}
	t.out, t.exit, t.memory = out.Bytes(), cmd.ProcessState.ExitCode(), memory(cmd.ProcessState.SysUsage())
	return t, nil
}

// memory is the most that a process ever had in memory, in kB, as Unix tells it; 0
// where the system tells something else.
func memory(usage any) int64 {
	v := reflect.Indirect(reflect.ValueOf(usage))
	if v.Kind() != reflect.Struct || !v.FieldByName("Maxrss").IsValid() {
		return 0
	}
	return v.FieldByName("Maxrss").Int()
}

// check runs the program once and reads its report.
func (w *world) check(ctx context.Context, meanwhile func(*exec.Cmd), catalogue string) (took, report, error) {
	t, err := w.perform(ctx, meanwhile, w.program, "check", "bench", "--json", "--only-catalog", "--catalog", catalogue)
	if err != nil {
		return t, report{}, err
	}
	var r report
	if err := json.Unmarshal(t.out, &r); err != nil {
		return t, r, fmt.Errorf("reading the report %q: %w", t.out, err)
	}
	return t, r, nil
}

// median measures something several times.
func median(n int, once func() (time.Duration, error)) (time.Duration, error) {
	all := make([]time.Duration, 0, n)
	for range n {
		d, err := once()
		if err != nil {
			return 0, err
		}
		all = append(all, d)
	}
	return middle(all), nil
}

func middle[T int64 | float64 | time.Duration](all []T) T {
	slices.Sort(all)
	return all[len(all)/2]
}

// ms is a duration in whole milliseconds.
func ms(d time.Duration) string { return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond)) }
