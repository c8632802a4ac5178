package wizard

import (
	"context"
	"iter"
	"time"

	"github.com/cenkalti/backoff/v5"

	"fix502/checks"
)

// The pauses between two looks grow from one to the other, so that a million
// watches in one outage do not become a load of their own; jitter spreads them.
const (
	firstPause   = 5 * time.Second
	longestPause = 2 * time.Minute
	pauseGrowth  = 1.5
	pauseJitter  = 0.3
	roundLimit   = 20 * time.Second // one look, when everything is silent
)

// Watch checks the target again and again, with growing pauses, and yields each
// look, until it is well, the context ends or the loop is left. The first look
// comes at once. The last round of a recovery has Healthy set.
func (f *Flow) Watch(ctx context.Context, o WatchOptions) iter.Seq[Round] {
	return func(yield func(Round) bool) {
		pauses := backoff.NewExponentialBackOff()
		pauses.InitialInterval, pauses.MaxInterval = firstPause, longestPause
		pauses.Multiplier, pauses.RandomizationFactor = pauseGrowth, pauseJitter
		for {
			before := f.Outcome()
			round := f.look(ctx)
			if ctx.Err() != nil {
				f.bringBack(before)
				return
			}
			pause := pauses.NextBackOff()
			if !round.Healthy {
				round.Next = f.parts.Env.Now().Add(pause)
			} else {
				f.recovered(ctx, o)
			}
			if !yield(round) || round.Healthy {
				return
			}
			if !f.parts.Sleep(ctx, pause) {
				return
			}
		}
	}
}

// look is one round: the whole check, in short words.
func (f *Flow) look(ctx context.Context) Round {
	ctx, cancel := context.WithTimeout(ctx, roundLimit)
	defer cancel()
	for range f.Check(ctx) { //nolint:revive // only the outcome counts
	}
	o := f.Outcome()
	return Round{
		At: o.Finished, Healthy: o.Well(), Unsure: !o.Complete || o.Ruling.Code == "unknown",
		Code: o.Ruling.Code, Label: f.label(o), Text: f.Verdict().Headline, Says: says(o.Facts.Status),
	}
}

// label is the badge of a round: the status seen, or the verdict in two words.
func (f *Flow) label(o *Outcome) string {
	if status := o.Ruling.Args["status"]; status != "" && !o.Well() {
		return f.Tr("watch.status", checks.Args{"status": status, "meaning": o.Ruling.Args["meaning"]})
	}
	return f.Tr("watch.label."+o.Ruling.AtFault, nil)
}

// says is the newest word of an official status page.
func says(status *checks.StatusFact) string {
	if status == nil || len(status.Incidents) == 0 {
		return ""
	}
	if newest := status.Incidents[0]; newest.Update != "" {
		return newest.Update
	}
	return status.Incidents[0].Name
}

// recovered does what the user wished for the moment the target is back.
func (f *Flow) recovered(ctx context.Context, o WatchOptions) {
	target := f.setup().Target
	if o.Notify {
		args := checks.Args{"service": target.Name}
		_ = f.parts.Machine.Notify(ctx, f.Tr("watch.back.title", args), f.Tr("watch.back.text", args)) // the screen says it too
	}
	if o.OpenWhenBack {
		_ = f.parts.Machine.OpenURL(ctx, target.URL) // the button is still there
	}
}
