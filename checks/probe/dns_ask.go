package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/net/idna"

	"fix502/checks"
)

const (
	// ednsSize is what a reply over UDP may hold without being cut into fragments
	// on any usual path (DNS flag day 2020).
	ednsSize = 1232
	// dnsTry waits for a resolver that is far away or has to look the name up anew.
	dnsTry = 1200 * time.Millisecond
	// dnsTries allows for one lost packet.
	dnsTries = 2
	// dnsStream bounds a question over TCP, DoT or DoH: connection, handshake, answer.
	dnsStream = 3 * time.Second
	// maxGarbage is how many packets that answer nothing are looked at in one try.
	maxGarbage = 64
	// maxDNSMessage is the largest DNS message there can be.
	maxDNSMessage = 65535
)

// errGarbage is a reply that is no DNS message, or answers another question.
var errGarbage = errors.New("reply does not answer the question")

// server is one resolver reached in one way.
type server struct {
	addr      netip.AddrPort
	transport string // checks.OverUDP …
	name      string // the name its certificate must be for, with DoT
	url       string // where it is asked, with DoH
}

// outcome is what became of one question.
type outcome struct {
	reply   *dns.Msg      // nil where none came
	rtt     time.Duration // of the question alone, without opening a connection for it
	retried string        // checks.OverTCP where the reply over UDP was cut short
	err     error
}

// ask puts the A and the AAAA question for a name to a resolver. Once one of
// them has brought addresses the other is waited for no longer than patience.
func ask(ctx context.Context, t *checks.Task, sv server, name string, patience time.Duration) checks.ReplyFact {
	queries := [2]*dns.Msg{newQuery(name, dns.TypeA), newQuery(name, dns.TypeAAAA)}
	if _, err := queries[0].Pack(); err != nil {
		return checks.ReplyFact{Name: name, Fail: checks.FailNoAddress} // no name that DNS could hold
	}
	var got [2]outcome
	switch sv.transport {
	case checks.OverUDP:
		got = askUDPTwice(ctx, t, sv, queries, patience)
	case checks.OverDoH:
		got = askDoH(ctx, t, sv, queries, patience)
	default:
		got = askStream(ctx, t, sv, queries, patience)
	}
	return merge(name, queries, got)
}

func newQuery(name string, kind uint16) *dns.Msg {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(ascii(name)), kind)
	m.SetEdns0(ednsSize, false)
	return m
}

// ascii gives the form of a name that DNS and certificates use. A name that the
// rules for international names refuse is left as it is.
func ascii(name string) string {
	if plain, err := idna.Lookup.ToASCII(name); err == nil {
		return plain
	}
	return name
}

// askUDPTwice asks both questions side by side, each from a socket of its own.
func askUDPTwice(ctx context.Context, t *checks.Task, sv server, queries [2]*dns.Msg, patience time.Duration) [2]outcome {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		got  [2]outcome
		wg   sync.WaitGroup
		once sync.Once
		slow *time.Timer
	)
	for i, q := range queries {
		wg.Go(func() {
			got[i] = askUDP(ctx, t, sv, q)
			if len(addresses(q, got[i].reply)) > 0 {
				once.Do(func() { slow = time.AfterFunc(patience, cancel) })
			}
		})
	}
	wg.Wait()
	if slow != nil {
		slow.Stop()
	}
	return got
}

// askUDP sends one question, sends it again if nothing comes, and falls back to
// TCP where the reply says that it was cut short.
func askUDP(ctx context.Context, t *checks.Task, sv server, query *dns.Msg) outcome {
	begun := time.Now()
	reply, err := exchangeUDP(ctx, t, sv, query)
	if err == nil && reply.Rcode == dns.RcodeFormatError && reply.IsEdns0() == nil {
		// An old resolver that does not know EDNS0 is asked the old way (RFC 6891, 7).
		query.Extra = nil
		reply, err = exchangeUDP(ctx, t, sv, query)
	}
	out := outcome{reply: reply, rtt: time.Since(begun), err: err}
	if err == nil && reply.Truncated {
		out.retried = checks.OverTCP
		whole := askStreamOnce(ctx, t, server{addr: sv.addr, transport: checks.OverTCP}, query)
		out.reply, out.err = whole.reply, whole.err
	}
	return out
}

func exchangeUDP(ctx context.Context, t *checks.Task, sv server, query *dns.Msg) (*dns.Msg, error) {
	packed, err := query.Pack()
	if err != nil {
		return nil, fmt.Errorf("packing the question: %w", err)
	}
	conn, err := t.Dial(ctx, "udp", sv.addr.String())
	if err != nil {
		return nil, fmt.Errorf("opening a socket: %w", err)
	}
	defer conn.Close()
	defer endWith(ctx, conn)()
	for range dnsTries {
		var reply *dns.Msg
		// The same socket and number for both tries: a late reply to the first counts.
		if reply, err = sendUDP(ctx, conn, packed, query); err == nil {
			return reply, nil
		}
		if checks.Explain(err) != checks.FailTimeout || ctx.Err() != nil {
			return nil, err
		}
	}
	return nil, err
}

