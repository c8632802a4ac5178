package probe

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

// processLimit bounds how many processes are recorded; an app has under twenty.
const processLimit = 100

// The reasons for which a process counts as stuck.
const (
	stuckZombie  = "zombie"  // ended, but its parent has not noticed
	stuckStopped = "stopped" // held: it exists and does nothing
	stuckOrphan  = "orphan"  // a helper whose app is gone
	stuckHung    = "hung"    // its window does not answer, or the kernel holds it fast
	stuckUnseen  = "unseen"  // the app itself runs and has no window at all, not even a hidden one
)

// AppProcess is a running process of one of a service's apps.
type AppProcess struct {
	App     catalog.App
	Install catalog.Install // the kind of installation that it belongs to
	Process platform.Process
	Main    bool   // the app itself, not one of its helpers
	Child   bool   // another program, started by the app or one of its helpers
	Stuck   string // why it counts as stuck: one of the reasons of checks.ProcessFact; "" where it does not
}

// processes asks which processes of the target's apps run, and whether some of
// them hang or were left over.
func processes(s Setup) checks.Check {
	return checks.Check{
		ID: checks.IDProcesses, Node: checks.NodeComputer, Args: checks.Args{"name": s.Target.Name},
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			info, err := t.Host.Info(ctx)
			if err != nil {
				return checks.Finding{State: checks.Notice, Code: "processes.unknown", Err: err}
			}
			fact := checks.ProcessesFact{Processes: []checks.ProcessFact{}}
			for _, a := range s.Service.Apps {
				fact.Installed = fact.Installed || len(Installs(info.OS, a)) > 0
			}
			if !fact.Installed {
				return checks.Finding{State: checks.OK, Code: "processes.no_app", Args: checks.Args{"value": "no app"}, Data: fact}
			}
			all, err := s.programs.list(ctx, t)
			if err != nil {
				return checks.Finding{State: checks.Notice, Code: "processes.unknown", Err: err}
			}
			found := heldFast(ctx, t, info, AppProcesses(info, nil, s.Service, all))
			for _, p := range found[:min(len(found), processLimit)] {
				fact.Processes = append(fact.Processes, processFact(p, t.Now()))
			}
			return describeProcesses(fact)
		},
	}
}

func processFact(p AppProcess, now time.Time) checks.ProcessFact {
	f := checks.ProcessFact{
		PID: p.Process.PID, Name: p.Process.Name, App: p.App.ID, Main: p.Main,
		State: p.Process.State, Memory: p.Process.Memory, Stuck: p.Stuck != "", Reason: p.Stuck,
	}
	if !p.Process.Started.IsZero() {
		f.Age = max(0, now.Sub(p.Process.Started).Round(time.Second).Seconds())
	}
	return f
}

func describeProcesses(fact checks.ProcessesFact) checks.Finding {
	stuck := 0
	for _, p := range fact.Processes {
		if p.Stuck {
			stuck++
		}
	}
	running := fmt.Sprint(len(fact.Processes))
	f := checks.Finding{State: checks.OK, Data: fact, Args: checks.Args{"running": running, "stuck": fmt.Sprint(stuck)}}
	switch {
	case len(fact.Processes) == 0:
		f.Code, f.Args["value"] = "processes.none", "not running"
	case stuck > 0:
		f.State, f.Code, f.Args["value"] = checks.Notice, "processes.stuck", fmt.Sprintf("%d stuck", stuck)
	default:
		f.Code, f.Args["value"] = "processes.running", running+" running"
	}
	return f
}

