package rehearsal

import (
	"io"
	"net"
	"os"
	"sync"
	"time"

	"fix502/platform"
)

// streamRoom is how much one side may send before the other has read it, in bytes:
// about what a system keeps for a connection.
const streamRoom = 256 << 10

// stream is one direction of a connection.
type stream struct {
	mu      sync.Mutex
	data    []byte
	end     error         // what reading gives once data is empty; nil while it goes on
	lost    bool          // what is sent from now on arrives nowhere
	changed chan struct{} // closed, and replaced, at every change
}

func newStream() *stream { return &stream{changed: make(chan struct{})} }

// wake tells all who wait that something has changed. The lock must be held.
func (s *stream) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// take reads what is there. Where nothing is, it gives a channel to wait on.
func (s *stream) take(p []byte) (n int, changed <-chan struct{}, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.data) > 0 {
		n = copy(p, s.data)
		s.data = s.data[n:]
		s.wake()
		return n, nil, nil
	}
	return 0, s.changed, s.end
}

// put adds as much as there is room for.
func (s *stream) put(p []byte) (n int, changed <-chan struct{}, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.end != nil:
		return 0, nil, s.end
	case s.lost:
		return len(p), nil, nil
	}
	n = min(len(p), streamRoom-len(s.data))
	if n == 0 {
		return 0, s.changed, nil
	}
	s.data = append(s.data, p[:n]...)
	s.wake()
	return n, nil, nil
}

// finish makes reading end, with what is there read first unless it is thrown away.
func (s *stream) finish(end error, throw bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end == nil {
		s.end = end
	}
	if throw {
		s.data = nil
	}
	s.wake()
}

func (s *stream) lose() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = true
}

// timer is a deadline that can be set again and again.
type timer struct {
	mu    sync.Mutex
	timer *time.Timer
	over  chan struct{} // closed when the time is up
}

func newTimer() *timer { return &timer{over: make(chan struct{})} }

func (d *timer) set(at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil && !d.timer.Stop() {
		<-d.over // it has gone off, or is about to
	}
	d.timer = nil
	select {
	case <-d.over:
		d.over = make(chan struct{})
	default:
	}
	if at.IsZero() {
		return
	}
	if left := time.Until(at); left > 0 {
		over := d.over
		d.timer = time.AfterFunc(left, func() { close(over) })
		return
	}
	close(d.over)
}

func (d *timer) wait() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.over
}

// conn is one end of a connection within the world.
type conn struct {
	in, out       *stream
	local, remote net.Addr
	reads, writes *timer
	gone          chan struct{} // closed with this end
	once          sync.Once
	wire          func(c *conn, p []byte) // sees what this end sends before it is on its way; may be nil
}

// newPair makes both ends of a connection.
func newPair(client, server net.Addr) (here, there *conn) {
	up, down := newStream(), newStream()
	end := func(in, out *stream, local, remote net.Addr) *conn {
		return &conn{in: in, out: out, local: local, remote: remote, reads: newTimer(), writes: newTimer(), gone: make(chan struct{})}
	}
	return end(down, up, client, server), end(up, down, server, client)
}

func (c *conn) failed(op string, err error) error {
	return &net.OpError{Op: op, Net: c.local.Network(), Source: c.local, Addr: c.remote, Err: err}
}

// Read is part of net.Conn.
func (c *conn) Read(p []byte) (int, error) {
	return c.exchange("read", c.reads, func() (int, <-chan struct{}, error) { return c.in.take(p) })
}

// Write is part of net.Conn.
func (c *conn) Write(p []byte) (int, error) {
	if c.wire != nil {
		c.wire(c, p)
	}
	sent := 0
	for sent < len(p) {
		n, err := c.exchange("write", c.writes, func() (int, <-chan struct{}, error) { return c.out.put(p[sent:]) })
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// exchange tries until something comes of it or the time is up.
func (c *conn) exchange(op string, limit *timer, try func() (int, <-chan struct{}, error)) (int, error) {
	for {
		over := limit.wait()
		select {
		case <-c.gone:
			return 0, c.failed(op, net.ErrClosed)
		case <-over:
			return 0, c.failed(op, os.ErrDeadlineExceeded)
		default:
		}
		n, changed, err := try()
		switch {
		case n > 0:
			return n, nil
		case err == io.EOF && op == "read":
			return 0, io.EOF
		case err != nil:
			return 0, c.failed(op, err)
		}
		select {
		case <-changed:
		case <-over: // looked at again above: it may have been set anew
		case <-c.gone:
		}
	}
}

// Close is part of net.Conn. The other end reads what is there, and then the end.
func (c *conn) Close() error {
	c.once.Do(func() {
		close(c.gone)
		c.out.finish(io.EOF, false)
		c.in.finish(platform.ConnReset, true)
	})
	return nil
}

// cut ends the connection for both ends the hard way.
func (c *conn) cut(reset error) {
	c.out.finish(reset, true)
	c.in.finish(reset, true)
}

// LocalAddr is part of net.Conn.
func (c *conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is part of net.Conn.
func (c *conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline is part of net.Conn.
func (c *conn) SetDeadline(at time.Time) error {
	c.reads.set(at)
	c.writes.set(at)
	return nil
}

// SetReadDeadline is part of net.Conn.
func (c *conn) SetReadDeadline(at time.Time) error {
	c.reads.set(at)
	return nil
}

// SetWriteDeadline is part of net.Conn.
func (c *conn) SetWriteDeadline(at time.Time) error {
	c.writes.set(at)
	return nil
}
