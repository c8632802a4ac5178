package platform

import (
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"fix502/platform/parse"
)

func (s *System) osVersion() string {
	var product, display string
	const where = `SOFTWARE\Microsoft\Windows NT\CurrentVersion`
	if k, err := registry.OpenKey(registry.LOCAL_MACHINE, where, registry.QUERY_VALUE); err == nil {
		product, _, _ = k.GetStringValue("ProductName")
		display, _, _ = k.GetStringValue("DisplayVersion")
		_ = k.Close()
	}
	return parse.WindowsName(product, display, windows.RtlGetVersion().BuildNumber)
}

// uptime counts time asleep, and goes on counting over a "shut down" with Fast
// Startup, which is no start for Windows.
func (s *System) uptime() time.Duration { return windows.DurationSinceBoot() }
