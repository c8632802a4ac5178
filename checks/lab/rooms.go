package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Room is a network of its own, with nothing in it but a loopback that is down.
// It lives as long as the process that sits in it.
type Room struct {
	sitter *exec.Cmd
	door   io.WriteCloser
	laid   bool // it has files of its own
}

// Laid is a file that takes the place of one of the system's, in one room only.
type Laid struct{ File, Over string }

// layFiles puts each file in the place of the one that follows it.
const layFiles = `while [ $# -gt 0 ]; do mount --bind "$1" "$2"; shift 2; done; exec cat`

// NewRoom makes one, with these files in place of the system's own.
func NewRoom(ctx context.Context, files ...Laid) (*Room, error) {
	line := []string{"--net", "cat"}
	if len(files) > 0 {
		line = []string{"--net", "--mount", "sh", "-ec", layFiles, "sh"}
		for _, f := range files {
			over, err := filepath.EvalSymlinks(f.Over)
			if err != nil {
				return nil, fmt.Errorf("making a room: %w", err)
			}
			line = append(line, f.File, over)
		}
	}
	sitter := exec.CommandContext(ctx, "unshare", line...)
	door, err := sitter.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("making a room: %w", err)
	}
	out, err := sitter.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("making a room: %w", err)
	}
	if err := sitter.Start(); err != nil {
		return nil, fmt.Errorf("making a room: %w", err)
	}
	r := &Room{sitter: sitter, door: door, laid: len(files) > 0}
	// cat is run once the room is there, so its echo says so.
	if _, err := io.WriteString(door, "in\n"); err != nil {
		return nil, errors.Join(fmt.Errorf("entering the room: %w", err), r.Close())
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		return nil, errors.Join(fmt.Errorf("entering the room: %w", err), r.Close())
	}
	return r, nil
}

// Close ends the room; the links in it vanish.
func (r *Room) Close() error {
	_ = r.door.Close() // the sitter leaves
	return r.sitter.Wait()
}

// inside is the beginning of a command line that runs in the room; nil is the lab's own.
func (r *Room) inside() []string {
	if r == nil {
		return nil
	}
	line := []string{"nsenter", "--target", r.pid(), "--net"}
	if r.laid {
		line = append(line, "--mount")
	}
	return line
}

func (r *Room) pid() string { return strconv.Itoa(r.sitter.Process.Pid) }

// Command is a command that runs in the room. Where the room has files of its own,
// it begins in the root of the file system.
func (r *Room) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	line := append(append(r.inside(), name), args...)
	return exec.CommandContext(ctx, line[0], line[1:]...)
}

// IP sets up the network of the room as ip(8) does.
func (r *Room) IP(ctx context.Context, args ...string) error { return ip(ctx, r, args...) }

// Joined connects two rooms by a cable; its ends are called "cable".
func (r *Room) Joined(ctx context.Context, other *Room) error {
	return r.Cable(ctx, "cable", other, "cable")
}

// Cable connects two rooms; each end has a name of its own.
func (r *Room) Cable(ctx context.Context, mine string, other *Room, theirs string) error {
	return r.IP(ctx, "link", "add", mine, "type", "veth", "peer", "name", theirs, "netns", other.pid())
}

// Take brings a network interface of the lab's own into the room.
func (r *Room) Take(ctx context.Context, name string) error {
	return ip(ctx, nil, "link", "set", name, "netns", r.pid())
}

func ip(ctx context.Context, r *Room, args ...string) error {
	out, err := r.Command(ctx, "ip", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
