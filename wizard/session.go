package wizard

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/natefinch/atomic"

	"fix502/checks"
	"fix502/checks/probe"
	"fix502/checks/report"
	"fix502/platform"
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
	Helped  *report.Helped       `json:"helped,omitempty"`  // what was done when the error was gone
	Verdict string               `json:"verdict,omitempty"` // code of the last ruling
	Report  *report.Report       `json:"report,omitempty"`  // the last run, facts included
	Awaited *Awaited             `json:"awaited,omitempty"` // a restart of the computer that was asked for
	Answers []Answered           `json:"answers,omitempty"` // what the user saw, oldest first
}

// sessionVersion is the form of a kept session. One of another version is not read.
const sessionVersion = 1

func newSession() Session {
	return Session{Version: sessionVersion, Seen: checks.SeenUnsure, Steps: map[StepID]StepState{}}
}

// Keeper keeps a session between starts of the program.
type Keeper interface {
	Load() (Session, error) // fs.ErrNotExist where none is kept
	Save(Session) error
	Remove() error
}

// guarded is the part of a flow that several goroutines reach.
type guarded struct {
	mu      sync.Mutex
	session Session
	setup   probe.Setup
	outcome *Outcome
	last    map[StepID]*pageMemory
	fixed   map[string]*Result // what the buttons of fix cards gave, by code
	saveErr error
	info    platform.Info
	trial   *runningTrial // nil where nothing is on trial
	pending time.Time     // until when a restart that was asked for can be called off
}

// pageMemory is what a step's page shows again when the user comes back to it.
type pageMemory struct {
	result     *Result
	comparison *Comparison
}

// File keeps a session in one file, replaced as a whole.
type File struct{ Path string }

// largestSession bounds what is read back: a session holds one report, some 200 kB.
const largestSession = 8 << 20

// Load implements Keeper. A file that is not a session of this version is an error.
func (k File) Load() (Session, error) {
	file, err := os.Open(k.Path)
	if err != nil {
		return Session{}, fmt.Errorf("opening the kept session: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	var s Session
	if err := json.NewDecoder(io.LimitReader(file, largestSession)).Decode(&s); err != nil {
		return Session{}, fmt.Errorf("reading the kept session: %w", err)
	}
	if s.Version != sessionVersion {
		return Session{}, fmt.Errorf("reading the kept session: version %d is not known", s.Version)
	}
	return s, nil
}

// Save implements Keeper: the old file stays whole until the new one is complete.
func (k File) Save(s Session) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("writing the session: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(k.Path), 0o700); err != nil {
		return fmt.Errorf("keeping the session: %w", err)
	}
	if err := atomic.WriteFile(k.Path, strings.NewReader(string(raw))); err != nil {
		return fmt.Errorf("keeping the session: %w", err)
	}
	return nil
}

// Remove implements Keeper.
func (k File) Remove() error {
	if err := os.Remove(k.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the kept session: %w", err)
	}
	return nil
}
