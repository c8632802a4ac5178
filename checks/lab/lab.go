// Package lab makes a small internet in which faults can be set up at will: a
// real web server with an origin behind it, real resolvers, a status page, places
// that prove the internet is there. It is for tests; nothing shipped imports it.
//
// A lab lives on the loopback addresses of a network namespace of its own; see
// .ci/e2e, which makes one.
package lab

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
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

// names maps every name of the lab to its address.
var names = map[string]string{
	Target: addrTarget, Control: addrElsewhere, Other: addrElsewhere, Status: addrStatus, Portal: addrPortal,
	"dot.lab.test": Alternate,
	Gate:           addrGate, Web: addrWeb, Cut: addrCut, Old: addrOld, Nobody: addrNobody, Silent: addrSilent, Stalls: addrStalls, Twofold: addrGate, "ahead.lab.test": addrWeb, "slow.lab.test": addrWeb, Forbidden: addrForbidden, Vanished: addrVanished,
}

// authority is a certificate authority that only the lab trusts.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	// File is the authority's certificate, for SSL_CERT_FILE.
	File string
	dir  string
}

const certificateLife = 24 * time.Hour // a lab lives for minutes

func newAuthority(dir string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Fix502 lab"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(certificateLife), KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("signing the authority: %w", err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		return nil, fmt.Errorf("reading the authority: %w", err)
	}
	a := &authority{key: key, cert: cert, dir: dir, File: filepath.Join(dir, "ca.pem")}
	return a, writePEM(a.File, "CERTIFICATE", raw)
}

// issue writes a certificate for the names and its key, and returns their files.
func (a *authority) issue(file string, hosts ...string) (cert, key string, err error) {
	return a.issueUntil(time.Now().Add(certificateLife), file, hosts...)
}

func (a *authority) issueUntil(until time.Time, file string, hosts ...string) (cert, key string, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", fmt.Errorf("making a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return "", "", fmt.Errorf("drawing a serial number: %w", err)
	}
	form := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: hosts[0]}, DNSNames: hosts,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, a.cert, &private.PublicKey, a.key)
	if err != nil {
		return "", "", fmt.Errorf("signing a certificate: %w", err)
	}
	secret, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		return "", "", fmt.Errorf("writing a key: %w", err)
	}
	cert, key = filepath.Join(a.dir, file+".pem"), filepath.Join(a.dir, file+".key")
	if err := writePEM(cert, "CERTIFICATE", raw); err != nil {
		return "", "", err
	}
	return cert, key, writePEM(key, "EC PRIVATE KEY", secret)
}

func writePEM(path, kind string, raw []byte) error {
	// Readable by all: unbound and nginx drop their rights before they read it.
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
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
