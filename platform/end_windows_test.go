package platform

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/windows"
)

// TestPlayWindow is no test: it is a program with one window, which ends when
// that is closed.
func TestPlayWindow(*testing.T) {
	if os.Getenv(childVariable) != "window" {
		return
	}
	runtime.LockOSThread() // a window belongs to its thread
	window := openWindow()
	user32 := windows.NewLazySystemDLL("user32.dll")
	fmt.Println("ready")
	get, dispatch := user32.NewProc("GetMessageW"), user32.NewProc("DispatchMessageW")
	message := make([]byte, 64) // a MSG is 48 bytes
	for windows.IsWindow(windows.HWND(window)) {
		_, _, _ = get.Call(uintptr(unsafe.Pointer(&message[0])), 0, 0, 0)
		_, _, _ = dispatch.Call(uintptr(unsafe.Pointer(&message[0])))
	}
	os.Exit(0)
}

// openWindow opens a small window, 0 where there is nowhere to.
func openWindow() uintptr {
	class, _ := windows.UTF16PtrFromString("STATIC")
	const overlappedVisible = 0x10CF0000
	window, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc("CreateWindowExW").Call(
		0, uintptr(unsafe.Pointer(class)), uintptr(unsafe.Pointer(class)), overlappedVisible, 0, 0, 200, 100, 0, 0, 0, 0)
	runtime.KeepAlive(class)
	return window
}

func TestEndAProcessWithAWindow(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	window := openWindow()
	if window == 0 {
		t.Skip("no desktop to open a window on")
	}
	defer func() { _, _, _ = windows.NewLazySystemDLL("user32.dll").NewProc("DestroyWindow").Call(window) }()
	c := startChild(t, "window", func(cmd *exec.Cmd) { cmd.Args[1] = "-test.run=^TestPlayWindow$" })
	p := c.listed(t)
	result, err := New().EndProcesses(t.Context(), []Process{p}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]int32{"asked": {p.PID}, "quit": {p.PID}, "forced": nil, "left": nil}
	if diff := cmp.Diff(want, sorted(result)); diff != "" {
		t.Error(diff)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("it ended by %v", err)
	}
}

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
