//go:build !windows

package platform

import "os"

// rootPath is where the system keeps its own programs.
const rootPath = "/usr/sbin:/usr/bin:/sbin:/bin"

// Elevated tells whether this process may do everything. One that has the rights
// only because of a mark on its file (setuid) does not count: nobody was asked.
func (s *System) Elevated() bool { return os.Geteuid() == 0 && os.Getuid() == 0 }

// LeaveEnvironment forgets the variables of whoever started this process, which
// could name other programs, libraries and buses than the system's.
func (s *System) LeaveEnvironment() {
	os.Clearenv()
	_ = os.Setenv("PATH", rootPath) // the name is a good one
	s.env = os.Getenv
}
