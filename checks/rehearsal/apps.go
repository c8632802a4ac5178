package rehearsal

import (
	"slices"
	"time"

	"fix502/platform"
)

// system is how the computer of the world looks with one operating system, so that
// instructions are those for the computer that the rehearsal is seen on.
type system struct {
	os, version, home, hostsFile, app, appName string
}

var systems = []system{
	{"linux", "Linux (rehearsal)", "/home/rehearsal-user", "/etc/hosts", "/opt/chitchat/chitchat", "chitchat"},
	{"windows", "Windows (rehearsal)", `C:\Users\rehearsal-user`, `C:\Windows\System32\drivers\etc\hosts`, `C:\Program Files\Chitchat\Chitchat.exe`, "Chitchat.exe"},
	{"darwin", "macOS (rehearsal)", "/Users/rehearsal-user", "/etc/hosts", "/Applications/Chitchat.app/Contents/MacOS/Chitchat", "Chitchat"},
}

// Like makes the computer of the world one with an operating system ("linux",
// "windows", "darwin"). It stays as it is with one that is not known. It must be
// called before the checks run.
func (w *World) Like(os string) {
	i := slices.IndexFunc(systems, func(s system) bool { return s.os == os })
	if i < 0 {
		return
	}
	s, c := systems[i], w.computer
	c.info.OS, c.info.Version, c.info.Home, c.hostsPath = s.os, s.version, s.home, s.hostsFile
	for i := range c.processes {
		p := &c.processes[i]
		p.Name, p.Exe, p.Args[0] = s.appName, s.app, s.app
	}
}

// appProcess is a process of the service's app; what it is called is Like's.
func appProcess(pid, parent int32, state string, args ...string) platform.Process {
	const running = 26 * time.Hour
	return platform.Process{
		PID: pid, Parent: parent, Args: append([]string{""}, args...),
		User: "rehearsal-user", Mine: true, Started: time.Now().Add(-running), Memory: 180 << 20, State: state,
	}
}

// runningApp is the app as it should be.
func runningApp() []platform.Process {
	return []platform.Process{appProcess(4100, 1, "sleeping"), appProcess(4101, 4100, "sleeping", "--type=renderer")}
}

// stuckApp is what was left of the app when it was closed.
func stuckApp() []platform.Process {
	return []platform.Process{appProcess(4101, 1, "sleeping", "--type=renderer"), appProcess(4102, 1, "stopped", "--type=gpu-process")}
}
