package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// Room is a network of its own, with nothing in it but a loopback that is down.
// It lives as long as the process that sits in it.
type Room struct {
	sitter *exec.Cmd
	door   io.WriteCloser
}

// NewRoom makes one.
func NewRoom(ctx context.Context) (*Room, error) {
	sitter := exec.CommandContext(ctx, "unshare", "--net", "cat")
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
	r := &Room{sitter: sitter, door: door}
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
	return []string{"nsenter", "--target", strconv.Itoa(r.sitter.Process.Pid), "--net"}
}

// IP sets up the network of the room as ip(8) does.
func (r *Room) IP(ctx context.Context, args ...string) error { return ip(ctx, r, args...) }

// Joined connects two rooms by a cable; its ends are called "cable".
func (r *Room) Joined(ctx context.Context, other *Room) error {
	return r.IP(ctx, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", strconv.Itoa(other.sitter.Process.Pid))
}

func ip(ctx context.Context, r *Room, args ...string) error {
	line := append(append(r.inside(), "ip"), args...)
	out, err := exec.CommandContext(ctx, line[0], line[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
