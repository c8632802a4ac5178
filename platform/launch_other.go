//go:build !windows

package platform

import (
	"os/exec"
	"syscall"
)

// detach gives the program a session of its own, so that closing this program's
// terminal does not end it.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
}
