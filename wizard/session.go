package wizard

import (
	"sync"
	"time"

	"fix502/checks"
	"fix502/checks/report"
)

// Session is what is remembered of one user's walk. It is saved atomically after
// every change.
type Session struct {
	Version int                  `json:"version"`
	Target  string               `json:"target"` // as the user gave it
	Seen    checks.Seen          `json:"seen"`
	Says    string               `json:"says,omitempty"`
	Words   string               `json:"words,omitempty"`
	Changed time.Time            `json:"changed"`
	Current StepID               `json:"current,omitempty"` // page the user is on
	Steps   map[StepID]StepState `json:"steps"`
	Tried   []report.Tried       `json:"tried,omitempty"`
	Verdict string               `json:"verdict,omitempty"` // code of the last ruling
	Report  *report.Report       `json:"report,omitempty"`  // the last run, facts included
}

// Keeper keeps a session between starts of the program.
type Keeper interface {
	Load() (Session, error) // fs.ErrNotExist where none is kept
	Save(Session) error
	Remove() error
}

type guarded struct {
	mu       sync.Mutex
	session  Session
	outcome  *Outcome
	watching bool
}
