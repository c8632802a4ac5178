package wizard

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

// Page gathers all that a step's page shows. It asks this computer for its
// browsers and processes where the step is about them, so it belongs on a
// goroutine of its own.
func (f *Flow) Page(ctx context.Context, id StepID) Page {
	f.learn(ctx)
	var p Page
	for _, v := range f.Rail() {
		if v.ID == id {
			p.StepView = v
		}
	}
	args := f.targetArgs()
	p.Title = f.Tr("step."+string(id)+".title", args)
	p.Why = f.Tr("step."+string(id)+".why", args)
	browsers := f.browsers(ctx)
	if id == Restart {
		p.Known = f.uptimeLines(ctx)
	}
	for _, action := range p.Step.Actions {
		if f.applies(action, browsers) {
			p.Actions = append(p.Actions, f.action(ctx, action, browsers))
		}
	}
	if i := slices.IndexFunc(p.Actions, func(a ActionView) bool { return a.Off == "" }); i >= 0 {
		p.Actions[i].Primary = true
	}
	p.Guides = f.guides(string(id), browsers, args)
	if o := f.Outcome(); id == ChangeDNS && o != nil && o.Ruling.Code == intercepted {
		// Another address book, asked openly, would be answered by the same one.
		p.Guides = append(f.guides(intercepted, nil, args), p.Guides...)
	}
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if m := f.state.last[id]; m != nil {
		p.Last, p.Result = m.comparison, m.result
	}
	if id == ChangeDNS && p.Result == nil && f.state.outcome != nil {
		p.Result = f.books(Rank(f.state.outcome.Facts))
	}
	return p
}

// targetArgs are the values that the words of steps and actions use. The
// resolver's are those of the first in the catalogue that filters nothing.
func (f *Flow) targetArgs() checks.Args {
	setup := f.setup()
	args := checks.Args{"service": setup.Target.Name, "url": setup.Target.URL, "host": hostOf(setup.Target.URL)}
	for _, r := range setup.Catalog.Resolvers {
		if r.Filters != "" || r.Encrypted {
			continue
		}
		args["resolver_name"], args["doh"], args["dot"] = r.Name, r.DoH, r.DoT
		v4, v6 := 0, 0
		for _, address := range r.Addresses {
			if slices.Contains([]byte(address), ':') {
				v6++
				args[fmt.Sprintf("ipv6_%d", v6)] = address
			} else {
				v4++
				args[fmt.Sprintf("ipv4_%d", v4)] = address
			}
		}
		break
	}
	return args
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Hostname()
}

// browsers lists those found here, the default one first. Not knowing them only
// leaves out what is about them.
func (f *Flow) browsers(ctx context.Context) []platform.Browser {
	list, err := f.parts.Machine.Browsers(ctx)
	if err != nil {
		return nil
	}
	slices.SortStableFunc(list, func(a, b platform.Browser) int {
		switch {
		case a.Default == b.Default:
			return 0
		case a.Default:
			return -1
		}
		return 1
	})
	return list
}

func (f *Flow) action(ctx context.Context, id ActionID, browsers []platform.Browser) ActionView {
	setup, args := f.setup(), f.targetArgs()
	v := ActionView{ID: id}
	off := func(missing bool, code string) {
		if missing {
			v.Off = f.Tr(code, args)
		}
	}
	switch id {
	case EndApp, EndAndStartApp:
		list := f.appProcesses(ctx)
		off(len(list) == 0, "action.off.no-app")
		v.Changes = true
		v.Choices = f.endChoices(byApp(list))
		for _, p := range list {
			v.Items = append(v.Items, f.processLine(p))
		}
	case OpenStatusPage, ReadStatus:
		off(setup.Service.Status == nil, "action.off.no-status")
	case OpenSupportForm:
		off(supportURL(setup.Service) == "", "action.off.no-support")
	case OpenElsewhere, OpenClearData, OpenFresh, OpenPrivate, OpenClean:
		f.browserAction(&v, browsers, args)
	case ClearAppCache, ClearBrowserCache:
		f.cacheAction(ctx, &v, args)
	case FlushDNS:
		f.flushAction(ctx, &v)
	case SwitchDNS:
		f.switchView(ctx, &v)
	case RestartComputer:
		f.restartAction(ctx, &v)
	case ReloadTarget:
		off(f.Outcome() == nil, "action.off.unchecked")
	}
	v.Label = f.Tr("action."+string(id), args)
	v.Note = f.Tr("action."+string(id)+".note", args)
	return v
}

// applies tells whether an action has anything to do with this target and computer.
func (f *Flow) applies(id ActionID, browsers []platform.Browser) bool {
	switch id {
	case CancelRestart:
		return f.restartPending()
	case ClearAppCache:
		return slices.ContainsFunc(f.setup().Service.Apps, func(a catalog.App) bool { return len(f.cachesOf(a)) > 0 })
	case OpenClearData:
		return slices.ContainsFunc(browsers, func(b platform.Browser) bool { return b.Takes(platform.ClearDataPage) })
	}
	return true
}

func supportURL(s catalog.Service) string {
	if s.Support == nil {
		return ""
	}
	return s.Support.URL
}

// longAge is age in words that stand in a sentence.
func (f *Flow) longAge(d time.Duration) string {
	const day = 24 * time.Hour
	for _, unit := range []struct {
		length time.Duration
		code   string
	}{{day, "span.days"}, {time.Hour, "span.hours"}, {time.Minute, "span.minutes"}} {
		if n := int(d / unit.length); n == 1 {
			return f.Tr(unit.code+".one", nil)
		} else if n > 1 {
			return f.Tr(unit.code, checks.Args{"n": fmt.Sprint(n)})
		}
	}
	return f.Tr("span.moment", nil)
}

// age says a duration in its largest whole unit.
func (f *Flow) age(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return f.Tr("age.seconds", checks.Args{"n": fmt.Sprint(int(d.Seconds()))})
	case d < time.Hour:
		return f.Tr("age.minutes", checks.Args{"n": fmt.Sprint(int(d.Minutes()))})
	case d < 2*day:
		return f.Tr("age.hours", checks.Args{"n": fmt.Sprint(int(d.Hours()))})
	}
	return f.Tr("age.days", checks.Args{"n": fmt.Sprint(int(d / day))})
}
