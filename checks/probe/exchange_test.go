package probe

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
)

const nginxPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n" +
	"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n"

func loopbackRequest(scheme, host string, addr netip.AddrPort) exchangeRequest {
	return exchangeRequest{Scheme: scheme, Host: host, Port: int(addr.Port()), Addr: addr.Addr()}
}

func TestExchangeHTTPS(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	var asked *http.Request
	addr := serveTLS(t, ca.issue(t, "app.test", time.Hour), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Clone(context.WithoutCancel(r.Context()))
		w.Header().Set("Server", "nginx/1.25.3")
		w.Header().Set("Set-Cookie", "secret=1")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, nginxPage)
	}))
	req := loopbackRequest("https", "app.test", addr)
	req.Path, req.Header = "/api?v=1", map[string]string{"If-None-Match": `"1"`}
	got := exchange(t.Context(), surroundings{roots: ca.pool}.task(), req)
	f := got.Fact
	if got.Err != nil || f.Stage != "" || f.Status != 502 || f.Expected || !f.Served || string(got.Body) != nginxPage || got.Cut {
		t.Fatalf("got %+v, %v", f, got.Err)
	}
	if f.Address != "127.0.0.1" || f.Family != "ipv4" || f.Issuer != "CN=Lab CA" || f.NotAfter.IsZero() || f.TLSVersion != "TLS 1.3" {
		t.Errorf("connection: %+v", f)
	}
	if f.TCP <= 0 || f.TLS <= 0 || f.First <= 0 || f.Total < f.First {
		t.Errorf("times: %+v", f)
	}
	if f.Page.Maker != "nginx" || f.Page.Kind != checks.PageOrigin {
		t.Errorf("page: %+v", f.Page)
	}
	if f.Headers["Server"] != "nginx/1.25.3" || f.Headers["Date"] == "" || f.Headers["Set-Cookie"] != "" {
		t.Errorf("headers: %v", f.Headers)
	}
	if asked.ProtoMajor != 2 || asked.URL.RequestURI() != "/api?v=1" || asked.TLS.ServerName != "app.test" ||
		asked.Header.Get("User-Agent") != userAgent || asked.Header.Get("If-None-Match") != `"1"` {
		t.Errorf("asked %s %s with %v", asked.Proto, asked.URL, asked.Header)
	}
}

func TestExchangeExpectation(t *testing.T) {
	noLeaks(t)
	for name, tt := range map[string]struct {
		status int
		expect []int
		want   bool
	}{
		"any success":           {status: 204, want: true},
		"any redirect":          {status: 302, want: true},
		"an error":              {status: 404},
		"a given error":         {status: 401, expect: []int{200, 401}, want: true},
		"not the given success": {status: 201, expect: []int{200}},
	} {
		t.Run(name, func(t *testing.T) {
			addr := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "http://127.0.0.1:1/never")
				w.WriteHeader(tt.status)
			}))
			req := loopbackRequest("http", "127.0.0.1", addr)
			req.Expect = tt.expect
			got := exchange(t.Context(), surroundings{}.task(), req)
			if got.Err != nil || got.Fact.Expected != tt.want || !got.Fact.Served || got.Fact.Status != tt.status {
				t.Errorf("got %+v, %v", got.Fact, got.Err)
			}
		})
	}
}

func TestExchangeRefusesCertificates(t *testing.T) {
	noLeaks(t)
	ca, stranger := newAuthority(t, "Lab CA"), newAuthority(t, "Web/Mail Shield Root")
	for name, tt := range map[string]struct {
		cert   tls.Certificate
		want   string
		issuer string
	}{
		"other name": {cert: ca.issue(t, "other.test", time.Hour), want: checks.FailWrongName, issuer: "CN=Lab CA"},
		"expired":    {cert: ca.issue(t, "app.test", -time.Hour), want: checks.FailExpired, issuer: "CN=Lab CA"},
		"untrusted":  {cert: stranger.issue(t, "app.test", time.Hour), want: checks.FailUntrusted, issuer: "CN=Web/Mail Shield Root"},
	} {
		t.Run(name, func(t *testing.T) {
			visited := false
			addr := serveTLS(t, tt.cert, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visited = true }))
			got := exchange(t.Context(), surroundings{roots: ca.pool}.task(), loopbackRequest("https", "app.test", addr))
			f := got.Fact
			if f.Stage != stageTLS || f.Fail != tt.want || f.Served || f.Status != 0 || got.Err == nil {
				t.Errorf("got %+v", f)
			}
			if f.Issuer != tt.issuer || f.NotAfter.IsZero() || f.Error == "" {
				t.Errorf("recorded issuer %q, end %v, error %q", f.Issuer, f.NotAfter, f.Error)
			}
			if visited {
				t.Error("something was sent")
			}
		})
	}
}

