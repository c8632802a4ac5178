// Package checks is the vocabulary of a diagnosis: a Check asks one question, a
// Plan runs many side by side, a Finding is what one of them saw, and Facts is
// all that was seen, ready to be judged.
//
// What must not live here: any particular check (checks/probe), any judgement
// (checks/verdict), any prose (assets/texts, by code).
package checks

import (
	"context"
	"time"
)

// ID names a check for good: reports, tests and texts refer to it. A check made
// for one of several hosts carries the host after a colon ("host:discord.com").
type ID string

// State is how a check ended; the values are those of the report.
type State string

// The states of contract §2.
const (
	OK      State = "ok"      // as it should be
	Notice  State = "notice"  // unusual, no cause by itself
	Problem State = "problem" // bad
	Skipped State = "skipped" // could not matter
	Failed  State = "failed"  // the check itself could not be carried out
)

// Well tells whether a check that depends on one in this state may run.
func (s State) Well() bool { return s == OK || s == Notice }

// Args are the values of a message. They are strings so that they go straight
// into texts and JSON.
type Args map[string]string

// Finding is the outcome of one check.
type Finding struct {
	State State
	Code  string // message to show, e.g. "dns.system.silent"; the words are in assets/texts
	Args  Args   // values for that message
	Data  any    // what was observed: one of the fact types of this package, or nil
	Err   error  // technical detail; nil when there is none

	Started time.Duration // since the run began
	Took    time.Duration
}

// Node is a place on the road from this computer to the service.
type Node string

// The road, in order from the user outwards.
const (
	NodeComputer Node = "computer"
	NodeRouter   Node = "router"
	NodeInternet Node = "internet"
	NodeDNS      Node = "dns"
	NodeEdge     Node = "edge"
	NodeService  Node = "service"
)

// Road lists the nodes in the order in which they are drawn.
var Road = []Node{NodeComputer, NodeRouter, NodeInternet, NodeDNS, NodeEdge, NodeService}

// Check is one question about the path between the user and the service.
type Check struct {
	ID   ID
	Args Args // values for its title, e.g. {"host": "discord.com"}; the title's code is "check." + the ID up to the colon
	Node Node // where on the road its answer shows

	Needs       []ID // must end well (ok or notice) first, or this one is skipped
	After       []ID // must have ended first, however; their facts can be read
	Late        []ID // may be waited for while this one runs, by LateFact and Task.Await
	ExplainedBy []ID // a problem here is only a consequence of a problem there, and then reported as skipped; the facts stay

	Timeout time.Duration // zero means DefaultTimeout
	Run     func(context.Context, *Task) Finding
}

// Title is the code of the check's title in assets/texts.
func (c Check) Title() string { return "check." + string(c.ID.Kind()) }

// Kind is the ID without the part after the colon.
func (id ID) Kind() ID {
	for i := range id {
		if id[i] == ':' {
			return id[:i]
		}
	}
	return id
}

// DefaultTimeout bounds a check that names no limit of its own: long enough for
// one lost packet's retransmission at each of TCP, TLS and HTTP (about 1 s each).
const DefaultTimeout = 5 * time.Second
