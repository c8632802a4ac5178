package checks_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"fix502/checks"
	"fix502/platform"
)

// TestExplainMadeErrors holds those that no server on loopback can provoke.
func TestExplainMadeErrors(t *testing.T) {
	dial := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"none":                 {nil, checks.FailNone},
		"stopped":              {fmt.Errorf("asking: %w", context.Canceled), checks.FailCancelled},
		"stopped while slow":   {errors.Join(context.Canceled, context.DeadlineExceeded), checks.FailCancelled},
		"too large":            {fmt.Errorf("reading: %w", checks.ErrTooLarge), checks.FailTooLarge},
		"no route to host":     {dial(platform.HostUnreachable), checks.FailUnreachable},
		"no route to network":  {dial(platform.NetUnreachable), checks.FailUnreachable},
		"no address to use":    {dial(platform.AddrNotAvail), checks.FailUnreachable},
		"route throws it away": {dial(platform.RouteDiscards), checks.FailUnreachable},
		"firewall here":        {dial(platform.NotPermitted), checks.FailFirewall},
		"reset":                {dial(platform.ConnReset), checks.FailReset},
		"aborted":              {dial(platform.ConnAborted), checks.FailReset},
		"kernel gave up":       {dial(platform.TimedOut), checks.FailTimeout},
		"limit":                {fmt.Errorf("asking: %w", context.DeadlineExceeded), checks.FailTimeout},
		"no such name":         {&net.DNSError{Err: "no such host", IsNotFound: true}, checks.FailNoAddress},
		"look-up out of time":  {&net.DNSError{Err: "i/o timeout", IsTimeout: true}, checks.FailTimeout},
		"hung up in between":   {fmt.Errorf("reading: %w", io.ErrUnexpectedEOF), checks.FailClosed},
		"anything else":        {errors.New("strange"), checks.FailOther},
		"an empty certificate": {&tls.CertificateVerificationError{Err: errors.New("no good")}, checks.FailCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			if got := checks.Explain(tt.err); got != tt.want {
				t.Errorf("%v: got %q, want %q", tt.err, got, tt.want)
			}
		})
	}
}

// TestExplainRealErrors provokes errors from real servers, since the types that
// libraries document are not always those that they return.
func TestExplainRealErrors(t *testing.T) {
	hello := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	plain := httptest.NewServer(hello)
	defer plain.Close()
	secure := httptest.NewTLSServer(hello)
	defer secure.Close()
	modern := httptest.NewUnstartedServer(hello)
	modern.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	modern.Config.ErrorLog = silent()
	modern.StartTLS()
	defer modern.Close()
	secure.Config.ErrorLog = silent()
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	old, oldRoots := expired(t)

	for name, tt := range map[string]struct {
		address string
		config  *tls.Config
		want    string
	}{
		"closed port":       {"http://" + closedPort(t), nil, checks.FailRefused},
		"hung up at once":   {"http://" + peer(t, func(c *net.TCPConn) { readSome(c) }), nil, checks.FailClosed},
		"cut":               {"http://" + peer(t, func(c *net.TCPConn) { readSome(c); _ = c.SetLinger(0) }), nil, checks.FailReset},
		"hung up in TLS":    {"https://" + peer(t, func(c *net.TCPConn) { readSome(c) }), nil, checks.FailClosed},
		"unknown authority": {secure.URL, &tls.Config{RootCAs: x509.NewCertPool()}, checks.FailUntrusted},
		"another name":      {secure.URL, &tls.Config{RootCAs: roots, ServerName: "discord.com"}, checks.FailWrongName},
		"out of its time":   {old, &tls.Config{RootCAs: oldRoots}, checks.FailExpired},
		"not yet valid":     {secure.URL, &tls.Config{RootCAs: roots, Time: func() time.Time { return time.Unix(-1, 0) }}, checks.FailExpired},
		"no TLS":            {"https" + plain.URL[len("http"):], nil, checks.FailNotTLS},
		"no common version": {modern.URL, &tls.Config{MaxVersion: tls.VersionTLS12, InsecureSkipVerify: true}, checks.FailTLS},
		"well":              {secure.URL, &tls.Config{RootCAs: roots, ServerName: "example.com"}, checks.FailNone},
	} {
		t.Run(name, func(t *testing.T) {
			transport := &http.Transport{TLSClientConfig: tt.config, DisableKeepAlives: true}
			defer transport.CloseIdleConnections()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tt.address, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := (&http.Client{Transport: transport}).Do(request)
			if err == nil {
				_ = answer.Body.Close()
			}
			if got := checks.Explain(err); got != tt.want {
				t.Errorf("%v: got %q, want %q", err, got, tt.want)
			}
		})
	}
}

func TestExplainSilence(t *testing.T) {
	address := peer(t, func(c *net.TCPConn) { _, _ = io.Copy(io.Discard, c) })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	answer, err := (&http.Client{Transport: transport}).Do(request)
	if err == nil {
		_ = answer.Body.Close()
	}
	if got := checks.Explain(err); got != checks.FailTimeout {
		t.Errorf("%v: got %q", err, got)
	}
}

// closedPort is an address on which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// peer accepts connections, treats each as it is told and closes it.
func peer(t *testing.T, treat func(*net.TCPConn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			treat(c.(*net.TCPConn))
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-done })
	return l.Addr().String()
}

// readSome takes in the request, so that closing does not reset by itself.
func readSome(c *net.TCPConn) { _, _ = c.Read(make([]byte, 64<<10)) }

// expired serves with a certificate whose time is over.
func expired(t *testing.T) (address string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "old"},
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(-time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(certificate)
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}
	server.Config.ErrorLog = silent()
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, roots
}
