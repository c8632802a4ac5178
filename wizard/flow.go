package wizard

import (
	"context"
	"iter"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/checks/verdict"
)

// Outcome is all that one finished (or stopped) run gave.
type Outcome struct {
	Started  time.Time
	Finished time.Time
	Checks   []checks.Check // in the order shown
	Findings map[checks.ID]checks.Finding
	Facts    checks.Facts
	Ruling   verdict.Ruling
	Complete bool // false where it was stopped or ran out of time
}

// Flow is one user's walk through the wizard. Its methods that take a context do
// work and belong on a goroutine of their own; the others return at once and may
// be called from the window's goroutine while work is under way.
type Flow struct {
	parts Parts
	now   func() time.Time
	state guarded
}

// Parts is what a flow is made of.
type Parts struct {
	Catalog *catalog.Catalog
	Texts   *text.Table
	Env     checks.Env
	Machine Machine
	Keeper  Keeper // where the session is kept; nil keeps nothing
	Version string
}

// API that the fronts use; each is documented where it is implemented:
//
//	NewFlow(Parts) *Flow
//	(*Flow) Tr(code, args) string
//	(*Flow) Services() []catalog.Service
//	(*Flow) Choose(target string, seen checks.Seen) error   // error is a *BadTarget with a code for Tr
//	(*Flow) SetSays(text string)                            // what the user says the error reads
//	(*Flow) SetWords(text string)                           // what the user was doing, for the report
//	(*Flow) Session() Session                               // a copy
//	(*Flow) Plan() []checks.Check                           // what Check will run, for the list and the road
//	(*Flow) Check(ctx) iter.Seq[checks.Event]               // runs; when the loop ends, Outcome() is the new one
//	(*Flow) Outcome() *Outcome                              // nil before the first run
//	(*Flow) Road() []RoadNode                               // the road as of the last outcome
//	(*Flow) Page(StepID) Page
//	(*Flow) Do(ctx, StepID, ActionID, choice string, progress func(string)) Result
//	(*Flow) Recheck(ctx, StepID, progress func(done, all int)) Comparison
//	(*Flow) Mark(StepID, StepState)                         // "Did that help?" answered
//	(*Flow) Next(after StepID) StepID                       // the next step worth trying
//	(*Flow) Report(redact bool) report.Report
//	(*Flow) Watch(ctx) iter.Seq[Round]
//	(*Flow) Earlier() (Session, bool)                       // a kept session worth going on with
//	(*Flow) Resume(Session) / (*Flow) StartOver()

var (
	_ iter.Seq[checks.Event]
	_ report.Report
	_ context.Context
)

// RoadNode is one place of the road as it is drawn.
type RoadNode struct {
	Node  checks.Node
	Label string
	Note  string // second line: "3 ms", "502", "fine"
	State RoadState
}

// RoadState is how a node is drawn: colour, shape and icon together.
type RoadState string

// The states of a node.
const (
	RoadWaiting   RoadState = "waiting"   // dashed ring: not known yet
	RoadGood      RoadState = "good"      // round, check mark
	RoadAttention RoadState = "attention" // round, "!"
	RoadBroken    RoadState = "broken"    // square with round corners, cross
	RoadUnknown   RoadState = "unknown"   // grey "?": can't know
)

// Advice tells whether a step can help; the values are those of contract §2.
type Advice string

// The kinds of advice.
const (
	Recommended Advice = "recommended"
	Optional    Advice = "optional"
	NotNeeded   Advice = "not_needed"
)

// StepState is what became of a step; the values are those of contract §2.
type StepState string

// The states of a step.
const (
	StepOpen    StepState = "open"
	StepDone    StepState = "done"
	StepHelped  StepState = "helped"
	StepSkipped StepState = "skipped"
)

// StepView is a step's line in the rail.
type StepView struct {
	Step
	Name   string
	Advice Advice
	Reason string // why it can help or cannot
	State  StepState
}

// Page is all that a step's page shows.
type Page struct {
	StepView
	Title   string
	Why     string
	Actions []ActionView
	Guides  []Guide
	Last    *Comparison // what the last re-check after this step said
	Result  *Result     // what the last action of this step gave
}

// ActionView is one button with what it will do.
type ActionView struct {
	ID      ActionID
	Label   string
	Note    string   // said beforehand: what will change, and the way back
	Primary bool     // the one filled button of the page
	Changes bool     // it changes something: ask first, naming Items
	Items   []string // what exactly it will touch: the processes that will be ended …
	Choices []Choice // where the user picks one: browsers found here
	Off     string   // why it cannot be used now; "" where it can
}

// Choice is one option of an action.
type Choice struct {
	ID    string
	Label string
}

// Guide is a set of instructions for this system, or for one browser found here.
type Guide struct {
	Title string
	Steps []string
	Link  string // https address that helps, "" for none
	Copy  string // text worth copying (an address to paste), "" for none
}

// Result is what an action gave, in words, with a picture where one helps.
type Result struct {
	OK      bool
	Text    string   // one plain sentence
	Lines   []string // what exactly was done or seen
	Bars    []Bar    // chart: resolvers or reloads compared
	Detail  string   // technical, folded away
	Recheck bool     // worth checking again now
}

// Bar is one line of a chart.
type Bar struct {
	Label string
	Value float64 // milliseconds; 0 draws none
	Note  string  // "11 ms, right", "no answer"
	Bad   bool    // wrong or no answer
	Yours bool    // the one this computer uses
}

// Comparison is what a re-check says about a step: did it help?
type Comparison struct {
	Step   StepID
	At     time.Time
	Helped bool
	Better bool   // changed for the better without being well
	Text   string // one sentence
	Before string // headline before
	After  string // headline now
}

// Round is one look of the watch.
type Round struct {
	At      time.Time
	Healthy bool
	Unsure  bool      // amber: changed, or could not tell
	Code    string    // verdict code
	Label   string    // short, for the badge: "502 Bad Gateway"
	Text    string    // one sentence
	Next    time.Time // when the next look is; zero when the watch has ended
	Says    string    // newest words of the official status page, "" for none
}
