package platform

import (
	"context"
	"errors"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// windowsCache is what the cache is called here.
const windowsCache = "Windows DNS client"

// flushDNS calls what ipconfig itself calls. That call is undocumented, so the
// program is the second way. Neither's output is read: it is translated.
func (s *System) flushDNS(ctx context.Context) (FlushResult, error) {
	if running, known := dnsClientRuns(); known && !running {
		return FlushResult{}, nil
	}
	flush := windows.NewLazySystemDLL("dnsapi.dll").NewProc("DnsFlushResolverCache")
	if flush.Find() == nil {
		if ok, _, _ := flush.Call(); ok != 0 {
			return FlushResult{Flushed: []string{windowsCache}}, nil
		}
	}
	dir, err := windows.GetSystemDirectory()
	if err != nil {
		return FlushResult{}, err
	}
	if _, err := s.run(ctx, filepath.Join(dir, "ipconfig.exe"), "/flushdns"); err != nil {
		if ctx.Err() != nil {
			return FlushResult{}, err
		}
		return FlushResult{Refused: []string{windowsCache}}, nil
	}
	return FlushResult{Flushed: []string{windowsCache}}, nil
}

// dnsClientRuns asks whether the service that keeps the cache is running; known
// is false where that could not be asked.
func dnsClientRuns() (running, known bool) {
	manager, err := windows.OpenSCManager(nil, nil, windows.SC_MANAGER_CONNECT)
	if err != nil {
		return false, false
	}
	defer func() { _ = windows.CloseServiceHandle(manager) }()
	name, err := windows.UTF16PtrFromString("Dnscache")
	if err != nil {
		return false, false
	}
	service, err := windows.OpenService(manager, name, windows.SERVICE_QUERY_STATUS)
	if err != nil {
		return false, errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST)
	}
	defer func() { _ = windows.CloseServiceHandle(service) }()
	var status windows.SERVICE_STATUS
	if err := windows.QueryServiceStatus(service, &status); err != nil {
		return false, false
	}
	return status.CurrentState == windows.SERVICE_RUNNING, true
}
