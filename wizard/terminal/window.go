package terminal

import (
	"context"

	"fix502/checks/catalog"
	"fix502/platform"
)

// Desk is what opening a window, or doing without one, needs of the computer.
type Desk interface {
	HasDisplay() bool
	HoldsWindow() bool
	// Elevated tells whether this program was started with an administrator's rights.
	Elevated() bool
	SuperviseWindow(ctx context.Context, args []string) (platform.WindowEnd, error)
	OpenFile(ctx context.Context, path string) error
	MessageBox(ctx context.Context, title, text string) error
	StateDir() string
}

// window opens the wizard in a process of its own and does the main job without
// one where that process can show none.
func (p Program) window(ctx context.Context, l layers) error {
	if l.only && len(l.catalogs) == 0 {
		return p.misused("terminal.bad.only", nil)
	}
	opening := Opening{}
	found, err := catalog.Load(l.catalogs, l.only)
	if err != nil {
		if !p.Desk.HoldsWindow() { // the process that started this one has said it
			p.complain(err)
		}
		opening.Notice = p.tr("catalog.bad.window", nil)
		if found, err = catalog.Builtin(); err != nil {
			return p.internal(err)
		}
	}
	if opening.Notice == "" && p.Desk.Elevated() {
		opening.Notice = p.tr("terminal.elevated", nil)
	}
	opening.Catalog, opening.Watch = found, append(l.flags(), watchdogName)
	switch {
	case p.Desk.HoldsWindow():
		if !p.Window(ctx, opening) {
			return code(ExitUsage)
		}
		return nil
	case !p.Desk.HasDisplay():
		p.say(p.tr("terminal.no-display", nil))
		return code(ExitUsage)
	}
	end, err := p.Desk.SuperviseWindow(ctx, l.flags())
	switch {
	case ctx.Err() != nil: // this program was told to end, and its window with it
		return code(ExitInterrupted)
	case err != nil:
		return p.internal(err)
	case !end.Opened:
		return p.withoutWindow(ctx, found)
	case end.Code != 0:
		p.say(p.tr("terminal.crashed", nil))
		return code(ExitInternal)
	}
	return nil
}

// flags are the command line again, for the process that holds the window.
func (l layers) flags() []string {
	var list []string
	for _, c := range l.catalogs {
		list = append(list, "--catalog", c)
	}
	if l.only {
		list = append(list, "--only-catalog")
	}
	if l.resume {
		list = append(list, platform.ResumeFlag)
	}
	return list
}