// AppProcesses finds, among all processes, those of the service's apps that run
// as this user, ordered by process id. A process belongs to an app only where
// both its name and the place of its executable are those of the catalogue;
// where the system hides the place, it is left out rather than guessed. env
// looks up environment variables and may be nil: see ExpandPath.
func AppProcesses(info platform.Info, env func(string) string, svc catalog.Service, all []platform.Process) []AppProcess {
	var found []AppProcess
	for _, app := range svc.Apps {
		for _, install := range Installs(info.OS, app) {
			found = append(found, belonging(info, env, app, install, all)...)
		}
	}
	slices.SortStableFunc(found, func(a, b AppProcess) int { return cmp.Compare(a.Process.PID, b.Process.PID) })
	return slices.CompactFunc(found, func(a, b AppProcess) bool { return a.Process.PID == b.Process.PID })
}

// Installs lists the kinds of installation that an app has on an operating
// system ("linux", "windows", "darwin").
func Installs(os string, a catalog.App) []catalog.Install {
	byOS := map[string][]*catalog.Install{
		"windows": {a.Windows}, "darwin": {a.MacOS}, "linux": {a.Linux, a.Flatpak, a.Snap},
	}
	var list []catalog.Install
	for _, i := range byOS[os] {
		if i != nil {
			list = append(list, *i)
		}
	}
	return list
}

// belonging finds the processes of one installation and tells which are stuck.
func belonging(info platform.Info, env func(string) string, app catalog.App, install catalog.Install, all []platform.Process) []AppProcess {
	paths := expandAll(info, env, install.Paths)
	sandbox := sandboxOf(app, install)
	mine := make(map[int32]bool)
	var found []AppProcess
	add := func(p platform.Process) {
		mine[p.PID] = true
		found = append(found, AppProcess{App: app, Install: install, Process: p})
	}
	for _, p := range all {
		placed := named(info.OS, install, p.Name) && within(info.OS, p.Exe, paths)
		if p.Mine && inSandbox(p, sandbox, placed) {
			add(p)
		}
	}
	for _, p := range all { // a zombie has no executable any more; its parent vouches for it
		if p.Mine && p.State == stuckZombie && p.Exe == "" && mine[p.Parent] && named(info.OS, install, p.Name) {
			add(p)
		}
	}
	for i := range found {
		found[i].Main = isMain(found[i].Process, mine)
	}
	for i := range found {
		found[i].Stuck = stuckReason(found[i], found, info.OS)
	}
	return found
}

func stuckReason(p AppProcess, all []AppProcess, os string) string {
	seen := func(m AppProcess) bool { return !m.Process.Windowless }
	helped := func(m AppProcess) bool {
		return m.Main && m.Process.State != stuckZombie && helps(p.Process, m.Process)
	}
	switch {
	case p.Process.State == stuckZombie, p.Process.State == stuckStopped:
		return p.Process.State
	case p.Process.State == "blocked" && os == "windows": // Windows itself says "not responding"
		return stuckHung
	case p.Main && p.Process.Windowless && !slices.ContainsFunc(all, seen):
		return stuckUnseen
	case !p.Main && !slices.ContainsFunc(all, helped):
		return stuckOrphan
	}
	return ""
}

// helps tells whether a helper could belong to an app that runs: it has the same
// name, or one that goes on where the app's ends ("Discord Helper"). An updater
// that runs beside it is no sign of the app.
func helps(helper, app platform.Process) bool {
	name := strings.ToLower(strings.TrimSuffix(app.Name, ".exe"))
	crashReporter := strings.Contains(strings.ToLower(helper.Name), "crashpad")
	return crashReporter || strings.HasPrefix(strings.ToLower(helper.Name), name)
}

// isMain tells the app itself from its helpers. Where the command line is hidden, a
// process started by another of the app is a helper.
func isMain(p platform.Process, mine map[int32]bool) bool {
	return !p.Helper() && (len(p.Args) > 0 || !mine[p.Parent])
}

// named tells whether a process name is one of the installation's. Windows does
// not tell upper from lower case in names of files.
func named(os string, install catalog.Install, name string) bool {
	return slices.ContainsFunc(install.Processes, func(want string) bool {
		return want == name || os == "windows" && strings.EqualFold(want, name)
	})
}
