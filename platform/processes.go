package platform

import (
	"context"
	"fmt"
	"os/user"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"golang.org/x/sync/errgroup"
)

// seenProcess is a process while it is being looked at.
type seenProcess struct {
	Process
	owner string // the account's number or SID, "" where hidden
	gone  bool   // it ended while it was being looked at
}

// Processes lists the running programs by number. What the system hides about
// those of other users stays empty, and programs that end meanwhile are left
// out. Facts: /proc on Linux, sysctl kern.proc on macOS, a Toolhelp snapshot on
// Windows; paths, command lines and memory by gopsutil.
func (s *System) Processes(ctx context.Context) ([]Process, error) {
	seen, err := listProcesses(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	accounts := accountNames{own: ownAccount()}
	readers, ctx := errgroup.WithContext(ctx)
	readers.SetLimit(2 * runtime.GOMAXPROCS(0)) // some wait for the kernel while others count
	for i := range seen {
		readers.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			complete(ctx, &seen[i], &accounts)
			return nil
		})
	}
	if err := readers.Wait(); err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	list := make([]Process, 0, len(seen))
	for _, p := range seen {
		if !p.gone {
			list = append(list, p.Process)
		}
	}
	slices.SortFunc(list, func(a, b Process) int { return int(a.PID) - int(b.PID) })
	return list, nil
}

// complete adds what takes a question of its own for each process.
func complete(ctx context.Context, p *seenProcess, accounts *accountNames) {
	asked := &process.Process{Pid: p.PID}
	readProcess(ctx, asked, p)
	if p.gone {
		return
	}
	if exe, err := asked.ExeWithContext(ctx); err == nil {
		p.Exe = exe
	}
	if args, err := asked.CmdlineSliceWithContext(ctx); err == nil {
		p.Args = args
	}
	if p.Started.IsZero() {
		if ms, err := asked.CreateTimeWithContext(ctx); err == nil && ms > 0 {
			p.Started = time.UnixMilli(ms)
		}
	}
	if m, err := asked.MemoryInfoWithContext(ctx); err == nil && m != nil {
		p.Memory = m.RSS
	}
	p.User = accounts.name(p.owner)
	p.Mine = p.owner != "" && p.owner == accounts.own
	if p.Mine {
		p.Sandbox = sandboxOf(p.PID)
	}
}

// accountNames looks every account up once: on Windows the question may travel
// to another computer.
type accountNames struct {
	own   string
	mu    sync.Mutex
	known map[string]string
}

// name is the account's name, or its number where it has none.
func (a *accountNames) name(id string) string {
	if id == "" {
		return ""
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if name, ok := a.known[id]; ok {
		return name
	}
	name := id
	if u, err := user.LookupId(id); err == nil {
		name = u.Username
	}
	if a.known == nil {
		a.known = map[string]string{}
	}
	a.known[id] = name
	return name
}
