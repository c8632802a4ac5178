//go:build !linux && !darwin

package platform

import (
	"context"
	"net"
)

// smallDialer: Windows has no setting for one connection's packets.
func smallDialer() func(ctx context.Context, network, address string) (net.Conn, error) { return nil }
