package wizard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/probe"
	"fix502/checks/verdict"
	"fix502/platform"
	"fix502/platform/change"
)

// plainPort is where a system asks resolvers; it can be told of no other.
const plainPort = 53

// intercepted is the verdict that open questions are answered by somebody on the way.
const intercepted = "dns.intercepted"

// plainAddresses are those of a resolver that a system can be set to.
func plainAddresses(r catalog.Resolver) []netip.Addr {
	if r.Encrypted {
		return nil
	}
	var list []netip.Addr
	for _, text := range r.Addresses {
		if a, err := netip.ParseAddr(text); err == nil {
			list = append(list, a)
		} else if ap, err := netip.ParseAddrPort(text); err == nil && ap.Port() == plainPort {
			list = append(list, ap.Addr())
		}
	}
	return list
}

// allowDNS tells whether servers are those of a resolver of the catalogue.
func (f *Flow) allowDNS(servers []netip.Addr) bool {
	return slices.ContainsFunc(f.parts.Catalog.Resolvers, func(r catalog.Resolver) bool {
		known := plainAddresses(r)
		return !slices.ContainsFunc(servers, func(a netip.Addr) bool { return !slices.Contains(known, a) })
	})
}

// candidate is a resolver that this computer could ask.
type candidate struct {
	catalog.Resolver
	RTT float64 // milliseconds
}

// candidates lists the resolvers that were seen to know the way, the fastest first.
// Those that filter are left out: that is for the user to want.
func (f *Flow) candidates() []candidate {
	o := f.Outcome()
	if o == nil {
		return nil
	}
	var list []candidate
	for _, v := range Rank(o.Facts) {
		if v.Yours || v.Transport != checks.OverUDP || v.Standing != verdict.Right {
			continue
		}
		if r, found := f.resolver(v.ID); found && r.Filters == "" && len(plainAddresses(r)) > 0 {
			list = append(list, candidate{r, v.RTT})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(a.RTT, b.RTT) })
	return list
}

func (f *Flow) resolver(id string) (catalog.Resolver, bool) {
	list := f.parts.Catalog.Resolvers
	i := slices.IndexFunc(list, func(r catalog.Resolver) bool { return r.ID == id })
	if i < 0 {
		return catalog.Resolver{}, false
	}
	return list[i], true
}

// switchView fills in what switching would change, for each resolver to pick.
func (f *Flow) switchView(ctx context.Context, v *ActionView) {
	v.Changes = true
	list := f.candidates()
	switch {
	case f.Outcome() == nil:
		v.Off = f.Tr("action.off.unchecked", nil)
		return
	case f.Outcome().Ruling.Code == intercepted:
		v.Off = f.Tr("action.off.intercepted", nil)
		return
	case len(list) == 0:
		v.Off = f.Tr("action.off.no-resolver", f.targetArgs())
		return
	}
	before, err := f.parts.Machine.DNSSettings(ctx)
	if err != nil {
		v.Off = f.Tr(refusalCode(err), nil)
		return
	}
	for _, c := range list {
		items := f.switchLines(before, change.Switched(before, plainAddresses(c.Resolver)))
		if len(items) > 0 {
			label := f.Tr("action.switch-dns.choice", checks.Args{"name": c.Name, "ms": fmt.Sprintf("%.0f", c.RTT)})
			v.Choices = append(v.Choices, Choice{ID: c.ID, Label: label, Items: items})
		}
	}
	if len(v.Choices) == 0 {
		v.Off = f.Tr("action.off.no-resolver", f.targetArgs())
		return
	}
	v.Items = v.Choices[0].Items
}

// refusalCode names why the settings are left alone.
func refusalCode(err error) string {
	var refusal platform.DNSRefusal
	switch {
	case errors.As(err, &refusal):
		return "dns-refused." + string(refusal)
	case errors.Is(err, platform.ErrRightsDenied):
		return "rights.denied"
	case errors.Is(err, platform.ErrNoWayToRights):
		return "rights.no-way"
	}
	return "dns-refused." + string(platform.DNSNoWay)
}

// switchLines says exactly what would change, a line for each connection and family.
func (f *Flow) switchLines(before, after []platform.DNSSetting) []string {
	var lines []string
	for _, to := range after {
		from, _ := to.In(before)
		lines = append(lines, f.Tr("switch.line."+to.Family, checks.Args{
			"connection": to.Name, "from": f.asked(from), "to": f.asked(to),
		}))
	}
	return lines
}

