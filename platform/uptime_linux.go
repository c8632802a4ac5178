package platform

import (
	"context"
	"strings"
)

// bootID is the kernel's own, made anew at every start.
func (s *System) bootID() string {
	data, err := readLimited(s.fs, "proc/sys/kernel/random/boot_id", settingsLimit)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func (s *System) fastStart(context.Context, *Uptime) {}
