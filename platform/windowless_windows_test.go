package platform

import (
	"os/exec"
	"runtime"
	"testing"
)

// A program without any window is told from one with a window.
func TestWindowless(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if openWindow() == 0 {
		t.Skip("no desktop to open a window on")
	}
	with := startChild(t, "window", func(cmd *exec.Cmd) { cmd.Args[1] = "-test.run=^TestPlayWindow$" }).listed(t)
	without := startChild(t, "polite", nil).listed(t)
	if with.Windowless || !without.Windowless {
		t.Errorf("with a window: windowless %v; without: %v", with.Windowless, without.Windowless)
	}
}
