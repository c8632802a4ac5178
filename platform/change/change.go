// Package change alters this computer, one named change at a time, each with its
// way back: written into a journal before it is made, made, looked after, and
// taken back in a later start of the program if the user wishes.
//
// What must not live here: anything that only looks, decisions whether a change
// helps, and words for people (they are in assets/texts by code).
package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"fix502/platform"
)

// Kind names a sort of change for good: it is written into journals.
type Kind string

// The kinds of change.
const (
	EndAppKind   Kind = "end-app"
	FlushDNSKind Kind = "flush-dns"
)

// Description says in data what a change is, so that it can be shown, and taken
// back by a later start of the program.
type Description struct {
	Kind    Kind
	Subject string            // what it is about (an app's id); a newer change of the same kind and subject takes the place of an older one
	Code    string            // code of the text that names it
	Words   map[string]string // values of that text and of Back's
	Back    string            // code of the text that says what taking it back does; "" where there is no way back
	Args    any               // all that the way back needs, as JSON
	// Trial is how long it may stand unless the user says that it is to stay; see
	// Try. Zero means that nobody is asked.
	Trial time.Duration
}

// Change is one alteration of this computer.
type Change interface {
	Describe() Description
	// Apply makes it. ErrNothing says that there was nothing to do; any other
	// error may leave it half made, which Verify then tells.
	Apply(ctx context.Context) error
	// Verify tells whether it is in force now, so that there is something to take
	// back. An error means that this could not be told.
	Verify(ctx context.Context) (bool, error)
	// Undo takes it back.
	Undo(ctx context.Context) error
}

var (
	// ErrNothing says that there was nothing to change.
	ErrNothing = errors.New("nothing to change")
	// ErrNoWayBack says that a change cannot be taken back, by this version at least.
	ErrNoWayBack = errors.New("there is no way back")
	// ErrNotStanding says that a change is not in force any more.
	ErrNotStanding = errors.New("no longer in force")
	// ErrNotAllowed says that the journal asks for something that no entry of the
	// catalogue does; a journal is a file, and files can be written by others.
	ErrNotAllowed = errors.New("not allowed by the catalogue")
	// ErrNoJournal says that there is no journal, without which nothing is changed.
	ErrNoJournal = errors.New("no journal")
	// ErrNeedsTrial says that a change must be made by Try.
	ErrNeedsTrial = errors.New("made on trial only")
)

// Machine is what changes ask of this computer; *platform.System does it.
type Machine interface {
	Processes(ctx context.Context) ([]platform.Process, error)
	EndProcesses(ctx context.Context, list []platform.Process, progress func(platform.EndProgress)) (platform.EndResult, error)
	Launch(ctx context.Context, args []string) error
	FlushDNS(ctx context.Context) (platform.FlushResult, error)
	Info(ctx context.Context) (platform.Info, error)
	// DNSNow reads what DNS settings are at present; see platform.
	DNSNow(ctx context.Context, about []platform.DNSSetting) ([]platform.DNSSetting, error)
	SetDNS(ctx context.Context, want []platform.DNSSetting, guard platform.DNSGuard) error

	// AskToQuit asks an app to quit by the system's own command for it.
	AskToQuit(ctx context.Context, args []string) error
	// LoginStart, SetLoginStart and ClearLoginStart are about Fix502 being opened at
	// the next sign-in; see platform.
	LoginStart(ctx context.Context) (place string, set bool, err error)
	SetLoginStart(ctx context.Context) error
	ClearLoginStart(ctx context.Context) error

	// FlushDNSWithRights also empties what needs rights, after the user was asked.
	FlushDNSWithRights(ctx context.Context) (platform.FlushResult, error)
	// HostsOff returns those of the lines that are switched off; SwitchHosts does it.
	HostsOff(ctx context.Context, lines []platform.HostsLine) ([]platform.HostsLine, error)
	SwitchHosts(ctx context.Context, lines []platform.HostsLine, off bool) error
	// ProxySwitches lists where a proxy is switched on; SwitchProxy does it.
	ProxySwitches(ctx context.Context) ([]platform.ProxySwitch, error)
	SwitchProxy(ctx context.Context, p platform.ProxySwitch, on bool) error
	// NetworkTime tells whether the clock is set by time servers; the others see to it.
	NetworkTime(ctx context.Context) (platform.NetworkTime, error)
	SetClock(ctx context.Context) error
	StopNetworkTime(ctx context.Context) error
}

