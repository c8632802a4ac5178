package platform

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/windows"
)

// startSlack is how far apart two readings of one start time may be. Windows
// keeps it exactly; the table of processes rounds to milliseconds. It must stay
// short because Windows gives numbers anew at once.
const startSlack = 10 * time.Millisecond

// wmClose asks a window to close, as its close button does.
const wmClose = 0x0010

// windowLimit bounds the walk over the windows of the desktop, which may change
// their order meanwhile.
const windowLimit = 10_000

// forcedCode is the exit code that a process ended by force leaves behind.
const forcedCode = 1

// heldProcess is a process by its handle: while that is open the number is not
// given to another.
type heldProcess struct {
	pid    uint32
	handle windows.Handle
}

// holdProcess opens a process of this user that is the one listed.
func holdProcess(_ context.Context, p Process) (held, error) {
	const rights = windows.PROCESS_TERMINATE | windows.SYNCHRONIZE | windows.PROCESS_QUERY_LIMITED_INFORMATION
	handle, err := windows.OpenProcess(rights, false, uint32(p.PID))
	switch {
	case errors.Is(err, windows.ERROR_INVALID_PARAMETER):
		return nil, errGone
	case errors.Is(err, windows.ERROR_ACCESS_DENIED):
		return nil, ErrProtected
	case err != nil:
		return nil, fmt.Errorf("opening process: %w", err)
	}
	h := &heldProcess{pid: uint32(p.PID), handle: handle}
	if err := h.check(p.Started); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// check makes sure that the handle is that of the process listed, and that it is ours.
func (h *heldProcess) check(started time.Time) error {
	var created, exited, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(h.handle, &created, &exited, &kernel, &user); err != nil {
		return fmt.Errorf("reading start time: %w", err)
	}
	if !sameStart(time.Unix(0, created.Nanoseconds()), started) || h.gone() {
		return errGone
	}
	theirs, err := userOf(h.handle)
	if err != nil {
		return ErrProtected
	}
	ours, err := userOf(windows.CurrentProcess())
	if err != nil || !theirs.Equals(ours) {
		return ErrProtected
	}
	return nil
}

// userOf returns the account that a process runs as.
func userOf(process windows.Handle) (*windows.SID, error) {
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return nil, err
	}
	defer func() { _ = token.Close() }()
	user, err := token.GetTokenUser()
	if err != nil {
		return nil, err
	}
	return user.User.Sid.Copy()
}

// ask closes the visible windows of the process. One without a window, such as
// an app that sits in the tray, cannot be asked from outside.
func (h *heldProcess) ask() (bool, error) {
	user32 := windows.NewLazySystemDLL("user32.dll")
	next, post := user32.NewProc("FindWindowExW"), user32.NewProc("PostMessageW")
	if err := errors.Join(next.Find(), post.Find()); err != nil {
		return false, err
	}
	asked := false
	var window uintptr
	for range windowLimit {
		if window, _, _ = next.Call(0, window, 0, 0); window == 0 {
			break
		}
		var owner uint32
		_, _ = windows.GetWindowThreadProcessId(windows.HWND(window), &owner)
		if owner != h.pid || !windows.IsWindowVisible(windows.HWND(window)) {
			continue
		}
		if ok, _, _ := post.Call(window, wmClose, 0, 0); ok != 0 {
			asked = true
		}
	}
	return asked, nil
}

// force ends the process at once.
func (h *heldProcess) force() error {
	err := windows.TerminateProcess(h.handle, forcedCode)
	if err != nil && !h.gone() {
		return fmt.Errorf("terminating: %w", err)
	}
	return nil
}

// gone asks the handle, which is signalled from the end of the process on.
func (h *heldProcess) gone() bool {
	event, err := windows.WaitForSingleObject(h.handle, 0)
	return err == nil && event == windows.WAIT_OBJECT_0
}

func (h *heldProcess) close() { _ = windows.CloseHandle(h.handle) }
