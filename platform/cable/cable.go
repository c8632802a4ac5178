// Package cable joins two networks by a cable on which every packet takes its time,
// for tests and measurements: the computers at its ends are real ones to each other,
// with all that a connection between them takes.
//
// What must not live here: anything that the program itself needs.
package cable

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// packetMost is the largest packet on the cable; its ends are set up for 1500 bytes.
	packetMost = 64 << 10
	// inFlight is how many packets may be on the cable at once, in one direction.
	inFlight = 4096
)

// Cable is one cable. Its two ends are network interfaces that carry IP packets;
// who opened it sets them up with addresses and routes.
type Cable struct {
	ends  [2]io.ReadWriteCloser
	delay atomic.Int64 // of one direction, in nanoseconds
	lost  atomic.Pointer[func(to netip.Addr) bool]
	done  sync.WaitGroup
}

// Open makes the interfaces at the two ends, in the network of who calls. It needs
// the rights to do so.
func Open(one, other string) (*Cable, error) {
	c := &Cable{}
	for i, name := range []string{one, other} {
		end, err := openEnd(name)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("making the end %s of a cable: %w", name, err), c.Close())
		}
		c.ends[i] = end
	}
	for i := range c.ends {
		c.carry(c.ends[i], c.ends[1-i])
	}
	return c, nil
}

// RoundTrip sets how long a packet and its answer take together.
func (c *Cable) RoundTrip(d time.Duration) { c.delay.Store(int64(d / 2)) }

// Lose makes packets to certain addresses vanish; nil lets all through.
func (c *Cable) Lose(to func(netip.Addr) bool) {
	if to == nil {
		c.lost.Store(nil)
		return
	}
	c.lost.Store(&to)
}

// Close takes the cable away, and its ends with it.
func (c *Cable) Close() error {
	var errs []error
	for _, end := range c.ends {
		if end != nil {
			errs = append(errs, end.Close())
		}
	}
	c.done.Wait()
	return errors.Join(errs...)
}

// onItsWay is a packet and the moment at which it arrives.
type onItsWay struct {
	packet []byte
	due    time.Time
}

// carry moves packets in one direction. All take equally long, so they arrive in
// the order in which they were sent.
func (c *Cable) carry(from io.Reader, to io.Writer) {
	flight := make(chan onItsWay, inFlight)
	c.done.Go(func() {
		defer close(flight)
		buf := make([]byte, packetMost)
		for {
			n, err := from.Read(buf)
			if err != nil {
				return // closed
			}
			packet := append([]byte(nil), buf[:n]...)
			if lost := c.lost.Load(); lost != nil && (*lost)(destination(packet)) {
				continue
			}
			select {
			case flight <- onItsWay{packet, time.Now().Add(time.Duration(c.delay.Load()))}:
			default: // more than a cable holds: lost, as anywhere
			}
		}
	})
	c.done.Go(func() {
		for p := range flight {
			time.Sleep(time.Until(p.due))
			_, _ = to.Write(p.packet) // an end that is not up takes nothing
		}
	})
}

// destination reads where a packet goes; the invalid address where that cannot be told.
func destination(packet []byte) netip.Addr {
	const version4, version6 = 4, 6
	switch {
	case len(packet) >= 20 && packet[0]>>4 == version4:
		return netip.AddrFrom4([4]byte(packet[16:20]))
	case len(packet) >= 40 && packet[0]>>4 == version6:
		return netip.AddrFrom16([16]byte(packet[24:40]))
	}
	return netip.Addr{}
}
