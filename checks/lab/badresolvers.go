package lab

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// Resolvers that fail in known ways. Nobody listens at NoResolver.
const (
	NoResolver       = "127.0.0.60"
	SilentResolver   = "127.0.0.61"
	BrokenResolver   = "127.0.0.62" // SERVFAIL
	RefusingResolver = "127.0.0.63"
	DenyingResolver  = "127.0.0.64" // NXDOMAIN
	GarbageResolver  = "127.0.0.65"
	LyingResolver    = "127.0.0.66" // a server that does not serve the name
	HotelResolver    = "127.0.0.67" // the sign-in page, for every name
	SinkResolver     = "127.0.0.68" // 0.0.0.0
	SlowResolver     = "127.0.0.69"
	EmptyResolver    = "127.0.0.70" // knows the names, and no address
	GoodResolver     = "127.0.0.71" // a second one that is right
	SecretResolver   = "127.0.0.72" // right over DoT and DoH; nobody listens for plain questions
	TappedResolver   = "127.0.0.73" // the same; plain questions are answered with a lie on the way
	OtherResolver    = "127.0.0.74" // a web server that knows nothing of the name
	slowReply        = 700 * time.Millisecond
	mostGarbage      = 400 // bytes of what is no DNS message
)

// startBadResolvers starts them all.
func (l *Lab) startBadResolvers(ctx context.Context) error {
	always := func(address string) func(string) string { return func(string) string { return address } }
	right := func(name string) string { return names[name] }
	for address, reply := range map[string]dns.HandlerFunc{
		SilentResolver:   func(dns.ResponseWriter, *dns.Msg) {},
		BrokenResolver:   replying(dns.RcodeServerFailure, nil),
		RefusingResolver: replying(dns.RcodeRefused, nil),
		DenyingResolver:  replying(dns.RcodeNameError, nil),
		GarbageResolver:  func(w dns.ResponseWriter, _ *dns.Msg) { _, _ = w.Write([]byte(strings.Repeat("?", mostGarbage))) },
		LyingResolver:    replying(dns.RcodeSuccess, always(addrWrong)),
		HotelResolver:    replying(dns.RcodeSuccess, always(addrHotel)),
		SinkResolver:     replying(dns.RcodeSuccess, always("0.0.0.0")),
		EmptyResolver:    replying(dns.RcodeSuccess, always("")),
		GoodResolver:     replying(dns.RcodeSuccess, right),
		TappedResolver:   replying(dns.RcodeSuccess, always(addrWrong)),
		OtherResolver:    replying(dns.RcodeSuccess, always(addrWeb)),
		SlowResolver: func(w dns.ResponseWriter, m *dns.Msg) {
			time.AfterFunc(slowReply, func() { replying(dns.RcodeSuccess, right)(w, m) })
		},
	} {
		if err := l.plainDNS(ctx, address, reply); err != nil {
			return err
		}
	}
	for _, address := range []string{SecretResolver, TappedResolver} {
		if err := l.secretDNS(ctx, address, replying(dns.RcodeSuccess, right)); err != nil {
			return err
		}
	}
	return l.startOddResolvers(ctx)
}

// replying answers with a code and, where there is a name for it, an address.
// Names of the lab that are not known do not exist.
func replying(code int, address func(name string) string) dns.HandlerFunc {
	return func(w dns.ResponseWriter, query *dns.Msg) {
		_ = w.WriteMsg(replyTo(query, code, address))
	}
}

func replyTo(query *dns.Msg, code int, address func(name string) string) *dns.Msg {
	reply := new(dns.Msg).SetRcode(query, code)
	if address == nil || len(query.Question) != 1 {
		return reply
	}
	q := query.Question[0]
	name := strings.TrimSuffix(strings.ToLower(q.Name), ".")
	addresses := strings.Fields(address(name))
	switch {
	case names[name] == "" && len(addresses) == 0:
		reply.Rcode = dns.RcodeNameError
	case q.Qtype == dns.TypeAAAA && name == Twofold:
		reply.Answer = []dns.RR{&dns.AAAA{Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeAAAA, Class: dns.ClassINET, Ttl: 60}, AAAA: net.ParseIP(addrSilent6)}}
	case q.Qtype == dns.TypeA:
		for _, addr := range addresses {
			reply.Answer = append(reply.Answer, &dns.A{Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60}, A: net.ParseIP(addr)})
		}
	}
	return reply
}

// packetDNS answers over UDP only.
func (l *Lab) packetDNS(ctx context.Context, address string, reply dns.HandlerFunc) error {
	packets, err := (&net.ListenConfig{}).ListenPacket(ctx, "udp", address+":53")
	if err != nil {
		return fmt.Errorf("starting a resolver: %w", err)
	}
	l.run53(&dns.Server{PacketConn: packets, Handler: reply})
	return nil
}

func (l *Lab) plainDNS(ctx context.Context, address string, reply dns.HandlerFunc) error {
	if err := l.packetDNS(ctx, address, reply); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address+":53")
	if err != nil {
		return fmt.Errorf("starting a resolver: %w", err)
	}
	l.run53(&dns.Server{Listener: listener, Handler: reply})
	return nil
}

// secretDNS answers over DoT and DoH.
func (l *Lab) secretDNS(ctx context.Context, address string, reply dns.HandlerFunc) error {
	cert, err := l.certificate("dot-"+address, time.Now().Add(certificateLife), "dot.lab.test")
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address+":853")
	if err != nil {
		return fmt.Errorf("starting a resolver: %w", err)
	}
	l.run53(&dns.Server{Listener: tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{*cert}}), Handler: reply})
	return l.serve(ctx, address+":443", cert, func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(io.LimitReader(r.Body, dns.MaxMsgSize))
		query := new(dns.Msg)
		if err != nil || query.Unpack(raw) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		packed, err := replyTo(query, dns.RcodeSuccess, func(name string) string { return names[name] }).Pack()
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/dns-message")
		_, _ = w.Write(packed)
	})
}

// run53 runs a DNS server as long as the lab.
func (l *Lab) run53(server *dns.Server) {
	started := make(chan struct{})
	server.NotifyStartedFunc = func() { close(started) }
	go func() { _ = server.ActivateAndServe() }()
	<-started
	l.closers = append(l.closers, func() { _ = server.Shutdown() })
}
