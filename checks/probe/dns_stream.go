package probe

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
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

// askStream asks both questions over one connection, TCP or DoT.
func askStream(ctx context.Context, t *checks.Task, sv server, queries [2]*dns.Msg, patience time.Duration) (got [2]outcome) {
	ctx, cancel := context.WithTimeout(ctx, streamLimit(sv))
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
	ctx, cancel := context.WithTimeout(ctx, p.patience())
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
