//go:build linux || darwin

package platform

import (
	"errors"
	"net"
	"testing"

	"golang.org/x/sys/unix"
)

// Both sides must keep to the size: this computer's is set, the other's is what
// it was told when the connection was made.
func TestSmallDialerKeepsBothSidesSmall(t *testing.T) {
	for network, want := range map[string]struct {
		at      string
		segment int
	}{
		"IPv4": {"127.0.0.1:0", SmallSegment4},
		"IPv6": {"[::1]:0", SmallSegment6},
	} {
		t.Run(network, func(t *testing.T) {
			listener, err := net.Listen("tcp", want.at)
			if err != nil {
				t.Skipf("no %s here: %v", network, err)
			}
			defer listener.Close()
			conn, err := SmallDialer()(t.Context(), "tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			other, err := listener.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			for side, c := range map[string]net.Conn{"here": conn, "there": other} {
				raw, err := c.(*net.TCPConn).SyscallConn()
				if err != nil {
					t.Fatal(err)
				}
				got := 0
				if err := onSocket(raw, func(fd int) (err error) {
					got, err = unix.GetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_MAXSEG)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				if got <= 0 || got > want.segment {
					t.Errorf("%s: packets carry %d bytes, want at most %d", side, got, want.segment)
				}
			}
		})
	}
}

func TestSmallDialerSaysWhatFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := listener.Addr().String()
	listener.Close()
	conn, err := SmallDialer()(t.Context(), "tcp", nobody)
	if err == nil {
		conn.Close()
		t.Fatal("connected to nobody")
	}
	if !errors.Is(err, ConnRefused) {
		t.Errorf("got %v", err)
	}
}
