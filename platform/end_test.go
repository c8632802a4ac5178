package platform

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// played is a process made of a few answers.
type played struct {
	quits    time.Duration // after being asked; 0 never
	askable  bool
	withheld error // force is refused
	immortal bool  // force is accepted and does nothing

	asked  time.Time
	forced bool
	closed bool
}

func (p *played) ask() (bool, error) {
	if p.askable {
		p.asked = time.Now()
	}
	return p.askable, nil
}

func (p *played) force() error {
	if p.withheld == nil {
		p.forced = true
	}
	return p.withheld
}

func (p *played) gone() bool {
	if p.forced && !p.immortal {
		return true
	}
	return p.quits > 0 && !p.asked.IsZero() && time.Since(p.asked) >= p.quits
}

func (p *played) close() { p.closed = true }

// playing is an ending of processes that are played, by number from 10 on. One
// that is nil is gone before it is held.
func playing(cast ...*played) (ending, []Process) {
	var list []Process
	for i := range cast {
		list = append(list, Process{PID: int32(10 + i), Parent: 1, Name: "app", Started: time.Unix(1, 0)})
	}
	return ending{
		patience: QuitPatience,
		hold: func(_ context.Context, p Process) (held, error) {
			if c := cast[p.PID-10]; c != nil {
				return c, nil
			}
			return nil, errGone
		},
	}, list
}

// numbers is who is in a list.
func numbers(list []Process) []int32 {
	var pids []int32
	for _, p := range list {
		pids = append(pids, p.PID)
	}
	return pids
}

// sorted is a result by numbers.
func sorted(r EndResult) map[string][]int32 {
	return map[string][]int32{"asked": numbers(r.Asked), "quit": numbers(r.Quit), "forced": numbers(r.Forced), "left": numbers(r.Left)}
}

func TestEnding(t *testing.T) {
	refused := errors.New("refused")
	for name, row := range map[string]struct {
		cast []*played
		want map[string][]int32
		err  error
	}{
		"quits when asked": {
			cast: []*played{{askable: true, quits: time.Second}},
			want: map[string][]int32{"asked": {10}, "quit": {10}},
		},
		"too late for the countdown": {
			cast: []*played{{askable: true, quits: QuitPatience + time.Second}},
			want: map[string][]int32{"asked": {10}, "forced": {10}},
		},
		"cannot be asked": {
			cast: []*played{{}},
			want: map[string][]int32{"forced": {10}},
		},
		"gone before": {
			cast: []*played{nil},
			want: map[string][]int32{},
		},
		"force is refused": {
			cast: []*played{{withheld: refused}},
			want: map[string][]int32{"left": {10}},
			err:  refused,
		},
		"force does not help": {
			cast: []*played{{immortal: true}},
			want: map[string][]int32{"left": {10}},
			err:  ErrStillRunning,
		},
		"some of each": {
			cast: []*played{{askable: true, quits: time.Second}, nil, {askable: true}, {withheld: refused}},
			want: map[string][]int32{"asked": {10, 12}, "quit": {10}, "forced": {12}, "left": {13}},
			err:  refused,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, list := playing(row.cast...)
				result, err := e.run(t.Context(), list)
				for _, part := range []string{"asked", "quit", "forced", "left"} {
					if diff := cmp.Diff(row.want[part], sorted(result)[part]); diff != "" {
						t.Errorf("%s: %s", part, diff)
					}
				}
				if !errors.Is(err, row.err) {
					t.Errorf("the error is %v", err)
				}
				for i, c := range row.cast {
					if c != nil && !c.closed {
						t.Errorf("%d is still held", 10+i)
					}
				}
			})
		})
	}
}

func TestEndingShowsACountdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, list := playing(&played{askable: true, quits: time.Second}, &played{askable: true})
		var told []EndProgress
		e.progress = func(p EndProgress) { told = append(told, p) }
		if _, err := e.run(t.Context(), list); err != nil {
			t.Fatal(err)
		}
		if first := told[0]; first != (EndProgress{Left: 2, Waiting: QuitPatience}) {
			t.Errorf("it begins with %+v", first)
		}
		if last := told[len(told)-1]; last != (EndProgress{}) {
			t.Errorf("it ends with %+v", last)
		}
		if !slices.Contains(told, EndProgress{Left: 1, Waiting: QuitPatience - time.Second}) {
			t.Errorf("one having quit is not told at once: %+v", told)
		}
		for i, p := range told[1:] {
			if before := told[i]; p.Waiting > before.Waiting || before.Waiting-p.Waiting > tellEvery || p.Left > before.Left {
				t.Errorf("from %+v to %+v", before, p)
			}
		}
	})
}

func TestEndingStopsBeforeForce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		stubborn, polite := &played{askable: true}, &played{askable: true, quits: time.Second}
		e, list := playing(stubborn, polite)
		result, err := e.run(ctx, list)
		if stubborn.forced || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("forced %t, %v", stubborn.forced, err)
		}
		want := map[string][]int32{"asked": {10, 11}, "quit": {11}, "forced": nil, "left": {10}}
		if diff := cmp.Diff(want, sorted(result)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEndingAsksNobodyAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := &played{askable: true}
	e, list := playing(p)
	result, err := e.run(ctx, list)
	if !p.asked.IsZero() || p.forced || len(result.Left) != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("asked %v, forced %t, %+v, %v", p.asked, p.forced, result, err)
	}
}

func TestEndingAsksTheTopOfAFamilyOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child, main := &played{askable: true, quits: time.Second}, &played{askable: true, quits: time.Second}
		e, list := playing(child, main)
		list[0].Parent = list[1].PID
		result, err := e.run(t.Context(), list)
		if err != nil || !child.asked.IsZero() {
			t.Errorf("the child was asked at %v, %v", child.asked, err)
		}
		want := map[string][]int32{"asked": {11}, "quit": {11}, "forced": {10}, "left": nil}
		if diff := cmp.Diff(want, sorted(result)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatIsNeverEnded(t *testing.T) {
	ctx := t.Context()
	self, above, now := int32(os.Getpid()), int32(os.Getppid()), time.Now()
	started, err := startedAt(ctx, self)
	if err != nil {
		t.Fatal(err)
	}
	never := map[string]Process{
		"process 0":           {PID: 0, Started: now},
		"process 1":           {PID: 1, Started: now},
		"a group of them":     {PID: -1, Started: now},
		"this program":        {PID: self, Started: started},
		"one of no known age": {PID: 4_000_000},
	}
	// What started us may have ended, and then its number means nothing.
	if started, err := startedAt(ctx, above); err == nil {
		never["what started us"] = Process{PID: above, Started: started}
	}
	for name, p := range never {
		result, err := New().EndProcesses(ctx, []Process{p}, nil)
		if !errors.Is(err, ErrProtected) || len(result.Left) != 1 || len(result.Asked)+len(result.Quit)+len(result.Forced) != 0 {
			t.Errorf("%s: %+v, %v", name, result, err)
		}
	}
}
