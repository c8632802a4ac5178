//go:build !windows

package platform

import (
	"os"
	"os/exec"
	"syscall"
)

// hideWindow has nothing to hide here: only Windows opens a console for a program.
func hideWindow(*exec.Cmd) {}

// systemRoot is the one root that there is.
func systemRoot() string { return "/" }

// askToQuit asks a process to leave in its own time.
func askToQuit(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
