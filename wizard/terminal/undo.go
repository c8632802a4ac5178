package terminal

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/wizard"
)

func (p Program) undoCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "undo", Short: p.tr("terminal.undo", nil), Args: cobra.NoArgs}
	list := cmd.Flags().Bool("list", false, p.tr("terminal.flag.list", nil))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return p.undo(cmd.Context(), *o, *list) }
	return cmd
}

// undo lists the changes that still stand, and takes them back, newest first.
// One that cannot be taken back does not keep the others from it.
func (p Program) undo(ctx context.Context, o options, listOnly bool) error {
	f, err := p.flow(ctx, o, nil)
	if err != nil {
		return err
	}
	changes, damaged, err := f.Journal(ctx)
	if err != nil {
		return p.internal(err)
	}
	if damaged > 0 {
		p.say(p.tr("terminal.undo.damaged", checks.Args{"count": fmt.Sprint(damaged)}))
	}
	standing, failed := 0, false
	for _, c := range changes {
		if !c.Stands {
			continue
		}
		standing++
		line := p.tr("terminal.undo.item", checks.Args{"at": c.At.Local().Format(time.DateTime), "text": c.Text})
		if !listOnly {
			var taken bool
			line, taken = p.takeBack(ctx, f, c)
			failed = failed || !taken
		}
		if _, err := fmt.Fprintln(p.Out, line); err != nil {
			return p.internal(err)
		}
	}
	if standing == 0 {
		_, err = fmt.Fprintln(p.Out, p.tr("terminal.undo.none", nil))
	}
	switch {
	case err != nil:
		return p.internal(err)
	case failed:
		return code(ExitProblem)
	}
	return nil
}

func (p Program) takeBack(ctx context.Context, f *wizard.Flow, c wizard.ChangeView) (string, bool) {
	result := f.Undo(ctx, c.ID)
	if result.OK {
		return p.tr("terminal.undo.back", checks.Args{"text": c.Text}), true
	}
	if result.Detail != "" {
		p.say(result.Detail)
	}
	return p.tr("terminal.undo.failed", checks.Args{"text": c.Text}), false
}