// A clock that is wrong makes good certificates look expired: the check must use
// the clock it was given.
func TestExchangeUsesTheGivenClock(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	addr := serveTLS(t, ca.issue(t, "app.test", time.Hour), http.NotFoundHandler())
	late := checks.NewTask(checks.Env{
		Dial: internetOf(nil).dial, Roots: ca.pool,
		Now: func() time.Time { return time.Now().Add(100 * 24 * time.Hour) },
	}, nil, nil)
	if got := exchange(t.Context(), late, loopbackRequest("https", "app.test", addr)); got.Fact.Fail != checks.FailExpired {
		t.Errorf("got %+v", got.Fact)
	}
}

func TestExchangeBrokenServers(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	reset := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 16)) // so that the rest is unread when it closes
		_ = c.(*net.TCPConn).SetLinger(0)
	}
	hangUp := func(c net.Conn) { _, _ = http.ReadRequest(bufio.NewReader(c)) }
	say := func(text string) func(net.Conn) {
		return func(c net.Conn) {
			_, _ = http.ReadRequest(bufio.NewReader(c))
			_, _ = io.WriteString(c, text)
		}
	}
	endless := func(c net.Conn) {
		_, _ = http.ReadRequest(bufio.NewReader(c))
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for {
			if _, err := io.WriteString(c, "X-More: "+strings.Repeat("x", 1000)+"\r\n"); err != nil {
				return
			}
		}
	}
	for name, tt := range map[string]struct {
		scheme string
		talk   func(net.Conn)
		stage  string
		fail   string
		status int
	}{
		"reset in TLS":    {scheme: "https", talk: reset, stage: stageTLS, fail: checks.FailReset},
		"no TLS":          {scheme: "https", talk: func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") }, stage: stageTLS, fail: checks.FailNotTLS},
		"reset in HTTP":   {scheme: "http", talk: reset, stage: stageHTTP, fail: checks.FailReset},
		"hangs up":        {scheme: "http", talk: hangUp, stage: stageHTTP, fail: checks.FailClosed},
		"no HTTP":         {scheme: "http", talk: say("220 mail.test ready\r\n"), stage: stageHTTP, fail: checks.FailHTTP},
		"endless headers": {scheme: "http", talk: endless, stage: stageHTTP, fail: checks.FailTooLarge},
		"half a body":     {scheme: "http", talk: say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), stage: stageHTTP, fail: checks.FailClosed, status: 200},
	} {
		t.Run(name, func(t *testing.T) {
			addr := serveRaw(t, tt.talk)
			got := exchange(t.Context(), surroundings{roots: ca.pool}.task(), loopbackRequest(tt.scheme, "app.test", addr))
			if f := got.Fact; f.Stage != tt.stage || f.Fail != tt.fail || f.Status != tt.status || f.Expected || got.Err == nil {
				t.Errorf("got %+v, %v", f, got.Err)
			}
		})
	}
}

func TestExchangeAlert(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	addr := serveRaw(t, func(c net.Conn) {
		// A server that knows nothing we know answers with the alert handshake_failure.
		_ = tls.Server(c, &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return nil, fmt.Errorf("no")
		}}).Handshake()
	})
	got := exchange(t.Context(), surroundings{roots: ca.pool}.task(), loopbackRequest("https", "app.test", addr))
	if got.Fact.Stage != stageTLS || got.Fact.Fail != checks.FailTLS {
		t.Errorf("got %+v", got.Fact)
	}
}

func TestExchangeClosedPort(t *testing.T) {
	noLeaks(t)
	got := exchange(t.Context(), surroundings{}.task(), loopbackRequest("https", "app.test", closedPort(t)))
	if got.Fact.Stage != stageTCP || got.Fact.Fail != checks.FailRefused || got.Fact.Total <= 0 {
		t.Errorf("got %+v", got.Fact)
	}
}

