package change

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fix502/platform"
)

// Listed is one change with whether it still stands.
type Listed struct {
	Entry
	Stands bool  // it is in force and can be taken back
	Unsure error // why Stands could not be told for certain; it is true then
}

// List is the whole journal, newest first, with what still stands.
type List struct {
	Changes []Listed
	Damaged []Damage // lines that could not be read; they were left as they are
	Cut     bool     // the journal is so long that its oldest part was not read
}

// List reads the journal and looks at each change. It changes nothing.
func (j *Journal) List(ctx context.Context, c Computer) (List, error) {
	log, err := j.Log()
	if err != nil {
		return List{}, err
	}
	list := List{Damaged: log.Damaged, Cut: log.Cut}
	newest := map[string]bool{}
	for _, e := range slices.Backward(log.Entries) {
		listed := Listed{Entry: e}
		about := string(e.Kind) + "\x00" + e.Subject
		// A newer change of the same thing took the place of this one.
		if !newest[about] {
			listed.Stands, listed.Unsure = stands(ctx, e, c)
		}
		newest[about] = newest[about] || e.Outcome != Nothing
		list.Changes = append(list.Changes, listed)
	}
	return list, ctx.Err()
}

// Standing lists the changes that still stand and can be taken back, newest first.
func (j *Journal) Standing(ctx context.Context, c Computer) ([]Entry, error) {
	list, err := j.List(ctx, c)
	if err != nil {
		return nil, err
	}
	var standing []Entry
	for _, l := range list.Changes {
		if l.Stands {
			standing = append(standing, l.Entry)
		}
	}
	return standing, nil
}

// stands looks whether one change is in force. One of which it is not known how
// it ended is looked at like the others: what counts is what is there.
func stands(ctx context.Context, e Entry, c Computer) (bool, error) {
	if !e.Undone.IsZero() || e.Final || e.Back == "" || e.Outcome == Nothing {
		return false, nil
	}
	change, err := restore(e, c)
	if err != nil {
		return false, err
	}
	inForce, err := change.Verify(ctx)
	if err != nil {
		return true, err
	}
	return inForce, nil
}

// Entry finds an entry by its id. It is empty where there is none.
func (j *Journal) Entry(id string) (Entry, error) {
	log, err := j.Log()
	if err != nil {
		return Entry{}, err
	}
	i := slices.IndexFunc(log.Entries, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}, nil
	}
	return log.Entries[i], nil
}

// ByHand is the code and the values of a text that says how a change is taken back
// by hand, for where that does not work by itself.
func ByHand(e Entry, c Computer) (code string, words map[string]string, known bool) {
	again, err := restore(e, c)
	if err != nil {
		return "", nil, false
	}
	h, known := again.(interface {
		ByHand() (string, map[string]string)
	})
	if !known {
		return "", nil, false
	}
	code, words = h.ByHand()
	return code, words, true
}

// Undo takes back one change by its id. ErrNotStanding says that there is
// nothing to take back any more.
func (j *Journal) Undo(ctx context.Context, c Computer, id string) error {
	unlock, err := j.lock(ctx)
	if err != nil {
		return fmt.Errorf("taking back a change: %w", err)
	}
	defer unlock()
	standing, err := j.Standing(ctx, c)
	if err != nil {
		return fmt.Errorf("taking back a change: %w", err)
	}
	i := slices.IndexFunc(standing, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return fmt.Errorf("taking back a change: %w", ErrNotStanding)
	}
	if err := j.takeBack(ctx, c, standing[i]); err != nil {
		return fmt.Errorf("taking back a change: %w", err)
	}
	return nil
}

// takeBack takes back one standing change, written down before and after.
func (j *Journal) takeBack(ctx context.Context, c Computer, e Entry) error {
	change, err := restore(e, c)
	if err != nil {
		return err
	}
	if err := j.note(line{ID: e.ID, Event: eventUndo}); err != nil {
		return err
	}
	platform.Point(ctx, "before the way back")
	undone := change.Undo(ctx)
	platform.Point(ctx, "after the way back")
	noted := j.note(line{ID: e.ID, Event: eventUndone, Outcome: outcomeOf(undone), Detail: detail(undone)})
	return errors.Join(undone, noted)
}

// Undone is one change that was to be taken back, with how that went.
type Undone struct {
	Entry Entry
	Err   error // nil where it was taken back
}

// UndoAll takes back everything that stands, newest first. One that cannot be
// taken back does not keep the others from it. It looks anew after each: what a
// newer change of the same setting had covered is in force again then.
func (j *Journal) UndoAll(ctx context.Context, c Computer) ([]Undone, error) {
	var list []Undone
	for tried := map[string]bool{}; ; {
		standing, err := j.Standing(ctx, c)
		if err != nil {
			return list, fmt.Errorf("taking back changes: %w", err)
		}
		i := slices.IndexFunc(standing, func(e Entry) bool { return !tried[e.ID] })
		if i < 0 {
			return list, nil
		}
		e := standing[i]
		tried[e.ID] = true
		err = j.Undo(ctx, c, e.ID)
		if errors.Is(err, ErrNotStanding) {
			continue // taken back by another start of the program, or by itself
		}
		list = append(list, Undone{Entry: e, Err: err})
	}
}
