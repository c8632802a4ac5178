package change

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"fix502/platform"
)

// recordLimit bounds the executables recorded of one app; apps have three or four.
const recordLimit = 32

// EndApp ends the processes of an app. The way back is to start it again. It
// stands while the app does not run and the computer was not restarted since.
type EndApp struct {
	App       string                     // id in the catalogue
	Name      string                     // as its users know it
	Processes []platform.Process         // what is to be ended
	Launch    []string                   // how to start it again; empty where that is not known. Then, and where only leftovers are ended, there is no way back
	Progress  func(platform.EndProgress) // nil where nobody watches
	// Quit are commands by which the system itself asks the app to quit, tried in
	// order; none where the processes are only asked one by one.
	Quit [][]string
	// QuitLast keeps them for what would not end otherwise, since they don't ask
	// but end at once, as Flatpak's does.
	QuitLast bool
	// Again lists what belongs to the app now: what it started while it was being
	// ended is ended too. nil where nothing is looked for.
	Again func(ctx context.Context) ([]platform.Process, error)

	Ended platform.EndResult // after Apply: what became of them

	computer Computer
	record   endAppArgs
	since    time.Time // when it was made; zero before
}

// endAppArgs is what the journal keeps.
type endAppArgs struct {
	App    string   `json:"app"`
	Name   string   `json:"name"`
	Mains  []string `json:"mains,omitempty"` // full paths of the app itself, without its helpers and updaters
	Ran    bool     `json:"ran,omitempty"`   // the app itself ran, not only what it had left over
	Exes   []string `json:"exes,omitempty"`  // full paths of what was ended
	Names  []string `json:"names,omitempty"` // base names, for where the system hides the path
	Launch []string `json:"launch,omitempty"`
}

// NewEndApp plans the ending of an app's processes. Progress may be set before Do.
func NewEndApp(c Computer, app, name string, processes []platform.Process, launch []string) *EndApp {
	e := &EndApp{App: app, Name: name, Processes: processes, Launch: launch, computer: c}
	e.record = endAppArgs{App: app, Name: name, Launch: launch}
	for _, p := range processes {
		e.record.Exes = addOnce(e.record.Exes, p.Exe)
		e.record.Names = addOnce(e.record.Names, p.Name)
		if isMain(p, processes) {
			e.record.Ran = true
			e.record.Mains = addOnce(e.record.Mains, p.Exe)
		}
	}
	return e
}

// addOnce adds what is new and says something.
func addOnce(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) || len(list) == recordLimit {
		return list
	}
	return append(list, s)
}

// restoreEndApp makes the change of an entry again.
func restoreEndApp(e Entry, c Computer) (Change, error) {
	var record endAppArgs
	if err := decode(e, &record); err != nil {
		return nil, err
	}
	return &EndApp{
		App: record.App, Name: record.Name, Launch: record.Launch,
		computer: c, record: record, since: e.At,
	}, nil
}

// Describe is part of Change.
func (e *EndApp) Describe() Description {
	d := Description{
		Kind: EndAppKind, Subject: strings.Join(append([]string{e.App}, e.Launch...), " "), Code: "change.end-app",
		Words: map[string]string{"app": e.Name}, Args: e.record,
	}
	if len(e.Launch) > 0 && e.record.Ran {
		d.Back = "change.end-app.back"
	}
	return d
}

// rounds is how often what is left of an app is ended: what it starts while it is
// being ended, and what that starts.
const rounds = 3

// Apply is part of Change. What became of each process is in Ended.
func (e *EndApp) Apply(ctx context.Context) error {
	asked := !e.QuitLast && e.ask(ctx)
	platform.Point(ctx, "asked the app")
	list := e.Processes
	var failures error
	for n := range rounds {
		ended, err := e.computer.Machine.EndProcesses(ctx, list, e.Progress)
		e.add(ended)
		failures = err
		platform.Point(ctx, "ended those of a round")
		if n == 0 && asked {
			e.creditAsked()
		}
		if list = e.newcomers(ctx); len(list) == 0 || ctx.Err() != nil {
			break
		}
	}
	if len(e.Ended.Left) > 0 && e.QuitLast && ctx.Err() == nil && e.ask(ctx) {
		failures = e.lookAgain(ctx, failures)
	}
	if failures != nil {
		return fmt.Errorf("ending %s: %w", e.App, failures)
	}
	if len(e.Ended.Quit)+len(e.Ended.Forced) == 0 {
		return ErrNothing
	}
	return nil
}

// ask tries the system's own commands, and tells whether one of them worked.
func (e *EndApp) ask(ctx context.Context) bool {
	if len(e.Quit) > 0 && e.Progress != nil {
		e.Progress(platform.EndProgress{Left: len(e.Processes), Waiting: platform.QuitPatience})
	}
	return slices.ContainsFunc(e.Quit, func(args []string) bool {
		return ctx.Err() == nil && e.computer.Machine.AskToQuit(ctx, args) == nil
	})
}

// add works what became of some processes into the result.
func (e *EndApp) add(r platform.EndResult) {
	e.Ended.Asked = append(e.Ended.Asked, r.Asked...)
	e.Ended.Quit = append(e.Ended.Quit, r.Quit...)
	e.Ended.Forced = append(e.Ended.Forced, r.Forced...)
	e.Ended.Left = append(e.Ended.Left, r.Left...)
}

