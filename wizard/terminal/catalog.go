package terminal

import (
	"slices"

	"github.com/spf13/cobra"

	"fix502/checks"
)

func (p Program) catalogCommand(l *layers) *cobra.Command {
	cmd := &cobra.Command{Use: "catalog", Short: p.tr("terminal.catalog", nil), Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		p.say(cmd.UsageString())
		return code(ExitUsage)
	}}
	cmd.AddCommand(&cobra.Command{
		Use: "validate FILE", Short: p.tr("terminal.validate", nil), Args: p.oneFile,
		RunE: func(_ *cobra.Command, args []string) error { return p.validate(*l, args[0]) },
	})
	return cmd
}

// validate prints every error of a catalogue file with its line and column. The
// file is looked at as --catalog would use it, over what the flags name below it.
func (p Program) validate(l layers, path string) error {
	l.catalogs = append(slices.Clone(l.catalogs), path)
	if _, err := p.load(l); err != nil {
		return err
	}
	return p.print(p.tr("terminal.catalog.good", checks.Args{"path": path}) + "\n")
}
