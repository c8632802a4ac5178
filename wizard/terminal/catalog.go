package terminal

import (
	"fmt"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/checks/catalog"
)

func (p Program) catalogCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "catalog", Short: p.tr("terminal.catalog", nil), Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		p.say(cmd.UsageString())
		return code(ExitUsage)
	}}
	cmd.AddCommand(&cobra.Command{
		Use: "validate FILE", Short: p.tr("terminal.validate", nil), Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.validate(args[0]) },
	})
	return cmd
}

// validate prints every error of a catalogue file with its line and column.
func (p Program) validate(path string) error {
	if _, err := catalog.Load([]string{path}, false); err != nil {
		p.complain(err)
		return code(ExitUsage)
	}
	_, err := fmt.Fprintln(p.Out, p.tr("terminal.catalog.good", checks.Args{"path": path}))
	return err
}
