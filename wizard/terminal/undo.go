package terminal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/wizard"
)

func (p Program) undoCommand(l *layers) *cobra.Command {
	o := l.options()
	cmd := &cobra.Command{Use: "undo", Short: p.tr("terminal.undo", nil), Args: cobra.NoArgs}
	list := cmd.Flags().Bool("list", false, p.tr("terminal.flag.list", nil))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return p.undo(cmd.Context(), *o, *list) }
	return cmd
}

// undo lists the changes that still stand, and takes them back, newest first.
// One that cannot be taken back does not keep the others from it.
func (p Program) undo(ctx context.Context, o options, listOnly bool) error {
	f, err := p.flow(o, nil)
	if err != nil {
		return err
	}
	if !listOnly {
		if r := f.Recover(ctx); r.Text != "" {
			p.say(strings.Join(append([]string{r.Text}, r.Lines...), "\n"))
		}
	}
	changes, damaged, err := f.Journal(ctx)
	switch {
	case ctx.Err() != nil:
		return code(ExitInterrupted)
	case err != nil:
		p.say(p.tr("terminal.undo.unreadable", checks.Args{"path": p.Journal.Path()}))
		return code(ExitInternal)
	case damaged == 1:
		p.say(p.tr("terminal.undo.damaged.one", nil))
	case damaged > 1:
		p.say(p.tr("terminal.undo.damaged", checks.Args{"count": fmt.Sprint(damaged)}))
	}
	standing, failed := 0, false
	for _, c := range changes {
		if !c.Stands {
			continue
		}
		if ctx.Err() != nil {
			return code(ExitInterrupted)
		}
		standing++
		line := p.tr("terminal.undo.item", checks.Args{"at": c.At.Local().Format(time.DateTime), "text": c.Text, "back": c.Back})
		if !listOnly {
			var taken bool
			line, taken = p.takeBack(ctx, f, c)
			failed = failed || !taken
		}
		if err := p.print(line + "\n"); err != nil {
			return err
		}
	}
	switch {
	case standing == 0:
		return p.print(p.tr("terminal.undo.none", nil) + "\n")
	case failed:
		return code(ExitProblem)
	}
	return nil
}

// takeBack takes back one change. Where that fails it says why, and what to do by
// hand.
func (p Program) takeBack(ctx context.Context, f *wizard.Flow, c wizard.ChangeView) (string, bool) {
	args := checks.Args{"text": c.Text}
	r := f.Undo(ctx, c.ID)
	if r.OK {
		return p.tr("terminal.undo.back", args), true
	}
	lines := append([]string{p.tr("terminal.undo.failed", args), r.Text}, r.Lines...)
	return strings.Join(lines, "\n  "), false
}
