package platform

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// callByGUID hands a GUID over by value, which on this machine means two registers.
func callByGUID(proc *windows.LazyProc, guid *windows.GUID, settings *dnsInterfaceSettings) uintptr {
	halves := (*[2]uintptr)(unsafe.Pointer(guid))
	code, _, _ := proc.Call(halves[0], halves[1], uintptr(unsafe.Pointer(settings)))
	return code
}
