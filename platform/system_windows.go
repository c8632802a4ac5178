package platform

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// hideWindow keeps a console program from flashing a black window.
func hideWindow(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}

// systemRoot is the drive that Windows lives on, "C:\" as a rule.
func systemRoot() string {
	dir, err := windows.GetSystemWindowsDirectory()
	if err != nil || len(dir) < len(`C:\`) {
		return `C:\`
	}
	return dir[:len(`C:\`)]
}

// askToQuit ends a process. Windows has no gentle way for one without a console.
func askToQuit(p *os.Process) error { return p.Kill() }
