package rehearsal

import (
	"time"

	"fix502/platform"
)

// The processes of the service's app, on the computer of the world.
const (
	appPath = "/opt/chitchat/chitchat"
	appName = "chitchat"
)

func appProcess(pid, parent int32, state string, args ...string) platform.Process {
	const running = 26 * time.Hour
	return platform.Process{
		PID: pid, Parent: parent, Name: appName, Exe: appPath, Args: append([]string{appPath}, args...),
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
