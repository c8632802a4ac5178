// Package terminal is the command line of contract §1. It parses, calls wizard,
// and prints: progress on standard error, results on standard output.
//
// What must not live here: a second implementation of anything.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/text"
	"fix502/platform/change"
	"fix502/wizard"
)

// The exit codes of contract §1.
const (
	ExitHealthy     = 0
	ExitProblem     = 1
	ExitUsage       = 2 // bad usage, bad catalogue, no display
	ExitInterrupted = 3 // or out of time
	ExitInternal    = 4
)

// Program is what the command line runs on.
type Program struct {
	Out, Err io.Writer
	Live     bool // standard error is a terminal: show progress there
	Texts    *text.Table
	Version  string
	// Flow makes a walk over a catalogue.
	Flow func(*catalog.Catalog) *wizard.Flow
	// Window opens the wizard's window and returns an exit code.
	Window  func(context.Context, Opening) int
	Journal *change.Journal
	Desk    Desk
}

// Opening is what a window starts with.
type Opening struct {
	Catalog *catalog.Catalog
	Notice  string // said on the first screen: the given catalogue could not be used
}

// code carries an exit code through cobra. Its message has been printed already.
type code int

func (c code) Error() string { return fmt.Sprintf("exit %d", int(c)) }

// Run performs one command and returns the exit code.
func Run(ctx context.Context, p Program, args []string) int {
	root := p.root()
	root.SetArgs(args)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	err := root.ExecuteContext(ctx)
	var exit code
	switch {
	case err == nil:
		return ExitHealthy
	case errors.As(err, &exit):
		return int(exit)
	}
	fmt.Fprintf(p.Err, "fix502: %v\n%s\n", err, p.tr("terminal.help", nil)) //nolint:errcheck // nowhere left to say it
	return ExitUsage
}

func (p Program) tr(code string, args checks.Args) string { return p.Texts.Tr(code, args) }

// options are the flags of contract §1.
type options struct {
	json, only, raw bool
	out             string
	seen            string
	catalogs        []string
	timeout         time.Duration
}

// runLimit is the default of --timeout: longer than the longest chain of checks
// when everything is silent.
const runLimit = 20 * time.Second

func (p Program) root() *cobra.Command {
	var o options
	root := &cobra.Command{
		Use: "fix502", Short: p.tr("terminal.short", nil), Long: p.tr("terminal.long", nil), Version: p.Version,
		Args: cobra.NoArgs, SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.window(cmd.Context(), o) },
	}
	root.PersistentFlags().StringArrayVar(&o.catalogs, "catalog", nil, p.tr("terminal.flag.catalog", nil))
	root.PersistentFlags().BoolVar(&o.only, "only-catalog", false, p.tr("terminal.flag.only", nil))
	root.AddCommand(p.checkCommand(&o), p.watchCommand(&o), p.resolversCommand(&o), p.undoCommand(&o), p.catalogCommand())
	return root
}

// flow makes the walk for a target, or says what is wrong with the catalogue or
// the target.
func (p Program) flow(ctx context.Context, o options, args []string) (*wizard.Flow, error) {
	seen := checks.Seen(o.seen)
	switch seen {
	case checks.SeenApp, checks.SeenBrowser, checks.SeenUnsure:
	case "":
		seen = checks.SeenUnsure
	default:
		p.say(p.tr("terminal.bad.seen", checks.Args{"seen": o.seen}))
		return nil, code(ExitUsage)
	}
	found, err := catalog.Load(o.catalogs, o.only)
	if err != nil {
		p.complain(err)
		return nil, code(ExitUsage)
	}
	f := p.Flow(found)
	target := "discord"
	if len(args) > 0 {
		target = args[0]
	} else if _, known := found.Service(target); !known && len(found.Services) > 0 {
		target = found.Services[0].ID
	}
	if err := f.Choose(target, seen); err != nil {
		p.badTarget(err)
		return nil, code(ExitUsage)
	}
	return f, nil
}

func (p Program) badTarget(err error) {
	var bad *catalog.BadTarget
	if errors.As(err, &bad) {
		p.say(fmt.Sprintf("%q: %s", bad.Input, p.tr(bad.Code, nil)))
		return
	}
	p.say(p.tr("target.bad", nil))
}

// complain prints what is wrong with a catalogue, each error on a line of its own.
func (p Program) complain(err error) {
	var list catalog.Errors
	if !errors.As(err, &list) {
		p.say(p.tr("catalog.unreadable", checks.Args{"detail": err.Error()}))
		return
	}
	for _, problem := range list {
		p.say(problem.Error())
	}
}

// say prints one line on standard error.
func (p Program) say(line string) {
	fmt.Fprintln(p.Err, line) //nolint:errcheck // nowhere left to say it
}

func (p Program) internal(err error) error {
	p.say(p.tr("terminal.internal", checks.Args{"detail": err.Error()}))
	return code(ExitInternal)
}
