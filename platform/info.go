package platform

import (
	"cmp"
	"context"
	"os"
	"os/user"
	"runtime"
	"strings"
)

// Info describes this computer. What the system does not tell stays empty; the
// error is always nil. Facts: os-release and /proc/uptime on Linux, sysctl on
// macOS, RtlGetVersion and the registry on Windows, the user database of each.
func (s *System) Info(context.Context) (Info, error) {
	info := Info{
		OS:      runtime.GOOS,
		Version: s.osVersion(),
		Arch:    runtime.GOARCH,
		Uptime:  s.uptime(),
		User:    cmp.Or(s.env("USER"), s.env("LOGNAME"), s.env("USERNAME")),
	}
	info.Hostname, _ = os.Hostname()
	if u, err := user.Current(); err == nil {
		info.User = u.Username[strings.LastIndexByte(u.Username, '\\')+1:] // without the Windows domain
		info.FullName = fullName(u.Name, u.Username)
		info.Home = u.HomeDir
	}
	if home, err := os.UserHomeDir(); err == nil { // follows the environment, as programs do
		info.Home = home
	}
	return info, nil
}

// fullName is the name of the person in an entry of the user database, where
// room and telephone numbers may follow it behind commas. Where there is none,
// the database or Go puts the account in its place.
func fullName(entry, account string) string {
	name, _, _ := strings.Cut(entry, ",")
	if name = strings.TrimSpace(name); name == account {
		return ""
	}
	return name
}
