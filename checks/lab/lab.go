// Package lab makes a small internet in which faults can be set up at will: a
// real web server with an origin behind it, real resolvers, a status page, places
// that prove the internet is there. It is for tests; nothing shipped imports it.
//
// A lab lives on the loopback addresses of a network namespace of its own; see
// .ci/e2e, which makes one.
package lab

import (
	"context"
	"fmt"
	"net"
	"time"
)

// The lab's names and addresses.
const (
	Target  = "app.lab.test"
	Status  = "status.lab.test"
	Control = "elsewhere.lab.test"
	Other   = "another.lab.test"
	Portal  = "portal.lab.test"

	addrTarget    = "127.0.0.10"
	addrElsewhere = "127.0.0.11"
	addrStatus    = "127.0.0.12"
	addrPortal    = "127.0.0.13"
	addrAnchor    = "127.0.0.14"
	addrWrong     = "127.0.0.15" // answers, but does not serve the target's name
	origin        = "127.0.0.20:8081"

	// Configured is the resolver of this computer, Alternate one of the catalogue.
	Configured = "127.0.0.53"
	Alternate  = "127.0.0.54"
)

// names maps every name of the lab to its address; several are parted by spaces.
var names = map[string]string{
	Target: addrTarget, Control: addrElsewhere, Other: addrElsewhere, Status: addrStatus, Portal: addrPortal,
	"dot.lab.test": Alternate,
	Gate:           addrGate, Web: addrWeb, Cut: addrCut, Old: addrOld, Nobody: addrNobody, Silent: addrSilent, Stalls: addrStalls, Twofold: addrGate, "ahead.lab.test": addrWeb, "slow.lab.test": addrWeb, Forbidden: addrForbidden, Vanished: addrVanished,
	Three: addrFine + " " + addrGone + " " + addrFine2, Mixed: addrFine + " " + addrBad, HalfEdge: addrFine + " " + addrEdgeFail,
	Named: addrReader, NamedToo: addrReader + " " + addrReader2, Hushed: addrHush,
}

// await returns once something accepts connections at the address.
func await(ctx context.Context, address string) error {
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", address, err)
		case <-time.After(20 * time.Millisecond): // asked again until it is up; nothing depends on how long
		}
	}
}
