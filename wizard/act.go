package wizard

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"fix502/checks"
	"fix502/checks/probe"
	"fix502/checks/verdict"
)

// Do carries out one action of a step. choice is the picked Choice's ID where the
// action has choices. progress is told in words what is happening. What was done
// goes into the session and so into the report.
func (f *Flow) Do(ctx context.Context, step StepID, id ActionID, choice string, progress func(string)) Result {
	f.learn(ctx) // what can be done, and how, depends on the system
	started := f.parts.Env.Now()
	r := f.carryOut(ctx, id, choice, progress)
	label := f.Tr("action."+string(id), f.actionArgs(ctx, choice))
	f.tried(started, step, label, r.Text)
	f.state.mu.Lock()
	f.memory(step).result = &r
	f.state.mu.Unlock()
	return r
}

// reaching are the actions that reach beyond Fix502, into the user's own computer.
// A rehearsal leaves that alone; what only looks is played in its world.
var reaching = []ActionID{
	OpenStatusPage, OpenSupportForm, OpenTarget,
	OpenElsewhere, OpenFresh, OpenPrivate, OpenClean,
	ClearAppCache, ClearBrowserCache, OpenClearData,
	FlushDNS, SwitchDNS,
	EndApp, EndAndStartApp,
	TimeRouter, RestartComputer, CancelRestart,
}

func (f *Flow) carryOut(ctx context.Context, id ActionID, choice string, progress func(string)) Result {
	if f.parts.Rehearsal != "" && slices.Contains(reaching, id) {
		return Result{OK: true, Text: f.Tr("rehearse.nothing", nil)}
	}
	switch id {
	case ReadStatus:
		return f.readStatus(ctx, progress)
	case OpenStatusPage, OpenSupportForm, OpenTarget, OpenElsewhere, OpenFresh, OpenPrivate, OpenClean, OpenClearData:
		return f.openSomething(ctx, id, choice)
	case ClearAppCache, ClearBrowserCache:
		return f.clearCaches(ctx, id, choice, progress)
	case ReloadTarget:
		return f.reload(ctx, progress)
	case CompareResolvers:
		return f.compareBooks(ctx, progress)
	case SwitchDNS:
		return f.switchDNS(ctx, choice, progress)
	case FlushDNS:
		return f.flush(ctx, progress)
	case EndApp, EndAndStartApp:
		return f.endApp(ctx, id == EndAndStartApp, choice, progress)
	case TimeRouter:
		return f.timeRouter(ctx, progress)
	case RestartComputer:
		return f.restartComputer(ctx, progress)
	case CancelRestart:
		return f.cancelRestart(ctx)
	}
	return Result{Text: f.Tr("did.failed", nil)}
}

func (f *Flow) actionArgs(ctx context.Context, choice string) checks.Args {
	args := f.targetArgs()
	args["browser"] = f.Tr("action.other-browser", nil)
	if b, found := browserByID(f.browsers(ctx), choice); found {
		args["browser"] = b.Name
	}
	return args
}

// part runs some of the plan's checks, chosen by kind, and collects their facts.
func (f *Flow) part(ctx context.Context, progress func(string), kinds ...checks.ID) (checks.Facts, error) {
	facts, _, err := f.partFound(ctx, progress, kinds...)
	return facts, err
}

// partFound is part with the findings themselves.
func (f *Flow) partFound(ctx context.Context, progress func(string), kinds ...checks.ID) (checks.Facts, map[checks.ID]checks.Finding, error) {
	setup := f.setup()
	plan, err := probe.Plan(setup)
	if err != nil {
		return checks.Facts{}, nil, fmt.Errorf("planning: %w", err)
	}
	var wanted []checks.ID
	for _, c := range plan.Checks() {
		if slices.Contains(kinds, c.ID.Kind()) {
			wanted = append(wanted, c.ID)
		}
	}
	if plan, err = plan.Only(wanted...); err != nil {
		return checks.Facts{}, nil, fmt.Errorf("planning: %w", err)
	}
	findings := make(map[checks.ID]checks.Finding)
	for ev := range plan.Run(ctx, f.parts.Env) {
		switch {
		case ev.Finding != nil:
			findings[ev.ID] = *ev.Finding
		case ev.Note != "":
			progress(f.Tr(ev.Note, ev.Args))
		}
	}
	facts, err := checks.Collect(setup.Target, plan, findings)
	return facts, findings, err
}

// readStatus asks the official status pages alone.
func (f *Flow) readStatus(ctx context.Context, progress func(string)) Result {
	progress(f.Tr("doing.asking", nil))
	facts, err := f.part(ctx, progress, checks.IDStatus)
	if err != nil {
		return Result{Text: f.Tr("did.failed", nil), Detail: err.Error()}
	}
	args := checks.Args{"name": f.Target().Name}
	s := facts.Status
	if s == nil || !s.Known {
		return Result{Text: f.Tr("did.status.unread", args)}
	}
	r := Result{OK: true, Text: f.Tr("did.status.none", args)}
	for i, incident := range s.Incidents {
		if i == 0 {
			args["incident"] = incident.Name
			r.Text = f.Tr("did.status.incident", args)
		}
		r.Lines = append(r.Lines, incident.Name+": "+incident.Update)
	}
	if len(s.Incidents) == 0 && s.Indicator != checks.IndicatorNone {
		args["incident"] = s.Description
		r.Text = f.Tr("did.status.incident", args)
	}
	if e := facts.EdgeState; e != nil && e.Known {
		r.Lines = append(r.Lines, f.Tr("did.status.item", checks.Args{"name": e.Name, "description": e.Description}))
	}
	return r
}

