package wizard

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/probe"
	"fix502/platform"
	"fix502/platform/change"
)

// allFlavours is the choice that means every flavour of an app that runs.
const allFlavours = "all"

// endChoices are the flavours of the target's app that run, where there are several.
func (f *Flow) endChoices(groups [][]probe.AppProcess) []Choice {
	if len(groups) < 2 {
		return nil
	}
	var list []Choice
	var all []string
	for _, g := range groups {
		c := Choice{ID: flavour(g), Label: g[0].App.Name}
		for _, p := range g {
			c.Items = append(c.Items, f.processLine(p))
		}
		list, all = append(list, c), append(all, c.Items...)
	}
	return append(list, Choice{ID: allFlavours, Label: f.Tr("action.all-flavours", nil), Items: all})
}

// flavour names an app as it is installed here.
func flavour(g []probe.AppProcess) string { return g[0].App.ID + " " + g[0].Install.ID }

// endApp ends the target's app: the flavour chosen, or each that runs, as a change of
// its own. It starts them again where that is wished.
func (f *Flow) endApp(ctx context.Context, again bool, choice string, progress func(string)) Result {
	var all platform.EndResult
	var held platform.Held
	started := true
	for _, group := range byApp(f.appProcesses(ctx)) {
		if choice != "" && choice != allFlavours && choice != flavour(group) {
			continue
		}
		c := f.endingOf(group)
		c.Progress = func(p platform.EndProgress) { progress(f.closing(p)) }
		held = with(held, f.heldBy(ctx, c.Processes))
		_, err := change.Do(ctx, f.parts.Journal, c)
		all.Quit, all.Forced, all.Left = append(all.Quit, c.Ended.Quit...), append(all.Forced, c.Ended.Forced...), append(all.Left, c.Ended.Left...)
		switch {
		case ctx.Err() != nil:
			return Result{Text: f.Tr("did.ended.stopped", nil), Lines: f.endedLines(all, platform.Held{})}
		case err != nil && len(c.Ended.Asked)+len(c.Ended.Forced)+len(c.Ended.Left) == 0:
			return Result{Text: f.Tr("did.not-journaled", nil), Detail: err.Error()}
		}
		if again {
			progress(f.Tr("doing.starting", checks.Args{"service": group[0].App.Name}))
			started = f.startAgain(ctx, group[0]) && started
		}
	}
	r := f.endedResult(all, again, started)
	r.Lines = f.endedLines(all, held)
	if again && len(all.Left) == 0 && len(r.Lines) > 0 { // the sentence itself says that it was started
		r.Lines = append([]string{f.endedResult(all, false, false).Text}, r.Lines...)
	}
	return r
}

// endedResult says in one sentence what became of the app.
func (f *Flow) endedResult(all platform.EndResult, again, started bool) Result {
	ended := len(all.Quit) + len(all.Forced)
	args := checks.Args{"service": f.Target().Name, "count": fmt.Sprint(ended)}
	r := Result{OK: len(all.Left) == 0, Recheck: true}
	switch {
	case len(all.Left) > 0:
		args["count"] = fmt.Sprint(len(all.Left))
		r.Text = f.Tr("did.ended.left", args)
	case ended == 0:
		r.Recheck, r.Text = false, f.Tr("did.ended.none", args)
	case again && started:
		r.Text = f.Tr("did.ended.started", args)
	case again:
		r.OK, r.Text = false, f.Tr("did.ended.not-started", args)
	case ended == 1:
		r.Text = f.Tr("did.ended.one", args)
	default:
		r.Text = f.Tr("did.ended", args)
	}
	return r
}

// endingOf plans the ending of one app as it is installed here.
func (f *Flow) endingOf(group []probe.AppProcess) *change.EndApp {
	app, install := group[0].App, group[0].Install
	c := change.NewEndApp(f.computer(), app.ID, app.Name, running(group), first(f.launchesOf(install)))
	c.Quit = install.Quit
	// macOS asks the app as a whole. Flatpak's command is no question: it ends the
	// sandbox at once, so it comes last.
	c.QuitLast = f.info().OS != "darwin"
	c.Again = func(ctx context.Context) ([]platform.Process, error) {
		all, err := f.parts.Machine.Processes(ctx)
		if err != nil {
			return nil, err
		}
		now := f.familyIn(all)
		return running(slices.DeleteFunc(now, func(p probe.AppProcess) bool { return !sameInstall(p, group[0]) })), nil
	}
	return c
}

// heldBy is what processes keep hold of, nothing where that can't be told.
func (f *Flow) heldBy(ctx context.Context, list []platform.Process) platform.Held {
	held, err := f.parts.Machine.Held(ctx, list)
	if err != nil {
		return platform.Held{}
	}
	return held
}

// with adds up what two apps hold.
func with(a, b platform.Held) platform.Held {
	return platform.Held{
		Memory: a.Memory + b.Memory, Connections: a.Connections + b.Connections, Locks: a.Locks + b.Locks, Partial: a.Partial || b.Partial,
	}
}

