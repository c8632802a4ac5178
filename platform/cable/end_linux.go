package cable

import (
	"fmt"
	"io"
	"os"
	"syscall"
	"unsafe"
)

const (
	tunDevice = "/dev/net/tun"
	// The request that gives an open device its name and kind, and the kind: IP
	// packets, with nothing before them (linux/if_tun.h).
	setInterface = 0x400454ca
	ipPackets    = 0x0001 | 0x1000
	nameLength   = 16
	requestSize  = 40 // struct ifreq
)

// openEnd makes an interface whose packets are read from and written to the file.
func openEnd(name string) (io.ReadWriteCloser, error) {
	fd, err := syscall.Open(tunDevice, syscall.O_RDWR|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", tunDevice, err)
	}
	var request [requestSize]byte
	copy(request[:nameLength-1], name)
	*(*uint16)(unsafe.Pointer(&request[nameLength])) = ipPackets
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), setInterface, uintptr(unsafe.Pointer(&request))); errno != 0 {
		_ = syscall.Close(fd)
		return nil, fmt.Errorf("naming the interface: %w", errno)
	}
	return os.NewFile(uintptr(fd), tunDevice), nil
}
