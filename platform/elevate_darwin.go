package platform

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// elevateLimit is how long the user may take to type a password, and the verb to
// be done.
const elevateLimit = 3 * time.Minute

// withRights is the script that runs its arguments as a command with rights. Each
// is quoted by the system itself; the exit code comes back as text, since the
// script's own is lost in osascript's.
const withRights = `on run argv
set line to ""
repeat with part in argv
set line to line & quoted form of (part as text) & " "
end repeat
do shell script line & "; echo $?" with administrator privileges
end run`

// userCancelled is the number of AppleScript's error for a closed dialog.
const userCancelled = "-128"

func (s *System) elevate(ctx context.Context, args []string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, elevateLimit)
	defer cancel()
	own, err := os.Executable()
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, "/usr/bin/osascript", append([]string{"-e", withRights, own}, args...)...)
	if s.Elevated() {
		cmd = exec.CommandContext(ctx, own, args...)
	}
	cmd.WaitDelay = runGrace
	var out, complaint limitedBuffer
	out.left, complaint.left = complaintLimit, complaintLimit
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return 0, context.Cause(ctx)
	case s.Elevated() && errors.As(err, &exit):
		return exit.ExitCode(), nil
	case bytes.Contains(complaint.kept.Bytes(), []byte(userCancelled)):
		return 0, ErrRightsDenied
	case err != nil:
		return 0, errors.Join(ErrNoWayToRights, err)
	case s.Elevated():
		return 0, nil
	}
	lines := strings.Fields(out.kept.String())
	if len(lines) == 0 {
		return 0, errHelper
	}
	return strconv.Atoi(lines[len(lines)-1])
}
