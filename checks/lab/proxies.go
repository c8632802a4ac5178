package lab

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
)

// Proxies that work and that fail, as http_proxy names them. Nobody listens at DeadProxy.
const (
	GoodProxy  = "http://" + addrProxy + ":3128"
	DeadProxy  = "http://" + addrProxy + ":3129"
	MuteProxy  = "http://" + addrProxy + ":3130" // takes connections and never answers
	proxyFirst = 4000                            // RefusingProxy's ports begin here
)

// RefusingProxy is one that answers everything with this status, by itself.
func RefusingProxy(status int) string {
	return fmt.Sprintf("http://%s:%d", addrProxy, proxyFirst+status)
}

// refusals are what proxies say where they don't do what they are asked.
var refusals = []int{403, 407, 502, 503, 504}

func (l *Lab) startProxies(ctx context.Context) error {
	if err := l.listen(ctx, GoodProxy[len("http://"):], tunnel); err != nil {
		return err
	}
	if err := l.listen(ctx, MuteProxy[len("http://"):], readAll); err != nil {
		return err
	}
	for _, status := range refusals {
		err := l.serve(ctx, RefusingProxy(status)[len("http://"):], nil, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Via", "1.1 squid")
			if status == http.StatusProxyAuthRequired {
				w.Header().Set("Proxy-Authenticate", `Basic realm="lab"`)
			} else {
				w.Header().Set("X-Squid-Error", "ERR_CONNECT_FAIL 111")
			}
			w.WriteHeader(status)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tunnel does what CONNECT asks. It knows the lab's names by itself, as a proxy
// asks resolvers of its own.
func tunnel(conn net.Conn) {
	reader := bufio.NewReader(conn)
	request, err := http.ReadRequest(reader)
	if err != nil || request.Method != http.MethodConnect {
		return
	}
	host, port, err := net.SplitHostPort(request.Host)
	if err != nil {
		return
	}
	if known := names[host]; known != "" {
		host = known
	}
	far, err := (&net.Dialer{}).DialContext(request.Context(), "tcp", net.JoinHostPort(host, port))
	if err != nil {
		_, _ = io.WriteString(conn, "HTTP/1.1 502 Bad Gateway\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\nContent-Length: 0\r\n\r\n")
		return
	}
	defer far.Close() //nolint:errcheck // both ends are done
	_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() { _, _ = io.Copy(far, reader) }()
	_, _ = io.Copy(conn, far)
}

func readAll(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// quiet is for servers whose clients break off on purpose.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
