package terminal

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"fix502/checks"
)

// layers are the flags that every command takes: where the catalogue comes from.
type layers struct {
	catalogs []string
	only     bool
	resume   bool // the system opened the program at sign-in, after a restart
}

// options are the flags of one command. Each command has its own, as the same flag
// has another default elsewhere.
type options struct {
	*layers
	json, raw bool
	out       string
	seen      string
	replay    string        // file of a report
	timeout   time.Duration // 0 is none
}

func (l *layers) options() *options { return &options{layers: l, seen: string(checks.SeenUnsure)} }

// limit is a flag's value that is a time longer than nothing.
type limit struct {
	*time.Duration
	p Program
}

// Set is part of pflag's Value.
func (l limit) Set(given string) error {
	d, err := time.ParseDuration(given)
	if err != nil || d <= 0 {
		return errors.New(l.p.tr("terminal.bad.timeout", nil))
	}
	*l.Duration = d
	return nil
}

// Type is part of pflag's Value.
func (limit) Type() string { return "duration" }

// String is part of pflag's Value.
func (l limit) String() string {
	if l.Duration == nil || *l.Duration == 0 {
		return ""
	}
	return l.Duration.String()
}

// oneTarget allows a command one target or none.
func (p Program) oneTarget(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return errors.New(p.tr("terminal.bad.targets", checks.Args{"given": fmt.Sprint(len(args))}))
	}
	return nil
}

// oneFile wants the one file that a command is about.
func (p Program) oneFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return errors.New(p.tr("terminal.bad.file", nil))
	}
	return nil
}

// runLimit is the default of --timeout: longer than the longest chain of checks
// when everything is silent.
const runLimit = 20 * time.Second
