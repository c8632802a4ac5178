package probe

import (
	"context"
	"slices"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

// sandboxOf is the packaged app that an installation is, as platform names it; ""
// where it is none.
func sandboxOf(app catalog.App, install catalog.Install) string {
	switch {
	case app.Flatpak != nil && app.Flatpak.ID == install.ID && install.ID != "":
		return "flatpak:" + install.ID
	case app.Snap != nil && app.Snap.ID == install.ID && install.ID != "":
		return "snap:" + install.ID
	}
	return ""
}

// inSandbox tells whether a process belongs to an installation. Where the system
// says which packaged app it runs inside, that decides: two of them see their
// programs at the same path. Elsewhere name and place do.
func inSandbox(p platform.Process, sandbox string, placed bool) bool {
	switch {
	case sandbox != "" && p.Sandbox != "":
		return p.Sandbox == sandbox
	case strings.HasPrefix(p.Sandbox, "flatpak:"):
		return false // it is at that path of its own little world, not of this computer
	}
	return placed
}

// AppFamily finds the processes of the service's apps, and what they started: their
// children and theirs, also at other places, as long as they run as this user. Left
// out is what is a program in its own right although the app opened it: a browser,
// and the apps of all services of the catalogue.
func AppFamily(info platform.Info, env func(string) string, svc catalog.Service, all []platform.Process, services []catalog.Service) []AppProcess {
	found := AppProcesses(info, env, svc, all)
	family := make(map[int32]AppProcess, len(found))
	for _, p := range found {
		family[p.Process.PID] = p
	}
	others := make(map[int32]bool)
	for _, other := range services {
		for _, p := range AppProcesses(info, env, other, all) {
			others[p.Process.PID] = true
		}
	}
	for grown := true; grown; {
		grown = false
		for _, p := range all {
			parent, known := family[p.Parent]
			_, already := family[p.PID]
			if !known || already || others[p.PID] || !isChild(p, parent.Process) {
				continue
			}
			child := AppProcess{App: parent.App, Install: parent.Install, Process: p, Child: true}
			family[p.PID], grown = child, true
			found = append(found, child)
		}
	}
	slices.SortStableFunc(found, func(a, b AppProcess) int { return int(a.Process.PID) - int(b.Process.PID) })
	return found
}

// isChild tells whether a process was started by another one. One that is older
// than what has its parent's number was started by somebody else.
func isChild(p, parent platform.Process) bool {
	return p.Mine && p.PID != p.Parent && !p.Started.Before(parent.Started) && !p.Browser()
}

// heldFastLook is the pause after which a process that the kernel held is looked at
// again: writing to a disk holds everything for a moment.
const heldFastLook = time.Second

// heldFast finds the processes that the kernel holds fast, at two looks.
func heldFast(ctx context.Context, t *checks.Task, info platform.Info, found []AppProcess) []AppProcess {
	blocked := func(p AppProcess) bool { return p.Process.State == "blocked" && p.Stuck == "" }
	if info.OS == "windows" || !slices.ContainsFunc(found, blocked) {
		return found
	}
	select {
	case <-ctx.Done():
		return found
	case <-time.After(heldFastLook):
	}
	again, err := t.Host.Processes(ctx)
	if err != nil {
		return found
	}
	for i := range found {
		if blocked(found[i]) && slices.ContainsFunc(again, func(p platform.Process) bool {
			return p.PID == found[i].Process.PID && p.Started.Sub(found[i].Process.Started).Abs() <= heldFastLook && p.State == "blocked"
		}) {
			found[i].Stuck = stuckHung
		}
	}
	return found
}
