// Package verdict turns facts into a ruling: whose fault it is, how sure that is,
// what carries it. It is pure: no input, no output, no clock; the same facts
// always give the same ruling.
//
// What must not live here: input or output of any kind, prose.
package verdict

import "fix502/checks"

// The parties that can be at fault, contract §3.
const (
	Nobody       = "nobody"
	ThisDevice   = "this_device"
	LocalNetwork = "local_network"
	DNS          = "dns"
	ISP          = "isp"
	Edge         = "edge"
	Service      = "service"
	Account      = "account"
	App          = "app"
	Browser      = "browser"
	Nowhere      = "unknown"
)

// Confidence says how sure a ruling is. High needs an independent second
// observation that agrees.
type Confidence string

// The levels of confidence.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Holding is one code that holds, with what carries it.
type Holding struct {
	Code       string // a verdict code of contract §3
	AtFault    string
	Confidence Confidence
	Args       checks.Args // values for its texts: "verdict.<code>.headline", ".explanation", ".advice"
	Evidence   []checks.ID // checks whose facts carry it, strongest first
	Variant    string      // picks a more exact text where there is one: "verdict.<code>.explanation.<variant>"
}

// Ruling is the answer to "whose fault is it?".
type Ruling struct {
	Holding           // the one to act on first
	All     []Holding // every code that holds, this one first; empty for healthy
	// Broken is the node of the road where it breaks, "" where nothing is known to.
	Broken checks.Node
	// Carries are the two or three facts on which the ruling stands: without any one
	// of them it would be another, or less sure.
	Carries []Reason
	// Against is what speaks against it, strongest first; empty where nothing does.
	Against []Reason
	// Overturn is the cheapest further observation that would change it, nil where
	// there is none.
	Overturn *Turn
}

// Reason is an observation that speaks for a ruling or against it.
type Reason struct {
	// Checks saw it. Several mean that they say the same: one may be missing, not all.
	Checks []checks.ID
	Code   string // text code of one sentence; "" where the check's own line says it
	Args   checks.Args
}

// Turn is a further observation that would overturn a ruling.
type Turn struct {
	Code   string // text code of one sentence: what to look at, and what it would mean
	Args   checks.Args
	Action Action // what the program can do about it, "" where it is the user's to do
}

// Action is an observation that the program can make at the press of a button.
type Action string

// The actions.
const (
	ActCheck     Action = "check"     // run all checks again
	ActStatus    Action = "status"    // open the official status page
	ActBrowser   Action = "browser"   // open the target in the browser
	ActResolvers Action = "resolvers" // compare resolvers (step 7)
	ActWatch     Action = "watch"     // watch until it changes (step 12)
	ActApp       Action = "app"       // look at the app's processes (step 2)
	ActElsewhere Action = "elsewhere" // open the target in another browser (step 8)
)
