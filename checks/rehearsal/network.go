package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"fix502/platform"
)

// fate is what becomes of an attempt to reach a place.
type fate int

const (
	reaches     fate = iota // whoever listens there answers
	refuses                 // the place is there and nobody listens
	vanishes                // no answer ever comes
	unreachable             // there is no way to it
	forbidden               // this computer itself says no
	breaks                  // the connection stands, and is cut at the first word
)

// errnos are the errors by which systems tell these fates.
var errnos = map[fate]error{refuses: platform.ConnRefused, unreachable: platform.NetUnreachable, forbidden: platform.NotPermitted}

// network is all that this world's computer is connected to. It exists in memory
// only: nothing that is sent in it leaves the process.
type network struct {
	ipv4, ipv6 netip.Addr // of the computer; not valid where it has none

	// fate decides before anything else; nil reaches everything.
	fate func(network string, to netip.AddrPort) fate
	// lead turns a connection to another place, as networks do with those who have
	// not signed in; nil leads nobody astray.
	lead func(to netip.AddrPort) netip.AddrPort
	// wire sees what the computer sends over a connection to a place, and what it
	// is sent, and may cut it; nil is a plain wire.
	wire func(to netip.AddrPort, small bool) (up, down func(c *conn, p []byte))

	mu      sync.Mutex
	port    uint16 // of the computer, the last one used
	doors   map[netip.AddrPort]*door
	sockets map[netip.AddrPort]*socket
	ended   chan struct{}
}

func newNetwork() *network {
	return &network{
		ipv4: ownIPv4, port: firstPort,
		doors: make(map[netip.AddrPort]*door), sockets: make(map[netip.AddrPort]*socket), ended: make(chan struct{}),
	}
}

// firstPort is where the range begins that systems take their own ports from.
const firstPort = 49152

// Dial reaches a place of this world. It is the Dial of checks.Env.
func (n *network) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return n.dial(ctx, network, address, false)
}

// DialSmall is Dial with packets kept small.
func (n *network) DialSmall(ctx context.Context, network, address string) (net.Conn, error) {
	return n.dial(ctx, network, address, true)
}

func (n *network) dial(ctx context.Context, network, address string, small bool) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, fmt.Errorf("reading an address: %w", err)
	}
	to = netip.AddrPortFrom(to.Addr().Unmap().WithZone(""), to.Port())
	udp := network == "udp"
	remote := tcpAddr(to)
	if udp {
		remote = udpAddr(to)
	}
	what, door := n.fateOf(network, to)
	switch {
	case errnos[what] != nil:
		return nil, &net.OpError{Op: "dial", Net: network, Addr: remote, Err: os.NewSyscallError("connect", errnos[what])}
	case udp:
		return n.connected(to, what), nil
	case what == vanishes:
		return nil, &net.OpError{Op: "dial", Net: network, Addr: remote, Err: n.waitInVain(ctx)}
	}
	if !sleep(ctx, distance(to.Addr())) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: remote, Err: n.waitInVain(ctx)}
	}
	here, there := newPair(tcpAddr(n.source(to)), remote)
	switch {
	case what == breaks:
		here.wire = func(c *conn, _ []byte) { c.cut(platform.ConnReset) }
		return here, nil
	case n.wire != nil:
		here.wire, there.wire = n.wire(to, small)
	}
	if !door.enter(ctx, there) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: remote, Err: os.NewSyscallError("connect", platform.ConnRefused)}
	}
	return here, nil
}

// What one way there and back takes, within the house and beyond it.
const (
	withinHouse = time.Millisecond
	beyondHouse = 8 * time.Millisecond
)

// distance is what a round trip to an address takes.
func distance(to netip.Addr) time.Duration {
	if home.Contains(to) || to.IsLoopback() {
		return withinHouse
	}
	return beyondHouse
}

// waitInVain waits for an answer that does not come.
func (n *network) waitInVain(ctx context.Context) error {
	select {
	case <-ctx.Done():
		if err := ctx.Err(); !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	case <-n.ended:
	}
	return os.ErrDeadlineExceeded
}

// fateOf tells what becomes of an attempt, and who takes it.
func (n *network) fateOf(network string, to netip.AddrPort) (fate, *door) {
	if !n.source(to).IsValid() {
		return unreachable, nil
	}
	if n.fate != nil {
		if what := n.fate(network, to); what != reaches {
			return what, nil
		}
	}
	if n.lead != nil {
		to = n.lead(to)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if d, open := n.doors[to]; open || network == "udp" {
		return reaches, d
	}
	for other := range n.doors {
		if other.Addr() == to.Addr() {
			return refuses, nil
		}
	}
	if to.Addr().IsLoopback() {
		return refuses, nil
	}
	return vanishes, nil
}

// source is the computer's end of a connection.
func (n *network) source(to netip.AddrPort) netip.AddrPort {
	from := n.ipv4
	if to.Addr().Is6() {
		from = n.ipv6
	}
	if !from.IsValid() {
		return netip.AddrPort{}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.port = max(n.port+1, firstPort)
	return netip.AddrPortFrom(from, n.port)
}

// connected makes a socket that talks to one place. Whether anybody is there shows
// only when something is sent.
func (n *network) connected(to netip.AddrPort, what fate) *socket {
	s := newSocket(udpAddr(n.source(to)), udpAddr(to))
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lead != nil {
		to = n.lead(to)
	}
	if what == reaches {
		s.peer = n.sockets[to]
	}
	return s
}

// listen opens a place for connections.
func (n *network) listen(at netip.AddrPort) *door {
	d := &door{at: at, waiting: make(chan *conn), shut: make(chan struct{})}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.doors[at] = d
	return d
}

// receive opens a place for datagrams.
func (n *network) receive(at netip.AddrPort) *socket {
	s := newSocket(udpAddr(at), nil)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sockets[at] = s
	return s
}

// close lets go of all who still wait.
func (n *network) close() { close(n.ended) }

// door is where a server takes connections. It is a net.Listener.
type door struct {
	at      netip.AddrPort
	waiting chan *conn
	shut    chan struct{}
	once    sync.Once
}

func (d *door) enter(ctx context.Context, c *conn) bool {
	select {
	case d.waiting <- c:
		return true
	case <-d.shut:
	case <-ctx.Done():
	}
	return false
}

// Accept is part of net.Listener.
func (d *door) Accept() (net.Conn, error) {
	select {
	case c := <-d.waiting:
		return c, nil
	case <-d.shut:
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: d.Addr(), Err: net.ErrClosed}
	}
}

// Close is part of net.Listener.
func (d *door) Close() error {
	d.once.Do(func() { close(d.shut) })
	return nil
}

// Addr is part of net.Listener.
func (d *door) Addr() net.Addr { return tcpAddr(d.at) }
