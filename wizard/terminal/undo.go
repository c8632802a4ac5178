package terminal

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/wizard"
)

func (p Program) undoCommand(l *layers) *cobra.Command {
	o := l.options()
	cmd := &cobra.Command{Use: "undo [NUMBER...]", Short: p.tr("terminal.undo", nil)}
	list := cmd.Flags().Bool("list", false, p.tr("terminal.flag.list", nil))
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return p.undo(cmd.Context(), *o, *list, args) }
	return cmd
}

// undo lists the changes that still stand, or takes them back, newest first: all of
// them, or those with the numbers of the list.
func (p Program) undo(ctx context.Context, o options, listOnly bool, numbers []string) error {
	f, err := p.flow(o, nil)
	if err != nil {
		return err
	}
	// The numbers are those of the list that the user saw, before anything is taken back.
	chosen, err := p.chosen(ctx, f, numbers)
	if err != nil {
		return err
	}
	if !listOnly {
		if r := f.Recover(ctx); r.Text != "" {
			p.say(strings.Join(append([]string{r.Text}, r.Lines...), "\n"))
		}
	}
	changes, err := p.journal(ctx, f)
	if err != nil {
		return err
	}
	work := p.takeBack
	if listOnly {
		work = p.list
	}
	count, failed, err := work(ctx, f, standing(changes), chosen)
	if err != nil {
		return err
	}
	foreign, err := p.foreign(changes)
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return code(ExitInterrupted)
	case count+foreign == 0:
		return p.print(p.tr("terminal.undo.none", nil) + "\n")
	case failed, foreign > 0 && !listOnly && len(chosen) == 0:
		return code(ExitProblem)
	}
	return nil
}

// journal reads all changes, and says what is wrong with their list.
func (p Program) journal(ctx context.Context, f *wizard.Flow) ([]wizard.ChangeView, error) {
	changes, damaged, err := f.Journal(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, code(ExitInterrupted)
	case err != nil:
		p.say(p.tr("terminal.undo.unreadable", checks.Args{"path": p.Journal.Path()}))
		return nil, code(ExitInternal)
	case damaged == 1:
		p.say(p.tr("terminal.undo.damaged.one", nil))
	case damaged > 1:
		p.say(p.tr("terminal.undo.damaged", checks.Args{"count": fmt.Sprint(damaged)}))
	}
	return changes, nil
}

func standing(changes []wizard.ChangeView) []wizard.ChangeView {
	return slices.DeleteFunc(slices.Clone(changes), func(c wizard.ChangeView) bool { return !c.Stands })
}

// chosen are the changes with these numbers of the list, newest first.
func (p Program) chosen(ctx context.Context, f *wizard.Flow, numbers []string) ([]wizard.ChangeView, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	all, _, err := f.Journal(ctx)
	if err != nil {
		return nil, nil // what is wrong with it is said where it is read for the work
	}
	all = standing(all)
	wanted := make([]bool, len(all))
	for _, given := range numbers {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > len(all) {
			return nil, p.misused("terminal.bad.undo", checks.Args{"given": given})
		}
		wanted[n-1] = true
	}
	var list []wizard.ChangeView
	for i, c := range all {
		if wanted[i] {
			list = append(list, c)
		}
	}
	return list, nil
}

// list prints what stands.
func (p Program) list(_ context.Context, _ *wizard.Flow, changes, _ []wizard.ChangeView) (count int, failed bool, err error) {
	for i, c := range changes {
		args := checks.Args{"number": fmt.Sprint(i + 1), "at": c.At.Local().Format(time.DateTime), "text": c.Text, "back": c.Back}
		if err := p.print(p.tr("terminal.undo.item", args) + "\n"); err != nil {
			return i, false, err
		}
	}
	return len(changes), false, nil
}

// takeBack takes back the chosen changes, or all that stand. One that cannot be taken
// back does not keep the others from it: it is said why, and what to do by hand.
func (p Program) takeBack(ctx context.Context, f *wizard.Flow, _, chosen []wizard.ChangeView) (count int, failed bool, err error) {
	var trouble error
	done := func(c wizard.ChangeView, r wizard.Result) {
		count++
		line := p.tr("terminal.undo.back", checks.Args{"text": c.Text})
		if !r.OK {
			failed = true
			lines := append([]string{p.tr("terminal.undo.failed", checks.Args{"text": c.Text}), r.Text}, r.Lines...)
			line = strings.Join(lines, "\n  ")
		}
		if err := p.print(line + "\n"); err != nil {
			trouble = err
		}
	}
	if len(chosen) == 0 {
		if err := f.TakeBackEach(ctx, p.ahead, done); err != nil && ctx.Err() == nil {
			return count, true, p.internal(err)
		}
		return count, failed, trouble
	}
	for _, c := range chosen {
		if ctx.Err() != nil {
			break
		}
		p.ahead(c)
		done(c, f.Undo(ctx, c.ID))
	}
	return count, failed, trouble
}

// ahead says, before the system asks for a password, what it is needed for.
func (p Program) ahead(c wizard.ChangeView) {
	if c.Rights != "" {
		p.say(c.Text + ": " + c.Rights)
	}
}

// foreign prints what another version or another catalogue has changed.
func (p Program) foreign(changes []wizard.ChangeView) (count int, err error) {
	for _, c := range changes {
		if c.State != wizard.ChangeForeign {
			continue
		}
		count++
		if err := p.print(p.tr("terminal.undo.foreign", checks.Args{"at": c.At.Local().Format(time.DateTime), "text": c.Text}) + "\n"); err != nil {
			return count, err
		}
	}
	return count, nil
}
