package platform

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// pingLimit is how long an answer may take where the caller set no earlier
// deadline. A router at home answers within milliseconds.
const pingLimit = 2 * time.Second

// Ping sends one ICMP echo and returns the round-trip time. It needs no rights
// on macOS and Windows, and on Linux where net.ipv4.ping_group_range allows it;
// elsewhere the error wraps fs.ErrPermission. No answer in time wraps
// os.ErrDeadlineExceeded.
func (s *System) Ping(ctx context.Context, addr netip.Addr) (time.Duration, error) {
	if !addr.IsValid() {
		return 0, fmt.Errorf("pinging: %w", errNoAddress)
	}
	if ctx.Err() != nil {
		return 0, fmt.Errorf("pinging %s: %w", addr, context.Cause(ctx))
	}
	within := pingLimit
	if deadline, ok := ctx.Deadline(); ok {
		within = min(within, time.Until(deadline))
	}
	took, err := ping(ctx, addr.Unmap(), within)
	if err != nil {
		return 0, fmt.Errorf("pinging %s: %w", addr, err)
	}
	return took, nil
}

// errNoAddress says that there was nothing to ping.
var errNoAddress = errors.New("no address")
