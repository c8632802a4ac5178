package scenarios

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// hostile are servers that mean harm. What they serve is the lab's, so that they
// get as far as they can; after the address comes the name of their certificate,
// or "plain".
func hostile() map[string]func(ctx context.Context, address string) error {
	all := map[string]func(ctx context.Context, address string) error{
		"dns-loop": func(ctx context.Context, address string) error { return resolver(ctx, address, loopingNames) },
	}
	all["drip-head"] = func(ctx context.Context, address string) error {
		at, cert, _ := strings.Cut(address, " ")
		return raw(ctx, at, cert, dripHead)
	}
	for kind, handler := range harms() {
		all[kind] = func(ctx context.Context, address string) error {
			at, cert, _ := strings.Cut(address, " ")
			if cert == "plain" {
				return plain(ctx, at, handler)
			}
			return secure(ctx, at, cert, handler)
		}
	}
	return all
}

// The sizes of harm.
const (
	manyHeaders = 10000
	bombSize    = 1 << 30 // bytes, once unpacked
	scriptSize  = 4 << 20
	dripping    = time.Second
)

// harms are web servers by what they do.
func harms() map[string]http.HandlerFunc {
	junk := bytes.Repeat([]byte("Bad Gateway 502 <b>{\"page\":"), 1024)
	return map[string]http.HandlerFunc{
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(junk); err != nil {
					return
				}
			}
		},
		"bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			for range bombSize / len(junk) {
				if _, err := packed.Write(junk); err != nil {
					return
				}
			}
			_ = packed.Close()
		},
		"headers": func(w http.ResponseWriter, _ *http.Request) {
			for i := range manyHeaders {
				w.Header().Set(fmt.Sprintf("X-Header-%d", i), strings.Repeat("x", 50))
			}
			w.WriteHeader(http.StatusBadGateway)
		},
		"loop": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, fmt.Sprintf("/again-%d", time.Now().UnixNano()), http.StatusFound)
		},
		"drip": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusOK)
			for {
				_, _ = w.Write([]byte("."))
				_ = http.NewResponseController(w).Flush()
				select {
				case <-time.After(dripping):
				case <-r.Context().Done():
					return
				}
			}
		},
		"no-text": func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["X-Cache"] = []string{"\xff\xfe\x80 hit \xc3\x28"}
			w.Header()["Server"] = []string{"\xf0\x28\x8c\xbc"}
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write(bytes.Repeat([]byte("{\"page\":\"\xff\xc3\x28\xa0\xa1\xed\xa0\x80\x00\x1b[31m"), 1000))
		},
		"nested": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"page":{"id":"x"},"status":`))
			_, _ = w.Write(bytes.Repeat([]byte("["), 400<<10))
		},
		"script": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte("<html><title></script><script>alert(1)</script>{service}%!s(MISSING)</title>" +
				strings.Repeat(`<script>document.write("<img src=x onerror=alert(1)>")</script><!--`, scriptSize/64)))
		},
	}
}

// dripHead sends the very beginning of an answer one byte a second.
func dripHead(conn net.Conn) {
	for _, b := range []byte("HTTP/1.1 200 OK\r\nServer: " + strings.Repeat("slow ", 100)) {
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(dripping) // this is what it does; nothing waits for it
	}
}

// loopingNames answers with names that are written by pointing at themselves.
func loopingNames(w dns.ResponseWriter, query *dns.Msg) {
	raw, err := new(dns.Msg).SetReply(query).Pack()
	if err != nil {
		return
	}
	raw[7] = 3                                                            // three answers
	at := byte(len(raw))                                                  // #nosec: queries are short
	record := []byte{0xc0, at, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4} // a name that is itself
	chain := []byte{0xc0, at + 18, 0xc0, at + 16}                         // two that point at each other
	raw = append(append(raw, record...), chain...)
	_, _ = w.Write(append(raw, record...))
}