// sendUDP sends the question once and waits for its reply. Packets that do not
// answer it are passed over, as a spoofed one must not hide the true one behind it.
func sendUDP(ctx context.Context, conn net.Conn, packed []byte, query *dns.Msg) (*dns.Msg, error) {
	if err := conn.SetDeadline(time.Now().Add(dnsTry)); err != nil {
		return nil, fmt.Errorf("limiting the wait: %w", err)
	}
	if err := context.Cause(ctx); err != nil { // the limit just set may have undone the one of endWith
		return nil, err
	}
	if _, err := conn.Write(packed); err != nil {
		return nil, fmt.Errorf("sending the question: %w", err)
	}
	buf := make([]byte, maxDNSMessage)
	garbage := 0
	for garbage < maxGarbage {
		n, err := conn.Read(buf)
		if err != nil && garbage > 0 {
			return nil, errGarbage
		}
		if err != nil {
			return nil, because(ctx, fmt.Errorf("waiting for a reply: %w", err))
		}
		reply := new(dns.Msg)
		if reply.Unpack(buf[:n]) == nil && answers(query, reply) {
			return reply, nil
		}
		garbage++
	}
	return nil, errGarbage
}

// askStream asks both questions over one connection, TCP or DoT.
func askStream(ctx context.Context, t *checks.Task, sv server, queries [2]*dns.Msg, patience time.Duration) (got [2]outcome) {
	ctx, cancel := context.WithTimeout(ctx, dnsStream)
	defer cancel()
	conn, err := dialStream(ctx, t, sv)
	if err != nil {
		return [2]outcome{{err: err}, {err: err}}
	}
	defer conn.Close()
	defer endWith(ctx, conn)()
	for i, q := range queries {
		if i > 0 && got[0].reply != nil {
			time.AfterFunc(patience, cancel) // harmless once this function has left
		}
		got[i] = talk(ctx, conn, q)
	}
	return got
}

// askStreamOnce asks one question over TCP or DoT.
func askStreamOnce(ctx context.Context, t *checks.Task, sv server, query *dns.Msg) outcome {
	ctx, cancel := context.WithTimeout(ctx, dnsStream)
	defer cancel()
	conn, err := dialStream(ctx, t, sv)
	if err != nil {
		return outcome{err: err}
	}
	defer conn.Close()
	defer endWith(ctx, conn)()
	return talk(ctx, conn, query)
}

// dialStream opens the connection for TCP, and the encrypted one for DoT.
func dialStream(ctx context.Context, t *checks.Task, sv server) (net.Conn, error) {
	conn, err := t.Dial(ctx, "tcp", sv.addr.String())
	if err != nil {
		return nil, because(ctx, fmt.Errorf("connecting: %w", err))
	}
	if sv.transport != checks.OverDoT {
		return conn, nil
	}
	secure := tls.Client(conn, &tls.Config{ServerName: sv.name, RootCAs: t.Roots, Time: t.Now, NextProtos: []string{"dot"}})
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, because(ctx, &stageError{stage: stageTLS, err: err})
	}
	return secure, nil
}

// talk asks one question on an open connection.
func talk(ctx context.Context, conn net.Conn, query *dns.Msg) outcome {
	stream := &dns.Conn{Conn: conn}
	begun := time.Now()
	if err := stream.WriteMsg(query); err != nil {
		return outcome{err: because(ctx, fmt.Errorf("sending the question: %w", err))}
	}
	raw, err := stream.ReadMsgHeader(nil)
	if err != nil {
		return outcome{err: because(ctx, fmt.Errorf("waiting for a reply: %w", err))}
	}
	reply := new(dns.Msg)
	if reply.Unpack(raw) != nil || !answers(query, reply) {
		return outcome{err: errGarbage}
	}
	return outcome{reply: reply, rtt: time.Since(begun)}
}

// endWith makes every wait on conn end together with ctx. The function it
// returns lets go of ctx again.
func endWith(ctx context.Context, conn net.Conn) (release func()) {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return func() { stop() }
}

// because puts the end of ctx in the place of an error that only follows from it.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("%w (%v)", cause, err) // not both: what broke off says "canceled" whoever was the cause
	}
	return err
}

// failOf is the Fail code of a question that brought no reply.
func failOf(err error) string {
	var malformed *dns.Error
	if errors.Is(err, errGarbage) || errors.As(err, &malformed) {
		return checks.FailGarbage
	}
	return explain(err)
}

// answers tells whether a reply belongs to a question.
func answers(query, reply *dns.Msg) bool {
	if !reply.Response || reply.Id != query.Id || reply.Opcode != query.Opcode {
		return false
	}
	if len(reply.Question) == 0 { // some resolvers leave it out of a refusal
		return reply.Rcode != dns.RcodeSuccess
	}
	asked, told := query.Question[0], reply.Question[0]
	return len(reply.Question) == 1 && told.Qtype == asked.Qtype && told.Qclass == asked.Qclass && strings.EqualFold(told.Name, asked.Name)
}
