package platform

import (
	"testing"
	"time"
)

func TestRestarted(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		before, after Uptime
		want          bool
	}{
		"the mark changed":             {Uptime{BootID: "a", Booted: at}, Uptime{BootID: "b", Booted: at}, true},
		"the mark stayed":              {Uptime{BootID: "a", Booted: at}, Uptime{BootID: "a", Booted: at.Add(time.Hour)}, false},
		"no mark, a later start":       {Uptime{Booted: at}, Uptime{Booted: at.Add(time.Hour)}, true},
		"no mark, the clock moved":     {Uptime{Booted: at}, Uptime{Booted: at.Add(time.Minute)}, false},
		"no mark, the clock went back": {Uptime{Booted: at}, Uptime{Booted: at.Add(-time.Hour)}, false},
		"nothing is known":             {Uptime{}, Uptime{BootID: "b", Booted: at}, false},
	} {
		if got := row.after.Restarted(row.before); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
