package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/wizard"
)

func (p Program) checkCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use: "check [TARGET]", Short: p.tr("terminal.check", nil), Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.check(cmd.Context(), *o, args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, p.tr("terminal.flag.json", nil))
	flags.StringVar(&o.out, "out", "", p.tr("terminal.flag.out", nil))
	flags.StringVar(&o.seen, "seen", string(checks.SeenUnsure), p.tr("terminal.flag.seen", nil))
	flags.DurationVar(&o.timeout, "timeout", runLimit, p.tr("terminal.flag.timeout", nil))
	flags.BoolVar(&o.raw, "no-redact", false, p.tr("terminal.flag.raw", nil))
	return cmd
}

func (p Program) check(ctx context.Context, o options, args []string) error {
	if o.timeout <= 0 {
		p.say(p.tr("terminal.bad.timeout", nil))
		return code(ExitUsage)
	}
	f, err := p.flow(ctx, o, args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	p.follow(ctx, f)
	r, err := f.Report(!o.raw)
	if err != nil {
		return p.internal(err)
	}
	return p.finish(f, o, r)
}

// finish prints and saves the report and turns the verdict into an exit code.
func (p Program) finish(f *wizard.Flow, o options, r report.Report) error {
	var err error
	if o.json {
		err = report.JSON(p.Out, r)
	} else {
		err = p.print(p.Out, f, r)
	}
	if err != nil {
		return p.internal(err)
	}
	exit := code(ExitHealthy)
	if outcome := f.Outcome(); !outcome.Complete {
		p.say(p.tr("terminal.incomplete", nil))
		exit = ExitInterrupted
	} else if outcome.Ruling.Code != "healthy" {
		exit = ExitProblem
	}
	if o.out != "" && !p.save(o.out, r) {
		return code(ExitUsage)
	}
	if exit == ExitHealthy {
		return nil
	}
	return exit
}

func (p Program) save(dir string, r report.Report) bool {
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

// follow runs the checks and shows how far they are, on one line that is
// rewritten, where standard error is a terminal.
func (p Program) follow(ctx context.Context, f *wizard.Flow) {
	done, all := 0, len(f.Plan())
	for ev := range f.Check(ctx) {
		if ev.Finding != nil {
			done++
		}
		if !p.Live {
			continue
		}
		doing := ""
		if ev.Note != "" {
			doing = f.Tr(ev.Note, ev.Args)
		}
		line := f.Tr("terminal.progress", checks.Args{"done": fmt.Sprint(done), "all": fmt.Sprint(all), "doing": doing})
		fmt.Fprintf(p.Err, "\r\x1b[K%.79s", line) //nolint:errcheck // progress only
	}
	if p.Live {
		fmt.Fprint(p.Err, "\r\x1b[K") //nolint:errcheck // progress only
	}
}

// The columns of the list of checks.
const (
	stateWidth = 8
	textWidth  = 62
)

// print writes the findings and the verdict for people.
func (p Program) print(w io.Writer, f *wizard.Flow, r report.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", f.Tr("terminal.heading", checks.Args{"service": r.Target.Name, "url": r.Target.URL}))
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "  %-*s %-*s %s\n", stateWidth, c.State, textWidth, c.Summary, c.Value)
	}
	v := f.Verdict()
	fmt.Fprintf(&b, "\n%s\n%s\n", r.Verdict.Headline, r.Verdict.Explanation)
	if v.Advice != "" {
		fmt.Fprintf(&b, "\n%s %s\n", f.Tr("terminal.now", nil), v.Advice)
	}
	for _, s := range r.Steps {
		if s.Advice == string(wizard.Recommended) {
			fmt.Fprintf(&b, "  %2d. %s\n", s.Number, f.Tr("step."+s.ID, nil))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", f.Tr("terminal.verdict", checks.Args{
		"code": r.Verdict.Code, "fault": r.Verdict.AtFault, "confidence": string(r.Verdict.Confidence),
		"took": time.Duration(r.Duration * float64(time.Millisecond)).Round(time.Millisecond).String(),
	}))
	_, err := io.WriteString(w, b.String())
	return err
}
