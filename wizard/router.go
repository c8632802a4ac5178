package wizard

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"fix502/checks"
)

// RouterPhase says how far the restart of a router has come.
type RouterPhase string

// The phases, in their order. A router that doesn't answer from the beginning
// starts at RouterOff.
const (
	RouterUnplug   RouterPhase = "unplug"   // it answers: the user is to pull its plug
	RouterOff      RouterPhase = "off"      // it is gone: the user waits half a minute
	RouterPlug     RouterPhase = "plug"     // the user is to put the plug back in
	RouterStarting RouterPhase = "starting" // it answers again, the internet doesn't yet
	RouterBack     RouterPhase = "back"     // the internet is back: done
	RouterStill    RouterPhase = "still"    // it answers, and the internet did not come back: done
)

// RouterTick is what the timer saw at one look, about every second or two.
type RouterTick struct {
	Phase    RouterPhase
	Since    time.Time // when this phase began
	Until    time.Time // when it ends by itself; zero where it waits for something to happen
	At       time.Time // of this look
	Router   bool      // the router answered
	Internet bool      // something beyond it answered
	Text     string    // what to do now
	Done     bool      // this is the last tick
	Result   *Result   // with Done: what was measured
}

const (
	// routerPause is the pause between two looks.
	routerPause = time.Second
	// plugWait is how long a router has to be without power to forget everything.
	plugWait = 30 * time.Second
	// startLimit is how long a router that answers may need for its line; many take
	// two or three minutes.
	startLimit = 6 * time.Minute
	// quickestStart is less than any router needs to start: one that is back sooner
	// was not restarted, only unheard for a moment.
	quickestStart = 10 * time.Second
	// goneLooks is how many looks in a row find nothing before the plug counts as
	// pulled: one lost answer is none.
	goneLooks = 2
	// routerTries is how often its time is taken before and after.
	routerTries = 3
)

// RouterRestart guides the user through restarting the router and notices by
// itself when it is gone, when it answers again and when the internet is back. It
// yields a tick after every look and changes nothing. It ends with the internet's
// return, with startLimit after the router's, with ctx, or when the loop is left.
// What was measured goes into the session, and so into the report.
func (f *Flow) RouterRestart(ctx context.Context) iter.Seq[RouterTick] {
	return func(yield func(RouterTick) bool) {
		started := f.parts.Env.Now()
		for tick := range f.routerTicks(ctx) {
			if tick.Result != nil {
				f.tried(started, Restart, f.Tr("action."+string(TimeRouter), nil), tick.Result.Text)
				f.state.mu.Lock()
				f.memory(Restart).result = tick.Result
				f.state.mu.Unlock()
			}
			if !yield(tick) {
				return
			}
		}
	}
}

// routerTicks is RouterRestart without its being remembered.
func (f *Flow) routerTicks(ctx context.Context) iter.Seq[RouterTick] {
	return func(yield func(RouterTick) bool) {
		f.learn(ctx)
		r := routerTimer{flow: f, now: f.parts.Env.Now}
		r.enter(RouterUnplug, 0)
		for first := true; ; first = false {
			look := r.look(ctx, first)
			if ctx.Err() != nil {
				return
			}
			r.advance(look)
			tick := r.tick(look)
			if tick.Done {
				r.after = r.measure(ctx, look)
				tick.Result = r.result()
			}
			if !yield(tick) || tick.Done || !f.parts.Sleep(ctx, routerPause) {
				return
			}
		}
	}
}

// routerTimer is one such walk.
type routerTimer struct {
	flow          *Flow
	now           func() time.Time
	phase         RouterPhase
	since, until  time.Time
	gone          int       // looks in a row that found nothing
	away          time.Time // when the router was last heard before it was gone
	heard         time.Time // when it was heard again
	back          time.Time // when the internet was back
	before, after []float64 // the router's times in milliseconds
	silent        bool      // it did not answer from the beginning
}

// routerLook is what one look found.
type routerLook struct {
	router, internet bool
	took             float64 // the router's, in milliseconds
}

func (r *routerTimer) enter(p RouterPhase, lasts time.Duration) {
	r.phase, r.since, r.until = p, r.now(), time.Time{}
	if lasts > 0 {
		r.until = r.since.Add(lasts)
	}
}

// look asks the router, and what is beyond it. The first one takes the time to
// measure.
func (r *routerTimer) look(ctx context.Context, first bool) routerLook {
	look := r.ask(ctx)
	if first {
		r.before = r.measure(ctx, look)
		r.away = r.now()
		if !look.router && !look.internet {
			r.silent = true
			r.enter(RouterOff, plugWait)
		}
	}
	return look
}

