package terminal

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/wizard"
)

func (p Program) watchCommand(l *layers) *cobra.Command {
	o := l.options()
	cmd := &cobra.Command{
		Use: "watch [TARGET]", Short: p.tr("terminal.watch", nil), Args: p.oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error { return p.watch(cmd.Context(), *o, args) },
	}
	cmd.Flags().StringVar(&o.seen, "seen", o.seen, p.tr("terminal.flag.seen", nil))
	cmd.Flags().Var(limit{&o.timeout, p}, "timeout", p.tr("terminal.flag.watch-timeout", nil))
	return cmd
}

// watch prints one line a round until the target is well.
func (p Program) watch(ctx context.Context, o options, args []string) error {
	f, err := p.flow(o, args)
	if err != nil {
		return err
	}
	if len(f.Plan()) == 0 {
		return p.internal(wizard.ErrNothingRun)
	}
	if o.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.timeout)
		defer cancel()
	}
	rounds := 0
	for round := range f.Watch(ctx, wizard.WatchOptions{}) {
		rounds++
		if err := p.print(p.round(f, round)); err != nil {
			return err
		}
		if round.Healthy {
			return nil
		}
	}
	if o := f.Outcome(); rounds == 0 && o != nil { // what was found so far
		cut := wizard.Round{At: o.Finished, Code: o.Ruling.Code, Text: f.Verdict().Headline}
		if err := p.print(p.round(f, cut)); err != nil {
			return err
		}
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		p.say(p.tr("terminal.watch.timeout", nil))
	}
	return code(ExitInterrupted)
}

// round is one look in one line.
func (p Program) round(f *wizard.Flow, r wizard.Round) string {
	line := f.Tr("terminal.round", checks.Args{"at": r.At.Local().Format(time.TimeOnly), "code": r.Code, "text": r.Text})
	if !r.Next.IsZero() {
		line += " " + f.Tr("terminal.next", checks.Args{"in": r.Next.Sub(r.At).Round(time.Second).String()})
	}
	return line + "\n"
}
