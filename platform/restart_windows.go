package platform

import (
	"context"
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

func (s *System) restartWay(context.Context) (RestartWay, error) {
	return RestartWay{Possible: true, Grace: RestartGrace}, nil
}

// Why a restart is made, for Windows' own records: planned, by a program.
const restartReason = 0x80040000 // SHTDN_REASON_FLAG_PLANNED | SHTDN_REASON_MAJOR_APPLICATION

// restart lets Windows count down; programs are asked to close, and none is made to.
func (s *System) restart(_ context.Context, reason string) error {
	if err := mayRestart(); err != nil {
		return err
	}
	words, err := windows.UTF16PtrFromString(reason)
	if err != nil {
		return err
	}
	const force, again = 0, 1
	ok, _, err := advapi("InitiateSystemShutdownExW").Call(
		0, uintptr(unsafe.Pointer(words)), uintptr(RestartGrace.Seconds()), force, again, restartReason)
	if ok == 0 {
		return restartRefusal(err)
	}
	return nil
}

func (s *System) cancelRestart(context.Context) error {
	if err := mayRestart(); err != nil {
		return err
	}
	if ok, _, err := advapi("AbortSystemShutdownW").Call(0); ok == 0 {
		if errors.Is(err, windows.ERROR_NO_SHUTDOWN_IN_PROGRESS) {
			return ErrRestartTooLate
		}
		return restartRefusal(err)
	}
	return nil
}

func advapi(name string) *windows.LazyProc {
	return windows.NewLazySystemDLL("advapi32.dll").NewProc(name)
}

// restartRefusal names what Windows says for a no.
func restartRefusal(err error) error {
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_PRIVILEGE_NOT_HELD) {
		return errors.Join(ErrNoWayToRights, err)
	}
	return err
}

// mayRestart switches on the right to restart, which every person who sits at the
// computer has, and which is off until it is wanted.
func mayRestart() error {
	var token windows.Token
	if err := windows.OpenProcessToken(windows.CurrentProcess(), windows.TOKEN_ADJUST_PRIVILEGES|windows.TOKEN_QUERY, &token); err != nil {
		return err
	}
	defer token.Close() //nolint:errcheck // only used here
	name, err := windows.UTF16PtrFromString("SeShutdownPrivilege")
	if err != nil {
		return err
	}
	wanted := windows.Tokenprivileges{PrivilegeCount: 1}
	wanted.Privileges[0].Attributes = windows.SE_PRIVILEGE_ENABLED
	if err := windows.LookupPrivilegeValue(nil, name, &wanted.Privileges[0].Luid); err != nil {
		return err
	}
	return windows.AdjustTokenPrivileges(token, false, &wanted, 0, nil, nil)
}
