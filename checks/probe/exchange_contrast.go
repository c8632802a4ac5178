package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"

	"fix502/checks"
	"fix502/platform"
)

// otherName asks the same address for an unrelated name, to see whether the name is
// what stands in the way. Over https it ends at the first word of the other side,
// whatever that is: nothing is sent after it and no certificate is looked at.
func otherName(ctx context.Context, t *checks.Task, req exchangeRequest, name string) *checks.ContrastFact {
	req = req.filled()
	req.Host, req.Stuck = name, nil
	fact := &checks.ContrastFact{Name: name}
	if req.Scheme != "https" {
		req.Path, req.Answer, req.Header = "/", slowPause, nil
		got := exchange(ctx, t, req)
		fact.Stage, fact.Fail = got.Fact.Stage, got.Fact.Fail
		fact.Answered = got.Fact.Status != 0 && got.Fact.Page.Kind != checks.PageBlock
		return fact
	}
	x := &exchanging{task: t, req: req}
	conn, err := x.connect(ctx)
	if err != nil {
		fact.Stage, fact.Fail = stageTCP, explain(err)
		return fact
	}
	defer conn.Close()
	ear := &listener{Conn: conn}
	err = x.greet(ctx, ear, 1)
	if fact.Answered = ear.speaksTLS(); !fact.Answered {
		fact.Stage, fact.Fail = stageTLS, explain(&stageError{stage: stageTLS, err: err})
	}
	return fact
}

// smallParts asks the same address again in small packets, to see whether large
// ones are what gets lost. Where the first exchange stalled before its page, the
// handshake tells. It is nil where this system cannot keep them small.
func smallParts(ctx context.Context, t *checks.Task, req exchangeRequest, stage string) *checks.ContrastFact {
	req = req.filled()
	req.Dial, req.Stuck, req.Answer = t.DialSmall, nil, slowPause
	fact := &checks.ContrastFact{Segment: segmentOf(req.Addr)}
	if stage == stageHTTP {
		got := exchange(ctx, t, req)
		if errors.Is(got.Err, errors.ErrUnsupported) {
			return nil
		}
		fact.Stage, fact.Fail, fact.Answered = got.Fact.Stage, got.Fact.Fail, got.Err == nil
		return fact
	}
	x := &exchanging{task: t, req: req}
	conn, err := x.connect(ctx)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	if err != nil {
		fact.Stage, fact.Fail = stageTCP, explain(err)
		return fact
	}
	defer conn.Close()
	if err := x.greet(ctx, conn, handshakeTrips); err != nil {
		fact.Stage, fact.Fail = stageTLS, explain(&stageError{stage: stageTLS, err: err})
		return fact
	}
	fact.Answered = true
	return fact
}

// greet does a handshake without regard to whose certificate comes, and sends
// nothing after it.
func (x *exchanging) greet(ctx context.Context, conn net.Conn, trips int) error {
	ctx, cancel := context.WithTimeout(ctx, x.req.Pace.patienceFor(trips))
	defer cancel()
	err := tls.Client(conn, &tls.Config{
		ServerName: ascii(x.req.Host), NextProtos: []string{"h2", "http/1.1"},
		InsecureSkipVerify: true, // what is asked is whether anybody answers, not who
	}).HandshakeContext(ctx)
	if err != nil {
		return because(ctx, err)
	}
	return nil
}

// listener hears the first bytes of the other side and ends the talk there.
type listener struct {
	net.Conn
	heard []byte
}

// errHeard ends a talk in which enough was heard.
var errHeard = errors.New("heard enough")

func (l *listener) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	l.heard = append(l.heard, p[:min(n, recordStart-len(l.heard))]...)
	if l.speaksTLS() {
		return 0, errHeard
	}
	return n, err
}

// recordStart is how many bytes tell that TLS is spoken.
const recordStart = 2

// speaksTLS tells that what was heard begins like a message of a handshake, or like
// the alert that refuses one (RFC 8446, 5.1).
func (l *listener) speaksTLS() bool {
	const alert, handshake, version = 21, 22, 3
	return len(l.heard) >= recordStart && (l.heard[0] == alert || l.heard[0] == handshake) && l.heard[1] == version
}

func segmentOf(addr netip.Addr) int {
	if addr.Unmap().Is4() {
		return platform.SmallSegment4
	}
	return platform.SmallSegment6
}
