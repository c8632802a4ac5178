package platform

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The results of ipexport.h that matter here.
const (
	icmpSuccess  = 0
	icmpTimedOut = 11010
)

// echoReply is the front of ICMP_ECHO_REPLY; what follows is not read.
type echoReply struct {
	Address       [4]byte
	Status        uint32
	RoundTripTime uint32
}

// echoReply6 is ICMPV6_ECHO_REPLY; its address is packed and 26 bytes long.
type echoReply6 struct {
	Address       [26]byte
	Status        uint32
	RoundTripTime uint32
}

// replyBuffer has room for a reply, its data, an ICMP error and what the system
// puts behind, as IcmpSendEcho asks for, in bytes.
const replyBuffer = 256

// pingReply is what the system said.
type pingReply struct {
	took time.Duration
	err  error
}

// ping asks the system to send the echo. The question cannot be called back, so
// it is left to end by itself where the context ends first: within is its limit.
func ping(ctx context.Context, addr netip.Addr, within time.Duration) (time.Duration, error) {
	done := make(chan pingReply, 1)
	go func() {
		took, err := sendEcho(addr, within)
		done <- pingReply{took: took, err: err}
	}()
	select {
	case r := <-done:
		return r.took, r.err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

func sendEcho(addr netip.Addr, within time.Duration) (time.Duration, error) {
	dll := windows.NewLazySystemDLL("iphlpapi.dll")
	create := dll.NewProc("IcmpCreateFile")
	if addr.Is6() {
		create = dll.NewProc("Icmp6CreateFile")
	}
	handle, _, err := create.Call()
	if windows.Handle(handle) == windows.InvalidHandle {
		return 0, os.NewSyscallError(create.Name, err)
	}
	defer dll.NewProc("IcmpCloseHandle").Call(handle) //nolint:errcheck // nothing is left to be done then

	data := []byte("fix502 echo")
	reply := make([]byte, replyBuffer)
	limit := uintptr(max(within.Milliseconds(), 1))
	start := time.Now() // the system's own figure is in whole milliseconds
	var count uintptr
	if addr.Is6() {
		from := windows.RawSockaddrInet6{Family: windows.AF_INET6}
		to := windows.RawSockaddrInet6{Family: windows.AF_INET6, Addr: addr.As16(), Scope_id: zoneIndex(addr.Zone())}
		count, _, err = dll.NewProc("Icmp6SendEcho2").Call(handle, 0, 0, 0,
			uintptr(unsafe.Pointer(&from)), uintptr(unsafe.Pointer(&to)),
			uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)), 0,
			uintptr(unsafe.Pointer(&reply[0])), replyBuffer, limit)
	} else {
		four := addr.As4()
		count, _, err = dll.NewProc("IcmpSendEcho").Call(handle, uintptr(binary.NativeEndian.Uint32(four[:])),
			uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)), 0,
			uintptr(unsafe.Pointer(&reply[0])), replyBuffer, limit)
	}
	took := time.Since(start)
	return took, echoError(count, err, status(reply, addr.Is6()))
}

// status reads how the echo went.
func status(reply []byte, six bool) uint32 {
	if six {
		return (*echoReply6)(unsafe.Pointer(&reply[0])).Status
	}
	return (*echoReply)(unsafe.Pointer(&reply[0])).Status
}

// echoError tells silence from everything else. Without a reply the status is in
// the error.
func echoError(count uintptr, err error, status uint32) error {
	if count == 0 {
		if errno, ok := err.(windows.Errno); ok && errno == icmpTimedOut { //nolint:errorlint // as the system gave it
			return os.ErrDeadlineExceeded
		}
		return os.NewSyscallError("IcmpSendEcho", err)
	}
	switch status {
	case icmpSuccess:
		return nil
	case icmpTimedOut:
		return os.ErrDeadlineExceeded
	}
	return fmt.Errorf("the echo came to nothing: IP status %d", status)
}

// zoneIndex is the number of an interface, which Windows uses as its zone.
func zoneIndex(zone string) uint32 {
	n, err := strconv.ParseUint(zone, 10, 32)
	if err != nil {
		return 0
	}
	return uint32(n)
}
