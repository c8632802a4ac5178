package probe

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/go-resty/resty/v2"

	"fix502/checks"
)

// limitedConn stops reading after so many bytes, whatever an endless header or a
// packed body makes of them further up.
type limitedConn struct {
	net.Conn
	left int64
}

func (c *limitedConn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, checks.ErrTooLarge
	}
	if int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.Conn.Read(p)
	c.left -= int64(n)
	return n, err
}

var errConnUsed = errors.New("the connection was used already")

// ready is a transport for one exchange on a connection that is already open.
func ready(conn net.Conn) *http.Transport {
	var used atomic.Bool
	hand := func(context.Context, string, string) (net.Conn, error) {
		if used.Swap(true) {
			return nil, errConnUsed // HTTP/2 would try again on a new one
		}
		return conn, nil
	}
	return &http.Transport{
		DialContext: hand, DialTLSContext: hand,
		ForceAttemptHTTP2:  true,
		DisableKeepAlives:  true,
		DisableCompression: true,
		// limitedConn stops an endless header; this lets it be the one to say so.
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// newClient makes an HTTP client that follows no redirect and keeps no cookies.
func newClient(transport http.RoundTripper) *resty.Client {
	client := resty.NewWithClient(&http.Client{Transport: transport})
	client.SetRedirectPolicy(resty.RedirectPolicyFunc(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }))
	return client.SetLogger(quiet{})
}

// quiet is resty's logger: what it has to say is in the errors.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}
func (quiet) Warnf(string, ...any)  {}
func (quiet) Debugf(string, ...any) {}

// readBody reads up to limit bytes, calling alive after each piece, and tells
// whether there was more.
func readBody(body io.Reader, limit int, alive func()) (read []byte, cut bool, err error) {
	buf := make([]byte, 8<<10)
	for {
		alive()
		n, err := body.Read(buf)
		read = append(read, buf[:n]...)
		if len(read) > limit {
			return read[:limit], true, nil
		}
		if errors.Is(err, io.EOF) {
			return read, false, nil
		}
		if err != nil {
			return read, false, err
		}
	}
}

// tellingHeaders tell who answered, and why.
var tellingHeaders = []string{
	"Age", "Akamai-Grn", "Cf-Cache-Status", "Cf-Error-Origin", "Cf-Error-Type", "Cf-Mitigated", "Cf-Ray", "Content-Type", "Date",
	"Location", "Ngrok-Error-Code", "Proxy-Authenticate", "Proxy-Status", "Retry-After", "Server", "Via",
	"X-Amz-Cf-Id", "X-Amz-Cf-Pop", "X-Amzn-Errortype", "X-Amzn-Requestid", "X-Amzn-Waf-Action", "X-Azure-Externalerror", "X-Azure-Ref",
	"X-Cache", "X-Envoy-Upstream-Service-Time", "X-Fastly-Request-Id", "X-Nf-Request-Id", "X-Powered-By", "X-Served-By",
	"X-Squid-Error", "X-Varnish", "X-Vercel-Error", "X-Vercel-Id", "X-Vercel-Mitigated",
}

// telling picks the headers that are recorded. Keys are in canonical form
// ("Cf-Ray"), values bounded and free of control characters.
func telling(header http.Header) map[string]string {
	picked := make(map[string]string)
	for _, key := range tellingHeaders {
		if values := header.Values(key); len(values) > 0 {
			picked[key] = bounded(strings.Join(values[:min(len(values), 8)], ", "))
		}
	}
	return picked
}

// maxText is what is recorded of a text from outside.
const maxText = 200

// bounded makes a text from outside safe to show: at most maxText bytes, valid
// UTF-8, no control characters and none that reorder the text around them.
func bounded(text string) string {
	if len(text) > 4*maxText {
		text = text[:4*maxText]
	}
	text = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	for len(text) > maxText {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}
