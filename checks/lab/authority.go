package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// Authority is a certificate authority that only a lab trusts.
type Authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	// File is the authority's certificate, for SSL_CERT_FILE.
	File string
	dir  string
}

// Wanted says what a certificate is to be like.
type Wanted struct {
	File  string // its name, without an ending
	Names []string
	From  time.Time // an hour ago where not given
	Until time.Time // in a day where not given
	Self  bool      // it vouches for itself
}

const certificateLife = 24 * time.Hour // a lab lives for minutes

// NewAuthority makes one that vouches for itself and keeps its files in the folder.
func NewAuthority(dir, name string) (*Authority, error) {
	a := &Authority{dir: dir, File: filepath.Join(dir, "ca.pem")}
	return a, a.make(name, a.File, nil)
}

// Below makes an authority that this one vouches for. Its certificate has to be
// sent along by whoever uses one that it issued.
func (a *Authority) Below(name string) (*Authority, error) {
	b := &Authority{dir: a.dir, File: filepath.Join(a.dir, name+".pem")}
	return b, b.make(name, b.File, a)
}

func (a *Authority) make(name, file string, by *Authority) error {
	key, serial, err := keyAndSerial()
	if err != nil {
		return err
	}
	form := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-certificateLife), NotAfter: time.Now().Add(certificateLife), KeyUsage: x509.KeyUsageCertSign,
	}
	a.key = key
	if by == nil {
		by = &Authority{key: key, cert: form}
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, by.cert, &key.PublicKey, by.key)
	if err != nil {
		return fmt.Errorf("signing the authority: %w", err)
	}
	if a.cert, err = x509.ParseCertificate(raw); err != nil {
		return fmt.Errorf("reading the authority: %w", err)
	}
	return writePEM(file, "CERTIFICATE", raw)
}

// Issue writes a certificate and its key, and returns their files.
func (a *Authority) Issue(w Wanted) (cert, key string, err error) {
	private, serial, err := keyAndSerial()
	if err != nil {
		return "", "", err
	}
	form := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: w.Names[0]}, DNSNames: w.Names,
		NotBefore: orElse(w.From, time.Now().Add(-time.Hour)), NotAfter: orElse(w.Until, time.Now().Add(certificateLife)),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	issuer, signer := a.cert, a.key
	if w.Self {
		issuer, signer = form, private
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, issuer, &private.PublicKey, signer)
	if err != nil {
		return "", "", fmt.Errorf("signing a certificate: %w", err)
	}
	secret, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		return "", "", fmt.Errorf("writing a key: %w", err)
	}
	cert, key = filepath.Join(a.dir, w.File+".pem"), filepath.Join(a.dir, w.File+".key")
	if err := writePEM(cert, "CERTIFICATE", raw); err != nil {
		return "", "", err
	}
	return cert, key, writePEM(key, "EC PRIVATE KEY", secret)
}

func keyAndSerial() (*ecdsa.PrivateKey, *big.Int, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("making a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, nil, fmt.Errorf("drawing a serial number: %w", err)
	}
	return key, serial, nil
}

func orElse(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}

func writePEM(path, kind string, raw []byte) error {
	// Readable by all: unbound and nginx drop their rights before they read it.
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
