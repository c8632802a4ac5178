package change

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// watchPatience is how long the watchdog leaves a trial to the program that made
// it: the time to answer, and some for what it does afterwards. A program that
// hangs longer is as good as dead.
const watchPatience = 90 * time.Second

// Watchdog waits until the program that changed something on trial has ended, or
// hangs, and takes back what was not kept. It is what a process of its own runs.
func Watchdog(ctx context.Context, j *Journal, c Computer) error {
	for {
		release, err := j.holdTrial(ctx, watchPatience)
		if err == nil {
			defer release()
			break
		}
		if !errors.Is(err, ErrBusy) {
			return fmt.Errorf("watching a trial: %w", err)
		}
		hangs, err := j.hangs()
		if err != nil {
			return fmt.Errorf("watching a trial: %w", err)
		}
		if hangs {
			break
		}
	}
	_, err := j.takeBackUnfinished(ctx, c)
	return err
}

// askPatience is how long making a change on trial may take: the user may have to
// find a password first.
const askPatience = 5 * time.Minute

// hangs tells whether a program that holds a trial has left it alone for too long.
func (j *Journal) hangs() (bool, error) {
	log, err := j.Log()
	if err != nil {
		return false, err
	}
	for _, e := range slices.Backward(log.Entries) {
		switch {
		case !e.Trial || !e.unfinished():
		case e.Outcome == "":
			return j.now().Sub(e.At) > askPatience, nil
		default:
			return j.now().Sub(e.Made) >= watchPatience, nil
		}
	}
	return false, nil
}

// Recover takes back what an earlier start of the program left half made, or on
// trial without an answer. Where another start of the program is alive and looks
// after its own, nothing is touched. It returns what was to be taken back.
func Recover(ctx context.Context, j *Journal, c Computer) ([]Undone, error) {
	if _, err := os.Stat(filepath.Dir(j.path)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil // nothing was ever changed; looking must not make a folder
	}
	release, err := j.holdTrial(ctx, lockLook)
	if errors.Is(err, ErrBusy) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking after an earlier start: %w", err)
	}
	defer release()
	return j.takeBackUnfinished(ctx, c)
}

// unfinished tells a change of which the user never had the result: the program
// ended while it was made or taken back, or nobody said that it is to stay.
func (e Entry) unfinished() bool {
	switch {
	case !e.Undone.IsZero(), e.Final, e.Back == "", e.Outcome == Nothing:
		return false
	}
	return e.Outcome == "" || e.Undoing || e.Trial && !e.Kept
}

// takeBackUnfinished takes back all that is unfinished and in force, newest first.
func (j *Journal) takeBackUnfinished(ctx context.Context, c Computer) ([]Undone, error) {
	unlock, err := j.lock(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking after an earlier start: %w", err)
	}
	defer unlock()
	log, err := j.Log()
	if err != nil {
		return nil, fmt.Errorf("looking after an earlier start: %w", err)
	}
	var list []Undone
	for _, e := range slices.Backward(log.Entries) {
		if !e.unfinished() {
			continue
		}
		// What cannot be told counts as in force.
		if inForce, err := stands(ctx, e, c); !inForce && err == nil {
			continue
		}
		list = append(list, Undone{Entry: e, Err: j.takeBack(ctx, c, e)})
	}
	return list, ctx.Err()
}
