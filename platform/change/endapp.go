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
	Launch    []string                   // how to start it again; empty where that is not known, and then there is no way back
	Progress  func(platform.EndProgress) // nil where nobody watches

	Ended platform.EndResult // after Apply: what became of them

	computer Computer
	record   endAppArgs
	since    time.Time // when it was made; zero before
}

// endAppArgs is what the journal keeps.
type endAppArgs struct {
	App    string   `json:"app"`
	Name   string   `json:"name"`
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
		Kind: EndAppKind, Subject: e.App, Code: "change.end-app",
		Words: map[string]string{"app": e.Name}, Args: e.record,
	}
	if len(e.Launch) > 0 {
		d.Back = "change.end-app.back"
	}
	return d
}

// Apply is part of Change. What became of each process is in Ended.
func (e *EndApp) Apply(ctx context.Context) error {
	var err error
	e.Ended, err = e.computer.Machine.EndProcesses(ctx, e.Processes, e.Progress)
	if err != nil {
		return fmt.Errorf("ending %s: %w", e.App, err)
	}
	if len(e.Ended.Quit)+len(e.Ended.Forced) == 0 {
		return ErrNothing
	}
	return nil
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

// isOurs tells whether a process belongs to what was ended: the same program, at
// the same place where the system tells it.
func (e *EndApp) isOurs(p platform.Process) bool {
	if !p.Mine || p.State == "zombie" {
		return false
	}
	if p.Exe != "" && len(e.record.Exes) > 0 {
		return slices.ContainsFunc(e.record.Exes, func(exe string) bool { return sameProgram(exe, p.Exe) })
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
