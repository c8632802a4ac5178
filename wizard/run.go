package wizard

import (
	"context"
	"fmt"
	"iter"

	"fix502/checks"
	"fix502/checks/probe"
	"fix502/checks/report"
	"fix502/checks/verdict"
	"fix502/platform"
)

// Plan lists what Check will run, in the order shown. It is empty where the
// catalogue gives nothing to run.
func (f *Flow) Plan() []checks.Check {
	plan, err := probe.Plan(f.setup())
	if err != nil {
		return nil
	}
	return plan.Checks()
}

// Check runs every check of the target and yields what happens, on the caller's
// goroutine. When the loop has ended, also early, Outcome is this run's: what
// had not ended by then is recorded as stopped.
func (f *Flow) Check(ctx context.Context) iter.Seq[checks.Event] {
	return func(yield func(checks.Event) bool) {
		f.learn(ctx)
		setup := f.setup()
		plan, err := probe.Plan(setup)
		if err != nil {
			yield(checks.Event{ID: "plan", Finding: &checks.Finding{State: checks.Failed, Code: "check.broken", Err: err}})
			return
		}
		o := &Outcome{Started: f.parts.Env.Now(), Checks: plan.Checks(), Findings: make(map[checks.ID]checks.Finding)}
		listening := true
		for ev := range plan.Run(ctx, f.parts.Env) {
			if ev.Finding != nil {
				o.Findings[ev.ID] = *ev.Finding
			}
			if listening = yield(ev); !listening {
				break
			}
		}
		f.conclude(ctx, o, setup, plan, listening)
	}
}

// conclude judges a run and makes it the flow's outcome.
func (f *Flow) conclude(ctx context.Context, o *Outcome, setup probe.Setup, plan *checks.Plan, listened bool) {
	o.Finished = f.parts.Env.Now()
	o.Complete = listened && ctx.Err() == nil
	for _, c := range o.Checks {
		if _, ended := o.Findings[c.ID]; !ended {
			o.Findings[c.ID] = checks.Finding{State: checks.Skipped, Code: "check.cancelled"}
		}
		o.Complete = o.Complete && o.Findings[c.ID].Code != "check.cancelled"
	}
	facts, err := checks.Collect(setup.Target, plan, o.Findings)
	if err != nil { // a probe gave something that is no fact: the rest still counts
		o.Findings["facts"] = checks.Finding{State: checks.Failed, Code: "check.broken", Err: err}
	}
	o.Facts = facts
	o.Ruling = verdict.Rule(facts)
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.session.Verdict = o.Ruling.Code
	f.state.session.credit(f.state.outcome, o, f.Tr("tried.recheck", nil))
	if r, err := f.build(o); err == nil {
		f.state.session.Report = &r
		o.Lines = r.Checks
	}
	f.state.outcome = o
	f.save()
}

// build makes the report model of an outcome. It is called with the lock held.
func (f *Flow) build(o *Outcome) (report.Report, error) {
	in := report.Input{
		Version: f.parts.Version, Target: f.state.setup.Target, Started: o.Started, Finished: o.Finished,
		Checks: o.Checks, Findings: o.Findings, Ruling: o.Ruling,
		Says: f.state.session.Says, Words: f.state.session.Words, Tried: f.state.session.Tried,
		Helped:    f.state.session.Helped,
		Rehearsal: f.parts.Rehearsal,
	}
	in.System = f.state.info
	for _, v := range f.rail(o, f.state.session) {
		in.Steps = append(in.Steps, report.Step{Number: v.Number, ID: string(v.ID), Advice: string(v.Advice), State: string(v.State), Reason: v.Reason})
	}
	return report.Build(in, f.parts.Texts)
}

// learn asks the computer who it is, for reports and instructions. It is asked once.
func (f *Flow) learn(ctx context.Context) {
	if f.info().OS != "" {
		return
	}
	info, err := f.parts.Env.Host.Info(ctx)
	if err != nil && info.OS == "" {
		return
	}
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.info = info
}

func (f *Flow) info() platform.Info {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.info
}

// ErrNothingRun is returned where a report is wanted before any check was run.
var ErrNothingRun = fmt.Errorf("making the report: nothing was checked yet")

// Report makes the report of the last run. With redact it leaves out what could
// tell who and where the user is.
func (f *Flow) Report(redact bool) (report.Report, error) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if f.state.outcome == nil {
		return report.Report{}, ErrNothingRun
	}
	r, err := f.build(f.state.outcome)
	if err != nil || !redact {
		return r, err
	}
	return report.Redact(r, f.state.info), nil
}

// remember turns a kept session's report back into an outcome, judged anew from
// its facts. It is nil where the report cannot be read any more.
func (f *Flow) remember(s Session) *Outcome {
	if s.Report == nil {
		return nil
	}
	setup := f.setup()
	plan, err := probe.Plan(setup)
	if err != nil {
		return nil
	}
	o := &Outcome{
		Started: s.Report.Started, Finished: s.Report.Finished, Checks: plan.Checks(), Complete: true,
		Findings: make(map[checks.ID]checks.Finding), Lines: s.Report.Checks,
	}
	facts := checks.Facts{Target: setup.Target}
	kept := make(map[checks.ID]report.Check)
	for _, c := range s.Report.Checks {
		kept[c.ID] = c
	}
	for _, c := range o.Checks {
		was, known := kept[c.ID]
		if !known {
			o.Findings[c.ID] = checks.Finding{State: checks.Skipped, Code: "check.cancelled"}
			continue
		}
		o.Findings[c.ID] = checks.Finding{State: was.State, Code: "check.kept", Args: checks.Args{"summary": was.Summary, "value": was.Value}}
		data, err := facts.AddJSON(c.ID, was.Data)
		if err != nil {
			return nil
		}
		finding := o.Findings[c.ID]
		finding.Data = data
		o.Findings[c.ID] = finding
	}
	o.Facts = facts
	o.Ruling = verdict.Rule(facts)
	return o
}
