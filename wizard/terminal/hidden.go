package terminal

import (
	"github.com/spf13/cobra"

	"fix502/platform"
)

// watchdogName is the command that watches over what is on trial.
const watchdogName = "watchdog"

// helperCommand is how this program starts itself with rights. It isn't for people,
// and isn't shown.
func (p Program) helperCommand() *cobra.Command {
	return &cobra.Command{
		Use: platform.HelperCommand, Hidden: true, DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			result, err := p.Help(cmd.Context(), args)
			if err != nil {
				p.say("fix502: " + err.Error()) // whoever started it reads the exit code; this is for people who look
			}
			if result == platform.HelperDone {
				return nil
			}
			return code(result)
		},
	}
}

// watchdogCommand takes back what is on trial once the program that made it has
// ended. It isn't for people, and isn't shown.
func (p Program) watchdogCommand(l *layers) *cobra.Command {
	return &cobra.Command{
		Use: watchdogName, Hidden: true, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := p.load(*l)
			if err != nil {
				return err
			}
			if err := p.Flow(found).Watchdog(cmd.Context()); err != nil {
				return p.internal(err)
			}
			return nil
		},
	}
}
