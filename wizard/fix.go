package wizard

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/checks/verdict"
	"fix502/platform"
	"fix502/platform/change"
)

// fixes are the codes that a button mends, with the button.
var fixes = map[string]ActionID{
	"device.hosts_override": SwitchHostsOff,
	"device.proxy":          SwitchProxyOff,
	"device.clock_wrong":    SetClock,
}

// cardAction is a card's button, nil where only people can do it.
func (f *Flow) cardAction(o *Outcome, h verdict.Holding, args checks.Args) *ActionView {
	id, mends := fixes[h.Code]
	if !mends {
		return nil
	}
	v := &ActionView{
		ID: id, Label: f.Tr("action."+string(id), args), Note: f.Tr("action."+string(id)+".note", args),
		Primary: true, Changes: true,
	}
	rights := "rights." + string(id)
	switch id {
	case SwitchHostsOff:
		names := wrongPins(o.Facts)
		if len(names) == 0 {
			return nil
		}
		for _, p := range o.Facts.HostsFile.Pins {
			if slices.Contains(names, p.Name) {
				v.Items = append(v.Items, f.Tr("fix.hosts.item", checks.Args{"line": fmt.Sprint(p.Line), "name": p.Name, "address": p.Address}))
			}
		}
	case SwitchProxyOff:
		if o.Facts.Proxy == nil || o.Facts.Proxy.Source == "environment" {
			return nil // what runs already has it; instructions say where it is set
		}
		v.Items = []string{args["proxy"]}
		if o.Facts.Proxy.Source != "macos" { // elsewhere it is the user's own setting
			rights = ""
		}
	}
	if rights != "" && !f.parts.Machine.Elevated() {
		v.Rights = f.Tr(rights, args)
	}
	return v
}

// wrongPins are the names that the hosts file sends to a place that serves them not.
func wrongPins(facts checks.Facts) []string {
	if facts.HostsFile == nil {
		return nil
	}
	var names []string
	for _, p := range facts.HostsFile.Pins {
		right := slices.ContainsFunc(facts.Hosts, func(h checks.HostFact) bool {
			return h.Host == p.Name && slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
				return a.Expected && slices.Contains(a.From, checks.FromHostsFile)
			})
		})
		if !right && !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	return names
}

// Fix carries out the button of a card: code is the card's. What was done goes into
// the session and so into the report, as with Do.
func (f *Flow) Fix(ctx context.Context, code string, id ActionID, progress func(string)) Result {
	o := f.Outcome()
	if !f.offers(o, code, id) {
		return Result{Text: f.Tr("action.off.unchecked", nil)}
	}
	f.learn(ctx)
	started := f.parts.Env.Now()
	r := f.fix(ctx, o, id, progress)
	f.change(func(s *Session) {
		s.Tried = append(s.Tried, report.Tried{At: started, Step: code, What: f.Tr("action."+string(id), nil), Result: r.Text})
	})
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if f.state.fixed == nil {
		f.state.fixed = make(map[string]*Result)
	}
	f.state.fixed[code] = &r
	return r
}

// offers tells whether the card of a code that holds has this button.
func (f *Flow) offers(o *Outcome, code string, id ActionID) bool {
	return o != nil && slices.ContainsFunc(o.Ruling.All, func(h verdict.Holding) bool {
		if h.Code != code {
			return false
		}
		button := f.cardAction(o, h, f.cardArgs(h))
		return button != nil && button.ID == id
	})
}

func (f *Flow) fix(ctx context.Context, o *Outcome, id ActionID, progress func(string)) Result {
	if f.parts.Rehearsal != "" {
		return Result{OK: true, Text: f.Tr("rehearse.nothing", nil)}
	}
	switch id {
	case SwitchHostsOff:
		return f.switchHostsOff(ctx, wrongPins(o.Facts), progress)
	case SwitchProxyOff:
		return f.switchProxyOff(ctx, o, progress)
	}
	return f.setClock(ctx, progress)
}

// notFixed says why a change was not made, or not whole.
func (f *Flow) notFixed(made change.Result, err error, code string) Result {
	r := Result{Detail: err.Error(), Recheck: made.InForce}
	switch {
	case made.Entry.ID == "":
		r.Text = f.Tr("did.not-journaled", nil)
	case errors.Is(err, platform.ErrRightsDenied), errors.Is(err, platform.ErrNoWayToRights):
		r.Text = f.Tr(rightsCode(err), nil)
	default:
		r.Text = f.Tr(code, nil)
	}
	return r
}

