package probe

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
)

const (
	// dnsTry waits for a resolver that is far away or has to look the name up anew.
	dnsTry = 1200 * time.Millisecond
	// dnsTryMost is the same on a line by satellite, where patience is longest.
	dnsTryMost = 1500 * time.Millisecond
	// dnsTries allows for one lost packet.
	dnsTries = 2
	// maxGarbage is how many packets that answer nothing are looked at in one try.
	maxGarbage = 64
)

// udpTry is how long a question over UDP is waited for before it is sent again. A
// late reply to the first still counts then, so that both tries together are what a
// slow line gets.
func udpTry(p *pace) time.Duration {
	if p.slowestSeen() == 0 {
		return dnsTry
	}
	return min(max(dnsTry, p.patience()), dnsTryMost)
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
		whole := askStreamOnce(ctx, t, server{addr: sv.addr, transport: checks.OverTCP, pace: sv.pace}, query)
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
		if reply, err = sendUDP(ctx, conn, packed, query, udpTry(sv.pace)); err == nil {
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
func sendUDP(ctx context.Context, conn net.Conn, packed []byte, query *dns.Msg, wait time.Duration) (*dns.Msg, error) {
	if err := conn.SetDeadline(time.Now().Add(wait)); err != nil {
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
		if reply, err := readReply(buf[:n], query); err == nil {
			return reply, nil
		}
		garbage++
	}
	return nil, errGarbage
}