func (f *Flow) open(ctx context.Context, address string) Result {
	args := checks.Args{"url": address}
	if err := f.parts.Machine.OpenURL(ctx, address); err != nil {
		return Result{Text: f.Tr("did.open.refused", args), Detail: err.Error()}
	}
	return Result{OK: true, Text: f.Tr("did.opened", args)}
}

// The reload step: few tries with pauses, because a service in trouble is not
// helped by more, and a fault that comes and goes shows within seconds.
const (
	reloads     = 3
	reloadPause = 2 * time.Second
)

// reload fetches the target's main host again and again the way this computer
// would, with the addresses found by the last run.
func (f *Flow) reload(ctx context.Context, progress func(string)) Result {
	o := f.Outcome()
	check, found := mainHost(o)
	if !found {
		return Result{Text: f.Tr("action.off.unchecked", nil)}
	}
	r := Result{Recheck: true}
	good := 0
	for n := range reloads {
		if n > 0 && !f.parts.Sleep(ctx, reloadPause) {
			break
		}
		progress(f.Tr("doing.try", checks.Args{"n": fmt.Sprint(n + 1), "count": fmt.Sprint(reloads)}))
		ctx, cancel := context.WithTimeout(ctx, checks.DefaultTimeout)
		finding := check.Run(ctx, checks.NewTask(f.parts.Env, o.Findings, nil))
		cancel()
		bar := Bar{
			Label: f.Tr("did.reload.item", checks.Args{"n": fmt.Sprint(n + 1)}), Bad: finding.State != checks.OK,
			Note: cmp.Or(finding.Args["value"], f.Tr(finding.Code, finding.Args)),
		}
		if host, is := finding.Data.(checks.HostFact); is {
			bar.Value = fastest(host)
		}
		if !bar.Bad {
			good++
		}
		r.Bars = append(r.Bars, bar)
	}
	args := checks.Args{"good": fmt.Sprint(good), "count": fmt.Sprint(len(r.Bars)), "service": o.Facts.Target.Name}
	switch good {
	case 0:
		r.Text = f.Tr("did.reload.none", args)
	case len(r.Bars):
		r.OK, r.Text = true, f.Tr("did.reload.all", args)
	default:
		r.Text = f.Tr("did.reload.some", args)
	}
	return r
}

// mainHost is the check of the target's first host, the one that its URL names.
func mainHost(o *Outcome) (checks.Check, bool) {
	if o == nil {
		return checks.Check{}, false
	}
	i := slices.IndexFunc(o.Checks, func(c checks.Check) bool { return c.ID.Kind() == checks.IDHost })
	if i < 0 {
		return checks.Check{}, false
	}
	return o.Checks[i], true
}

// fastest is the total time of the quickest answer, in milliseconds.
func fastest(h checks.HostFact) float64 {
	best := 0.0
	for _, a := range h.Attempts {
		if a.Status != 0 && (best == 0 || a.Total < best) {
			best = a.Total
		}
	}
	return best
}

// mostBooks bounds the chart of address books: those of this computer and the
// quickest others.
const mostBooks = 10

// compareBooks draws who knows the way to the target, and how fast.
func (f *Flow) compareBooks(ctx context.Context, progress func(string)) Result {
	list, err := f.CompareResolvers(ctx, func(ev checks.Event) {
		if ev.Note != "" {
			progress(f.Tr(ev.Note, ev.Args))
		}
	})
	if err != nil {
		return Result{Text: f.Tr("did.failed", nil), Detail: err.Error()}
	}
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if r := f.books(list); r != nil {
		return *r
	}
	return Result{Text: f.Tr("did.compared.none", checks.Args{"service": f.state.setup.Target.Name})}
}

// books is the comparison of address books in words and bars, nil where there are
// none to compare. The lock must be held.
func (f *Flow) books(list []ResolverView) *Result {
	if len(list) == 0 {
		return nil
	}
	r := &Result{}
	good, all := 0, 0
	for _, v := range list {
		if v.Transport != checks.OverUDP && !v.Yours {
			continue // one line each: the plain form is what the system would use
		}
		all++
		if v.Standing == verdict.Right {
			good++
		}
		if !v.Yours && len(r.Bars) >= mostBooks {
			continue
		}
		bar := Bar{Label: v.Name, Value: v.RTT, Note: f.Say(v), Yours: v.Yours, Bad: v.Standing != verdict.Right && v.Standing != verdict.Untested}
		if v.Yours {
			bar.Label = f.Tr("resolver.yours", checks.Args{"name": v.Name})
		}
		r.Bars = append(r.Bars, bar)
	}
	args := checks.Args{"good": fmt.Sprint(good), "all": fmt.Sprint(all), "service": f.state.setup.Target.Name}
	r.OK = good > 0
	r.Text = f.Tr("did.compared", args)
	if good == 0 {
		r.Text = f.Tr("did.compared.none", args)
	}
	return r
}
