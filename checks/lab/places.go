package lab

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Names with several addresses, and names that something on the way looks for.
const (
	Three    = "three.lab.test" // three addresses, one of them dead
	Mixed    = "mixed.lab.test" // one of two addresses answers 502
	HalfEdge = "half.lab.test"  // one of two addresses answers with an edge's own error
	Named    = "named.lab.test" // cut where the name is read; other names pass
	NamedToo = "named-too.lab.test"
	Hushed   = "hushed.lab.test" // stalls where the name is read

	addrFine     = "127.0.0.80"
	addrFine2    = "127.0.0.81"
	addrGone     = "127.0.0.82" // nobody listens
	addrBad      = "127.0.0.83"
	addrEdgeFail = "127.0.0.84"
	addrReader   = "127.0.0.85"
	addrReader2  = "127.0.0.86"
	addrHush     = "127.0.0.87"
)

// startPlaces starts the servers at those addresses.
func (l *Lab) startPlaces(ctx context.Context) error {
	cert, err := l.certificate("places", time.Now().Add(certificateLife), "*.lab.test")
	if err != nil {
		return err
	}
	fine := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("well\n")) }
	failing := func(path string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			r.URL.Path = path
			answer(w, r)
		}
	}
	for address, handler := range map[string]http.HandlerFunc{
		addrFine: fine, addrFine2: fine, addrBad: failing("/status/502"), addrEdgeFail: failing("/edge/500"),
	} {
		if err := l.serve(ctx, address+":443", cert, handler); err != nil {
			return err
		}
	}
	for address, treat := range map[string]func(net.Conn){addrReader: reset, addrReader2: reset, addrHush: readAll} {
		if err := l.listen(ctx, address+":443", filterNames(treat, Named, NamedToo, Hushed)); err != nil {
			return err
		}
	}
	return nil
}

func reset(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) }

// filterNames is a box on the way that reads the name at the beginning of an
// encrypted connection, treats those that it looks for, and lets all others through
// to a server that is well.
func filterNames(treat func(net.Conn), names ...string) func(net.Conn) {
	return func(conn net.Conn) {
		hello, name := readName(conn)
		for _, looked := range names {
			if name == looked {
				treat(conn)
				return
			}
		}
		pass(conn, hello)
	}
}

// readName reads the first message of a client and the name in it.
func readName(conn net.Conn) (hello []byte, name string) {
	var heard bytes.Buffer
	only := readOnly{Conn: conn, Reader: io.TeeReader(conn, &heard)}
	_ = tls.Server(only, &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		name = strings.ToLower(h.ServerName)
		return nil, errors.New("only read")
	}}).Handshake()
	return heard.Bytes(), name
}

// readOnly is a connection that says nothing.
type readOnly struct {
	net.Conn
	io.Reader
}

func (r readOnly) Read(p []byte) (int, error)  { return r.Reader.Read(p) }
func (r readOnly) Write(p []byte) (int, error) { return len(p), nil }

// pass hands a connection on, what was read of it first.
func pass(conn net.Conn, hello []byte) {
	server, err := net.Dial("tcp", addrFine+":443") //nolint:noctx // both ends close it
	if err != nil {
		return
	}
	defer server.Close() //nolint:errcheck // nothing more is to be said
	if _, err := server.Write(hello); err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(server, conn)
		_ = server.Close()
	}()
	_, _ = io.Copy(conn, server)
}
