//go:build !linux

package platform

import (
	"context"

	"github.com/shirou/gopsutil/v4/process"
)

// openFiles isn't asked here: Windows answers only programs with rights, and macOS
// only by starting lsof.
func openFiles(context.Context, *process.Process) ([]string, error) { return nil, nil }