// ask makes the same checks as a run does, of the way out alone.
func (r *routerTimer) ask(ctx context.Context) routerLook {
	facts, err := r.flow.part(ctx, func(string) {}, checks.IDLink, checks.IDRoute, checks.IDInternet)
	if err != nil {
		return routerLook{}
	}
	var look routerLook
	if facts.Route != nil {
		for _, one := range facts.Route.Routers {
			if one.Answers && !look.router {
				look.router, look.took = true, one.RTT
			}
		}
	}
	look.internet = facts.Internet != nil && facts.Internet.Reached > 0
	return look
}

// measure takes the router's time a few times over.
func (r *routerTimer) measure(ctx context.Context, look routerLook) []float64 {
	var list []float64
	for n := range routerTries {
		if n > 0 {
			look = r.ask(ctx)
		}
		if look.router {
			list = append(list, look.took)
		}
	}
	return list
}

// advance works one look into the phase.
func (r *routerTimer) advance(look routerLook) {
	now := r.now()
	here := look.router || look.internet
	r.gone++
	if here {
		r.gone = 0
	}
	switch r.phase {
	case RouterUnplug:
		switch {
		case here:
			r.away = now
		case r.gone >= goneLooks:
			r.enter(RouterOff, plugWait)
		}
	case RouterOff, RouterPlug:
		switch {
		case here && !r.silent && now.Sub(r.away) < quickestStart:
			r.enter(RouterUnplug, 0)
		case here:
			r.heard = now
			r.enter(RouterStarting, startLimit)
		case r.phase == RouterOff && !now.Before(r.until):
			r.enter(RouterPlug, 0)
		}
	}
	if r.phase != RouterStarting {
		return
	}
	switch {
	case look.internet:
		r.back = now
		r.enter(RouterBack, 0)
	case !now.Before(r.until):
		r.enter(RouterStill, 0)
	}
}

func (r *routerTimer) tick(look routerLook) RouterTick {
	code := "router." + string(r.phase)
	if r.silent && r.phase == RouterOff {
		code = "router.silent"
	}
	return RouterTick{
		Phase: r.phase, Since: r.since, Until: r.until, At: r.now(), Router: look.router, Internet: look.internet,
		Text: r.flow.Tr(code, nil), Done: r.phase == RouterBack || r.phase == RouterStill,
	}
}

// result says what was measured.
func (r *routerTimer) result() *Result {
	args := checks.Args{"away": r.flow.span(r.heard.Sub(r.away)), "total": r.flow.span(r.back.Sub(r.away))}
	res := &Result{OK: r.phase == RouterBack, Recheck: true, Text: r.flow.Tr("did.router.still", args)}
	if res.OK {
		res.Text = r.flow.Tr("did.router.back", args)
	}
	if r.silent && res.OK {
		res.Text = r.flow.Tr("did.router.back.silent", args)
	}
	for _, part := range []struct {
		code  string
		times []float64
	}{{"did.router.before", r.before}, {"did.router.after", r.after}} {
		if len(part.times) == 0 {
			res.Lines = append(res.Lines, r.flow.Tr(part.code+".none", nil))
			continue
		}
		slices.Sort(part.times)
		middle := part.times[len(part.times)/2]
		res.Lines = append(res.Lines, r.flow.Tr(part.code, checks.Args{
			"ms": strconv.FormatFloat(max(middle, 1), 'f', 0, 64), "good": fmt.Sprint(len(part.times)), "count": fmt.Sprint(routerTries),
		}))
	}
	return res
}

// span says a duration to the second: "1 min 12 s".
func (f *Flow) span(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	if d < time.Minute {
		return f.age(d)
	}
	return f.age(d.Truncate(time.Minute)) + " " + f.age(d%time.Minute)
}

// timeRouter is the timer as a step's action: what to do is told as progress.
func (f *Flow) timeRouter(ctx context.Context, progress func(string)) Result {
	last := Result{OK: true, Text: f.Tr("did.router.stopped", nil)}
	for tick := range f.routerTicks(ctx) {
		progress(f.routerProgress(tick))
		if tick.Result != nil {
			last = *tick.Result
		}
	}
	return last
}

// routerProgress is a tick in one line, with the time that is left where it ends by
// itself.
func (f *Flow) routerProgress(t RouterTick) string {
	if t.Phase != RouterOff {
		return t.Text
	}
	left := max(t.Until.Sub(t.At), 0).Round(time.Second)
	return f.Tr("doing.router.wait", checks.Args{"text": t.Text, "seconds": fmt.Sprint(int(left.Seconds()))})
}
