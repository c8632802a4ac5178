package wizard

import (
	"context"
	"strings"
	"time"

	"fix502/checks"
	"fix502/platform"
)

// The kinds of question about a window that was opened.
const (
	sawFresh     = "fresh"
	sawPrivate   = "private"
	sawClean     = "clean"
	sawElsewhere = "elsewhere"
)

// The answers to what was seen there.
const (
	SawWorking = "works"
	SawSame    = "same"
	SawElse    = "else" // something else, or they did not look
)

// Answered is what the user saw in a window that was opened.
type Answered struct {
	At      time.Time `json:"at"`
	Step    StepID    `json:"step"`
	Kind    string    `json:"kind"`    // "fresh", "private", "clean", "elsewhere"
	Browser string    `json:"browser"` // name of the browser it was seen in
	Answer  string    `json:"answer"`  // SawWorking, SawSame, SawElse
}

// question asks what the user sees in a window of a browser.
func (f *Flow) question(kind string, b platform.Browser) *Question {
	q := &Question{ID: kind + ":" + b.ID, Text: f.Tr("ask.saw", checks.Args{"browser": b.Name})}
	for _, answer := range []string{SawWorking, SawSame, SawElse} {
		q.Answers = append(q.Answers, Choice{ID: answer, Label: f.Tr("ask.saw."+answer, nil)})
	}
	return q
}

// Answer records what the user answered to the question of a Result, and says what
// follows from it. It goes into the session, and so into the report and the advice
// of the rail.
func (f *Flow) Answer(ctx context.Context, step StepID, question, answer string) Result {
	f.learn(ctx)
	kind, id, _ := strings.Cut(question, ":")
	b, found := browserByID(f.browsers(ctx), id)
	known := kind == sawFresh || kind == sawPrivate || kind == sawClean || kind == sawElsewhere
	if !found || !known || answer != SawWorking && answer != SawSame && answer != SawElse {
		return Result{Text: f.Tr("did.failed", nil)}
	}
	now := f.parts.Env.Now()
	r := f.lesson(ctx, kind, answer, b)
	f.change(func(s *Session) {
		s.Answers = append(s.Answers, Answered{At: now, Step: step, Kind: kind, Browser: b.Name, Answer: answer})
	})
	f.tried(now, step, f.Tr("tried.saw."+kind, checks.Args{"browser": b.Name}), f.Tr("ask.saw."+answer, nil)+". "+r.Text)
	f.state.mu.Lock()
	f.memory(step).result = &r
	f.state.mu.Unlock()
	return r
}

// lesson says what follows from an answer.
func (f *Flow) lesson(ctx context.Context, kind, answer string, b platform.Browser) Result {
	args := f.targetArgs()
	args["browser"], args["usual"] = b.Name, f.usual(ctx, b.ID)
	if answer == SawElse {
		return Result{Text: f.Tr("learned.else", args)}
	}
	r := Result{OK: answer == SawWorking, Text: f.Tr("learned."+kind+"."+answer, args)}
	if answer == SawSame {
		return r
	}
	switch kind {
	case sawPrivate: // what is stored for this site is left aside there
		r.Next, r.Guides = ClearCache, f.browserGuides(string(ClearCache), b, args)
	case sawClean: // the hunt for the add-on
		r.Guides = f.browserGuides(string(SafeMode), b, args)
	case sawElsewhere:
		r.Next = SafeMode
	}
	return r
}

// browserGuides are a step's instructions for one browser.
func (f *Flow) browserGuides(name string, b platform.Browser, args checks.Args) []Guide {
	entries, err := readGuides(f.parts.Texts.Language, name)
	if err != nil {
		return nil
	}
	if e, found := forBrowser(entries, b, f.info().OS); found {
		return []Guide{f.guide(e, args, checks.Args{"browser": b.Name})}
	}
	return nil
}

// taught is what an answer says about a step.
type taught struct {
	advice  Advice
	reason  string // code
	browser string // name of the browser that it is about
}

// learn makes advice of answers, the newest of each kind. What was seen in another
// browser is the widest, in a clean profile the most exact: a later line here
// overrules an earlier one.
func learn(answers []Answered) map[StepID]taught {
	newest := map[string]Answered{}
	for _, a := range answers {
		newest[a.Kind] = a
	}
	list := map[StepID]taught{}
	say := func(kind, answer string, advice Advice, reason string, steps ...StepID) {
		a, asked := newest[kind]
		if !asked || a.Answer != answer {
			return
		}
		for _, step := range steps {
			list[step] = taught{advice, reason, a.Browser}
		}
	}
	say(sawElsewhere, SawWorking, Recommended, "advice.learned.browser", NewSession, ClearCache, SafeMode)
	say(sawElsewhere, SawSame, NotNeeded, "advice.learned.not-browser", NewSession, ClearCache, SafeMode)
	say(sawPrivate, SawWorking, Recommended, "advice.learned.stored", ClearCache)
	say(sawPrivate, SawWorking, Recommended, "advice.learned.add-ons-too", SafeMode)
	say(sawPrivate, SawSame, NotNeeded, "advice.learned.not-stored", ClearCache)
	say(sawClean, SawWorking, Recommended, "advice.learned.add-ons", SafeMode)
	say(sawClean, SawSame, NotNeeded, "advice.learned.not-add-ons", NewSession, ClearCache, SafeMode)
	return list
}
