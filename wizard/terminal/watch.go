package terminal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/wizard"
)

func (p Program) watchCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use: "watch [TARGET]", Short: p.tr("terminal.watch", nil), Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.watch(cmd.Context(), *o, args) },
	}
	cmd.Flags().StringVar(&o.seen, "seen", string(checks.SeenUnsure), p.tr("terminal.flag.seen", nil))
	cmd.Flags().DurationVar(&o.timeout, "timeout", 0, p.tr("terminal.flag.watch-timeout", nil))
	return cmd
}

// watch prints one line a round until the target is well.
func (p Program) watch(ctx context.Context, o options, args []string) error {
	f, err := p.flow(ctx, o, args)
	if err != nil {
		return err
	}
	if o.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.timeout)
		defer cancel()
	}
	for round := range f.Watch(ctx, wizard.WatchOptions{}) {
		line := f.Tr("terminal.round", checks.Args{"at": round.At.Local().Format(time.TimeOnly), "code": round.Code, "text": round.Text})
		if !round.Healthy {
			line += " " + f.Tr("terminal.next", checks.Args{"in": time.Until(round.Next).Round(time.Second).String()})
		}
		if _, err := fmt.Fprintln(p.Out, line); err != nil {
			return p.internal(err)
		}
		if round.Healthy {
			return nil
		}
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		p.say(p.tr("terminal.watch.timeout", nil))
	}
	return code(ExitInterrupted)
}
