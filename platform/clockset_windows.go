package platform

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc/mgr"
)

const (
	timeService = "W32Time"
	// serviceStart is how long the time service may take to start.
	serviceStart = 5 * time.Second
	// serviceLook is the pause between two looks whether it has.
	serviceLook = 100 * time.Millisecond
)

// networkTime: Windows has a switch too, but it is the service's own business.
func (s *System) networkTime(context.Context) (NetworkTime, error) { return NetworkTime{}, nil }

func (s *System) setClock(ctx context.Context) error { return s.Elevate(ctx, VerbSetClock) }

func (s *System) switchNetworkTime(context.Context, bool) error { return errOtherSystem }

// SyncClock starts the time service if it is not running and has it ask its server
// now, in the process with rights. A service that is switched off stays so.
func (s *System) SyncClock(ctx context.Context) error {
	if err := startService(ctx, timeService); err != nil {
		return err
	}
	dir, err := windows.GetSystemDirectory()
	if err != nil {
		return err
	}
	_, err = s.run(ctx, filepath.Join(dir, "w32tm.exe"), "/resync", "/force")
	return err
}

func startService(ctx context.Context, name string) error {
	m, err := mgr.Connect()
	if err != nil {
		return err
	}
	defer m.Disconnect() //nolint:errcheck // nothing is left to be done
	service, err := m.OpenService(name)
	if err != nil {
		return err
	}
	defer service.Close() //nolint:errcheck // nothing is left to be done
	if err := service.Start(); err != nil && !errors.Is(err, windows.ERROR_SERVICE_ALREADY_RUNNING) {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, serviceStart)
	defer cancel()
	look := time.NewTicker(serviceLook)
	defer look.Stop()
	for {
		if status, err := service.Query(); err != nil || status.State == windows.SERVICE_RUNNING {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-look.C:
		}
	}
}
