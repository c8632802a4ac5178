package platform

import (
	"context"
	"errors"
	"testing"
	"time"

	"golang.org/x/sys/windows/registry"
)

// setNumber writes a number into the registry's part for the whole computer for the
// time of the test.
func setNumber(t *testing.T, where, name string, n uint32) {
	t.Helper()
	k, _, err := registry.CreateKey(registry.LOCAL_MACHINE, where, registry.ALL_ACCESS)
	if err != nil {
		t.Skipf("the registry can't be written: %v", err)
	}
	t.Cleanup(func() { _ = k.DeleteValue(name); _ = k.Close() })
	if err := k.SetDWordValue(name, n); err != nil {
		t.Fatal(err)
	}
}

const fastBoot = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>27</EventID><TimeCreated SystemTime='2026-11-22T06:58:12.4837561Z'/></System><EventData><Data Name='BootType'>0x1</Data></EventData></Event>`

func TestFastStartUp(t *testing.T) {
	at := time.Date(2026, 11, 22, 6, 58, 12, 483756100, time.UTC)
	for name, row := range map[string]struct {
		hiberboot, hibernate uint32
		event                string
		fast                 bool
		switched             time.Time
	}{
		"on, and used":           {1, 1, fastBoot, true, at},
		"on, no event":           {1, 1, "", true, time.Time{}},
		"off":                    {0, 1, fastBoot, false, time.Time{}},
		"on, but no hibernation": {1, 0, fastBoot, false, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			setNumber(t, powerSettings, "HiberbootEnabled", row.hiberboot)
			setNumber(t, hibernation, "HibernateEnabled", row.hibernate)
			setNumber(t, bootCounter, "BootId", 41)
			host := New()
			host.run = func(context.Context, string, ...string) ([]byte, error) {
				if row.event == "" {
					return nil, errors.New("no log")
				}
				return []byte(row.event), nil
			}
			u, err := host.Uptime(t.Context())
			if err != nil || u.FastStart != row.fast || !u.Switched.Equal(row.switched) || u.BootID != "41" || u.For <= 0 {
				t.Errorf("%+v, %v", u, err)
			}
		})
	}
}

// A restart can be called off only where one is on its way.
func TestNoRestartToCallOff(t *testing.T) {
	if way, err := New().RestartWay(t.Context()); err != nil || !way.Possible || way.Grace != RestartGrace {
		t.Errorf("%+v, %v", way, err)
	}
}