func (f *Flow) switchHostsOff(ctx context.Context, names []string, progress func(string)) Result {
	progress(f.Tr("doing.fix", nil))
	lines, err := f.parts.Machine.HostsLines(ctx, names)
	if err != nil {
		return Result{Text: f.Tr("did.hosts-off.failed", nil), Detail: err.Error()}
	}
	if len(lines) == 0 {
		return Result{OK: true, Text: f.Tr("did.hosts-off.none", nil), Recheck: true}
	}
	host := lines[0].Names[0]
	before := f.lookUp(ctx, host)
	made, err := change.Do(ctx, f.parts.Journal, change.NewHostsEntry(f.computer(), lines))
	if err != nil {
		return f.notFixed(made, err, "did.hosts-off.failed")
	}
	if made.Entry.Outcome == change.Nothing {
		return Result{OK: true, Text: f.Tr("did.hosts-off.none", nil), Recheck: true}
	}
	// What reads the hosts file may have kept what it said.
	_, _ = change.Do(ctx, f.parts.Journal, change.NewFlushDNS(f.computer())) // as far as that goes without rights
	r := Result{OK: true, Text: f.Tr("did.hosts-off", checks.Args{"names": strings.Join(namesOf(lines), ", ")}), Recheck: true, Made: standing(made)}
	r.Lines = f.moved(host, before, f.lookUp(ctx, host))
	return r
}

func namesOf(lines []platform.HostsLine) []string {
	var names []string
	for _, l := range lines {
		for _, name := range l.Names {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func (f *Flow) switchProxyOff(ctx context.Context, o *Outcome, progress func(string)) Result {
	progress(f.Tr("doing.fix", nil))
	switches, err := f.parts.Machine.ProxySwitches(ctx)
	if err != nil {
		return Result{Text: f.Tr("did.proxy-off.failed", nil), Detail: err.Error()}
	}
	i := slices.IndexFunc(switches, func(s platform.ProxySwitch) bool { return s.Source == o.Facts.Proxy.Source })
	if i < 0 {
		return Result{Text: f.Tr("did.proxy-off.none", nil)}
	}
	was := o.Facts.Proxy.Effective
	made, err := change.Do(ctx, f.parts.Journal, change.NewProxyOff(f.computer(), switches[i], was))
	if err != nil {
		return f.notFixed(made, err, "did.proxy-off.failed")
	}
	r := Result{OK: true, Text: f.Tr("did.proxy-off", checks.Args{"proxy": was}), Recheck: true, Made: standing(made)}
	after, err := f.part(ctx, progress, checks.IDProxy)
	switch {
	case err != nil || after.Proxy == nil:
	case after.Proxy.Effective != "":
		r.OK = false
		r.Lines = []string{f.Tr("did.proxy-off.other", checks.Args{"proxy": after.Proxy.Effective})}
	default:
		r.Lines = []string{f.Tr("did.proxy-off.direct", nil)}
	}
	return r
}

func (f *Flow) setClock(ctx context.Context, progress func(string)) Result {
	progress(f.Tr("doing.set-clock", nil))
	before, err := f.parts.Machine.NetworkTime(ctx)
	if err != nil {
		return Result{Text: f.Tr("did.set-clock.failed", nil), Detail: err.Error()}
	}
	wrong, known := f.clockOff(ctx, progress)
	made, err := change.Do(ctx, f.parts.Journal, change.NewSetClock(f.computer(), before))
	switch {
	case err != nil:
		return f.notFixed(made, err, "did.set-clock.failed")
	case made.Entry.Outcome == change.Nothing:
		return Result{Text: f.Tr("did.set-clock.on", nil)}
	}
	r := Result{OK: true, Text: f.Tr("did.set-clock", nil), Recheck: true, Made: standing(made)}
	now, knownNow := f.clockOff(ctx, progress)
	if !known || !knownNow {
		return r
	}
	code := "did.set-clock.right"
	if now > clockRight {
		r.OK, code = false, "did.set-clock.still"
	}
	r.Lines = []string{f.Tr(code, checks.Args{"before": f.longAge(wrong), "after": f.longAge(now)})}
	return r
}

// clockRight is how far off a clock may be that counts as right: servers tell whole
// seconds, and some of them late.
const clockRight = 30 * time.Second

// clockOff measures how far off this computer's clock is.
func (f *Flow) clockOff(ctx context.Context, progress func(string)) (off time.Duration, known bool) {
	facts, err := f.part(ctx, progress, checks.IDClock)
	if err != nil || facts.Clock == nil || len(facts.Clock.Sources) == 0 {
		return 0, false
	}
	return time.Duration(math.Abs(facts.Clock.Offset) * float64(time.Second)), true
}
