package rehearsal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// authority signs the certificates of the world. It is made anew with every world
// and known nowhere else.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	leaf *ecdsa.PrivateKey // of every server: making one for each would take longer than the checks
	now  time.Time
}

const (
	certificateAge  = 30 * 24 * time.Hour // how long ago it was made
	certificateLife = 60 * 24 * time.Hour // how long it still counts
)

func newAuthority(name string, now time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name, Organization: []string{name}},
		NotBefore: now.Add(-certificateAge), NotAfter: now.Add(certificateLife),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("making an authority: %w", err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		return nil, fmt.Errorf("reading an authority: %w", err)
	}
	leaf, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	return &authority{key: key, cert: cert, leaf: leaf, now: now}, nil
}

// issue makes a certificate for names that ends after a time, which may be past.
func (a *authority) issue(end time.Duration, names ...string) (*tls.Certificate, error) {
	form := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: a.now.Add(-certificateAge), NotAfter: a.now.Add(end),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, a.cert, &a.leaf.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: a.leaf}, nil
}

// stranger is an authority that this computer does not know, one for each name.
func (w *World) stranger(name string) *authority {
	if known := w.strangers[name]; known != nil {
		return known
	}
	made, err := newAuthority(name, w.authority.now)
	if err != nil {
		w.failed = err
		return w.authority
	}
	if w.strangers == nil {
		w.strangers = make(map[string]*authority)
	}
	w.strangers[name] = made
	return made
}
