package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// startSlack is how far apart two readings of one start time may be. macOS keeps
// it in microseconds; the table of processes rounds to milliseconds.
const startSlack = 10 * time.Millisecond

// zombie is the state SZOMB of sys/proc.h: ended, not yet noticed by its parent.
const zombie = 5

// heldProcess is a process by number and start time: macOS has nothing to hold
// on to, so each step looks again first.
type heldProcess struct {
	pid     int32
	started time.Time
}

// holdProcess remembers a process of this user that is the one listed.
func holdProcess(_ context.Context, p Process) (held, error) {
	h := &heldProcess{pid: p.PID, started: p.Started}
	if err := h.check(); err != nil {
		return nil, err
	}
	return h, nil
}

// check makes sure that the number means the process listed, and that it is ours.
func (h *heldProcess) check() error {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", int(h.pid))
	if err != nil || info.Proc.P_pid != h.pid || info.Proc.P_stat == zombie {
		return errGone
	}
	begun := time.Unix(info.Proc.P_starttime.Unix())
	if !sameStart(begun, h.started) {
		return errGone
	}
	// A program with borrowed rights is not ours, although we started it.
	if int(info.Eproc.Pcred.P_ruid) != os.Getuid() || int(info.Eproc.Ucred.Uid) != os.Geteuid() {
		return ErrProtected
	}
	return nil
}

func (h *heldProcess) ask() (bool, error) {
	if err := h.signal(unix.SIGTERM); err != nil {
		return false, err
	}
	// A stopped process reads its mail only when it goes on.
	_ = h.signal(unix.SIGCONT)
	return true, nil
}

func (h *heldProcess) force() error { return h.signal(unix.SIGKILL) }

// signal sends to the process if it still is the one listed; to one that is gone
// it sends nothing, and that is no error.
func (h *heldProcess) signal(sig unix.Signal) error {
	err := h.check()
	if err == nil {
		err = unix.Kill(int(h.pid), sig)
	}
	if err == nil || errors.Is(err, unix.ESRCH) || errors.Is(err, errGone) {
		return nil
	}
	return fmt.Errorf("signalling process %d: %w", h.pid, err)
}

func (h *heldProcess) gone() bool { return errors.Is(h.check(), errGone) }

func (h *heldProcess) close() {}
