package rehearsal

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// book is a resolver's knowledge: what it replies to one question. The addresses
// are of either family; nil makes it silent.
type book func(name string) (code int, addrs []netip.Addr, wait time.Duration)

// resolver is a DNS server of the world.
type resolver struct {
	at     netip.Addr
	name   string // of its certificate; "" offers no encryption
	plain  book   // over UDP and TCP; nil for nobody there
	secret book   // over DoT and DoH
}

// The ways in which books go wrong.
func (w *World) rightBook(name string) (int, []netip.Addr, time.Duration) {
	addrs, known := w.zone[name]
	if !known {
		return dns.RcodeNameError, nil, 0
	}
	return dns.RcodeSuccess, addrs, 0
}

// silentBook never replies.
func silentBook(string) (int, []netip.Addr, time.Duration) { return noReply, nil, 0 }

// noReply is no code of DNS.
const noReply = -1

func refusingBook(code int) book {
	return func(string) (int, []netip.Addr, time.Duration) { return code, nil, 0 }
}

// lyingBook is right about everything but some names.
func (w *World) lyingBook(code int, addrs []netip.Addr, names ...string) book {
	return func(name string) (int, []netip.Addr, time.Duration) {
		for _, n := range names {
			if n == name {
				return code, addrs, 0
			}
		}
		return w.rightBook(name)
	}
}

// slowBook is right, and late.
func (w *World) slowBook(wait time.Duration) book {
	return func(name string) (int, []netip.Addr, time.Duration) {
		code, addrs, _ := w.rightBook(name)
		return code, addrs, wait
	}
}

// replyTo makes the reply to a question after the time of the way, nil for silence.
func (b book) replyTo(ctx context.Context, query *dns.Msg, way time.Duration) *dns.Msg {
	if len(query.Question) != 1 {
		return new(dns.Msg).SetRcode(query, dns.RcodeFormatError)
	}
	q := query.Question[0]
	code, addrs, wait := b(strings.ToLower(strings.TrimSuffix(q.Name, ".")))
	if code == noReply || !sleep(ctx, way+wait) {
		return nil
	}
	reply := new(dns.Msg).SetRcode(query, code)
	reply.RecursionAvailable = true
	const life = 60 // seconds
	for _, a := range addrs {
		switch {
		case a.Is4() && q.Qtype == dns.TypeA:
			reply.Answer = append(reply.Answer, &dns.A{Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: life}, A: a.AsSlice()})
		case a.Is6() && q.Qtype == dns.TypeAAAA:
			reply.Answer = append(reply.Answer, &dns.AAAA{Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeAAAA, Class: dns.ClassINET, Ttl: life}, AAAA: a.AsSlice()})
		}
	}
	return reply
}

// handler serves a book over UDP, TCP and DoT.
func (w *World) handler(b book, way time.Duration) dns.Handler {
	return dns.HandlerFunc(func(to dns.ResponseWriter, query *dns.Msg) {
		if reply := b.replyTo(w.life, query, way); reply != nil {
			_ = to.WriteMsg(reply) // whoever asked may have gone
		}
	})
}

// overHTTPS serves a book over DoH (RFC 8484).
func (w *World) overHTTPS(b book) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, dns.MaxMsgSize))
		query := new(dns.Msg)
		if err != nil || query.Unpack(raw) != nil {
			rw.WriteHeader(http.StatusBadRequest)
			return
		}
		reply := b.replyTo(r.Context(), query, 0)
		if reply == nil {
			<-r.Context().Done()
			return
		}
		packed, err := reply.Pack()
		if err != nil {
			rw.WriteHeader(http.StatusInternalServerError)
			return
		}
		rw.Header().Set("Content-Type", "application/dns-message")
		_, _ = rw.Write(packed)
	})
}

// sleep waits; it is false where ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
