// Package report is what is written out after a run: the model of contract §2
// and its forms (JSON, HTML, plain text), and the redaction that runs before any
// of them is made. A report read back gives the facts again, for replay.
//
// What must not live here: sockets, widgets, judgement.
package report

import (
	"encoding/json"
	"time"

	"fix502/checks"
	"fix502/checks/verdict"
	"fix502/platform"
)

// Schema is the report's form and version.
const Schema = "fix502.report/v1"

// Input is everything a report is made from.
type Input struct {
	Version  string
	Target   checks.TargetFact
	Started  time.Time
	Finished time.Time
	Checks   []checks.Check // in the order of the plan
	Findings map[checks.ID]checks.Finding
	Ruling   verdict.Ruling
	System   platform.Info
	Steps    []Step
	Tried    []Tried
	Helped   *Helped // nil where the error is not known to be gone
	Says     string  // what the user says the error reads
	Words    string  // what the user was doing
	// Rehearsal is the id of the fault that was played, "" for a real run.
	Rehearsal string
}

// Report is the model of contract §2. Fields may be added, never renamed.
type Report struct {
	Schema   string    `json:"schema"`
	Program  Program   `json:"program"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Duration float64   `json:"duration_ms"`
	Target   Target    `json:"target"`
	System   System    `json:"system"`
	Checks   []Check   `json:"checks"`
	Verdict  Verdict   `json:"verdict"`
	Findings []Holding `json:"findings"`
	Steps    []Step    `json:"steps"`
	Tried    []Tried   `json:"tried,omitempty"`
	Helped   *Helped   `json:"helped,omitempty"`
	Says     string    `json:"says,omitempty"`
	Words    string    `json:"words,omitempty"`
	Redacted bool      `json:"redacted"`
	// Rehearsal is the id of the fault that was played, absent for a real run.
	Rehearsal string `json:"rehearsal,omitempty"`
	// Replay tells that the verdict was found anew from the facts of another report.
	Replay *Replay `json:"replay,omitempty"`
}

// Program names the program that made the report.
type Program struct {
	Version string `json:"version"`
}

// Target is what wasn't working.
type Target struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	URL   string      `json:"url"`
	Seen  checks.Seen `json:"seen"`
	Known bool        `json:"known"`
	Edge  string      `json:"edge,omitempty"`
}

// System is the computer the run was made on.
type System struct {
	OS      string  `json:"os"`
	Version string  `json:"version"`
	Arch    string  `json:"arch"`
	Uptime  float64 `json:"uptime_s"`
}

// Check is one check's line.
type Check struct {
	ID       checks.ID       `json:"id"`
	Node     checks.Node     `json:"node,omitempty"` // where on the road its answer shows
	Title    string          `json:"title"`
	State    checks.State    `json:"state"`
	Code     string          `json:"code"`
	Summary  string          `json:"summary"`
	Value    string          `json:"value,omitempty"` // short right-hand text, "12 ms"
	Detail   string          `json:"detail"`
	Started  float64         `json:"started_ms"`
	Duration float64         `json:"duration_ms"`
	Data     json.RawMessage `json:"data"`
}

// Verdict is the ruling in words.
type Verdict struct {
	Code        string             `json:"code"`
	AtFault     string             `json:"at_fault"`
	Confidence  verdict.Confidence `json:"confidence"`
	Headline    string             `json:"headline"`
	Explanation string             `json:"explanation"`
	Advice      string             `json:"advice,omitempty"` // what to do now
	Broken      checks.Node        `json:"broken,omitempty"` // where on the road it breaks, "" where nothing is known to
	Evidence    []checks.ID        `json:"evidence"`
	Carries     []Reason           `json:"carries"`            // the facts it stands on, strongest first
	Against     []Reason           `json:"against"`            // what speaks against it, strongest first
	Overturn    *Turn              `json:"overturn,omitempty"` // what would change it
}

// Reason is an observation for or against a verdict, in words.
type Reason struct {
	// Checks saw it. Several in one that carries mean that one of them may be
	// missing, but not all.
	Checks []checks.ID `json:"checks"`
	Text   string      `json:"text"`
}

// Turn is the cheapest further observation that would overturn a verdict, in words.
type Turn struct {
	Text   string         `json:"text"`
	Action verdict.Action `json:"action,omitempty"` // what the program can do about it
}

// Holding is one code that holds.
type Holding struct {
	Code     string      `json:"code"`
	Summary  string      `json:"summary"`
	Evidence []checks.ID `json:"evidence"`
}

// Step is one of the twelve steps with its advice and what became of it.
type Step struct {
	Number int    `json:"number"`
	ID     string `json:"id"`
	Advice string `json:"advice"`
	State  string `json:"state"`
	Reason string `json:"reason"`
}

// Tried is one thing that was done, and what it changed.
type Tried struct {
	At     time.Time `json:"at"`
	Step   string    `json:"step"`
	What   string    `json:"what"`
	Result string    `json:"result"`
}

// Helped is what was done last when the error was gone.
type Helped struct {
	At   time.Time `json:"at"`             // of the look that found it gone
	Step string    `json:"step"`           // id of a step, or the code of what was wrong with this computer
	What string    `json:"what,omitempty"` // "" where the user did it by hand
}
