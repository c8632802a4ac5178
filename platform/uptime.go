package platform

import (
	"context"
	"time"
)

// Uptime says how long this computer has really been running.
type Uptime struct {
	For    time.Duration // since its system was started anew, time asleep included; 0 where unknown
	Booted time.Time     // the same as a moment; zero where unknown
	// BootID changes with every start of the system; "" where it has no such mark.
	BootID string
	// FastStart says that shutting this computer down doesn't end its system: Windows
	// puts it aside and goes on from there. Only a restart starts it anew.
	FastStart bool
	// Switched is when this computer was last switched on, where that was no start
	// of its system; zero where it was one, or it isn't known.
	Switched time.Time
}

// bootSlack is how far apart two readings of one start may be where the system
// has no mark of its own for it: it is counted back from a clock that may have
// been set meanwhile.
const bootSlack = 5 * time.Minute

// Restarted tells whether the system was started anew between two readings.
func (u Uptime) Restarted(earlier Uptime) bool {
	switch {
	case u.BootID != "" && earlier.BootID != "":
		return u.BootID != earlier.BootID
	case u.Booted.IsZero() || earlier.Booted.IsZero():
		return false
	}
	return u.Booted.Sub(earlier.Booted) > bootSlack
}

// Uptime reads it. What the system does not tell stays empty; the error is always
// nil. Facts: /proc/uptime and the kernel's boot_id on Linux, kern.boottime and
// kern.bootsessionuuid on macOS, the tick count, the number of the start in the
// registry and the last Kernel-Boot event on Windows.
func (s *System) Uptime(ctx context.Context) (Uptime, error) {
	u := Uptime{For: s.uptime(), BootID: s.bootID()}
	if u.For > 0 {
		u.Booted = time.Now().Add(-u.For)
	}
	s.fastStart(ctx, &u)
	return u, nil
}
