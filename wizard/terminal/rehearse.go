package terminal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"fix502/checks"
	"fix502/wizard"
)

func (p Program) rehearseCommand(l *layers) *cobra.Command {
	o := l.options()
	o.timeout = runLimit
	cmd := &cobra.Command{
		Use: "rehearse [SCENARIO]", Short: p.tr("terminal.rehearse", nil), Long: p.tr("terminal.rehearse.long", nil), Args: p.oneScenario,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.rehearsals(*o)
			}
			return p.rehearse(cmd.Context(), *o, args[0])
		},
	}
	p.resultFlags(cmd, o)
	cmd.Flags().StringVar(&o.seen, "seen", "", p.tr("terminal.flag.rehearse-seen", nil))
	return cmd
}

// oneScenario allows one scenario or none.
func (p Program) oneScenario(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return errors.New(p.tr("terminal.bad.scenarios", checks.Args{"given": fmt.Sprint(len(args))}))
	}
	return nil
}

// rehearsals lists what can be played.
func (p Program) rehearsals(o options) error {
	list := wizard.Rehearsals(p.Texts)
	if o.json {
		return p.printJSON(struct {
			Rehearsals []wizard.RehearsalView `json:"rehearsals"`
		}{list})
	}
	var b strings.Builder
	b.WriteString(p.tr("terminal.rehearse.heading", nil) + "\n\n")
	ids, codes := 0, 0
	for _, r := range list {
		ids, codes = max(ids, utf8.RuneCountInString(r.ID)), max(codes, utf8.RuneCountInString(r.Code))
	}
	for _, r := range list {
		fmt.Fprintf(&b, "  %-*s  %-*s  %s\n", ids, r.ID, codes, r.Code, r.Title)
	}
	return p.print(b.String())
}

// rehearse plays one fault and checks it like a real one.
func (p Program) rehearse(ctx context.Context, o options, id string) error {
	if err := p.place(o.seen, ""); err != nil {
		return err
	}
	f, end, err := p.Rehearse(ctx, id)
	switch near := wizard.NearestRehearsals(id); {
	case errors.Is(err, wizard.ErrNoRehearsal) && len(near) > 0:
		return p.misused("terminal.bad.scenario.near", checks.Args{"given": id, "near": strings.Join(near, ", ")})
	case errors.Is(err, wizard.ErrNoRehearsal):
		return p.misused("terminal.bad.scenario", checks.Args{"given": id})
	case err != nil:
		return p.internal(err)
	}
	defer end()
	if o.seen != "" {
		if err := f.Choose(f.Session().Target, checks.Seen(o.seen)); err != nil {
			return p.badTarget(err)
		}
	}
	p.say(p.tr("terminal.rehearse.begin", checks.Args{"id": id}))
	return p.run(ctx, f, o)
}
