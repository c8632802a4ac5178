package platform

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	// elevateLimit is how long the user may take to answer, and the verb to be done.
	elevateLimit = 3 * time.Minute
	// elevateLook is the pause between two looks whether the helper has ended.
	elevateLook = 50 * time.Millisecond

	keepProcess  = 0x00000040 // SEE_MASK_NOCLOSEPROCESS
	noErrorBoxes = 0x00000400 // SEE_MASK_FLAG_NO_UI
	hidden       = 0          // SW_HIDE
)

// Elevated tells whether this process runs with an administrator's full rights.
func (s *System) Elevated() bool { return windows.GetCurrentProcessToken().IsElevated() }

// LeaveEnvironment does nothing: no variable decides here which program is started.
func (s *System) LeaveEnvironment() {}

// shellExecuteInfo is SHELLEXECUTEINFOW.
type shellExecuteInfo struct {
	size       uint32
	mask       uint32
	window     windows.HWND
	verb       *uint16
	file       *uint16
	parameters *uint16
	directory  *uint16
	show       int32
	instance   windows.Handle
	idList     uintptr
	class      *uint16
	keyClass   windows.Handle
	hotKey     uint32
	icon       windows.Handle
	process    windows.Handle
}

func (s *System) elevate(ctx context.Context, args []string) (int, error) {
	own, err := os.Executable()
	if err != nil {
		return 0, err
	}
	process, err := startElevated(own, args)
	if err != nil {
		return 0, err
	}
	defer windows.CloseHandle(process) //nolint:errcheck // nothing can be done about it
	ctx, cancel := context.WithTimeout(ctx, elevateLimit)
	defer cancel()
	look := time.NewTicker(elevateLook)
	defer look.Stop()
	for {
		if event, err := windows.WaitForSingleObject(process, 0); err != nil {
			return 0, err
		} else if event == windows.WAIT_OBJECT_0 {
			break
		}
		select {
		case <-ctx.Done():
			return 0, context.Cause(ctx) // a helper with rights can't be ended from here; it ends by itself
		case <-look.C:
		}
	}
	var code uint32
	if err := windows.GetExitCodeProcess(process, &code); err != nil {
		return 0, err
	}
	return int(code), nil
}

// startElevated asks the user by the system's own dialog (UAC).
func startElevated(own string, args []string) (windows.Handle, error) {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = windows.EscapeArg(a)
	}
	info := shellExecuteInfo{mask: keepProcess | noErrorBoxes, show: hidden}
	info.size = uint32(unsafe.Sizeof(info))
	for place, text := range map[**uint16]string{&info.verb: "runas", &info.file: own, &info.parameters: strings.Join(quoted, " ")} {
		wide, err := windows.UTF16PtrFromString(text)
		if err != nil {
			return 0, err
		}
		*place = wide
	}
	done, _, err := windows.NewLazySystemDLL("shell32.dll").NewProc("ShellExecuteExW").Call(uintptr(unsafe.Pointer(&info)))
	switch {
	case done != 0 && info.process != 0:
		return info.process, nil
	case errors.Is(err, windows.ERROR_CANCELLED):
		return 0, ErrRightsDenied
	}
	return 0, errors.Join(ErrNoWayToRights, err)
}
