//go:build !windows

package platform

import "os/exec"

// hideWindow has nothing to hide here: only Windows opens a console for a program.
func hideWindow(*exec.Cmd) {}

// systemRoot is the one root that there is.
func systemRoot() string { return "/" }
