package probe

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
)

// streamLimit bounds a question over TCP, DoT or DoH: the round trips that it
// takes, and the resolver's own work.
func streamLimit(sv server) time.Duration {
	trips := 3 // connection, handshake, answer
	if sv.transport == checks.OverTCP {
		trips = 2
	}
	return sv.pace.patienceFor(trips) + dnsThinking
}

// askStream asks both questions over one connection, TCP or DoT. They are sent
// together: the answer to the second does not build on that to the first, and
// resolvers take as many as come (RFC 7766, 6.2.1.1).
func askStream(ctx context.Context, t *checks.Task, sv server, queries [2]*dns.Msg, patience time.Duration) (got [2]outcome) {
	ctx, cancel := context.WithTimeout(ctx, streamLimit(sv))
	defer cancel()
	conn, err := dialStream(ctx, t, sv)
	if err != nil {
		return [2]outcome{{err: err}, {err: err}}
	}
	defer conn.Close()
	defer endWith(ctx, conn)()
	piece, err := onePiece(queries[:])
	if err != nil {
		return [2]outcome{{err: err}, {err: err}}
	}
	begun := time.Now()
	// A connection that takes no questions gives no answers: reading tells.
	go func() { _, _ = conn.Write(piece) }()
	got = [2]outcome{{err: errUnanswered}, {err: errUnanswered}}
	for range queries {
		i, reply, err := nextReply(ctx, conn, queries, got)
		got[i] = outcome{reply: reply, rtt: time.Since(begun), err: err}
		if reply == nil {
			break // nothing sensible comes any more
		}
		time.AfterFunc(patience, cancel) // harmless once this function has left
	}
	for i := range got {
		if errors.Is(got[i].err, errUnanswered) {
			got[i].err = got[1-i].err // both were asked in one breath
		}
	}
	return got
}

// errUnanswered marks a question whose answer has not come yet.
var errUnanswered = errors.New("not answered yet")

// onePiece puts questions one after the other, each with its length before it.
func onePiece(queries []*dns.Msg) ([]byte, error) {
	var piece []byte
	for _, q := range queries {
		packed, err := q.Pack()
		if err != nil {
			return nil, fmt.Errorf("packing the question: %w", err)
		}
		piece = append(binary.BigEndian.AppendUint16(piece, uint16(len(packed))), packed...)
	}
	return piece, nil
}

// nextReply reads one message and tells which of the questions still out it answers:
// a resolver may answer the second first. What answers none counts for the first.
func nextReply(ctx context.Context, conn net.Conn, queries [2]*dns.Msg, got [2]outcome) (int, *dns.Msg, error) {
	out := slices.IndexFunc(got[:], func(o outcome) bool { return errors.Is(o.err, errUnanswered) })
	raw, err := (&dns.Conn{Conn: conn}).ReadMsgHeader(nil)
	if err != nil {
		return out, nil, because(ctx, fmt.Errorf("waiting for a reply: %w", err))
	}
	for i, q := range queries {
		if reply, err := readReply(raw, q); err == nil && errors.Is(got[i].err, errUnanswered) {
			return i, reply, nil
		}
	}
	return out, nil, errGarbage
}

// askStreamOnce asks one question over TCP or DoT.
func askStreamOnce(ctx context.Context, t *checks.Task, sv server, query *dns.Msg) outcome {
	ctx, cancel := context.WithTimeout(ctx, streamLimit(sv))
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
	conn, err := connectStream(ctx, t, sv.pace, sv.addr.String())
	if err != nil {
		return nil, err
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

// connectStream opens a connection within the time that one round trip may take,
// and remembers what it took.
func connectStream(ctx context.Context, t *checks.Task, p *pace, address string) (net.Conn, error) {
	ctx, cancel := p.within(ctx, 1)
	defer cancel()
	begun := time.Now()
	conn, err := t.Dial(ctx, "tcp", address)
	if err != nil {
		return nil, because(ctx, fmt.Errorf("connecting: %w", err))
	}
	p.saw(time.Since(begun))
	return conn, nil
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
	reply, err := readReply(raw, query)
	return outcome{reply: reply, rtt: time.Since(begun), err: err}
}
