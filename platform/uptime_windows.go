package platform

import (
	"context"
	"strconv"

	"golang.org/x/sys/windows/registry"

	"fix502/platform/parse"
)

const (
	// bootCounter holds the number of the last start, which Windows counts up.
	bootCounter = `SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters`
	// powerSettings hold whether shutting down only puts the system aside.
	powerSettings = `SYSTEM\CurrentControlSet\Control\Session Manager\Power`
	// hibernation is what that needs: where it is switched off, there is none.
	hibernation = `SYSTEM\CurrentControlSet\Control\Power`
)

// bootID is the number of the last start.
func (s *System) bootID() string {
	n, known := machineNumber(bootCounter, "BootId")
	if !known {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

// machineNumber reads a number of the registry's part for the whole computer.
func machineNumber(where, name string) (uint64, bool) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, where, registry.QUERY_VALUE)
	if err != nil {
		return 0, false
	}
	defer k.Close() //nolint:errcheck // it was only read
	n, _, err := k.GetIntegerValue(name)
	return n, err == nil
}

// fastStart asks whether shutting down ends the system, and when it was switched
// on without having been started anew.
func (s *System) fastStart(ctx context.Context, u *Uptime) {
	on, known := machineNumber(powerSettings, "HiberbootEnabled")
	u.FastStart = known && on == 1
	if possible, known := machineNumber(hibernation, "HibernateEnabled"); known && possible == 0 {
		u.FastStart = false
	}
	if !u.FastStart {
		return
	}
	out, err := s.run(ctx, "wevtutil.exe", "qe", "System", "/c:1", "/rd:true", "/f:xml",
		"/q:*[System[Provider[@Name='Microsoft-Windows-Kernel-Boot'] and (EventID=27)]]")
	if err != nil {
		return // the count of days is still right
	}
	if e, ok := parse.KernelBoot(out); ok && e.Kind == parse.BootFast {
		u.Switched = e.At
	}
}
