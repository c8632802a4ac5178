package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// launchSettle is how long a program that was started is watched for giving up
// at once. One that runs longer counts as started.
const launchSettle = time.Second

// ErrNoProgram says that there was no program to start.
var ErrNoProgram = errors.New("no program named")

// Launch starts a program by argument list, program first, detached from this
// one: it outlives it, shares neither terminal nor input nor output with it, and
// leaves no zombie. It returns once the program has ended or has been running
// for a second; the error tells that it could not be started or gave up at once.
func (s *System) Launch(ctx context.Context, args []string) error {
	return s.start(ctx, args, nil)
}

// start is Launch, with something to do when the program has ended, at whatever
// time that is; nil for nothing.
func (s *System) start(ctx context.Context, args []string, after func()) error {
	if len(args) == 0 || args[0] == "" {
		return fmt.Errorf("starting a program: %w", ErrNoProgram)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("starting %s: %w", args[0], err)
	}
	// Not CommandContext: the program has to outlive whoever asked for it.
	cmd := exec.Command(args[0], args[1:]...) //nolint:noctx // see above
	cmd.Dir = workingDir()
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", args[0], err)
	}
	return settle(ctx, cmd, after)
}

// LaunchSelf starts this same program with these arguments, as Launch does.
func (s *System) LaunchSelf(ctx context.Context, args []string) error {
	if len(args) == 0 { // it would open a window
		return fmt.Errorf("starting this program: %w", ErrNoProgram)
	}
	own, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	return s.Launch(ctx, append([]string{own}, args...))
}

// settle watches a program that was just started for a moment. The goroutine
// ends with the program, however long that runs: somebody has to take notice of
// its end, or it would stay as a zombie. After this program's own end the system
// sees to it.
func settle(ctx context.Context, cmd *exec.Cmd, after func()) error {
	ended := make(chan error, 1)
	go func() {
		ended <- cmd.Wait()
		if after != nil {
			after()
		}
	}()
	timer := time.NewTimer(launchSettle)
	defer timer.Stop()
	select {
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("starting %s: %w", cmd.Path, err)
		}
	case <-timer.C:
	case <-ctx.Done(): // it was started all the same
	}
	return nil
}

// workingDir is where programs are started: the home folder, so that they do not
// keep the folder or the drive that this program happens to lie in busy.
func workingDir() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	if info, err := os.Stat(home); err != nil || !info.IsDir() {
		return ""
	}
	return home
}