// Computer is what looking after and taking back changes need.
type Computer struct {
	Machine Machine
	// Allow tells whether the catalogue itself starts this app by exactly this
	// argument list. nil allows nothing.
	Allow func(app string, launch []string) bool
	// AllowCache tells whether these caches may be moved and put back. nil allows none.
	AllowCache func(CacheFolder) bool
	// AllowDNS tells whether these are addresses of a resolver of the catalogue. nil
	// allows none.
	AllowDNS func(servers []netip.Addr) bool
	// StateDir is the program's own folder.
	StateDir string
	// InUse tells whether the app or browser of this id runs.
	InUse func(ctx context.Context, owner string) (bool, error)
	// Watch starts the watchdog: a process that outlives this one and takes back
	// what is on trial when this one has ended. A change on trial is not made
	// without it.
	Watch func(ctx context.Context) error
}

// kinds is the table of all kinds: how each is made again from its entry. A new
// kind is a line here and a file of its own.
func kinds() map[Kind]func(e Entry, c Computer) (Change, error) {
	return map[Kind]func(e Entry, c Computer) (Change, error){
		EndAppKind:   restoreEndApp,
		FlushDNSKind: restoreFlushDNS,

		ClearCacheKind: restoreClearCache,
		SwitchDNSKind:  restoreSwitchDNS,

		ResumeAtLoginKind: restoreResumeAtLogin,

		HostsEntryKind: restoreHostsEntry,
		ProxyOffKind:   restoreProxyOff,
		SetClockKind:   restoreSetClock,
	}
}

// Result is what Do gave.
type Result struct {
	Entry   Entry
	InForce bool // there is something to take back
}

// outcomeLimit is how long writing the outcome may take: the user may have
// cancelled by then, and it is to be recorded all the same.
const outcomeLimit = 5 * time.Second

// Do makes a change: describes it, writes it into the journal, makes it, writes
// what became of it, and verifies. What cannot be written down beforehand is not
// made. Other starts of the program wait meanwhile.
//
// The error is that of making it, or of the journal; Result is meaningful with
// both. That there was nothing to change is no error: see Result.Entry.Outcome.
func Do(ctx context.Context, j *Journal, c Change) (Result, error) {
	if j == nil {
		return Result{}, fmt.Errorf("changing the computer: %w", ErrNoJournal)
	}
	unlock, err := j.lock(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("changing the computer: %w", err)
	}
	defer unlock()
	d := c.Describe()
	if d.Trial > 0 {
		return Result{}, fmt.Errorf("changing the computer: %s: %w", d.Kind, ErrNeedsTrial)
	}
	return j.carryOut(ctx, c, d)
}

// carryOut makes a change as Do says. The journal's lock must be held.
func (j *Journal) carryOut(ctx context.Context, c Change, d Description) (Result, error) {
	platform.Point(ctx, "before the entry")
	entry, err := j.begin(d)
	if err != nil {
		return Result{}, fmt.Errorf("changing the computer: %w", err)
	}
	platform.Point(ctx, "before the change")
	made := c.Apply(ctx)
	platform.Point(ctx, "before the outcome")
	entry.Outcome = outcomeOf(made)
	if entry.Outcome == Nothing {
		made = nil
	}
	noted := j.note(line{ID: entry.ID, Event: eventEnd, Outcome: entry.Outcome, Detail: detail(made)})
	platform.Point(ctx, "after the outcome")
	result := Result{Entry: entry}
	if entry.Back != "" && entry.Outcome != Nothing {
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), outcomeLimit)
		defer cancel()
		// What cannot be told counts as in force: better offered than forgotten.
		inForce, err := c.Verify(after)
		result.InForce = inForce || err != nil
	}
	return result, errors.Join(made, noted)
}

// Outcome says how making a change, or taking it back, went.
type Outcome string

// The outcomes. The empty one means that the program ended in between.
const (
	Done    Outcome = "done"
	Failed  Outcome = "failed"
	Nothing Outcome = "nothing" // there was nothing to change
)

// outcomeOf names an error's outcome.
func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return Done
	case errors.Is(err, ErrNothing):
		return Nothing
	}
	return Failed
}

// detailLimit bounds the technical words kept of an error, in bytes.
const detailLimit = 500

// detail is an error's text as it goes into the journal.
func detail(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	return text[:min(len(text), detailLimit)]
}

// restore makes the change of an entry again. An entry of a kind that a newer
// version brought gives ErrNoWayBack.
func restore(e Entry, c Computer) (Change, error) {
	again, ok := kinds()[e.Kind]
	if !ok {
		return nil, fmt.Errorf("a change of kind %q: %w", e.Kind, ErrNoWayBack)
	}
	return again(e, c)
}

// decode reads what an entry recorded for its way back.
func decode(e Entry, into any) error {
	if err := json.Unmarshal(e.Args, into); err != nil {
		return fmt.Errorf("reading entry %s of the journal: %w", e.ID, err)
	}
	return nil
}
