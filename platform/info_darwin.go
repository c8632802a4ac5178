package platform

import (
	"time"

	"golang.org/x/sys/unix"
)

func (s *System) osVersion() string {
	version, err := unix.Sysctl("kern.osproductversion")
	if err != nil {
		return "macOS"
	}
	return "macOS " + version
}

// uptime counts from the start, which macOS shifts when the clock is set.
func (s *System) uptime() time.Duration {
	boot, err := unix.SysctlTimeval("kern.boottime")
	if err != nil {
		return 0
	}
	return max(time.Since(time.Unix(boot.Unix())), 0)
}
