package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"golang.org/x/sys/unix"
)

// startSlack is how far apart two readings of one start time may be: it is
// counted from the time of boot, which the kernel gives in whole seconds and
// moves with the clock.
const startSlack = 2 * time.Second

// heldProcess is a process by its pidfd, or by number and start time where the
// kernel (before 5.3) or a sandbox has no pidfd.
type heldProcess struct {
	pid     int32
	fd      int // -1 without pidfd
	started time.Time
	ctx     context.Context
}

// holdProcess holds on to a process of this user that is the one listed.
func holdProcess(ctx context.Context, p Process) (held, error) {
	fd, err := unix.PidfdOpen(int(p.PID), 0)
	switch {
	case errors.Is(err, unix.ESRCH):
		return nil, errGone
	case err != nil:
		fd = -1
	}
	h := &heldProcess{pid: p.PID, fd: fd, started: p.Started, ctx: context.WithoutCancel(ctx)}
	// The look comes after the hold: what is seen now is what is held.
	if err := h.check(); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// check makes sure that the number means the process listed, and that it is ours.
func (h *heldProcess) check() error {
	started, err := startedAt(h.ctx, h.pid)
	if err != nil {
		return errGone
	}
	if !sameStart(started, h.started) || h.gone() {
		return errGone
	}
	return ownedByUs(h.ctx, h.pid)
}

// ownedByUs wants the real and the effective user of a process to be this one:
// a program with borrowed rights is not ours, although we started it.
func ownedByUs(ctx context.Context, pid int32) error {
	users, err := (&process.Process{Pid: pid}).UidsWithContext(ctx)
	if err != nil || len(users) < 2 {
		return ErrProtected
	}
	if int(users[0]) != os.Getuid() || int(users[1]) != os.Geteuid() {
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

// signal sends to the process held; to one that is gone it sends nothing, and
// that is no error.
func (h *heldProcess) signal(sig unix.Signal) error {
	var err error
	if h.fd >= 0 {
		err = unix.PidfdSendSignal(h.fd, sig, nil, 0)
	} else {
		if err = h.check(); err == nil {
			err = unix.Kill(int(h.pid), sig)
		}
	}
	if err == nil || errors.Is(err, unix.ESRCH) || errors.Is(err, errGone) {
		return nil
	}
	return fmt.Errorf("signalling process %d: %w", h.pid, err)
}

// gone asks the pidfd, which becomes readable at the end of the process, before
// its parent has taken notice of it.
func (h *heldProcess) gone() bool {
	if h.fd < 0 {
		return h.goneByNumber()
	}
	for {
		fds := []unix.PollFd{{Fd: int32(h.fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, 0)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return err == nil && n > 0
	}
}

// goneByNumber looks for the number, and whether it still means the same process.
func (h *heldProcess) goneByNumber() bool {
	started, err := startedAt(h.ctx, h.pid)
	if err != nil || !sameStart(started, h.started) {
		return true
	}
	status, err := (&process.Process{Pid: h.pid}).StatusWithContext(h.ctx)
	return err != nil || len(status) > 0 && status[0] == process.Zombie
}

func (h *heldProcess) close() {
	if h.fd >= 0 {
		_ = unix.Close(h.fd)
	}
}
