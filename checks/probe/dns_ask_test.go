package probe

import (
	"context"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/miekg/dns"

	"fix502/checks"
)

func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }

// sameReply compares replies without their times.
var sameReply = cmpopts.IgnoreFields(checks.ReplyFact{}, "RTT")

func TestAskUDP(t *testing.T) {
	noLeaks(t)
	a := records(t, "alias.test. 60 CNAME App.Test.", "app.test. 60 A 192.0.2.1", "app.test. 30 AAAA 2001:db8::1",
		"six.test. 60 AAAA 2001:db8::6", "text.test. 60 TXT x")
	cut := func(q *dns.Msg) *dns.Msg {
		reply := new(dns.Msg).SetReply(q)
		reply.Truncated = true
		return reply
	}
	change := func(f func(*dns.Msg)) answerer {
		return func(q *dns.Msg) *dns.Msg {
			reply := a(q)
			f(reply)
			return reply
		}
	}
	stranger, err := dns.NewRR("other.test. 60 A 192.0.2.66")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		udp  answerer
		ask  string
		want checks.ReplyFact
	}{
		"right":       {udp: a, ask: "app.test", want: checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1", "2001:db8::1"}, TTL: 30}},
		"alias":       {udp: a, ask: "alias.test", want: checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1", "2001:db8::1"}, CNAMEs: []string{"app.test"}, TTL: 30}},
		"only IPv6":   {udp: a, ask: "six.test", want: checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"2001:db8::6"}, TTL: 60}},
		"no data":     {udp: a, ask: "text.test", want: checks.ReplyFact{RCode: "NOERROR"}},
		"no name":     {udp: a, ask: "none.test", want: checks.ReplyFact{RCode: "NXDOMAIN"}},
		"servfail":    {udp: rcodeOnly(dns.RcodeServerFailure), ask: "app.test", want: checks.ReplyFact{RCode: "SERVFAIL"}},
		"refused":     {udp: rcodeOnly(dns.RcodeRefused), ask: "app.test", want: checks.ReplyFact{RCode: "REFUSED"}},
		"truncated":   {udp: cut, ask: "app.test", want: checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1", "2001:db8::1"}, TTL: 30, Retried: "tcp"}},
		"silence":     {udp: silence, ask: "app.test", want: checks.ReplyFact{Fail: checks.FailTimeout}},
		"wrong id":    {udp: change(func(m *dns.Msg) { m.Id++ }), ask: "app.test", want: checks.ReplyFact{Fail: checks.FailGarbage}},
		"no response": {udp: change(func(m *dns.Msg) { m.Response = false }), ask: "app.test", want: checks.ReplyFact{Fail: checks.FailGarbage}},
		"other question": {
			udp: change(func(m *dns.Msg) { m.Question[0].Name = "other.test." }), ask: "app.test",
			want: checks.ReplyFact{Fail: checks.FailGarbage},
		},
		"no question": {
			udp: change(func(m *dns.Msg) { m.Question = nil }), ask: "app.test",
			want: checks.ReplyFact{Fail: checks.FailGarbage},
		},
		"no question in a refusal": {
			udp: change(func(m *dns.Msg) { m.Question, m.Answer, m.Rcode = nil, nil, dns.RcodeRefused }), ask: "app.test",
			want: checks.ReplyFact{RCode: "REFUSED"},
		},
		"records of strangers": {
			udp: change(func(m *dns.Msg) { m.Answer = []dns.RR{stranger} }), ask: "app.test",
			want: checks.ReplyFact{RCode: "NOERROR"},
		},
		"no EDNS0": {
			udp: func(q *dns.Msg) *dns.Msg {
				if q.IsEdns0() != nil {
					return new(dns.Msg).SetRcode(q, dns.RcodeFormatError)
				}
				return a(q)
			},
			ask: "app.test", want: checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1", "2001:db8::1"}, TTL: 30},
		},
		"not a name": {udp: a, ask: strings.Repeat("x", 64) + ".test", want: checks.ReplyFact{Fail: checks.FailNoAddress}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			if tt.want.Fail == checks.FailTimeout || tt.want.Fail == checks.FailGarbage {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 200*time.Millisecond)
				defer cancel()
			}
			addr := serveDNS(t, tt.udp, a)
			tt.want.Name = tt.ask
			got := ask(ctx, surroundings{}.task(), server{addr: addr, transport: checks.OverUDP}, tt.ask, time.Second)
			if diff := cmp.Diff(tt.want, got, sameReply); diff != "" {
				t.Errorf("reply (-want +got):\n%s", diff)
			}
			if (got.RTT > 0) != (got.RCode != "") {
				t.Errorf("a time of %v ms with the rcode %q", got.RTT, got.RCode)
			}
		})
	}
}

