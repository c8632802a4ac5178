package probe

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"fix502/checks"
)

// saying adds an extended error to every reply.
func saying(code uint16, a answerer) answerer {
	return func(q *dns.Msg) *dns.Msg {
		reply := a(q)
		reply.SetEdns0(ednsSize, false)
		reply.IsEdns0().Option = append(reply.IsEdns0().Option, &dns.EDNS0_EDE{InfoCode: code, ExtraText: "because"})
		return reply
	}
}

// A resolver that cannot find out is asked once more, with and without the checking
// of signatures, and everything that explains it is on record.
func TestAskAgain(t *testing.T) {
	noLeaks(t)
	knows := records(t, "app.test. 60 A 192.0.2.1", "app.test. 60 AAAA 2001:db8::1")
	servfail := rcodeOnly(dns.RcodeServerFailure)
	validating := func(q *dns.Msg) *dns.Msg {
		if q.CheckingDisabled {
			return knows(q)
		}
		return servfail(q)
	}
	// Both questions of the first try fail.
	recovering := func() answerer {
		var asked atomic.Int32
		return func(q *dns.Msg) *dns.Msg {
			if asked.Add(1) <= 2 {
				return servfail(q)
			}
			return knows(q)
		}
	}
	good := checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1", "2001:db8::1"}, TTL: 60}
	for name, tt := range map[string]struct {
		answer answerer
		want   checks.ReplyFact
	}{
		"the zone's signatures are broken": {validating, checks.ReplyFact{RCode: "SERVFAIL", Unchecked: good.Addresses}},
		"and the resolver says so":         {saying(dns.ExtendedErrorCodeSignatureExpired, validating), checks.ReplyFact{RCode: "SERVFAIL", Unchecked: good.Addresses, Errors: []uint16{7}}},
		"for another reason":               {saying(dns.ExtendedErrorCodeNoReachableAuthority, servfail), checks.ReplyFact{RCode: "SERVFAIL", Errors: []uint16{22}}},
		"it knows by now":                  {recovering(), good},
		"blocked":                          {saying(dns.ExtendedErrorCodeBlocked, rcodeOnly(dns.RcodeNameError)), checks.ReplyFact{RCode: "NXDOMAIN", Errors: []uint16{15}}},
	} {
		for _, transport := range []string{checks.OverUDP, checks.OverTCP} {
			t.Run(name+" over "+transport, func(t *testing.T) {
				if name == "it knows by now" {
					tt.answer = recovering()
				}
				addr := serveDNS(t, tt.answer, tt.answer)
				tt.want.Name = "app.test"
				got := ask(t.Context(), surroundings{}.task(), server{addr: addr, transport: transport}, "app.test", time.Second)
				if diff := cmp.Diff(tt.want, got, sameReply); diff != "" {
					t.Errorf("reply (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// TCP is where the rest of a reply is that was cut short. Where nobody listens
// there, that is on record too.
func TestAskCutShort(t *testing.T) {
	noLeaks(t)
	gone := closedPort(t)
	cut := func(q *dns.Msg) *dns.Msg {
		reply := new(dns.Msg).SetReply(q)
		reply.Truncated = true
		return reply
	}
	udp := serveDNS(t, cut, silence)
	// The same address, but connections go elsewhere.
	to := map[string]string{"tcp": gone.String(), "udp": udp.String()}
	task := checks.NewTask(checks.Env{Dial: byNetwork(to)}, nil, nil)
	got := ask(t.Context(), task, server{addr: udp, transport: checks.OverUDP}, "app.test", time.Second)
	want := checks.ReplyFact{Name: "app.test", Fail: checks.FailRefused, Retried: checks.OverTCP}
	if diff := cmp.Diff(want, got, sameReply); diff != "" {
		t.Errorf("reply (-want +got):\n%s", diff)
	}
	if kind := opinionOn(got); kind != opinionCut {
		t.Errorf("opinion %s", kind)
	}
}

// byNetwork sends every connection of a network to one address.
func byNetwork(to map[string]string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, to[network])
	}
}
