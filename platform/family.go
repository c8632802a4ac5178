package platform

import (
	"cmp"
	"strings"
)

// Helper tells a program that only works for another: Chromium's, and so Electron's,
// carry --type=… (on Linux they write their command line anew, as one string); its
// crash reporter has a name of its own.
func (p Process) Helper() bool {
	if strings.Contains(strings.ToLower(p.Name), "crashpad") {
		return true
	}
	for _, arg := range p.Args {
		if strings.HasPrefix(arg, "--type=") || strings.Contains(arg, " --type=") {
			return true
		}
	}
	return false
}

// Browser tells a process of a known web browser, which is nobody's helper even
// where another program started it.
func (p Process) Browser() bool {
	return browserOf(knownBrowsers(), cmp.Or(p.Exe, p.Name)) != "" || browserOf(knownBrowsers(), p.Name) != ""
}
