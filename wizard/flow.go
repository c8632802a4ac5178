package wizard

import (
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
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
