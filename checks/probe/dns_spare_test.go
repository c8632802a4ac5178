package probe

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
	"fix502/checks/catalog"
)

// A resolver's second address is asked where the first one says nothing, and left
// in peace where it does.
func TestSecondAddress(t *testing.T) {
	noLeaks(t)
	knows := records(t, "app.test. 60 A 192.0.2.1")
	var asked atomic.Int32
	watched := func(a answerer) netip.AddrPort {
		return serveDNS(t, func(q *dns.Msg) *dns.Msg {
			if q.Question[0].Qtype == dns.TypeA {
				asked.Add(1)
			}
			return a(q)
		}, a)
	}
	good, refuses, gone := watched(knows), watched(rcodeOnly(dns.RcodeRefused)), closedPort(t)
	for name, tt := range map[string]struct {
		first, second netip.AddrPort
		answered      netip.AddrPort
		rcode, fail   string
		asked         int32
	}{
		"the first answers":           {first: good, second: gone, answered: good, rcode: "NOERROR", asked: 1},
		"the first is gone":           {first: gone, second: good, answered: good, rcode: "NOERROR", asked: 1},
		"a refusal is an answer":      {first: refuses, second: good, answered: refuses, rcode: "REFUSED", asked: 1},
		"both are gone":               {first: gone, second: gone, answered: gone, fail: checks.FailRefused},
		"the second gives the answer": {first: gone, second: refuses, answered: refuses, rcode: "REFUSED", asked: 1},
	} {
		t.Run(name, func(t *testing.T) {
			asked.Store(0)
			sv := server{addr: tt.first, spare: tt.second, transport: checks.OverUDP}
			got := askEither(t.Context(), surroundings{}.task(), sv, []string{"app.test"}, time.Second)
			reply := got.replies[0]
			if got.way.addr != tt.answered || reply.RCode != tt.rcode || reply.Fail != tt.fail || asked.Load() != tt.asked {
				t.Errorf("%v answered %+v, %d asked", got.way.addr, reply, asked.Load())
			}
		})
	}
}

// mute are the addresses of a made-up network at which packets vanish; at all others
// the given resolver answers, over UDP and TCP.
func mute(answer answerer, silent ...string) func(context.Context, string, string) (net.Conn, error) {
	packets := pipes(slowly(answer, 0))
	stream := pipes(func(conn net.Conn) {
		talk := &dns.Conn{Conn: conn}
		for {
			q, err := talk.ReadMsg()
			if err != nil {
				return
			}
			_ = talk.WriteMsg(answer(q))
		}
	})
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		for _, s := range silent {
			if s == address && network == "udp" {
				return pipes(readAll)(ctx, network, address)
			}
			if s == address {
				<-ctx.Done()
				return nil, context.Cause(ctx)
			}
		}
		if network == "udp" {
			return packets(ctx, network, address)
		}
		return stream(ctx, network, address)
	}
}

func readAll(conn net.Conn) {
	buf := make([]byte, maxDNSMessage)
	for {
		if _, err := conn.Read(buf); err != nil {
			return
		}
	}
}

// What silence costs, by the clock of the bubble.
func TestSilenceIsNotWaitedForLong(t *testing.T) {
	knows := records(t, "app.test. 60 A 192.0.2.1")
	const one, two = "192.0.2.53:53", "192.0.2.54:53"
	both := catalog.Resolver{ID: "both", Name: "Both", Addresses: []string{"192.0.2.53", "192.0.2.54"}}
	single := catalog.Resolver{ID: "one", Name: "One", Addresses: []string{"192.0.2.53"}}
	slow := &pace{}
	slow.saw(600 * time.Millisecond)
	quick := &pace{}
	quick.saw(time.Millisecond)
	for name, tt := range map[string]struct {
		check  func(Setup) checks.Check
		silent []string
		list   []catalog.Resolver
		pace   *pace
		code   string
		most   time.Duration
	}{
		"the configured one":               {check: dnsSystem, silent: []string{one}, code: "dns.system.silent", most: 3 * time.Second},
		"the configured one, by satellite": {check: dnsSystem, silent: []string{one}, pace: slow, code: "dns.system.silent", most: 3 * time.Second},
		"the configured one, quick line":   {check: dnsSystem, silent: []string{one}, pace: quick, code: "dns.system.silent", most: 2600 * time.Millisecond},
		"an alternate":                     {check: dnsAlternates, silent: []string{one}, list: []catalog.Resolver{single}, code: "dns.alternates.silent", most: alternatesLimit},
		"an alternate, quick line":         {check: dnsAlternates, silent: []string{one}, list: []catalog.Resolver{single}, pace: quick, code: "dns.alternates.silent", most: alternatesLimit},
		"an alternate, by satellite":       {check: dnsAlternates, silent: []string{one}, list: []catalog.Resolver{single}, pace: slow, code: "dns.alternates.silent", most: alternatesMost},
		"one of its two addresses":         {check: dnsAlternates, silent: []string{one}, list: []catalog.Resolver{both}, code: "dns.alternates.ok", most: spareStart},
		"both of its addresses":            {check: dnsAlternates, silent: []string{one, two}, list: []catalog.Resolver{both}, code: "dns.alternates.silent", most: alternatesLimit},
		"nothing is silent":                {check: dnsAlternates, list: []catalog.Resolver{both}, code: "dns.alternates.ok", most: 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := resolvers(netip.MustParseAddrPort(one))
				task := checks.NewTask(checks.Env{Dial: mute(knows, tt.silent...), Host: host}, nil, nil)
				s := setupFor(hostsOf("app.test"), tt.list...)
				s.pace = tt.pace
				begun := time.Now()
				got := tt.check(s).Run(t.Context(), task)
				if took := time.Since(begun); got.Code != tt.code || took > tt.most {
					t.Errorf("%s after %v, want %s within %v", got.Code, took, tt.code, tt.most)
				}
				time.Sleep(alternatesMost) // until nothing is under way any more
			})
		})
	}
}
