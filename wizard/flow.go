package wizard

import (
	"context"
	"maps"
	"slices"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/probe"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/checks/verdict"
	"fix502/platform/change"
)

// Outcome is all that one finished (or stopped) run gave.
type Outcome struct {
	Started  time.Time
	Finished time.Time
	Checks   []checks.Check // in the order shown
	Findings map[checks.ID]checks.Finding
	Facts    checks.Facts
	Ruling   verdict.Ruling
	Lines    []report.Check // each check in words, in the order shown
	Complete bool           // false where it was stopped or ran out of time
}

// Well tells whether the target answers as it should from this computer.
func (o *Outcome) Well() bool {
	switch o.Ruling.Code {
	case "healthy", "browser.suspect", "app.stuck":
		return true
	}
	return false
}

// Parts is what a flow is made of.
type Parts struct {
	Catalog *catalog.Catalog
	Texts   *text.Table
	Env     checks.Env
	Machine Machine
	Journal *change.Journal     // nil where nothing may be changed
	Keeper  Keeper              // where the session is kept; nil keeps nothing
	Getenv  func(string) string // for the folders of apps
	Version string
	// Watch starts the watchdog, without which nothing is changed on trial; see change.
	Watch func(ctx context.Context) error
	// Rehearsal is the id of the fault that the parts play, "" where they are real.
	Rehearsal string
	// Sleep waits between two looks; it is false where ctx ended first. nil means
	// real time.
	Sleep func(ctx context.Context, d time.Duration) bool
}

// Flow is one user's walk through the wizard. Its methods that take a context do
// work and belong on a goroutine of their own; the others return at once and may
// be called from the window's goroutine while work is under way.
type Flow struct {
	parts Parts
	cache *probe.StatusCache
	state guarded
}

// NewFlow starts a walk with the catalogue's first service chosen.
func NewFlow(p Parts) *Flow {
	if p.Sleep == nil {
		p.Sleep = sleep
	}
	f := &Flow{parts: p, cache: probe.NewStatusCache()}
	f.state.session = newSession()
	if len(p.Catalog.Services) > 0 {
		_ = f.Choose(p.Catalog.Services[0].ID, checks.SeenUnsure) // an id of the catalogue itself is always good
	}
	return f
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// Tr returns the words of a code.
func (f *Flow) Tr(code string, args checks.Args) string { return f.parts.Texts.Tr(code, args) }

// Services lists the services that the user can choose from.
func (f *Flow) Services() []catalog.Service { return f.parts.Catalog.Services }

// Choose sets what is not working and where it is seen. An error is a
// *catalog.BadTarget whose Code has words for Tr; the earlier choice then stays.
func (f *Flow) Choose(target string, seen checks.Seen) error {
	fact, service, err := catalog.Resolve(f.parts.Catalog, target)
	if err != nil {
		return err
	}
	fact.Seen = seen
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if f.state.session.Target != target || f.state.session.Seen != seen {
		f.state.outcome = nil
		f.state.last = nil
		f.state.session.Answers, f.state.session.Helped = nil, nil // they were about something else
	}
	f.state.session.Target, f.state.session.Seen = target, seen
	f.state.setup = probe.Setup{Target: fact, Service: service, Catalog: f.parts.Catalog, Cache: f.cache}
	return nil
}

// SetSays records what the user says the error reads.
func (f *Flow) SetSays(says string) { f.change(func(s *Session) { s.Says = bounded(says) }) }

// SetWords records what the user was doing, for the report.
func (f *Flow) SetWords(words string) { f.change(func(s *Session) { s.Words = bounded(words) }) }

// longestWords bounds what a user types or pastes, in bytes: a screenful of text.
const longestWords = 8 << 10

func bounded(words string) string {
	if len(words) > longestWords {
		return words[:longestWords]
	}
	return words
}

// Session returns a copy of the session.
func (f *Flow) Session() Session {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.session.clone()
}

// Outcome is the last run's, nil before the first.
func (f *Flow) Outcome() *Outcome {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.outcome
}

func (f *Flow) setup() probe.Setup {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.setup
}

// change alters the session and saves it. A session that cannot be saved (a full
// disk) goes on in memory; SaveError tells.
func (f *Flow) change(alter func(*Session)) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	alter(&f.state.session)
	f.save()
}