// An app that was started is looked for until it runs: some are started by another
// program that only hands on the wish.
const (
	startLooks = 20
	startPause = 500 * time.Millisecond
)

// startAgain starts an app in the first way that works, and looks whether it runs.
func (f *Flow) startAgain(ctx context.Context, was probe.AppProcess) bool {
	if !f.startAny(ctx, f.launchesOf(was.Install)) {
		return false
	}
	for range startLooks {
		if slices.ContainsFunc(f.appProcesses(ctx), func(p probe.AppProcess) bool { return sameInstall(p, was) && p.Main }) {
			return true
		}
		if !f.parts.Sleep(ctx, startPause) {
			break
		}
	}
	return false
}

func sameInstall(a, b probe.AppProcess) bool {
	return a.App.ID == b.App.ID && a.Install.ID == b.Install.ID && slices.Equal(a.Install.Paths, b.Install.Paths)
}

// startAny tries the ways to start an app in turn.
func (f *Flow) startAny(ctx context.Context, launch [][]string) bool {
	return slices.ContainsFunc(launch, func(args []string) bool { return f.parts.Machine.Launch(ctx, args) == nil })
}

func first(list [][]string) []string {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// byApp groups processes by the app and the way it is installed.
func byApp(list []probe.AppProcess) [][]probe.AppProcess {
	var groups [][]probe.AppProcess
	for _, p := range list {
		i := slices.IndexFunc(groups, func(g []probe.AppProcess) bool { return sameInstall(g[0], p) })
		if i < 0 {
			groups = append(groups, []probe.AppProcess{p})
			continue
		}
		groups[i] = append(groups[i], p)
	}
	return groups
}

func running(group []probe.AppProcess) []platform.Process {
	list := make([]platform.Process, 0, len(group))
	for _, p := range group {
		list = append(list, p.Process)
	}
	return list
}

func (f *Flow) closing(p platform.EndProgress) string {
	if p.Waiting <= 0 {
		return f.Tr("doing.forcing", nil)
	}
	return f.Tr("doing.closing", checks.Args{"left": fmt.Sprint(p.Left), "seconds": fmt.Sprint(int(p.Waiting.Seconds() + 1))})
}

// endedLines say what each was, how long it had run, how it ended, and what all of
// them gave back.
func (f *Flow) endedLines(r platform.EndResult, held platform.Held) []string {
	var lines []string
	if len(r.Left) == 0 && held.Memory > 0 && len(r.Quit)+len(r.Forced) > 0 {
		lines = append(lines, f.heldLine(held))
	}
	for _, part := range []struct {
		list []platform.Process
		how  string
	}{{r.Quit, "did.ended.quit"}, {r.Forced, "did.ended.forced"}, {r.Left, "did.ended.stayed"}} {
		for _, p := range part.list {
			lines = append(lines, f.Tr("did.ended.item", checks.Args{
				"name": p.Name, "pid": fmt.Sprint(p.PID), "age": f.age(f.parts.Env.Now().Sub(p.Started)), "how": f.Tr(part.how, nil),
			}))
		}
	}
	return lines
}

// heldLine says what was held.
func (f *Flow) heldLine(held platform.Held) string {
	const megabyte = 1 << 20
	code := "did.ended.held"
	if held.Connections+held.Locks > 0 {
		code = "did.ended.held.all"
	}
	return f.Tr(code, checks.Args{
		"memory": fmt.Sprint(max(held.Memory/megabyte, 1)), "connections": fmt.Sprint(held.Connections), "locks": fmt.Sprint(held.Locks),
	})
}

// appProcesses are the running processes of the target's apps and what they started,
// by full path and owner, never by name alone.
func (f *Flow) appProcesses(ctx context.Context) []probe.AppProcess {
	all, err := f.parts.Machine.Processes(ctx)
	if err != nil {
		return nil
	}
	return f.familyIn(all)
}

// familyIn finds the target's among all processes.
func (f *Flow) familyIn(all []platform.Process) []probe.AppProcess {
	services := slices.DeleteFunc(slices.Clone(f.parts.Catalog.Services), func(s catalog.Service) bool { return s.ID == f.setup().Service.ID })
	list := probe.AppFamily(f.info(), f.parts.Getenv, f.setup().Service, all, services)
	return slices.DeleteFunc(list, func(p probe.AppProcess) bool { return !p.Process.Mine })
}

// processLine is one process as it is listed before it is ended.
func (f *Flow) processLine(p probe.AppProcess) string {
	line := f.Tr("process.item", checks.Args{
		"name": p.Process.Name, "pid": fmt.Sprint(p.Process.PID), "age": f.age(f.parts.Env.Now().Sub(p.Process.Started)),
	})
	switch {
	case p.Stuck != "":
		return f.Tr("process.item.stuck", checks.Args{"line": line, "why": f.Tr("process.stuck."+p.Stuck, nil)})
	case p.Child:
		return f.Tr("process.item.child", checks.Args{"line": line})
	}
	return line
}
