package platform

import (
	"os"
	"strconv"

	"fix502/platform/parse"
)

// sandboxOf asks for the group that systemd keeps a packaged app in. The sandbox
// itself can't change that, unlike its name and its path.
func sandboxOf(pid int32) string {
	data, err := readLimited(os.DirFS("/proc/"+strconv.Itoa(int(pid))), "cgroup", settingsLimit)
	if err != nil {
		return ""
	}
	return parse.Sandbox(data)
}