// A spoofed packet must not hide the true one that comes behind it.
func TestAskPassesOverSpoofedPackets(t *testing.T) {
	noLeaks(t)
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	answer := records(t, "app.test. 60 A 192.0.2.1")
	handler := dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		spoofed := answer(q)
		spoofed.Id ^= 0xffff
		_, _ = w.Write([]byte("no DNS message at all"))
		_ = w.WriteMsg(spoofed)
		_ = w.WriteMsg(answer(q))
	})
	run(t, &dns.Server{PacketConn: packets, Handler: handler})
	addr := netip.MustParseAddrPort(packets.LocalAddr().String())
	got := ask(t.Context(), surroundings{}.task(), server{addr: addr, transport: checks.OverUDP}, "app.test", time.Second)
	if !slices.Equal(got.Addresses, []string{"192.0.2.1"}) {
		t.Errorf("got %+v", got)
	}
}

func TestAskClosedPort(t *testing.T) {
	noLeaks(t)
	for _, transport := range []string{checks.OverUDP, checks.OverTCP, checks.OverDoT} {
		t.Run(transport, func(t *testing.T) {
			got := ask(t.Context(), surroundings{}.task(), server{addr: closedPort(t), transport: transport, name: "dns.test"}, "app.test", time.Second)
			if got.Fail != checks.FailRefused {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// pipes is a network whose other end the test plays.
func pipes(talk func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		go func() {
			defer there.Close()
			talk(there)
		}()
		return here, nil
	}
}

func TestAskSendsASecondTime(t *testing.T) {
	answer := records(t, "app.test. 60 A 192.0.2.1")
	synctest.Test(t, func(t *testing.T) {
		lossy := pipes(func(conn net.Conn) {
			buf := make([]byte, maxDNSMessage)
			for packet := 1; ; packet++ {
				n, err := conn.Read(buf)
				if err != nil {
					return
				}
				q := new(dns.Msg)
				if q.Unpack(buf[:n]) != nil || packet == 1 {
					continue // the first one is lost
				}
				if packed, err := answer(q).Pack(); err == nil {
					_, _ = conn.Write(packed)
				}
			}
		})
		task := checks.NewTask(checks.Env{Dial: lossy}, nil, nil)
		got := ask(t.Context(), task, server{transport: checks.OverUDP}, "app.test", time.Second)
		if !slices.Equal(got.Addresses, []string{"192.0.2.1"}) {
			t.Errorf("got %+v", got)
		}
	})
}

// A resolver that never answers for AAAA must not keep the A answer back.
func TestAskDoesNotWaitForTheOtherFamily(t *testing.T) {
	noLeaks(t)
	answer := records(t, "app.test. 60 A 192.0.2.1")
	half := func(q *dns.Msg) *dns.Msg {
		if q.Question[0].Qtype == dns.TypeAAAA {
			return nil
		}
		return answer(q)
	}
	addr := serveDNS(t, half, half)
	for _, transport := range []string{checks.OverUDP, checks.OverTCP} {
		t.Run(transport, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), dnsTry) // before the first try has run out
			defer cancel()
			got := ask(ctx, surroundings{}.task(), server{addr: addr, transport: transport}, "app.test", 20*time.Millisecond)
			if got.RCode != "NOERROR" || !slices.Equal(got.Addresses, []string{"192.0.2.1"}) || ctx.Err() != nil {
				t.Errorf("got %+v, %v", got, ctx.Err())
			}
		})
	}
}

func TestAskEncrypted(t *testing.T) {
	noLeaks(t)
	ca, stranger := newAuthority(t, "Lab CA"), newAuthority(t, "Stranger CA")
	answer := records(t, "app.test. 60 A 192.0.2.1", "app.test. 60 AAAA 2001:db8::1")
	good := checks.ReplyFact{Name: "app.test", RCode: "NOERROR", Addresses: []string{"192.0.2.1", "2001:db8::1"}, TTL: 60}
	failed := func(fail string) checks.ReplyFact { return checks.ReplyFact{Name: "app.test", Fail: fail} }
	spoof := func(q *dns.Msg) *dns.Msg {
		reply := answer(q)
		reply.Question[0].Name = "other.test."
		return reply
	}
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>sign in</html>")) })
	dot := func(a *authority, name string, life time.Duration, answer answerer) func(*testing.T) server {
		return func(t *testing.T) server {
			return server{addr: serveDoT(t, a.issue(t, name, life), answer), transport: checks.OverDoT, name: "dns.test"}
		}
	}
	doh := func(a *authority, name string, handler http.Handler) func(*testing.T) server {
		return func(t *testing.T) server {
			addr := serveTLS(t, a.issue(t, name, time.Hour), handler)
			_, port, _ := net.SplitHostPort(addr.String())
			// The port of the plain resolver must not matter, that of the URL must.
			return server{addr: netip.AddrPortFrom(addr.Addr(), 53), transport: checks.OverDoH, url: "https://dns.test:" + port + "/dns-query"}
		}
	}
	for name, tt := range map[string]struct {
		serve func(*testing.T) server
		roots *x509.CertPool
		want  checks.ReplyFact
	}{
		"DoT":               {serve: dot(ca, "dns.test", time.Hour, answer), want: good},
		"DoT, other name":   {serve: dot(ca, "other.test", time.Hour, answer), want: failed(checks.FailWrongName)},
		"DoT, expired":      {serve: dot(ca, "dns.test", -time.Hour, answer), want: failed(checks.FailExpired)},
		"DoT, untrusted":    {serve: dot(stranger, "dns.test", time.Hour, answer), want: failed(checks.FailUntrusted)},
		"DoT, other answer": {serve: dot(ca, "dns.test", time.Hour, spoof), want: failed(checks.FailGarbage)},
		"DoH":               {serve: doh(ca, "dns.test", serveDoH(answer)), want: good},
		"DoH, no name":      {serve: doh(ca, "dns.test", serveDoH(rcodeOnly(dns.RcodeNameError))), want: checks.ReplyFact{Name: "app.test", RCode: "NXDOMAIN"}},
		"DoH, other name":   {serve: doh(ca, "other.test", serveDoH(answer)), want: failed(checks.FailWrongName)},
		"DoH, untrusted":    {serve: doh(stranger, "dns.test", serveDoH(answer)), want: failed(checks.FailUntrusted)},
		"DoH, not found":    {serve: doh(ca, "dns.test", http.NotFoundHandler()), want: failed(checks.FailGarbage)},
		"DoH, a web page":   {serve: doh(ca, "dns.test", page), want: failed(checks.FailGarbage)},
		"DoH, other answer": {serve: doh(ca, "dns.test", serveDoH(spoof)), want: failed(checks.FailGarbage)},
		"DoH, redirect":     {serve: doh(ca, "dns.test", http.RedirectHandler("/elsewhere", http.StatusFound)), want: failed(checks.FailGarbage)},
		"DoT, no TLS at all": {serve: func(t *testing.T) server {
			addr := serveRaw(t, func(c net.Conn) { _, _ = c.Write([]byte("220 mail.test ready\r\n")) })
			return server{addr: addr, transport: checks.OverDoT, name: "dns.test"}
		}, want: failed(checks.FailNotTLS)},
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t.Context(), surroundings{roots: ca.pool}.task(), tt.serve(t), "app.test", time.Second)
			if diff := cmp.Diff(tt.want, got, sameReply); diff != "" {
				t.Errorf("reply (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAskInternationalName(t *testing.T) {
	noLeaks(t)
	addr := serveDNS(t, records(t, "xn--bcher-kva.test. 60 A 192.0.2.1"), silence)
	got := ask(t.Context(), surroundings{}.task(), server{addr: addr, transport: checks.OverUDP}, "Bücher.test", time.Second)
	if !slices.Equal(got.Addresses, []string{"192.0.2.1"}) {
		t.Errorf("got %+v", got)
	}
}
