package platform

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// runLimit is how long a helper program of the system may take to answer
	// where the caller set no shorter deadline.
	runLimit = 10 * time.Second
	// runGrace is how long a helper's grandchildren may hold its output open
	// after it was told to stop.
	runGrace = time.Second
	// outputLimit bounds what is kept of a helper's output, in bytes.
	outputLimit = 4 << 20
	// complaintLimit bounds how much of a helper's complaint goes into an error.
	complaintLimit = 300
)

// System is this computer. It satisfies checks.Host and wizard.Machine. The
// ways out of it are fields, so that a test can play a recorded computer.
type System struct {
	fs   fs.FS                                                                  // the file system, rooted at "/"
	root string                                                                 // where fs is rooted, for the paths shown: "/" or "C:\"
	run  func(ctx context.Context, name string, args ...string) ([]byte, error) // a program of the system, its standard output
	env  func(name string) string                                               // environment variable, "" where unset

	scriptless atomic.Int64 // until then (Unix seconds) the network is taken to have no proxy script
}

// New returns the computer that the program runs on. It touches nothing yet.
func New() *System {
	root := systemRoot()
	return &System{fs: os.DirFS(root), root: root, run: runProgram, env: os.Getenv}
}

// runProgram starts a program by argument list, never through a shell, and
// returns what it wrote to standard output. A program that is not there gives
// exec.ErrNotFound, one that fails an *exec.ExitError with its complaint, both
// wrapped. Messages are asked for in English because some of them are parsed.
func runProgram(ctx context.Context, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.WaitDelay = runGrace
	hideWindow(cmd)
	var out, complaint limitedBuffer
	out.left, complaint.left = outputLimit, complaintLimit
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	if err == nil {
		return out.kept.Bytes(), nil
	}
	if ctx.Err() != nil {
		return out.kept.Bytes(), fmt.Errorf("running %s: %w", name, context.Cause(ctx))
	}
	if text := strings.TrimSpace(complaint.kept.String()); text != "" {
		return out.kept.Bytes(), fmt.Errorf("running %s: %w: %s", name, err, text)
	}
	return out.kept.Bytes(), fmt.Errorf("running %s: %w", name, err)
}

// limitedBuffer keeps the first bytes written to it and swallows the rest, so
// that a talkative program neither fills the memory nor dies of a closed pipe.
// The buffer is no embedded one: its ReadFrom would bypass the limit.
type limitedBuffer struct {
	kept bytes.Buffer
	left int
}

// Write never fails.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	keep := p[:min(len(p), b.left)]
	b.left -= len(keep)
	b.kept.Write(keep)
	return len(p), nil
}
