//go:build linux || darwin

package platform

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

func smallDialer() func(ctx context.Context, network, address string) (net.Conn, error) {
	return dialSmall
}

// dialSmall says how large a packet may be before the connection is made: that is
// when both sides tell each other.
func dialSmall(ctx context.Context, network, address string) (net.Conn, error) {
	segment := 0
	d := net.Dialer{Control: func(network, _ string, c syscall.RawConn) error {
		segment = SmallSegment4
		if network == "tcp6" {
			segment = SmallSegment6
		}
		return onSocket(c, func(fd int) error { return unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_MAXSEG, segment) })
	}}
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, fmt.Errorf("connecting with small packets: %w", err)
	}
	if err := keptSmall(conn, segment); err != nil {
		return nil, errors.Join(fmt.Errorf("connecting with small packets: %w", err), conn.Close())
	}
	return conn, nil
}

// keptSmall fails where the system did not do as it was told.
func keptSmall(conn net.Conn, segment int) error {
	tcp, is := conn.(*net.TCPConn)
	if !is {
		return errors.ErrUnsupported
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return fmt.Errorf("looking at the connection: %w", err)
	}
	agreed := 0
	err = onSocket(raw, func(fd int) (err error) {
		agreed, err = unix.GetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_MAXSEG)
		return err
	})
	if err == nil && agreed > segment {
		err = fmt.Errorf("packets of %d bytes: %w", agreed, errors.ErrUnsupported)
	}
	return err
}

func onSocket(c syscall.RawConn, do func(fd int) error) error {
	var inner error
	outer := c.Control(func(fd uintptr) { inner = do(int(fd)) })
	return errors.Join(outer, inner)
}
