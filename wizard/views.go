package wizard

import (
	"time"

	"fix502/checks"
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
	Known   []string // what was found out about this computer for this step: how long it has been up
	Actions []ActionView
	Guides  []Guide
	Last    *Comparison // what the last re-check after this step said
	Result  *Result     // what the last action of this step gave, or the last run has to say about it
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
	// Rights says, before the system asks for a password, what it is needed for; ""
	// where nobody will ask.
	Rights string
}

// Choice is one option of an action.
type Choice struct {
	ID    string
	Label string
	Items []string // what exactly this one would touch; empty where that is the same for all
	Off   string   // why it cannot be picked now; "" where it can
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

	Question *Question // what only the user can tell now, nil for nothing; answered by Flow.Answer
	Guides   []Guide   // what to do by hand next
	Next     StepID    // the step that this leads to, "" for none
	Made     []string  // ids of the changes that this made and that Flow.Undo takes back, in the order made
}

// Question is what the user is asked after an action, because only they can see it.
type Question struct {
	ID      string // for Flow.Answer
	Text    string
	Answers []Choice
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

// VerdictView is all that the verdict screen says.
type VerdictView struct {
	Code        string
	AtFault     string
	Confidence  string // "high", "medium", "low"
	Headline    string
	Explanation string
	Advice      string         // what to do now
	Primary     *VerdictAction // the one filled button, nil where there is nothing to do
	Secondary   *VerdictAction
	Known       []EvidenceView // what carries the verdict, strongest first: without any one of them it would be another, or less sure
	Against     []string       // what speaks against it, a sentence each, strongest first; empty where nothing does
	Overturn    *TurnView      // what would change it, nil where there is nothing
	All         []EvidenceView // every check of the run, in the order shown
	Guides      []Guide        // instructions for what no step covers: a setting on this computer
	Cards       []FixCard      // what is wrong with this computer itself, ahead of the steps, the verdict's own first
	Complete    bool           // false where the run was stopped
	Rehearsal   string         // id of the fault that is played, "" where this is real
}

// VerdictAction is one button of the verdict screen. Exactly one of Step and URL is set.
type VerdictAction struct {
	Label string
	Step  StepID // opens this step's page
	URL   string // opens this address in the browser
}

// TurnView is the cheapest further observation that would overturn the verdict.
// Where the program can make it, Label is a button's words and exactly one of
// Check, URL and Step is set; otherwise it is the user's to make, and Label is "".
type TurnView struct {
	Text  string // what to look at, and what it would mean
	Label string
	Check bool   // runs all checks again
	URL   string // opens this address in the browser
	Step  StepID // opens this step's page; the watch for ComeBackLater
}

// FixCard is about one thing that is wrong with this computer's own settings: what
// it is, a button where the program can mend it, and instructions in any case. The
// button goes through Flow.Fix.
type FixCard struct {
	Code   string // the code that holds, "device.hosts_override"
	Title  string
	Text   string
	Action *ActionView // nil where there are instructions only
	Guides []Guide
	Result *Result // what the button gave the last time, nil before
}

// EvidenceView is one check's line.
type EvidenceView struct {
	ID     checks.ID
	Title  string
	State  checks.State
	Text   string
	Value  string // short, right-aligned
	Detail string // technical, folded away
}

// WatchOptions are the user's wishes for the watch.
type WatchOptions struct {
	Notify       bool
	OpenWhenBack bool
}

// ChangeView is one change that the program made to this computer.
type ChangeView struct {
	ID     string
	At     time.Time
	Text   string
	Stands bool // it still holds and can be taken back
	State  ChangeState
	Ended  time.Time // when it was taken back; zero where it was not
	Back   string    // what taking it back will do, and what it needs rights for
	Rights string    // the latter alone, "" where nobody will ask
	Keeps  string    // what is kept for the way back and how long yet, "" for nothing; Flow.Drop deletes it
}