// creditAsked counts those that were gone already when their turn came: they quit
// when the app was asked.
func (e *EndApp) creditAsked() {
	for _, p := range e.Processes {
		if !e.accounted(p) {
			e.Ended.Asked, e.Ended.Quit = append(e.Ended.Asked, p), append(e.Ended.Quit, p)
		}
	}
}

// accounted tells whether it is known what became of a process.
func (e *EndApp) accounted(p platform.Process) bool {
	same := func(q platform.Process) bool { return q.PID == p.PID && q.Started.Equal(p.Started) }
	return slices.ContainsFunc(e.Ended.Quit, same) || slices.ContainsFunc(e.Ended.Forced, same) || slices.ContainsFunc(e.Ended.Left, same)
}

// newcomers are the app's processes that were not there before.
func (e *EndApp) newcomers(ctx context.Context) []platform.Process {
	if e.Again == nil {
		return nil
	}
	list, err := e.Again(ctx)
	if err != nil {
		return nil // what could be ended is
	}
	return slices.DeleteFunc(list, func(p platform.Process) bool { return p.State == "zombie" || e.accounted(p) })
}

// lookAgain looks which of those left are gone after all.
func (e *EndApp) lookAgain(ctx context.Context, failures error) error {
	running, err := e.computer.Machine.Processes(ctx)
	if err != nil {
		return failures
	}
	var left []platform.Process
	for _, p := range e.Ended.Left {
		if slices.ContainsFunc(running, func(q platform.Process) bool {
			return q.PID == p.PID && q.Started.Equal(p.Started) && q.State != "zombie"
		}) {
			left = append(left, p)
			continue
		}
		e.Ended.Forced = append(e.Ended.Forced, p)
	}
	if e.Ended.Left = left; len(left) == 0 {
		return nil
	}
	return failures
}

// Verify is part of Change.
func (e *EndApp) Verify(ctx context.Context) (bool, error) {
	processes, err := e.computer.Machine.Processes(ctx)
	if err != nil {
		return false, fmt.Errorf("looking whether %s runs: %w", e.App, err)
	}
	if slices.ContainsFunc(processes, e.isOurs) {
		return false, nil
	}
	if e.since.IsZero() {
		return true, nil
	}
	info, err := e.computer.Machine.Info(ctx)
	if err != nil || info.Uptime <= 0 {
		return true, err // the app does not run; a restart would only be a reason more
	}
	// A restart would have ended the app as well: then this is nobody's doing any
	// more. (A Windows computer that is only shut down counts as not restarted.)
	booted := time.Now().Add(-info.Uptime)
	return !booted.After(e.since), nil
}

// isMain tells the app itself among its processes: no helper, no updater, and started
// by none of the others, but for the updater that starts some apps.
func isMain(p platform.Process, all []platform.Process) bool {
	if p.Helper() || isUpdater(p) {
		return false
	}
	return !slices.ContainsFunc(all, func(q platform.Process) bool {
		return q.PID == p.Parent && q.PID != p.PID && !isUpdater(q)
	})
}

// isUpdater tells the updaters of Squirrel, its kin on macOS, and Discord's on Linux.
func isUpdater(p platform.Process) bool {
	name := strings.ToLower(p.Name)
	return strings.HasPrefix(name, "update") || name == "shipit"
}

// isOurs tells whether a process is the app that was ended: the same program, at the
// same place where the system tells it. A helper or an updater that was left over is
// not: the app does not run while nothing else of it does.
func (e *EndApp) isOurs(p platform.Process) bool {
	if !p.Mine || p.State == "zombie" || p.Helper() {
		return false
	}
	known := e.record.Mains
	if len(known) == 0 { // nothing but leftovers was ended, or the places were hidden
		known = e.record.Exes
	}
	if p.Exe != "" && len(known) > 0 {
		return slices.ContainsFunc(known, func(exe string) bool { return sameProgram(exe, p.Exe) })
	}
	return slices.Contains(e.record.Names, p.Name)
}

// versionFolder is how self-updating apps name the folder of one version.
var versionFolder = regexp.MustCompile(`^app-[0-9][0-9.]*$`)

// sameProgram tells whether two paths are one program, of whatever version:
// …/Discord/app-1.0.9018/Discord.exe is also …/Discord/app-1.0.9019/Discord.exe.
func sameProgram(a, b string) bool {
	x, y := pieces(a), pieces(b)
	return slices.EqualFunc(x, y, func(p, q string) bool {
		return strings.EqualFold(p, q) || versionFolder.MatchString(p) && versionFolder.MatchString(q)
	})
}

// pieces splits a path of any system. What Linux adds to the path of a program
// whose file was replaced by an update is no part of it.
func pieces(name string) []string {
	name = strings.TrimSuffix(strings.ReplaceAll(name, `\`, "/"), " (deleted)")
	return strings.Split(path.Clean(name), "/")
}

// Undo is part of Change. It starts the app, if the catalogue starts it by this
// very argument list.
func (e *EndApp) Undo(ctx context.Context) error {
	if len(e.Launch) == 0 {
		return ErrNoWayBack
	}
	if e.computer.Allow == nil || !e.computer.Allow(e.App, e.Launch) {
		return fmt.Errorf("starting %q: %w", e.App, ErrNotAllowed)
	}
	return e.computer.Machine.Launch(ctx, e.Launch)
}

// ByHand says what to do where taking it back by itself does not work.
func (e *EndApp) ByHand() (code string, words map[string]string) {
	return "change.end-app.by-hand", map[string]string{"app": shown(e.Name)}
}
