// Command fix502 finds out whose fault a "502 Bad Gateway" is. This file picks a
// front, the window or the command line, and wires the parts.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"fyne.io/fyne/v2/app"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/text"
	"fix502/platform"
	"fix502/platform/change"
	"fix502/platform/early"
	"fix502/wizard"
	"fix502/wizard/gui"
	"fix502/wizard/terminal"
)

// version is set by the linker from FyneApp.toml.
var version = "development"

func main() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	sys := platform.New()
	texts, err := text.Load(text.Fallback)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fix502:", err) //nolint:errcheck // nowhere left to say it
		os.Exit(terminal.ExitInternal)
	}
	p := terminal.Program{
		Out: os.Stdout, Err: os.Stderr, Columns: platform.Columns, Texts: texts, Version: version, Desk: sys,
		Journal: change.Open(filepath.Join(sys.StateDir(), "journal.jsonl")),
	}
	p.Help = func(ctx context.Context, args []string) (int, error) { return change.Help(ctx, sys, args) }
	parts := func(c *catalog.Catalog, keeper wizard.Keeper, watch ...string) wizard.Parts {
		return wizard.Parts{
			Catalog: c, Watch: func(ctx context.Context) error { return sys.LaunchSelf(ctx, watch) }, Texts: texts, Machine: sys, Getenv: os.Getenv, Version: version, Journal: p.Journal, Keeper: keeper,
			Env: checks.Env{Host: sys, Dial: platform.Dialer(), DialSmall: platform.SmallDialer(), Now: time.Now},
		}
	}
	p.Flow = func(c *catalog.Catalog) *wizard.Flow { return wizard.NewFlow(parts(c, nil)) }
	p.Rehearse = wizard.Stage(parts(nil, nil))
	p.Window = func(ctx context.Context, o terminal.Opening) bool {
		early.Speak()
		defer sys.KeepCrash()()
		flow := wizard.NewFlow(parts(o.Catalog, wizard.File{Path: filepath.Join(sys.StateDir(), "session.json")}, o.Watch...))
		options := gui.Options{Notice: o.Notice, Opened: sys.WindowOpened, Texts: texts, Rehearse: p.Rehearse}
		return gui.New(ctx, app.NewWithID("org.fix502.Fix502"), flow, options).ShowAndRun()
	}
	os.Exit(terminal.Run(ctx, p, os.Args[1:]))
}
