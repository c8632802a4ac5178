package platform

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"golang.org/x/sys/unix"
)

// macStates are our words for P_stat of sys/proc.h.
var macStates = map[int8]string{2: "running", 3: "sleeping", 4: "stopped", 5: "zombie"}

// listProcesses reads the whole table at once. (gopsutil would start `ps` for
// the state of each.)
func listProcesses(context.Context) ([]seenProcess, error) {
	table, err := unix.SysctlKinfoProcSlice("kern.proc.all")
	if err != nil {
		return nil, err
	}
	list := make([]seenProcess, 0, len(table))
	for i := range table {
		k := &table[i]
		if k.Proc.P_pid <= 0 {
			continue
		}
		list = append(list, seenProcess{
			Process: Process{
				PID:     k.Proc.P_pid,
				Parent:  k.Eproc.Ppid,
				Name:    unix.ByteSliceToString(k.Proc.P_comm[:]),
				Started: time.Unix(k.Proc.P_starttime.Unix()),
				State:   macStates[k.Proc.P_stat],
			},
			owner: strconv.FormatUint(uint64(k.Eproc.Ucred.Uid), 10),
		})
	}
	return list, nil
}

// shortName is how much of a name the table holds, in bytes.
const shortName = 15

// readProcess completes a name that was too long for the table.
func readProcess(ctx context.Context, asked *process.Process, p *seenProcess) {
	if len(p.Name) < shortName {
		return
	}
	if exe, err := asked.ExeWithContext(ctx); err == nil {
		if base := filepath.Base(exe); strings.HasPrefix(base, p.Name) {
			p.Name = base
		}
	}
}
