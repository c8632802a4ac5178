package probe

import (
	"context"
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
	"fix502/platform"
)

const (
	// ednsSize is what a reply over UDP may hold without being cut into fragments
	// on any usual path (DNS flag day 2020).
	ednsSize = 1232
	// dnsThinking is how long a resolver may take to look a name up anew, beyond the
	// round trips to it.
	dnsThinking = time.Second
	// maxDNSMessage is the largest DNS message there can be.
	maxDNSMessage = 65535
)

// errGarbage is a reply that is no DNS message, or answers another question.
var errGarbage = errors.New("reply does not answer the question")

// server is one resolver reached in one way.
type server struct {
	addr      netip.AddrPort
	spare     netip.AddrPort // another address of the same resolver; not valid where it has none
	transport string         // checks.OverUDP …
	name      string         // the name its certificate must be for, with DoT
	url       string         // where it is asked, with DoH
	pace      *pace          // what this line's round trips take; may be nil
}

// outcome is what became of one question.
type outcome struct {
	reply   *dns.Msg      // nil where none came
	rtt     time.Duration // of the question alone, without opening a connection for it
	retried string        // checks.OverTCP where the reply over UDP was cut short
	err     error
}

// ask puts the A and the AAAA question for a name to a resolver. Once one of
// them has brought addresses the other is waited for no longer than patience. A
// resolver that could not find out is asked once more.
func ask(ctx context.Context, t *checks.Task, sv server, name string, patience time.Duration) checks.ReplyFact {
	queries := newQueries(name)
	if _, err := queries[0].Pack(); err != nil {
		return checks.ReplyFact{Name: name, Fail: checks.FailNoAddress} // no name that DNS could hold
	}
	fact := merge(name, queries, put(ctx, t, sv, queries, patience))
	if fact.RCode == "SERVFAIL" {
		return askAgain(ctx, t, sv, fact, patience)
	}
	return fact
}

// put sends both questions the way that the server is reached.
func put(ctx context.Context, t *checks.Task, sv server, queries [2]*dns.Msg, patience time.Duration) [2]outcome {
	switch sv.transport {
	case checks.OverUDP:
		return askUDPTwice(ctx, t, sv, queries, patience)
	case checks.OverDoH:
		return askDoH(ctx, t, sv, queries, patience)
	}
	return askStream(ctx, t, sv, queries, patience)
}

// askAgain follows a SERVFAIL: the same question once more, since a resolver that
// had to look far often knows by then, and beside it the same without the checking
// of signatures (CD bit, RFC 4035, 3.2.2). Where only the latter brings addresses,
// the zone's signatures are what is broken.
func askAgain(ctx context.Context, t *checks.Task, sv server, first checks.ReplyFact, patience time.Duration) checks.ReplyFact {
	ctx, cancel := context.WithTimeout(ctx, udpTry(sv.pace))
	defer cancel()
	facts := sideBySide([]bool{false, true}, func(unchecked bool) checks.ReplyFact {
		queries := newQueries(first.Name)
		for _, q := range queries {
			q.CheckingDisabled = unchecked
		}
		return merge(first.Name, queries, put(ctx, t, sv, queries, patience))
	})
	again, unchecked := facts[0], facts[1]
	if definite(again) {
		return again
	}
	first.Errors = union(first.Errors, again.Errors)
	if definite(unchecked) {
		first.Unchecked = unchecked.Addresses
	}
	return first
}

func newQueries(name string) [2]*dns.Msg {
	return [2]*dns.Msg{newQuery(name, dns.TypeA), newQuery(name, dns.TypeAAAA)}
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

// endWith makes every wait on conn end together with ctx. The function it
// returns lets go of ctx again.
func endWith(ctx context.Context, conn net.Conn) (release func()) {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return func() { stop() }
}

// because puts the end of ctx in the place of an error that only follows from it.
// A firewall's refusal doesn't.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, platform.NotPermitted) {
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
