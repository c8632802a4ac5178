package wizard

import (
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
			Action: f.cardAction(o, h, args), Guides: f.guides(h.Code, nil, args), Result: f.fixed(h.Code),
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

// fixed is what a card's button gave the last time.
func (f *Flow) fixed(code string) *Result {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.fixed[code]
}
