package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/checks/verdict"
	"fix502/wizard"
)

func (p Program) resolversCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use: "resolvers [TARGET]", Short: p.tr("terminal.resolvers", nil), Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.resolvers(cmd.Context(), *o, args) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, p.tr("terminal.flag.json", nil))
	cmd.Flags().DurationVar(&o.timeout, "timeout", runLimit, p.tr("terminal.flag.timeout", nil))
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
	f, err := p.flow(ctx, o, args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	list, err := f.CompareResolvers(ctx, func(checks.Event) {})
	if err != nil {
		return p.internal(err)
	}
	if err := p.printResolvers(f, o, list); err != nil {
		return p.internal(err)
	}
	if ctx.Err() != nil {
		p.say(p.tr("terminal.incomplete", nil))
		return code(ExitInterrupted)
	}
	for _, v := range list {
		if v.Yours && v.Standing == verdict.Right {
			return nil
		}
	}
	return code(ExitProblem)
}

func (p Program) printResolvers(f *wizard.Flow, o options, list []wizard.ResolverView) error {
	target := f.Target()
	if o.json {
		enc := json.NewEncoder(p.Out)
		enc.SetIndent("", "  ")
		return enc.Encode(comparison{Target: target.URL, Resolvers: list})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", f.Tr("terminal.resolvers.heading", checks.Args{"service": target.Name}))
	for _, v := range list {
		yours := ""
		if v.Yours {
			yours = f.Tr("terminal.resolvers.yours", nil)
		}
		fmt.Fprintf(&b, "  %-28.28s %-42s %-4s %-5s %s\n", v.Name, v.Address, v.Transport, yours, f.Say(v))
	}
	_, err := fmt.Fprint(p.Out, b.String())
	return err
}
