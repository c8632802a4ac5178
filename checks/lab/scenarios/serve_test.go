package scenarios

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// TestMain is the tests, or, started once more inside a room, one of the servers
// that are odd in a way that no real software is.
func TestMain(m *testing.M) {
	what := os.Getenv(serveEnv)
	if what == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	kind, address, _ := strings.Cut(what, " ")
	serve, known := odd()[kind]
	if !known {
		log.Fatalf("no server is called %q", kind)
	}
	if err := serve(ctx, address); err != nil {
		log.Fatal(err)
	}
	<-ctx.Done()
}

// odd are these servers. Each starts and returns.
func odd() map[string]func(ctx context.Context, address string) error {
	all := map[string]func(ctx context.Context, address string) error{
		"slow-dns": func(ctx context.Context, address string) error { return resolver(ctx, address, later(slowReply)) },
		"mid-dns":  func(ctx context.Context, address string) error { return resolver(ctx, address, later(bearableReply)) },
		"mute":     mute,

		"app": sit, "dead-child": sitWithDeadChild,
		"nothing": func(context.Context, string) error { os.Exit(0); return nil },
	}
	maps.Copy(all, hostile())
	return all
}

const (
	slowReply     = 700 * time.Millisecond // over the half second of the contract
	bearableReply = 200 * time.Millisecond // under it
)

// resolver answers over UDP and TCP.
func resolver(ctx context.Context, address string, handler dns.HandlerFunc) error {
	packets, err := (&net.ListenConfig{}).ListenPacket(ctx, "udp", address)
	if err != nil {
		return fmt.Errorf("starting a resolver: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("starting a resolver: %w", err)
	}
	go func() { _ = (&dns.Server{PacketConn: packets, Handler: handler}).ActivateAndServe() }()
	go func() { _ = (&dns.Server{Listener: listener, Handler: handler}).ActivateAndServe() }()
	return nil
}

// later tells the truth after a while.
func later(pause time.Duration) dns.HandlerFunc {
	return func(w dns.ResponseWriter, query *dns.Msg) {
		time.AfterFunc(pause, func() { _ = w.WriteMsg(truthful(query)) })
	}
}

// truthful is the right answer.
func truthful(query *dns.Msg) *dns.Msg {
	reply := new(dns.Msg).SetReply(query)
	q := query.Question[0]
	addresses, known := truth[strings.TrimSuffix(strings.ToLower(q.Name), ".")]
	if !known {
		reply.Rcode = dns.RcodeNameError
	}
	for _, a := range strings.Fields(addresses) {
		ip := net.ParseIP(a)
		head := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: 60}
		switch {
		case q.Qtype == dns.TypeA && ip.To4() != nil:
			reply.Answer = append(reply.Answer, &dns.A{Hdr: head, A: ip})
		case q.Qtype == dns.TypeAAAA && ip.To4() == nil:
			reply.Answer = append(reply.Answer, &dns.AAAA{Hdr: head, AAAA: ip})
		}
	}
	return reply
}

// mute takes connections and never says a word.
func mute(ctx context.Context, address string) error {
	return listen(ctx, address, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
}

// raw hands every connection to talk, encrypted unless the certificate is "plain".
func raw(ctx context.Context, address, cert string, talk func(net.Conn)) error {
	if cert == "plain" {
		return listen(ctx, address, talk)
	}
	pair, err := tls.LoadX509KeyPair(certFiles(cert))
	if err != nil {
		return fmt.Errorf("loading a certificate: %w", err)
	}
	return listen(ctx, address, func(conn net.Conn) { talk(tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{pair}})) })
}

// certFiles are the files of a certificate of the lab's and of its key.
func certFiles(name string) (cert, key string) {
	path := filepath.Join(os.Getenv("FIX502_LAB"), "certificates", name)
	return path + ".pem", path + ".key"
}

// listen hands every connection to talk and closes it when talk returns.
func listen(ctx context.Context, address string, talk func(net.Conn)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close() //nolint:errcheck // what it had to say is said
				talk(conn)
			}()
		}
	}()
	return nil
}

// plain serves http.
func plain(ctx context.Context, address string, handler http.HandlerFunc) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	go func() { _ = web(handler).Serve(listener) }()
	return nil
}

func web(handler http.HandlerFunc) *http.Server {
	return &http.Server{ReadHeaderTimeout: time.Minute, Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}
}

// secure serves https with a certificate of the lab's.
func secure(ctx context.Context, address, cert string, handler http.HandlerFunc) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	certificate, key := certFiles(cert)
	go func() { _ = web(handler).ServeTLS(listener, certificate, key) }()
	return nil
}
