package rehearsal

import (
	"net"
	"net/netip"
	"os"
	"sync"
	"time"
)

// packetRoom is how many packets wait to be read; what comes beyond is lost, as
// everywhere.
const packetRoom = 64

// packet is one datagram with where it came from.
type packet struct {
	data []byte
	from *socket
}

// socket is one place that datagrams are sent from and to. It is a net.Conn for
// who asks and a net.PacketConn for who answers; the library of DNS tells
// datagrams from streams by the latter.
type socket struct {
	local, remote net.Addr
	peer          *socket // of a connected one, nil where what is sent gets lost
	inbox         chan packet
	reads         *timer
	gone          chan struct{}
	once          sync.Once
}

func newSocket(local, remote net.Addr) *socket {
	return &socket{local: local, remote: remote, inbox: make(chan packet, packetRoom), reads: newTimer(), gone: make(chan struct{})}
}

func (s *socket) deliver(p []byte, from *socket) {
	select {
	case s.inbox <- packet{append([]byte(nil), p...), from}:
	case <-s.gone:
	default: // no room
	}
}

func (s *socket) receive() (packet, error) {
	for {
		over := s.reads.wait()
		select {
		case <-s.gone:
			return packet{}, s.failed("read", net.ErrClosed)
		case <-over:
			return packet{}, s.failed("read", os.ErrDeadlineExceeded)
		default:
		}
		select {
		case p := <-s.inbox:
			return p, nil
		case <-over: // looked at again above: it may have been set anew
		case <-s.gone:
		}
	}
}

func (s *socket) failed(op string, err error) error {
	return &net.OpError{Op: op, Net: "udp", Source: s.local, Addr: s.remote, Err: err}
}

// Read is part of net.Conn.
func (s *socket) Read(p []byte) (int, error) {
	n, _, err := s.ReadFrom(p)
	return n, err
}

// ReadFrom is part of net.PacketConn.
func (s *socket) ReadFrom(p []byte) (int, net.Addr, error) {
	got, err := s.receive()
	if err != nil {
		return 0, nil, err
	}
	return copy(p, got.data), sender{got.from}, nil
}

// sender is where a datagram came from, which is where its answer goes.
type sender struct{ *socket }

// Network is part of net.Addr.
func (sender) Network() string { return "udp" }

// String is part of net.Addr.
func (a sender) String() string { return a.local.String() }

// Write is part of net.Conn.
func (s *socket) Write(p []byte) (int, error) {
	select {
	case <-s.gone:
		return 0, s.failed("write", net.ErrClosed)
	default:
	}
	if s.peer != nil {
		s.peer.deliver(p, s)
	}
	return len(p), nil
}

// WriteTo is part of net.PacketConn. It answers; there is nobody else to send to.
func (s *socket) WriteTo(p []byte, to net.Addr) (int, error) {
	if asker, known := to.(sender); known {
		asker.deliver(p, s)
	}
	return len(p), nil
}

// Close is part of net.Conn and net.PacketConn.
func (s *socket) Close() error {
	s.once.Do(func() { close(s.gone) })
	return nil
}

// LocalAddr is part of net.Conn and net.PacketConn.
func (s *socket) LocalAddr() net.Addr { return s.local }

// RemoteAddr is part of net.Conn.
func (s *socket) RemoteAddr() net.Addr { return s.remote }

// SetDeadline is part of net.Conn and net.PacketConn. Sending never waits.
func (s *socket) SetDeadline(at time.Time) error { return s.SetReadDeadline(at) }

// SetReadDeadline is part of net.Conn and net.PacketConn.
func (s *socket) SetReadDeadline(at time.Time) error {
	s.reads.set(at)
	return nil
}

// SetWriteDeadline is part of net.Conn and net.PacketConn.
func (s *socket) SetWriteDeadline(time.Time) error { return nil }

func udpAddr(at netip.AddrPort) net.Addr { return net.UDPAddrFromAddrPort(at) }

func tcpAddr(at netip.AddrPort) net.Addr { return net.TCPAddrFromAddrPort(at) }
