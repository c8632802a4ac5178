package parse

import (
	"regexp"
	"strings"
)

// The names of the groups that Flatpak and Snap put their apps in, systemd.scope(5).
var (
	flatpakScope = regexp.MustCompile(`^app-flatpak-([A-Za-z0-9_.-]+)-[0-9]+\.scope$`)
	snapScope    = regexp.MustCompile(`^snap\.([a-z0-9-]+(?:_[a-z0-9]+)?)\.[^/]+\.(?:scope|service)$`)
)

// Sandbox reads /proc/PID/cgroup and returns the packaged app that the process runs
// inside, "flatpak:com.example.App" or "snap:app", "" for none.
func Sandbox(cgroup []byte) string {
	for line := range strings.Lines(string(cgroup)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		for element := range strings.SplitSeq(parts[2], "/") {
			element = strings.ReplaceAll(element, `\x2d`, "-") // systemd's own way to write it
			if m := flatpakScope.FindStringSubmatch(element); m != nil {
				return "flatpak:" + m[1]
			}
			if m := snapScope.FindStringSubmatch(element); m != nil {
				return "snap:" + m[1]
			}
		}
	}
	return ""
}

// FlatpakApps reads what `flatpak ps --columns=application` lists: the id of the app
// of each running sandbox, one a line.
func FlatpakApps(out []byte) []string {
	var list []string
	for line := range strings.Lines(string(out)) {
		if id := strings.TrimSpace(line); strings.Count(id, ".") >= 2 && !strings.ContainsAny(id, " \t") {
			list = append(list, id)
		}
	}
	return list
}
