//go:build !linux

package platform

import (
	"context"
	"net"
)

// dial: Windows says by itself that a firewall on this computer refused (WSAEACCES),
// and so does macOS (EPERM).
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, network, address)
}
