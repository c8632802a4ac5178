package platform

import (
	"context"
	"errors"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// windowsCache is what the cache is called here.
const windowsCache = "Windows DNS client"

// dnsCaches is the one of Windows, unless its service is switched off.
func (s *System) dnsCaches(context.Context) ([]DNSCache, error) {
	if running, known := dnsClientRuns(); known && !running {
		return nil, nil
	}
	return []DNSCache{{Name: windowsCache, flush: s.flushClient}}, nil
}

// flushClient calls what ipconfig itself calls. That call is undocumented, so the
// program is the second way. Neither's output is read: it is translated.
func (s *System) flushClient(ctx context.Context) error {
	flush := windows.NewLazySystemDLL("dnsapi.dll").NewProc("DnsFlushResolverCache")
	if flush.Find() == nil {
		if ok, _, _ := flush.Call(); ok != 0 {
			return nil
		}
	}
	dir, err := windows.GetSystemDirectory()
	if err != nil {
		return err
	}
	_, err = s.run(ctx, filepath.Join(dir, "ipconfig.exe"), "/flushdns")
	return err
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
