package platform

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// callByGUID hands a GUID over by value, which on this machine means a copy's address.
func callByGUID(proc *windows.LazyProc, guid *windows.GUID, settings *dnsInterfaceSettings) uintptr {
	code, _, _ := proc.Call(uintptr(unsafe.Pointer(guid)), uintptr(unsafe.Pointer(settings)))
	return code
}
