package terminal

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/checks/verdict"
	"fix502/wizard"
)

func (p Program) resolversCommand(l *layers) *cobra.Command {
	o := l.options()
	o.timeout = runLimit
	cmd := &cobra.Command{
		Use: "resolvers [TARGET]", Short: p.tr("terminal.resolvers", nil), Args: p.oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error { return p.resolvers(cmd.Context(), *o, args) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, p.tr("terminal.flag.resolvers-json", nil))
	cmd.Flags().Var(limit{&o.timeout, p}, "timeout", p.tr("terminal.flag.timeout", nil))
	return cmd
}

// comparison is the JSON form of `fix502 resolvers`.
type comparison struct {
	Target    string                `json:"target"`
	Resolvers []wizard.ResolverView `json:"resolvers"`
}

// resolvers prints every resolver, the fastest right one first. It finds a problem
// where no resolver of this computer is right.
func (p Program) resolvers(ctx context.Context, o options, args []string) error {
	f, err := p.flow(o, args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	line := p.progress(f, false)
	list, err := f.CompareResolvers(ctx, line.show)
	line.clear()
	if err != nil {
		return p.internal(err)
	}
	if err := p.printResolvers(f, o, list); err != nil {
		return err
	}
	right := func(v wizard.ResolverView) bool { return v.Yours && v.Standing == verdict.Right }
	switch {
	case ctx.Err() != nil:
		p.say(p.tr("terminal.incomplete", nil))
		return code(ExitInterrupted)
	case nameless(f.Target()), slices.ContainsFunc(list, right):
		return nil
	}
	return code(ExitProblem)
}

// nameless tells whether a target is an address already: nobody needs to be asked
// for the way.
func nameless(target checks.TargetFact) bool {
	u, err := url.Parse(target.URL)
	if err != nil {
		return false
	}
	_, err = netip.ParseAddr(u.Hostname())
	return err == nil
}

func (p Program) printResolvers(f *wizard.Flow, o options, list []wizard.ResolverView) error {
	target := f.Target()
	if o.json {
		return p.printJSON(comparison{Target: target.URL, Resolvers: append([]wizard.ResolverView{}, list...)})
	}
	args := checks.Args{"service": target.Name}
	if len(list) == 0 {
		sentence := "terminal.resolvers.none"
		if nameless(target) {
			sentence = "terminal.resolvers.not_needed"
		}
		return p.print(f.Tr(sentence, args) + "\n")
	}
	cells := make([][]string, 0, len(list))
	for _, v := range list {
		yours := ""
		if v.Yours {
			yours = f.Tr("terminal.resolvers.yours", nil)
		}
		cells = append(cells, []string{v.Name, yours, v.Transport, f.Say(v), v.Address})
	}
	return p.print(f.Tr("terminal.resolvers.heading", args) + "\n\n" + table(cells))
}

// table lays cells out in columns, each as wide as its widest cell.
func table(cells [][]string) string {
	widths := make([]int, len(cells[0]))
	for _, row := range cells {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range cells {
		line := ""
		for i, cell := range row {
			if widths[i] > 0 {
				line += fmt.Sprintf("  %-*s", widths[i], cell)
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
