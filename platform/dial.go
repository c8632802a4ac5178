package platform

import (
	"context"
	"net"
)

// Dialer returns the usual way to open connections, with one thing made plain:
// where this computer's own firewall refuses one, the error wraps NotPermitted,
// even if the firewall puts it in the words of the network ("connection refused"), or
// drops in silence all that goes there.
func Dialer() func(ctx context.Context, network, address string) (net.Conn, error) {
	return dial
}
