package platform

import (
	"context"
	"net"
)

// The largest piece of data that a packet of a small connection carries, in
// bytes. Every way must carry 576 bytes in one piece over IPv4 (RFC 791) and 1280
// over IPv6 (RFC 8200); these leave room for headers and options, and are the
// most that macOS takes before it knows the other side.
const (
	SmallSegment4 = 512
	SmallSegment6 = 1024
)

// SmallDialer returns a way to open TCP connections whose packets are kept small
// in both directions, nil where this system has none. Its error wraps
// errors.ErrUnsupported where the system took the wish and did not follow it.
func SmallDialer() func(ctx context.Context, network, address string) (net.Conn, error) {
	return smallDialer()
}
