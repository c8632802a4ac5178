package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	// serviceBuffer holds the services of most computers at once, in bytes.
	serviceBuffer = 64 << 10
	// serviceLimit is the largest list that Windows gives in one answer, in bytes.
	serviceLimit = 256 << 10
	// serviceTries bounds how often the list may grow or go on while it is read.
	serviceTries = 16
)

// listServices asks the service control manager. Everybody may: only starting and
// stopping needs rights.
func listServices(ctx context.Context) ([]Service, error) {
	manager, err := windows.OpenSCManager(nil, nil, windows.SC_MANAGER_CONNECT|windows.SC_MANAGER_ENUMERATE_SERVICE)
	if err != nil {
		return nil, os.NewSyscallError("OpenSCManager", err)
	}
	defer windows.CloseServiceHandle(manager) //nolint:errcheck // only read from
	var list []Service
	buf := make([]byte, serviceBuffer)
	var resume uint32 // where the next answer goes on
	for range serviceTries {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		var needed, count uint32
		err := windows.EnumServicesStatusEx(manager, windows.SC_ENUM_PROCESS_INFO, windows.SERVICE_WIN32, windows.SERVICE_ACTIVE,
			&buf[0], uint32(len(buf)), &needed, &count, &resume, nil)
		if err != nil && !errors.Is(err, windows.ERROR_MORE_DATA) {
			return nil, os.NewSyscallError("EnumServicesStatusEx", err)
		}
		list = append(list, readServices(buf, int(count))...)
		if err == nil {
			return list, nil
		}
		if count == 0 { // not one fitted
			buf = make([]byte, min(max(2*len(buf), int(needed)), serviceLimit))
		}
	}
	return nil, fmt.Errorf("reading the services: %w", windows.ERROR_MORE_DATA)
}

// readServices reads the entries that Windows wrote to the beginning of a buffer;
// the names they point to stand at its end.
func readServices(buf []byte, count int) []Service {
	list := make([]Service, 0, count)
	for _, e := range unsafe.Slice((*windows.ENUM_SERVICE_STATUS_PROCESS)(unsafe.Pointer(&buf[0])), count) {
		list = append(list, Service{Name: windows.UTF16PtrToString(e.ServiceName), Title: windows.UTF16PtrToString(e.DisplayName)})
	}
	return list
}