// asked says whom a setting asks.
func (f *Flow) asked(d platform.DNSSetting) string {
	list := d.Servers
	if d.Automatic {
		list = d.InUse
	}
	words := make([]string, 0, len(list))
	for _, a := range list {
		words = append(words, a.WithZone("").String())
	}
	joined := strings.Join(words, ", ")
	switch {
	case d.Automatic && joined == "":
		return f.Tr("switch.automatic", nil)
	case d.Automatic:
		return f.Tr("switch.automatic.named", checks.Args{"servers": joined})
	case joined == "":
		return f.Tr("switch.none", nil)
	}
	return joined
}

// switchDNS makes this computer ask another resolver, on trial: tried beforehand,
// and looked at afterwards.
func (f *Flow) switchDNS(ctx context.Context, choice string, progress func(string)) Result {
	r, found := f.pickResolver(choice)
	if !found {
		return Result{Text: f.Tr("action.off.no-resolver", f.targetArgs())}
	}
	args := f.targetArgs()
	args["resolver"] = r.Name
	before, err := f.parts.Machine.DNSSettings(ctx)
	if err != nil {
		return Result{Text: f.Tr(refusalCode(err), nil), Detail: err.Error()}
	}
	progress(f.Tr("doing.switch.testing", args))
	c := change.NewSwitchDNS(f.computer(), r.Name, before, f.answering(ctx, before, plainAddresses(r)))
	if len(c.After) < len(change.Switched(before, plainAddresses(r))) || len(c.After) == 0 {
		return Result{Text: f.Tr("did.switch.silent", args)}
	}
	progress(f.Tr("doing.switch.setting", args))
	trial, made, err := change.Try(ctx, f.parts.Journal, f.computer(), c)
	switch {
	case trial == nil:
		return f.notSwitched(made, err, args)
	case err != nil:
		_ = trial.TakeBack(context.WithoutCancel(ctx)) // where that fails, "Changes made" says so
		return Result{Text: f.Tr("did.switch.failed", args), Detail: err.Error()}
	}
	f.startTrial(ctx, trial, args)
	result := f.afterSwitch(ctx, args, progress)
	result.Lines = append(result.Lines, f.switchLines(before, c.After)...)
	return result
}

// pickResolver is the chosen one, or the best.
func (f *Flow) pickResolver(choice string) (catalog.Resolver, bool) {
	list := f.candidates()
	i := slices.IndexFunc(list, func(c candidate) bool { return c.ID == choice })
	switch {
	case i >= 0:
		return list[i].Resolver, true
	case choice == "" && len(list) > 0:
		return list[0].Resolver, true
	}
	return catalog.Resolver{}, false
}

// answering leaves out the addresses that would be set and do not answer from here.
func (f *Flow) answering(ctx context.Context, before []platform.DNSSetting, addresses []netip.Addr) []netip.Addr {
	name := f.publicName()
	var good []netip.Addr
	tried := map[netip.Addr]bool{}
	for _, d := range change.Switched(before, addresses) {
		for _, a := range d.Servers {
			if !tried[a] && probe.Candidate(ctx, f.parts.Env, a, name) {
				good = append(good, a)
			}
			tried[a] = true
		}
	}
	return good
}

// publicName is a name that every resolver should know.
func (f *Flow) publicName() string {
	for _, h := range f.setup().Service.Hosts {
		if _, err := netip.ParseAddr(h.Host); err != nil {
			return h.Host
		}
	}
	for _, h := range f.parts.Catalog.Reachability.Controls {
		if _, err := netip.ParseAddr(h.Host); err != nil {
			return h.Host
		}
	}
	return hostOf(f.setup().Target.URL)
}

// notSwitched says why nothing was changed.
func (f *Flow) notSwitched(made change.Result, err error, args checks.Args) Result {
	var refusal platform.DNSRefusal
	switch {
	case err == nil:
		return Result{OK: true, Text: f.Tr("did.switch.same", args)}
	case errors.As(err, &refusal), errors.Is(err, platform.ErrRightsDenied), errors.Is(err, platform.ErrNoWayToRights):
		return Result{Text: f.Tr(refusalCode(err), nil), Detail: err.Error()}
	case errors.Is(err, change.ErrNoJournal), made.Entry.ID == "" && !errors.Is(err, change.ErrNoWatchdog):
		return Result{Text: f.Tr("did.not-journaled", nil), Detail: err.Error()}
	}
	return Result{Text: f.Tr("did.switch.failed", args), Detail: err.Error()}
}
