package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

const (
	// QuitPatience is how long programs have to save and quit after being asked;
	// the countdown that the user sees.
	QuitPatience = 5 * time.Second
	// forcePatience is how long the system may take to clear away what was ended
	// by force. A process stuck in a driver takes longer and counts as left.
	forcePatience = 2 * time.Second
	// lookEvery is the pause between two looks whether they are gone.
	lookEvery = 50 * time.Millisecond
	// tellEvery is the pause between two words of progress while nothing changes.
	tellEvery = 250 * time.Millisecond
)

var (
	// ErrProtected says that a process is none that this program may end: the
	// system's, another user's, this program itself or one that it was started by.
	ErrProtected = errors.New("not ours to end")
	// ErrStillRunning says that a process withstood being ended by force.
	ErrStillRunning = errors.New("still running")
	// errGone says that the process listed does not run any more; its number may
	// belong to another one by now.
	errGone = errors.New("no longer running")
)

// held is one process, held on to in a way that its number cannot come to mean
// another process.
type held interface {
	// ask asks it to quit, and tells whether there was a way to ask.
	ask() (bool, error)
	// force ends it at once.
	force() error
	// gone tells whether it has ended; a zombie has.
	gone() bool
	// close lets go of it.
	close()
}

// ending is the ending of processes, with its surroundings as fields.
type ending struct {
	hold     func(ctx context.Context, p Process) (held, error)
	guarded  []int32 // never to be ended: this program and those above it
	own      string  // the file of this program, "" where unknown: its other processes aren't ended either
	patience time.Duration
	progress func(EndProgress)
}

// EndProcesses ends the processes of a list that came from Processes: it asks
// those at the top of each family to quit, waits up to five seconds for all of
// them while progress tells what is left, and ends the rest by force. progress
// is called from this goroutine and may be nil.
//
// Never ended are processes 0 and 1, this program in all its processes and those
// above it, processes of another user, and one that started at another time than the list says,
// since its number was given anew. Those already gone appear nowhere in the
// result. Ending ctx before the wait is over stops without force.
//
// The error tells why there are processes in Left: ErrProtected, ErrStillRunning,
// the system's own refusal, or the end of ctx.
func (s *System) EndProcesses(ctx context.Context, list []Process, progress func(EndProgress)) (EndResult, error) {
	own, _ := os.Executable() // unknown only where the file is gone, and then nothing runs from it
	e := ending{hold: holdProcess, guarded: ownLine(ctx), own: own, patience: QuitPatience, progress: progress}
	return e.run(ctx, list)
}

// candidate is one process on its way out.
type candidate struct {
	Process
	held
	forced bool
	err    error // why it could not be ended
}

// run is EndProcesses.
func (e ending) run(ctx context.Context, list []Process) (EndResult, error) {
	var result EndResult
	var failures []error
	var running []*candidate
	for _, p := range list {
		h, err := e.admit(ctx, p)
		switch {
		case errors.Is(err, errGone):
		case err != nil:
			result.Left = append(result.Left, p)
			failures = append(failures, fmt.Errorf("ending process %d: %w", p.PID, err))
		default:
			defer h.close()
			running = append(running, &candidate{Process: p, held: h})
		}
	}
	// Those at the top first: what they started goes with them, and is not
	// started again by them.
	slices.SortStableFunc(running, func(a, b *candidate) int { return boolOrder(startedBy(a, list), startedBy(b, list)) })

	if ctx.Err() == nil {
		result.Asked = e.askAll(running, list)
	}
	if len(result.Asked) > 0 {
		e.wait(ctx, running, e.patience)
	}
	if ctx.Err() == nil {
		forceAll(running)
		e.wait(ctx, running, 0)
	}
	return e.settle(ctx, running, result, failures)
}

// admit holds on to a process if it may be ended.
func (e ending) admit(ctx context.Context, p Process) (held, error) {
	if e.own != "" && p.Exe == e.own {
		return nil, ErrProtected
	}
	if p.PID <= 1 || slices.Contains(e.guarded, p.PID) || p.Started.IsZero() {
		return nil, ErrProtected
	}
	return e.hold(ctx, p)
}

// startedBy tells whether a process was started by another one of the list.
func startedBy(c *candidate, list []Process) bool {
	return slices.ContainsFunc(list, func(p Process) bool { return p.PID == c.Parent && p.PID != c.PID })
}

// boolOrder sorts false before true.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// askAll asks those at the top to quit, and returns the ones that could be asked.
func (e ending) askAll(running []*candidate, list []Process) []Process {
	var asked []Process
	for _, c := range running {
		if startedBy(c, list) {
			continue
		}
		// A refusal here is not final: force may still work, and says so if not.
		if ok, err := c.ask(); ok && err == nil {
			asked = append(asked, c.Process)
		}
	}
	return asked
}

// forceAll ends what is still there.
func forceAll(running []*candidate) {
	for _, c := range running {
		if !c.gone() {
			c.forced = true
			c.err = c.force()
		}
	}
}

// wait returns once all are gone, at the end of the patience, or with ctx.
// Without patience it waits as long as force may take.
func (e ending) wait(ctx context.Context, running []*candidate, patience time.Duration) {
	limit := patience
	if limit == 0 {
		limit = forcePatience
	}
	begun := time.Now()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	told, toldLeft := time.Time{}, -1
	for {
		left := countLeft(running)
		past := time.Since(begun)
		if left != toldLeft || time.Since(told) >= tellEvery {
			told, toldLeft = time.Now(), left
			e.tell(EndProgress{Left: left, Waiting: max(0, patience-past)})
		}
		if left == 0 || past >= limit {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}

// tell hands on progress where somebody wants it.
func (e ending) tell(p EndProgress) {
	if e.progress != nil {
		e.progress(p)
	}
}

// countLeft counts those not gone.
func countLeft(running []*candidate) int {
	left := 0
	for _, c := range running {
		if !c.gone() {
			left++
		}
	}
	return left
}

// settle sorts everybody into the result.
func (e ending) settle(ctx context.Context, running []*candidate, result EndResult, failures []error) (EndResult, error) {
	for _, c := range running {
		switch {
		case !c.gone():
			result.Left = append(result.Left, c.Process)
			failures = append(failures, fmt.Errorf("ending process %d: %w", c.PID, whyLeft(ctx, c)))
		case c.forced:
			result.Forced = append(result.Forced, c.Process)
		default:
			result.Quit = append(result.Quit, c.Process)
		}
	}
	return result, errors.Join(failures...)
}

// whyLeft names the reason for a process still being there.
func whyLeft(ctx context.Context, c *candidate) error {
	switch {
	case c.err != nil:
		return c.err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return ErrStillRunning
}

// generations bounds the walk to this program's ancestors; a longer line is a
// loop in a table of processes that changes meanwhile.
const generations = 64

// ownLine lists this program, what started it, what started that, and so on.
func ownLine(ctx context.Context) []int32 {
	pid := int32(os.Getpid())
	line := []int32{pid}
	for range generations {
		parent, err := parentOf(ctx, pid)
		if err != nil || parent <= 0 || slices.Contains(line, parent) {
			break
		}
		line = append(line, parent)
		pid = parent
	}
	return line
}
