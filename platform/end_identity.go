package platform

import (
	"context"
	"time"

	"github.com/shirou/gopsutil/v4/process"
)

// startedAt tells when a process started, as the system says at this moment.
func startedAt(ctx context.Context, pid int32) (time.Time, error) {
	// A fresh Process each time: it remembers what it read.
	ms, err := (&process.Process{Pid: pid}).CreateTimeWithContext(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return time.UnixMilli(ms), nil
}

// sameStart tells whether two start times are those of one process, as exact as
// this system is about them.
func sameStart(a, b time.Time) bool { return a.Sub(b).Abs() <= startSlack }

// parentOf returns what started a process. A parent younger than its child only
// got the number of one that is gone, so there is none.
func parentOf(ctx context.Context, pid int32) (int32, error) {
	parent, err := (&process.Process{Pid: pid}).PpidWithContext(ctx)
	if err != nil || parent <= 0 {
		return 0, err
	}
	child, err := startedAt(ctx, pid)
	if err != nil {
		return 0, err
	}
	if above, err := startedAt(ctx, parent); err == nil && above.After(child.Add(startSlack)) {
		return 0, nil
	}
	return parent, nil
}
