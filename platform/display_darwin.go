package platform

import (
	"os"
	"syscall"
)

// hasDisplay is true but in a session by ssh whose user does not sit at the
// computer: whoever does owns the console, and windows from afar go there.
func (s *System) hasDisplay() bool {
	if s.env("SSH_CONNECTION") == "" {
		return true
	}
	info, err := os.Stat("/dev/console")
	if err != nil {
		return false
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Getuid()
}

// canOpenGL knows of no Mac without OpenGL.
func (s *System) canOpenGL() (bool, string) {
	if !s.hasDisplay() {
		return false, noDisplay
	}
	return true, ""
}