// save is called with the lock held, so that saves happen in order.
func (f *Flow) save() {
	f.state.session.Changed = f.parts.Env.Now()
	if f.parts.Keeper == nil {
		return
	}
	f.state.saveErr = f.parts.Keeper.Save(f.state.session)
}

// SaveError tells why the session could not be kept the last time, nil where it was.
func (f *Flow) SaveError() error {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.saveErr
}

// Mark records the user's answer to "Did that help?", or that a step was left out.
func (f *Flow) Mark(id StepID, state StepState) {
	f.change(func(s *Session) {
		s.Steps[id], s.Current = state, id
		switch {
		case state == StepHelped && (s.Helped == nil || s.Helped.Step != string(id)):
			s.creditStep(f.state.outcome, id, f.Tr("tried.recheck", nil), report.Helped{At: f.parts.Env.Now()})
		case state != StepHelped && s.Helped != nil && s.Helped.Step == string(id):
			s.Helped = nil // the user knows better
		}
	})
}

// Next is the step to try after another: the next recommended one that is still
// open, else the next optional one, else coming back later.
func (f *Flow) Next(after StepID) StepID {
	rail := f.Rail()
	start := slices.IndexFunc(rail, func(v StepView) bool { return v.ID == after }) + 1
	for _, advice := range []Advice{Recommended, Optional} {
		for i := range rail {
			v := rail[(start+i)%len(rail)]
			if v.Advice == advice && v.State == StepOpen && v.ID != after {
				return v.ID
			}
		}
	}
	return ComeBackLater
}

// Earlier returns a kept session that is worth going on with: one in which a
// check was run, and from the last few days.
func (f *Flow) Earlier() (Session, bool) {
	if f.parts.Keeper == nil {
		return Session{}, false
	}
	s, err := f.parts.Keeper.Load()
	if err != nil || s.Verdict == "" || s.Steps == nil || f.parts.Env.Now().Sub(s.Changed) > keptFor {
		return Session{}, false
	}
	return s, true
}

// keptFor is how long a kept session is offered: an outage is over by then.
const keptFor = 3 * 24 * time.Hour

// Resume goes on with a kept session: its target, what was tried, and the last
// run's facts, judged again. Where its target is no longer known the choice stays.
func (f *Flow) Resume(s Session) error {
	if err := f.Choose(s.Target, s.Seen); err != nil {
		return err
	}
	outcome := f.remember(s)
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.session = s.clone()
	f.state.outcome = outcome
	return nil
}

// StartOver forgets the session, the kept one too.
func (f *Flow) StartOver() {
	f.state.mu.Lock()
	target, seen := f.state.session.Target, f.state.session.Seen
	f.state.session = newSession()
	f.state.session.Target, f.state.session.Seen = target, seen
	f.state.outcome, f.state.last = nil, nil
	f.state.mu.Unlock()
	if f.parts.Keeper != nil {
		_ = f.parts.Keeper.Remove() // nothing kept is as good as removed
	}
}

func (s Session) clone() Session {
	s.Steps = maps.Clone(s.Steps)
	if s.Steps == nil {
		s.Steps = map[StepID]StepState{}
	}
	s.Tried = slices.Clone(s.Tried)
	s.Answers = slices.Clone(s.Answers)
	return s
}

// Target is what is not working, as chosen.
func (f *Flow) Target() checks.TargetFact { return f.setup().Target }

// OpenURL opens an address in the default browser.
func (f *Flow) OpenURL(ctx context.Context, address string) error {
	return f.parts.Machine.OpenURL(ctx, address)
}
