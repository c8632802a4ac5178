package wizard

import (
	"context"
	"time"

	"fix502/checks"
	"fix502/checks/verdict"
	"fix502/platform/change"
)

const (
	// settleTries and settlePause are how often, and how long apart, names are asked
	// for after a switch: the system takes a moment to pass a new setting on.
	settleTries = 3
	settlePause = time.Second
)

// afterSwitch looks whether names are found now, and whether the target is better.
func (f *Flow) afterSwitch(ctx context.Context, args checks.Args, progress func(string)) Result {
	progress(f.Tr("doing.switch.flushing", args))
	_, _ = change.Do(ctx, f.parts.Journal, change.NewFlushDNS(f.computer())) // a cache that stays full only hides the change for a while
	before := f.Outcome()
	var after glance
	for n := range settleTries {
		if n > 0 && !f.parts.Sleep(ctx, settlePause) {
			break
		}
		progress(f.Tr("doing.switch.looking", args))
		if after = f.glance(ctx, progress); after.knows > 0 {
			break
		}
	}
	was := glanceOf(before)
	switch {
	case ctx.Err() != nil:
		return f.endTrial(ctx, "did.switch.stopped", args)
	case after.known == 0:
		return f.endTrial(ctx, "did.switch.dead", args)
	case after.well && was.well:
		return f.offerTrial("did.switch.well", args)
	case after.well:
		return f.offerTrial("did.switch.helped", args)
	case was.wrong > 0 && after.wrong == 0 || was.knows == 0 && after.knows > 0:
		return f.offerTrial("did.switch.cured", args)
	}
	return f.endTrial(ctx, "did.switch.no-better", args)
}

// glance is what matters of the target before and after a switch.
type glance struct {
	well  bool // the target's main host answers as it should
	known int  // resolvers of this computer that answer for names at all
	knows int  // of those, that know the way
	wrong int  // of those, that lead to the wrong place, or deny the name
}

func (f *Flow) glance(ctx context.Context, progress func(string)) glance {
	facts, findings, err := f.partFound(ctx, progress, checks.IDDNS, checks.IDHost)
	if err != nil {
		return glance{}
	}
	return glanceAt(facts, findings)
}

func glanceOf(o *Outcome) glance {
	if o == nil {
		return glance{}
	}
	return glanceAt(o.Facts, o.Findings)
}

func glanceAt(facts checks.Facts, findings map[checks.ID]checks.Finding) glance {
	var l glance
	if len(facts.Hosts) > 0 {
		h := facts.Hosts[0]
		l.well = findings[checks.HostID(h.Scheme, h.Host, h.Port)].State == checks.OK
	}
	for _, v := range Rank(checks.Facts{Target: facts.Target, DNS: facts.DNS, Hosts: facts.Hosts}) {
		switch v.Standing {
		case verdict.Right, verdict.Untested:
			l.known, l.knows = l.known+1, l.knows+1
		case verdict.Wrong, verdict.NotFound:
			l.known, l.wrong = l.known+1, l.wrong+1
		case verdict.Refused, verdict.Silent:
		}
	}
	return l
}
