package platform

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// dial asks Linux who refused. A firewall's REJECT on this computer sends itself the
// message that a router would send, and connect(2) reports it like one; but the
// socket's error queue (ip(7), IP_RECVERR) has the sender's address.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	if !strings.HasPrefix(network, "tcp") {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	var second *errorQueue
	d := net.Dialer{Control: func(network, _ string, c syscall.RawConn) error {
		second.close()
		second = openErrorQueue(network, c)
		return nil // without it, only less is known
	}}
	conn, err := d.DialContext(ctx, network, address)
	defer second.close()
	if err == nil {
		second.off()
		return conn, nil
	}
	var op *net.OpError
	if errors.As(err, &op) && (refusedHere(err, second) || (op.Timeout() || ctx.Err() != nil) && dropsHere(address)) {
		return nil, &net.OpError{Op: op.Op, Net: op.Net, Source: op.Source, Addr: op.Addr, Err: os.NewSyscallError("connect", NotPermitted)}
	}
	return nil, err
}

func refusedHere(err error, q *errorQueue) bool {
	return (errors.Is(err, ConnRefused) || errors.Is(err, HostUnreachable)) && isOwn(q.offender())
}

// dropsHere tells that a firewall on this computer drops whatever goes to the address.
// Linux doesn't say so of a connection, which waits in vain; but who sends a single
// packet (an empty one, over UDP) is told.
func dropsHere(address string) bool {
	conn, err := net.Dial("udp", address) //nolint:noctx // it sends nothing and waits for nobody
	if err != nil {
		return false
	}
	defer conn.Close()
	_, err = conn.Write(nil)
	return errors.Is(err, NotPermitted)
}

// errorQueue is a second handle of a socket, by which its error queue can still be
// read when the first was closed because connecting failed. nil has none.
type errorQueue struct {
	fd            int
	level, option int
}

func openErrorQueue(network string, c syscall.RawConn) *errorQueue {
	q := &errorQueue{level: unix.SOL_IP, option: unix.IP_RECVERR}
	if network == "tcp6" {
		q.level, q.option = unix.SOL_IPV6, unix.IPV6_RECVERR
	}
	err := onSocket(c, func(fd int) (err error) {
		if err := unix.SetsockoptInt(fd, q.level, q.option, 1); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
		q.fd, err = unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		return os.NewSyscallError("fcntl", err)
	})
	if err != nil {
		return nil
	}
	return q
}

// off makes the connection an ordinary one: with an error queue, messages that only
// warn would end it.
func (q *errorQueue) off() {
	if q != nil {
		_ = unix.SetsockoptInt(q.fd, q.level, q.option, 0)
	}
}

func (q *errorQueue) close() {
	if q != nil {
		_ = unix.Close(q.fd)
		q.fd = -1
	}
}

// offender is who sent the message that ended the attempt, not valid where nobody did.
func (q *errorQueue) offender() netip.Addr {
	if q == nil {
		return netip.Addr{}
	}
	const room = 512 // for the packet at fault and for what is said of it
	packet, about := make([]byte, room), make([]byte, room)
	_, n, _, _, err := unix.Recvmsg(q.fd, packet, about, unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT)
	if err != nil {
		return netip.Addr{}
	}
	messages, err := unix.ParseSocketControlMessage(about[:n])
	if err != nil {
		return netip.Addr{}
	}
	for _, m := range messages {
		if int(m.Header.Level) == q.level && int(m.Header.Type) == q.option {
			return offenderOf(m.Data)
		}
	}
	return netip.Addr{}
}

// offenderOf reads struct sock_extended_err and the address behind it
// (linux/errqueue.h): 4 bytes of error number, the origin in the next, 16 in all.
func offenderOf(raw []byte) netip.Addr {
	const size, origin, port, label = 16, 4, 2, 4
	if len(raw) < size+2 || raw[origin] != unix.SO_EE_ORIGIN_ICMP && raw[origin] != unix.SO_EE_ORIGIN_ICMP6 {
		return netip.Addr{}
	}
	from, at, length := raw[size:], 2+port, net.IPv4len
	switch binary.NativeEndian.Uint16(from) {
	case unix.AF_INET:
	case unix.AF_INET6:
		at, length = 2+port+label, net.IPv6len
	default:
		return netip.Addr{}
	}
	if len(from) < at+length {
		return netip.Addr{}
	}
	a, _ := netip.AddrFromSlice(from[at : at+length])
	return a.Unmap()
}

// isOwn tells an address of this computer.
func isOwn(a netip.Addr) bool {
	if !a.IsValid() {
		return false
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, p := range prefixes(addrs) {
		if p.Addr() == a {
			return true
		}
	}
	return a.IsLoopback()
}
