package platform

import (
	"testing"
	"time"
)

func TestUptime(t *testing.T) {
	host := recorded(map[string]string{
		"proc/uptime": "93784.21 180000.00\n", "proc/sys/kernel/random/boot_id": "0d6f5bd6-29fb-4a3e-8f3c-1b1b1b1b1b1b\n",
	}, nil, nil)
	u, err := host.Uptime(t.Context())
	if err != nil || u.For.Round(time.Hour) != 26*time.Hour || u.BootID != "0d6f5bd6-29fb-4a3e-8f3c-1b1b1b1b1b1b" || u.FastStart || !u.Switched.IsZero() {
		t.Errorf("%+v, %v", u, err)
	}
	if got := time.Since(u.Booted).Round(time.Hour); got != 26*time.Hour {
		t.Errorf("started %v ago", got)
	}
	if u, err := recorded(nil, nil, nil).Uptime(t.Context()); err != nil || u != (Uptime{}) {
		t.Errorf("where nothing is told: %+v, %v", u, err)
	}
}

// Two readings on the real computer are of one start.
func TestUptimeHere(t *testing.T) {
	a, _ := New().Uptime(t.Context())
	b, _ := New().Uptime(t.Context())
	if a.For <= 0 || a.BootID == "" || b.Restarted(a) {
		t.Errorf("%+v, then %+v", a, b)
	}
}
