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
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/text"
	"fix502/platform"
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
	// Columns is the width of the terminal behind Out or Err, 0 where there is none.
	Columns func(io.Writer) int
	Texts   *text.Table
	Version string
	// Flow makes a walk over a catalogue.
	Flow func(*catalog.Catalog) *wizard.Flow
	// Rehearse makes a walk in which a fault is played.
	Rehearse wizard.Rehearse
	// Window opens the wizard's window and comes back when it is closed; it is false
	// where none can be opened.
	Window  func(context.Context, Opening) (shown bool)
	Journal *change.Journal
	Desk    Desk
	// Help performs one verb with rights and returns its exit code; see change.
	Help func(ctx context.Context, args []string) (int, error)
}

// Opening is what a window starts with.
type Opening struct {
	Catalog *catalog.Catalog
	Notice  string   // said on the first screen: the given catalogue could not be used, or more rights than needed
	Watch   []string // the arguments by which this program watches over its own trials
}

// code carries an exit code through cobra. Its message has been printed already.
type code int

func (c code) Error() string { return fmt.Sprintf("exit %d", int(c)) }

// Run performs one command and returns the exit code.
func Run(ctx context.Context, p Program, args []string) (exit int) {
	defer func() {
		if v := recover(); v != nil {
			exit = p.broken(v)
		}
	}()
	// Without this a double click on Windows would show cobra's advice to use a
	// command prompt, and no window.
	cobra.MousetrapHelpText = ""
	root := p.root()
	root.SetArgs(args)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	err := root.ExecuteContext(ctx)
	var result code
	switch {
	case err == nil:
		return ExitHealthy
	case errors.As(err, &result):
		return int(result)
	}
	p.say("fix502: " + err.Error() + "\n" + p.tr("terminal.help", nil))
	return ExitUsage
}

func (p Program) tr(code string, args checks.Args) string { return p.Texts.Tr(code, args) }

func (p Program) root() *cobra.Command {
	var l layers
	root := &cobra.Command{
		Use: "fix502", Short: p.tr("terminal.short", nil), Long: p.tr("terminal.long", nil), Version: p.Version,
		Args: cobra.NoArgs, SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.window(cmd.Context(), l) },
	}
	root.PersistentFlags().StringArrayVar(&l.catalogs, "catalog", nil, p.tr("terminal.flag.catalog", nil))
	root.PersistentFlags().BoolVar(&l.only, "only-catalog", false, p.tr("terminal.flag.only", nil))
	root.Flags().BoolVar(&l.resume, strings.TrimPrefix(platform.ResumeFlag, "--"), false, p.tr("terminal.flag.resume", nil))
	_ = root.Flags().MarkHidden("resume") // it is there; nobody types it
	root.AddCommand(p.checkCommand(&l), p.rehearseCommand(&l), p.watchCommand(&l), p.resolversCommand(&l), p.undoCommand(&l), p.catalogCommand(&l), p.helperCommand(), p.watchdogCommand(&l))
	return root
}

// flow makes the walk for a target, or says what is wrong with the flags, the
// catalogue or the target.
func (p Program) flow(o options, args []string) (*wizard.Flow, error) {
	if err := p.place(o.seen); err != nil {
		return nil, err
	}
	found, err := p.load(*o.layers)
	if err != nil {
		return nil, err
	}
	f := p.Flow(found)
	target := "discord"
	if len(args) > 0 {
		target = args[0]
	} else if _, known := found.Service(target); !known && len(found.Services) > 0 {
		target = found.Services[0].ID
	}
	if err := f.Choose(target, checks.Seen(o.seen)); err != nil {
		return nil, p.badTarget(err)
	}
	return f, nil
}

// place says what is wrong with where an error is seen. Others than those of the
// contract may be allowed too.
func (p Program) place(seen string, also ...string) error {
	known := []checks.Seen{checks.SeenApp, checks.SeenBrowser, checks.SeenUnsure}
	if slices.Contains(known, checks.Seen(seen)) || slices.Contains(also, seen) {
		return nil
	}
	return p.misused("terminal.bad.seen", checks.Args{"seen": seen})
}

// load reads the catalogues that the flags name.
func (p Program) load(l layers) (*catalog.Catalog, error) {
	if l.only && len(l.catalogs) == 0 {
		return nil, p.misused("terminal.bad.only", nil)
	}
	found, err := catalog.Load(l.catalogs, l.only)
	if err != nil {
		p.complain(err)
		return nil, code(ExitUsage)
	}
	return found, nil
}
