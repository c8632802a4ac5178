package platform

import (
	"context"
	"os"
	"strconv"

	"github.com/shirou/gopsutil/v4/process"
)

// openFiles lists the files that a process holds open, as far as it may be looked at.
func openFiles(_ context.Context, p *process.Process) ([]string, error) {
	folder := "/proc/" + strconv.Itoa(int(p.Pid)) + "/fd"
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, e := range entries {
		if path, err := os.Readlink(folder + "/" + e.Name()); err == nil {
			list = append(list, path)
		}
	}
	return list, nil
}
