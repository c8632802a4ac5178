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
		RunE: func(cmd *cobra.Command, args []string) error { return p.check(cmd.Context(), *o, args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, p.tr("terminal.flag.json", nil))
	flags.StringVar(&o.out, "out", "", p.tr("terminal.flag.out", nil))
	flags.StringVar(&o.seen, "seen", o.seen, p.tr("terminal.flag.seen", nil))
	flags.Var(limit{&o.timeout, p}, "timeout", p.tr("terminal.flag.timeout", nil))
	flags.BoolVar(&o.raw, "no-redact", false, p.tr("terminal.flag.raw", nil))
	return cmd
}

func (p Program) check(ctx context.Context, o options, args []string) error {
	f, err := p.flow(o, args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	p.progress(f, true).follow(f.Check(ctx))
	r, err := f.Report(!o.raw)
	if err != nil {
		return p.internal(err)
	}
	return p.finish(f, o, r)
}

// finish prints and saves the report and turns the verdict into an exit code. What
// goes wrong with one of them keeps nobody from the other.
func (p Program) finish(f *wizard.Flow, o options, r report.Report) error {
	shown := p.show(f, o, r)
	saved := o.out == "" || p.save(o.out, r)
	complete := f.Outcome().Complete
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

func (p Program) show(f *wizard.Flow, o options, r report.Report) error {
	if !o.json {
		return p.print(p.sheet(f, r))
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
