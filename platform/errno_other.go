//go:build !windows

package platform

import "syscall"

// Network errors as this system reports them.
const (
	ConnRefused     = syscall.ECONNREFUSED
	ConnReset       = syscall.ECONNRESET
	ConnAborted     = syscall.ECONNABORTED
	HostUnreachable = syscall.EHOSTUNREACH
	NetUnreachable  = syscall.ENETUNREACH
	AddrNotAvail    = syscall.EADDRNOTAVAIL
	NotPermitted    = syscall.EPERM // a firewall on this computer said no
	TimedOut        = syscall.ETIMEDOUT
	DiskFull        = syscall.ENOSPC
	OtherVolume     = syscall.EXDEV  // a file was to be moved to another drive
	RouteDiscards   = syscall.EINVAL // what Linux says where a "blackhole" route leads to the address
)
