package platform

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// detach takes the program out of this program's console and its Ctrl+C.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP,
	}
}
