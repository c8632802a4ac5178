package terminal

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/wizard"
)

func (p Program) checkCommand(l *layers) *cobra.Command {
	o := l.options()
	o.timeout = runLimit
	cmd := &cobra.Command{
		Use: "check [TARGET]", Short: p.tr("terminal.check", nil), Args: p.oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("replay") {
				return p.replay(cmd.Context(), *o, args)
			}
			return p.check(cmd.Context(), *o, args)
		},
	}
	p.resultFlags(cmd, o)
	cmd.Flags().StringVar(&o.seen, "seen", o.seen, p.tr("terminal.flag.seen", nil))
	cmd.Flags().StringVar(&o.replay, "replay", "", p.tr("terminal.flag.replay", nil))
	return cmd
}

// resultFlags are those of every command whose result is a report.
func (p Program) resultFlags(cmd *cobra.Command, o *options) {
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, p.tr("terminal.flag.json", nil))
	flags.StringVar(&o.out, "out", "", p.tr("terminal.flag.out", nil))
	flags.Var(limit{&o.timeout, p}, "timeout", p.tr("terminal.flag.timeout", nil))
	flags.BoolVar(&o.raw, "no-redact", false, p.tr("terminal.flag.raw", nil))
}

func (p Program) check(ctx context.Context, o options, args []string) error {
	f, err := p.flow(o, args)
	if err != nil {
		return err
	}
	return p.run(ctx, f, o)
}

// run performs every check of a walk once and gives its report.
func (p Program) run(ctx context.Context, f *wizard.Flow, o options) error {
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	if p.wide(p.Err) == 0 { // where there is no progress to see, this says that there is some
		p.say(p.tr("terminal.checking", checks.Args{"name": f.Target().Name, "url": f.Target().URL}))
	}
	p.progress(f, true).follow(f.Check(ctx))
	r, err := f.Report(!o.raw)
	if err != nil {
		return p.internal(err)
	}
	return p.finish(o, r, f.Outcome().Complete)
}

// finish prints and saves the report and turns the verdict into an exit code. What
// goes wrong with one of them keeps nobody from the other.
func (p Program) finish(o options, r report.Report, complete bool) error {
	shown := p.show(o, r)
	saved := o.out == "" || p.save(o.out, r)
	if !complete {
		p.say(p.tr("terminal.incomplete", nil))
	}
	switch {
	case shown != nil:
		return shown
	case !complete:
		return code(ExitInterrupted)
	case !saved:
		return code(ExitUsage)
	case r.Verdict.Code != "healthy":
		return code(ExitProblem)
	}
	return nil
}

func (p Program) show(o options, r report.Report) error {
	if !o.json {
		return p.print(p.sheet(r))
	}
	if err := report.JSON(p.Out, r); err != nil {
		return p.unwritten(err)
	}
	return nil
}

// save writes the report's files. A folder that is not there is made, but not the
// one around it: that would hide a slip of the pen.
func (p Program) save(dir string, r report.Report) bool {
	_ = os.Mkdir(dir, 0o700) // where it is missing afterwards, saving says so
	paths, err := report.Save(dir, r, p.Texts)
	var bad *report.SaveError
	switch {
	case err == nil:
		p.say(p.tr("terminal.saved", checks.Args{"paths": strings.Join(paths, "\n  ")}))
		return true
	case errors.As(err, &bad):
		p.say(p.tr(bad.Code, checks.Args{"path": bad.Path}))
	default:
		p.say(p.tr("save.other", checks.Args{"path": dir}))
	}
	return false
}
