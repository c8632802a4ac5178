package probe

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"fix502/checks"
)

// mostTaken is what a hostile server gets rid of before nobody listens any more:
// what is read, and what lies in the buffers of both systems.
const mostTaken = 16 << 20

// counted counts what a handler gets rid of.
type counted struct {
	http.ResponseWriter
	n atomic.Int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.n.Add(int64(n))
	return n, err
}

// Servers that send without end, or far more than it looks like.
func TestExchangeTakesNoMoreThanItNeeds(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	junk := bytes.Repeat([]byte("Bad Gateway "), 4096)
	for name, tt := range map[string]struct {
		answer func(w *counted)
		packed bool
	}{
		"endless": {answer: func(w *counted) {
			for w.n.Load() < 4*mostTaken {
				if _, err := w.Write(junk); err != nil {
					return
				}
			}
		}},
		"a gzip bomb": {packed: true, answer: func(w *counted) {
			w.Header().Set("Content-Encoding", "gzip")
			bomb := gzip.NewWriter(w)
			for w.n.Load() < 8*bodyLimit {
				if _, err := bomb.Write(junk); err != nil {
					return
				}
			}
		}},
	} {
		for _, scheme := range []string{"http", "https"} {
			t.Run(name+" over "+scheme, func(t *testing.T) {
				sent := make(chan int64, 1)
				handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					c := &counted{ResponseWriter: w}
					defer func() { sent <- c.n.Load() }()
					tt.answer(c)
				})
				addr := netip.AddrPort{}
				if scheme == "http" {
					addr = serveHTTP(t, handler)
				} else {
					addr = serveTLS(t, ca.issue(t, "app.test", time.Hour), handler)
				}
				got := exchange(t.Context(), surroundings{roots: ca.pool}.task(), loopbackRequest(scheme, "app.test", addr))
				if got.Err != nil || !got.Cut || len(got.Body) != bodyLimit {
					t.Errorf("got %d bytes, cut %v: %v", len(got.Body), got.Cut, got.Err)
				}
				if packed := bytes.HasPrefix(got.Body, []byte{0x1f, 0x8b}); packed != tt.packed {
					t.Errorf("still packed: %v", packed)
				}
				if n := <-sent; n > mostTaken {
					t.Errorf("%d bytes were taken", n)
				}
			})
		}
	}
}

// Ten thousand headers are read or refused, and only those that tell something are kept.
func TestExchangeManyHeaders(t *testing.T) {
	noLeaks(t)
	for name, tt := range map[string]struct {
		size int
		fail string
	}{
		"short ones": {size: 1},
		"long ones":  {size: 200, fail: checks.FailTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			addr := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				for i := range 10000 {
					w.Header().Set(fmt.Sprintf("X-Header-%d", i), string(bytes.Repeat([]byte("x"), tt.size)))
				}
				w.Header().Set("Server", "nginx")
				w.WriteHeader(http.StatusBadGateway)
			}))
			got := exchange(t.Context(), surroundings{}.task(), loopbackRequest("http", "app.test", addr))
			if got.Fact.Fail != tt.fail || len(got.Fact.Headers) > len(tellingHeaders) {
				t.Errorf("got %q, %d headers", got.Fact.Fail, len(got.Fact.Headers))
			}
			if tt.fail == "" && (got.Fact.Status != http.StatusBadGateway || got.Fact.Headers["Server"] != "nginx") {
				t.Errorf("got %+v", got.Fact)
			}
		})
	}
}

// A redirect is an answer like any other: where it leads is nobody's business here.
func TestExchangeFollowsNoRedirect(t *testing.T) {
	noLeaks(t)
	var asked atomic.Int32
	addr := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, fmt.Sprintf("/again-%d", asked.Add(1)), http.StatusFound)
	}))
	got := exchange(t.Context(), surroundings{}.task(), loopbackRequest("http", "app.test", addr))
	if got.Fact.Status != http.StatusFound || got.Fact.Headers["Location"] != "/again-1" || asked.Load() != 1 {
		t.Errorf("asked %d times: %+v", asked.Load(), got.Fact)
	}
}

// One byte a second keeps a server from being silent, but not for ever.
func TestExchangeDrips(t *testing.T) {
	for name, tt := range map[string]struct {
		scheme string
		before string // sent at once
		drop   byte
		stage  string
		fail   string
	}{
		"a handshake": {scheme: "https", drop: 0x16, stage: stageTLS, fail: checks.FailTimeout},
		"a header":    {scheme: "http", before: "HTTP/1.1 200 OK\r\nX-Slow: ", drop: 'x', stage: stageHTTP, fail: checks.FailTimeout},
		"a page":      {scheme: "http", before: "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", drop: 'x'},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dial := pipes(func(c net.Conn) {
					defer c.Close()
					_, _ = c.Read(make([]byte, 1)) // nothing is answered before it is asked
					go func() { _, _ = io.Copy(io.Discard, bufio.NewReader(c)) }()
					_, err := io.WriteString(c, tt.before)
					for err == nil {
						time.Sleep(time.Second) // of the bubble
						_, err = c.Write([]byte{tt.drop})
					}
				})
				ctx, cancel := context.WithTimeout(t.Context(), hostLimit)
				defer cancel()
				task := checks.NewTask(checks.Env{Dial: dial, Now: time.Now}, nil, nil)
				begun := time.Now()
				got := exchange(ctx, task, exchangeRequest{Scheme: tt.scheme, Host: "app.test", Addr: netip.IPv6Loopback()})
				if got.Fact.Stage != tt.stage || got.Fact.Fail != tt.fail {
					t.Errorf("got %+v, %v", got.Fact, got.Err)
				}
				if took := time.Since(begun); took > hostLimit {
					t.Errorf("it was listened to for %v", took)
				}
				time.Sleep(time.Second) // the next drop finds nobody there
			})
		})
	}
}

// What is no text becomes text, so that a report of it can be read.
func TestExchangeNoText(t *testing.T) {
	noLeaks(t)
	addr := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["X-Cache"] = []string{"\xff\xfe\x80 hit \xc3\x28"}
		w.Header()["Server"] = []string{"\xf0\x28\x8c\xbc"}
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write(bytes.Repeat([]byte("{\"page\":\"\xff\xc3\x28\xa0\xed\xa0\x80\x00\x1b[31m"), 1000))
	}))
	got := exchange(t.Context(), surroundings{}.task(), loopbackRequest("http", "app.test", addr)).Fact
	raw, err := json.Marshal(got)
	if err != nil || !json.Valid(raw) || !utf8.Valid(raw) || bytes.Contains(raw, []byte(`\ufffd`)) || bytes.Contains(raw, []byte(`\u001b`)) {
		t.Errorf("%v: %s", err, raw)
	}
	if got.Status != http.StatusBadGateway || got.Headers["X-Cache"] != " hit (" {
		t.Errorf("got %+v", got)
	}
}