func TestExchangeBodyLimit(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		chunk := bytes.Repeat([]byte("x"), 64<<10)
		for range 160 { // 10 MiB
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	for scheme, addr := range map[string]netip.AddrPort{
		"http":  serveHTTP(t, handler),
		"https": serveTLS(t, ca.issue(t, "app.test", time.Hour), handler), // HTTP/2 sends ahead of what is read
	} {
		t.Run(scheme, func(t *testing.T) {
			got := exchange(t.Context(), surroundings{roots: ca.pool}.task(), loopbackRequest(scheme, "app.test", addr))
			if got.Err != nil || !got.Cut || len(got.Body) != bodyLimit || !got.Fact.Expected {
				t.Errorf("got %d bytes, cut %v, %v, %+v", len(got.Body), got.Cut, got.Err, got.Fact)
			}
		})
	}
}

// Servers that accept and then say nothing, or stop half-way: time passes only
// inside the bubble.
func TestExchangeStalls(t *testing.T) {
	for name, tt := range map[string]struct {
		scheme string
		say    string
		stage  string
		status int
	}{
		"no handshake": {scheme: "https", stage: stageTLS},
		"no answer":    {scheme: "http", stage: stageHTTP},
		"no body":      {scheme: "http", say: "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nbegin", stage: stageHTTP, status: 200},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dial := pipes(func(c net.Conn) {
					if tt.scheme == "http" {
						_, _ = http.ReadRequest(bufio.NewReader(c))
					}
					_, _ = io.WriteString(c, tt.say)
					_, _ = io.Copy(io.Discard, c) // until the other side gives up
				})
				task := checks.NewTask(checks.Env{Dial: dial, Now: time.Now, Roots: x509.NewCertPool()}, nil, nil)
				got := exchange(t.Context(), task, exchangeRequest{Scheme: tt.scheme, Host: "app.test", Addr: netip.IPv6Loopback()})
				if f := got.Fact; f.Stage != tt.stage || f.Fail != checks.FailTimeout || f.Status != tt.status || f.Expected || f.Family != "ipv6" {
					t.Errorf("got %+v, %v", f, got.Err)
				}
			})
		})
	}
}

// A slow line that is still delivering when the time is up is not a stalled one.
func TestExchangeSlowLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		defer close(over)
		dial := pipes(func(c net.Conn) {
			_, _ = http.ReadRequest(bufio.NewReader(c))
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
			for line := time.Tick(time.Second); ; { // the speed of the line, in time of the bubble
				select {
				case <-line:
				case <-over:
					return
				}
				if _, err := io.WriteString(c, "some"); err != nil {
					return
				}
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		task := checks.NewTask(checks.Env{Dial: dial, Now: time.Now}, nil, nil)
		got := exchange(ctx, task, exchangeRequest{Scheme: "http", Host: "app.test", Addr: netip.IPv6Loopback()})
		if got.Err != nil || !got.Cut || len(got.Body) == 0 || !got.Fact.Expected {
			t.Errorf("got %+v, %d bytes, %v", got.Fact, len(got.Body), got.Err)
		}
	})
}

func TestExchangeStopped(t *testing.T) {
	noLeaks(t)
	ctx, stop := context.WithCancel(t.Context())
	addr := serveRaw(t, func(c net.Conn) {
		_, _ = http.ReadRequest(bufio.NewReader(c))
		stop()
		_, _ = io.Copy(io.Discard, c)
	})
	if got := exchange(ctx, surroundings{}.task(), loopbackRequest("http", "app.test", addr)); got.Fact.Fail != checks.FailCancelled {
		t.Errorf("got %+v", got.Fact)
	}
}

func TestExchangeAddress(t *testing.T) {
	for name, tt := range map[string]struct {
		req  exchangeRequest
		want string
	}{
		"usual port":   {req: exchangeRequest{Host: "app.test"}, want: "https://app.test/"},
		"plain":        {req: exchangeRequest{Scheme: "http", Host: "app.test", Path: "/a?b"}, want: "http://app.test/a?b"},
		"other port":   {req: exchangeRequest{Host: "app.test", Port: 8443}, want: "https://app.test:8443/"},
		"IPv6":         {req: exchangeRequest{Host: "2001:db8::1"}, want: "https://[2001:db8::1]/"},
		"IPv6, a port": {req: exchangeRequest{Host: "2001:db8::1", Port: 1}, want: "https://[2001:db8::1]:1/"},
		"umlaut":       {req: exchangeRequest{Host: "bücher.test"}, want: "https://xn--bcher-kva.test/"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.req.filled().url(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTelling(t *testing.T) {
	got := telling(http.Header{
		"Via":        {"1.1 a", "1.1 b"},
		"Server":     {"bad\x00\x1b[31m\u202eserver"},
		"X-Cache":    {strings.Repeat("ü", 300)},
		"Set-Cookie": {"secret"},
	})
	want := map[string]string{"Via": "1.1 a, 1.1 b", "Server": "bad[31mserver", "X-Cache": strings.Repeat("ü", maxText/2)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

func FuzzBounded(f *testing.F) {
	f.Add("nginx")
	f.Add("\xff\x00" + strings.Repeat("é", 400))
	f.Fuzz(func(t *testing.T, text string) {
		got := bounded(text)
		if len(got) > maxText || !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\r\n\x1b\u202e") {
			t.Errorf("%q became %q", text, got)
		}
		if bounded(got) != got {
			t.Errorf("%q is not bounded", got)
		}
	})
}
