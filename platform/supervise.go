package platform

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// windowMark in the environment tells a process that it is the one to hold the
// window, and windowOpen is the line it writes once the window is there.
const (
	windowMark = "FIX502_WINDOW"
	windowOpen = "fix502: the window is open"
)

// windowQuit is how long the window's process may take to leave after being told
// to: it only has to stop its checks and save the session.
const windowQuit = 3 * time.Second

// HoldsWindow tells whether this process was started to hold the window.
func (s *System) HoldsWindow() bool { return s.env(windowMark) == "1" }

// WindowOpened tells the supervising process that the window is there.
func (s *System) WindowOpened() {
	fmt.Fprintln(os.Stdout, windowOpen) //nolint:errcheck // nobody is listening then
}

// WindowEnd tells how the window's process ended.
type WindowEnd struct {
	Opened bool // the window was on the screen
	Code   int  // exit code
}

// SuperviseWindow runs this same executable with the arguments, to hold the
// window, and waits for it. A graphics driver that cannot open a window ends the
// whole process without a word; only another process can notice and say so.
func (s *System) SuperviseWindow(ctx context.Context, args []string) (WindowEnd, error) {
	self, err := os.Executable()
	if err != nil {
		return WindowEnd{}, fmt.Errorf("finding this program: %w", err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), windowMark+"=1")
	cmd.Stdin, cmd.Stderr = nil, os.Stderr
	cmd.Cancel = func() error { return askToQuit(cmd.Process) }
	cmd.WaitDelay = windowQuit
	out, err := cmd.StdoutPipe()
	if err != nil {
		return WindowEnd{}, fmt.Errorf("listening to the window: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return WindowEnd{}, fmt.Errorf("starting the window: %w", err)
	}
	end := WindowEnd{Opened: listen(out)}
	if err = cmd.Wait(); err == nil {
		return end, nil
	}
	end.Code = 1
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		end.Code = exit.ExitCode()
		return end, nil
	}
	return end, fmt.Errorf("waiting for the window: %w", err)
}

// listen copies what the window's process says and tells whether it said that
// the window is there.
func listen(out io.Reader) (opened bool) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == windowOpen {
			opened = true
			continue
		}
		fmt.Fprintln(os.Stdout, lines.Text()) //nolint:errcheck // passing it on is all that can be done
	}
	return opened
}
