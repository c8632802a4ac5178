package platform

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A program without a window cannot be asked, so it is ended at once.
func TestEndAProcessWithoutAWindow(t *testing.T) {
	c := startChild(t, "polite", nil)
	p := c.listed(t)
	other := p
	other.Started = p.Started.Add(-time.Hour)
	result, err := New().EndProcesses(t.Context(), []Process{other}, nil)
	if diff := cmp.Diff(EndResult{}, result); diff != "" || err != nil {
		t.Errorf("another start time: %s, %v", diff, err)
	}
	if !c.alive() {
		t.Fatal("a process of another start time was ended")
	}
	result, err = New().EndProcesses(t.Context(), []Process{p}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]int32{"asked": nil, "quit": nil, "forced": {p.PID}, "left": nil}
	if diff := cmp.Diff(want, sorted(result)); diff != "" {
		t.Error(diff)
	}
	if err := c.Wait(); err == nil || c.ProcessState.ExitCode() != forcedCode {
		t.Errorf("it ended by %v", c.ProcessState)
	}
}
