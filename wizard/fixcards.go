package wizard

import (
	"context"
	"slices"
	"strings"

	"fix502/checks"
	"fix502/checks/verdict"
)

// hasCard lists the codes that a fix card is about: this computer's own settings,
// and two faults of its network that a setting here gets around.
func hasCard(code string) bool {
	return strings.HasPrefix(code, "device.") || code == "network.ipv6_broken" || code == "network.mtu"
}

// cards makes a card of everything wrong with this computer itself that holds.
func (f *Flow) cards(o *Outcome) []FixCard {
	var list []FixCard
	for _, h := range o.Ruling.All {
		if !hasCard(h.Code) {
			continue
		}
		args := f.cardArgs(h)
		list = append(list, FixCard{
			Code: h.Code, Title: f.Tr("fix."+h.Code, args), Text: f.Tr("fix."+h.Code+".text", args),
			Guides: f.guides(h.Code, nil, args),
		})
	}
	return list
}

// cardArgs are the values that a card's words and instructions use.
func (f *Flow) cardArgs(h verdict.Holding) checks.Args {
	args := f.targetArgs()
	for name, value := range h.Args {
		args[name] = value
	}
	return args
}

// Fix carries out the button of a card: code is the card's. What was done goes into
// the session and so into the report, as with Do.
func (f *Flow) Fix(ctx context.Context, code string, id ActionID, progress func(string)) Result {
	o := f.Outcome()
	if o == nil || !slices.ContainsFunc(o.Ruling.All, func(h verdict.Holding) bool { return h.Code == code }) {
		return Result{Text: f.Tr("action.off.unchecked", nil)}
	}
	return Result{Text: f.Tr("did.failed", nil)}
}
