package platform

import "golang.org/x/sys/windows"

// Network errors as this system reports them. On Windows the syscall package's
// own ECONNREFUSED and friends are invented and never returned by a socket.
const (
	ConnRefused     = windows.WSAECONNREFUSED
	ConnReset       = windows.WSAECONNRESET
	ConnAborted     = windows.WSAECONNABORTED
	HostUnreachable = windows.WSAEHOSTUNREACH
	NetUnreachable  = windows.WSAENETUNREACH
	AddrNotAvail    = windows.WSAEADDRNOTAVAIL
	NotPermitted    = windows.WSAEACCES // a firewall on this computer said no
	TimedOut        = windows.WSAETIMEDOUT
	DiskFull        = windows.ERROR_DISK_FULL
	OtherVolume     = windows.ERROR_NOT_SAME_DEVICE // a file was to be moved to another drive
	RouteDiscards   = windows.WSAENETUNREACH        // there are no such routes; the same as NetUnreachable
)
