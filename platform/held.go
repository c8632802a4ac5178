package platform

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/shirou/gopsutil/v4/process"
)

// Held is what processes keep hold of, and give back when they end.
type Held struct {
	Memory      uint64 // resident bytes, all together
	Connections int    // network connections that are open or being opened
	Locks       int    // lock files that are open
	Partial     bool   // something of it couldn't be seen: the counts are at least these
}

// heldLimit bounds how many processes are looked at; an app has under twenty.
const heldLimit = 64

// Held looks what processes of a list that came from Processes hold. What the
// system hides counts as nothing, and sets Partial.
func (s *System) Held(ctx context.Context, list []Process) (Held, error) {
	var held Held
	held.Partial = len(list) > heldLimit
	for _, p := range list[:min(len(list), heldLimit)] {
		if err := ctx.Err(); err != nil {
			return held, context.Cause(ctx)
		}
		held.Memory += p.Memory
		asked := &process.Process{Pid: p.PID}
		held.countConnections(ctx, asked)
		held.countLocks(ctx, asked)
	}
	return held, nil
}

// idleSockets are the states of sockets that only listen, or are over already.
var idleSockets = map[string]bool{"LISTEN": true, "CLOSE": true, "CLOSED": true, "TIME_WAIT": true, "DELETE": true}

func (h *Held) countConnections(ctx context.Context, p *process.Process) {
	list, err := p.ConnectionsWithContext(ctx)
	if err != nil {
		h.Partial = true
		return
	}
	for _, c := range list {
		if c.Raddr.Port != 0 && !idleSockets[c.Status] {
			h.Connections++
		}
	}
}

func (h *Held) countLocks(ctx context.Context, p *process.Process) {
	paths, err := openFiles(ctx, p)
	if err != nil {
		h.Partial = true
		return
	}
	for _, path := range paths {
		if isLockFile(path) {
			h.Locks++
		}
	}
}

// isLockFile tells a file that only says that something is in use, by the names
// that Chromium, Electron and their stores give such files.
func isLockFile(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	return name == "lock" || name == "lockfile" || strings.HasPrefix(name, "singletonlock") || strings.HasSuffix(name, ".lock")
}
