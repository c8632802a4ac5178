package platform

import (
	"context"
	"strconv"

	"github.com/shirou/gopsutil/v4/process"
)

// listProcesses names the processes; all else is read one by one.
func listProcesses(ctx context.Context) ([]seenProcess, error) {
	pids, err := process.PidsWithContext(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]seenProcess, len(pids))
	for i, pid := range pids {
		list[i].PID = pid
	}
	return list, nil
}

func readProcess(ctx context.Context, asked *process.Process, p *seenProcess) {
	name, err := asked.NameWithContext(ctx)
	if err != nil {
		p.gone = true
		return
	}
	p.Name = name
	if parent, err := asked.PpidWithContext(ctx); err == nil {
		p.Parent = parent
	}
	if states, err := asked.StatusWithContext(ctx); err == nil && len(states) > 0 {
		p.State = stateNames[states[0]]
	}
	// Real, effective, saved and file system's account: the effective one counts,
	// since a program with borrowed rights is not the user's.
	if uids, err := asked.UidsWithContext(ctx); err == nil && len(uids) > 1 {
		p.owner = strconv.FormatUint(uint64(uids[1]), 10)
	}
}

// stateNames are our words for gopsutil's.
var stateNames = map[string]string{
	process.Running: "running",
	process.Sleep:   "sleeping",
	process.Idle:    "sleeping",
	process.Stop:    "stopped",
	process.Zombie:  "zombie",
	process.Blocked: "blocked",
	process.Wait:    "blocked",
	process.Lock:    "blocked",
}
