package platform

import (
	"strconv"
	"strings"
	"time"

	"fix502/platform/parse"
)

// osVersion names the distribution.
func (s *System) osVersion() string {
	for _, name := range []string{"etc/os-release", "usr/lib/os-release"} {
		data, err := readLimited(s.fs, name, settingsLimit)
		if err != nil {
			continue
		}
		if v := parse.OSRelease(data); v != "" {
			return v
		}
	}
	return "Linux"
}

// uptime reads the seconds since the start, time asleep included.
func (s *System) uptime() time.Duration {
	data, err := readLimited(s.fs, "proc/uptime", settingsLimit)
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(data), " ")
	seconds, err := strconv.ParseFloat(first, 64)
	if err != nil || !(seconds >= 0 && seconds <= maxUptime.Seconds()) { // false for NaN too
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// maxUptime is longer than any computer has run; more is no uptime.
const maxUptime = 100 * 365 * 24 * time.Hour
