package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"
)

const (
	// handshakeTrips is how many round trips a handshake takes at most, in TLS 1.2.
	handshakeTrips = 2
	// handshakeThought is what a server may compute in a handshake, beyond what its
	// two round trips take: a busy one has others to serve.
	handshakeThought = time.Second
	// handshakeLimit is for handshakes of which nothing is known but that they are
	// two round trips: with a proxy's, which are not this line's.
	handshakeLimit = 2500 * time.Millisecond
)

// handshake agrees on encryption and holds the certificate against the name.
func (x *exchanging) handshake(ctx context.Context, conn net.Conn) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, x.req.Pace.patienceFor(handshakeTrips)+handshakeThought)
	defer cancel()
	defer x.whenSilent(stageTLS, stuckPause).Stop()
	begun := time.Now()
	secure := tls.Client(conn, &tls.Config{
		ServerName: ascii(x.req.Host), RootCAs: x.task.Roots, Time: x.task.Now,
		NextProtos: []string{"h2", "http/1.1"},
	})
	err := secure.HandshakeContext(ctx)
	// A refused certificate comes with the error: no second handshake is needed to
	// tell whose it is.
	var refused *tls.CertificateVerificationError
	if errors.As(err, &refused) {
		x.certificate(refused.UnverifiedCertificates)
	}
	if err != nil {
		return nil, because(ctx, fmt.Errorf("agreeing on encryption: %w", err))
	}
	took := time.Since(begun)
	x.out.Fact.TLS = milliseconds(took)
	state := secure.ConnectionState()
	x.req.Pace.saw(oneTripOf(took, state.Version))
	x.out.Fact.TLSVersion = tls.VersionName(state.Version)
	x.certificate(state.PeerCertificates)
	x.out.Fact.Served = true
	return secure, nil
}

// oneTripOf is what one of a handshake's round trips took.
func oneTripOf(handshake time.Duration, version uint16) time.Duration {
	if version >= tls.VersionTLS13 {
		return handshake
	}
	return handshake / handshakeTrips
}

func (x *exchanging) certificate(chain []*x509.Certificate) {
	if len(chain) > 0 {
		x.out.Fact.Issuer = bounded(chain[0].Issuer.String())
		x.out.Fact.NotAfter = chain[0].NotAfter.UTC()
	}
}
