package change

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"fix502/platform"
)

// ErrNoWatchdog says that no watchdog could be started, without which nothing is
// changed on trial.
var ErrNoWatchdog = errors.New("no watchdog")

// trialPatience is how long a trial that another start of the program holds is
// waited for before a new one gives up.
const trialPatience = time.Second

// Trial is a change that is taken back unless it is kept, as a screen's new
// resolution is. The program holds the trial's lock as long as it lives; when it
// is gone without an answer, the watchdog or the next start takes the change back.
type Trial struct {
	Entry Entry
	Until time.Time // when it is to be taken back without an answer

	change   Change
	journal  *Journal
	computer Computer
	once     sync.Once
	release  func()
}

// keeper is a change that has to tell others that it is kept.
type keeper interface {
	Keep(ctx context.Context) error
}

// Try makes a change on trial. Where it was made, or half made, the trial is not
// nil and must be ended by Keep or TakeBack, whatever the error says.
func Try(ctx context.Context, j *Journal, c Computer, change Change) (*Trial, Result, error) {
	if j == nil {
		return nil, Result{}, fmt.Errorf("changing the computer: %w", ErrNoJournal)
	}
	d := change.Describe()
	unlock, err := j.lock(ctx)
	if err != nil {
		return nil, Result{}, fmt.Errorf("changing the computer: %w", err)
	}
	defer unlock()
	release, err := j.holdTrial(ctx, trialPatience)
	if err != nil {
		return nil, Result{}, fmt.Errorf("changing the computer: %w", err)
	}
	// The lock is held already, so the watchdog waits until this program is done.
	if err := j.startWatchdog(ctx, c); err != nil {
		release()
		return nil, Result{}, fmt.Errorf("changing the computer: %w", err)
	}
	result, err := j.carryOut(ctx, change, d)
	if result.Entry.ID == "" || result.Entry.Outcome == Nothing || !result.InForce {
		release()
		return nil, result, err
	}
	t := &Trial{Entry: result.Entry, Until: j.now().Add(d.Trial), change: change, journal: j, computer: c, release: release}
	return t, result, err
}

func (j *Journal) startWatchdog(ctx context.Context, c Computer) error {
	if c.Watch == nil {
		return ErrNoWatchdog
	}
	if err := c.Watch(ctx); err != nil {
		return errors.Join(ErrNoWatchdog, err)
	}
	return nil
}

// Keep ends the trial: the change stays, and can be taken back like any other.
func (t *Trial) Keep(ctx context.Context) error {
	defer t.once.Do(t.release)
	unlock, err := t.journal.lock(ctx)
	if err != nil {
		return fmt.Errorf("keeping a change: %w", err)
	}
	defer unlock()
	if err := t.journal.note(line{ID: t.Entry.ID, Event: eventKeep}); err != nil {
		return fmt.Errorf("keeping a change: %w", err)
	}
	t.Entry.Kept = true
	platform.Point(ctx, "before telling that it is kept")
	if k, tells := t.change.(keeper); tells {
		if err := k.Keep(ctx); err != nil {
			return fmt.Errorf("keeping a change: %w", err)
		}
	}
	return nil
}

// TakeBack ends the trial: the change is taken back. Where it is not in force any
// more the error is ErrNotStanding.
func (t *Trial) TakeBack(ctx context.Context) error {
	defer t.once.Do(t.release)
	return t.journal.Undo(ctx, t.computer, t.Entry.ID)
}

// Abandon lets go of the trial without an answer, as the end of the program does:
// the watchdog, or the next start, takes the change back.
func (t *Trial) Abandon() { t.once.Do(t.release) }

// trialName is the file whose lock says that a program looks after a trial.
func (j *Journal) trialName() string { return j.path + ".trial" }

func (j *Journal) holdTrial(ctx context.Context, patience time.Duration) (func(), error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, ErrBusy)
	defer cancel()
	release, err := lockFile(ctx, j.trialName())
	if err != nil {
		return nil, fmt.Errorf("waiting for another trial: %w", err)
	}
	return release, nil
}
