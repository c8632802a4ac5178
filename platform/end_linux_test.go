package platform

import (
	"errors"
	"testing"
	"time"
)

// Kernels before 5.3 and some sandboxes have no pidfd.
func TestEndingWithoutPidfd(t *testing.T) {
	c := startChild(t, "polite", nil)
	p := c.listed(t)
	h := &heldProcess{pid: p.PID, fd: -1, started: p.Started, ctx: t.Context()}
	if h.gone() {
		t.Fatal("it counts as gone while it runs")
	}
	other := &heldProcess{pid: p.PID, fd: -1, started: p.Started.Add(-time.Hour), ctx: t.Context()}
	if !other.gone() || !errors.Is(other.check(), errGone) {
		t.Error("one of another start time counts as the same")
	}
	if err := other.force(); err != nil {
		t.Errorf("ending what is gone: %v", err)
	}
	if !c.alive() {
		t.Fatal("another process of that number was ended")
	}
	if ok, err := h.ask(); !ok || err != nil {
		t.Fatalf("asking: %t, %v", ok, err)
	}
	if err := c.Wait(); err == nil {
		t.Error("it quit as if by itself")
	}
	if !h.gone() {
		t.Error("it does not count as gone")
	}
	if err := h.force(); err != nil {
		t.Errorf("ending what is gone: %v", err)
	}
}
