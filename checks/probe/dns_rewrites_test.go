package probe

import (
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
	"fix502/platform"
)

var inventedPattern = regexp.MustCompile(`^[a-z]{15,20}\.(com|net)$`)

func TestInventedNames(t *testing.T) {
	first, second := inventedNames(), inventedNames()
	for _, name := range append(first, second...) {
		if !inventedPattern.MatchString(name) {
			t.Errorf("%q", name)
		}
	}
	if len(first) != 2 || slices.ContainsFunc(first, func(n string) bool { return slices.Contains(second, n) }) {
		t.Errorf("%q and then %q", first, second)
	}
}

// landing answers every question for an address, with the one that give says.
func landing(knows answerer, give func(name string) string) answerer {
	return func(q *dns.Msg) *dns.Msg {
		reply := knows(q)
		name := strings.TrimSuffix(q.Question[0].Name, ".")
		if reply.Rcode != dns.RcodeNameError || give(name) == "" {
			return reply
		}
		reply.Rcode = dns.RcodeSuccess
		if q.Question[0].Qtype == dns.TypeA {
			reply.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60}, A: net.ParseIP(give(name))}}
		}
		return reply
	}
}

func TestRewrites(t *testing.T) {
	noLeaks(t)
	knows := records(t, "app.test. 60 A 192.0.2.1", "app.test. 60 AAAA 2001:db8::1")
	always := func(address string) func(string) string { return func(string) string { return address } }
	var (
		mu   sync.Mutex
		own  byte
		seen []string
	)
	for name, tt := range map[string]struct {
		give     func(name string) string
		host     string // asked for; "app.test" where empty
		domain   string
		rewrites []string
		code     string
	}{
		"an honest one":         {give: always(""), code: "dns.system.ok"},
		"a page of its own":     {give: always("192.0.2.66"), rewrites: []string{"192.0.2.66"}, code: "dns.system.rewrites"},
		"for this name as well": {give: always("192.0.2.66"), host: "typo.test", rewrites: []string{"192.0.2.66"}, code: "dns.system.rewritten"},
		"only under one ending": {give: func(name string) string {
			if strings.HasSuffix(name, ".com") {
				return "192.0.2.66"
			}
			return ""
		}, code: "dns.system.ok"},
		"an address for each name": {give: func(string) string {
			mu.Lock()
			defer mu.Unlock()
			own++
			return net.IPv4(198, 18, 0, own).String()
		}, code: "dns.system.ok"},
		"one for a domain is asked for its names only": {give: func(name string) string {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, name)
			return "192.0.2.66"
		}, domain: "test", code: "dns.system.ok"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := landing(knows, tt.give)
			host := tt.host
			if host == "" {
				host = "app.test"
			}
			s := surroundings{host: resolvers(serveDNS(t, answer, answer))}
			if tt.domain != "" {
				s.host = computer(platform.Search{Ndots: 1}, platform.Resolver{Addr: serveDNS(t, answer, answer), Domain: tt.domain})
			}
			got := dnsSystem(setupFor(hostsOf(host))).Run(t.Context(), s.task())
			spoken(t, got)
			fact := got.Data.(checks.DNSFact)
			if got.Code != tt.code || !slices.Equal(fact.Answers[0].Rewrites, tt.rewrites) {
				t.Errorf("got %s, %v", got.Code, fact.Answers[0].Rewrites)
			}
		})
	}
	if len(seen) > 0 {
		t.Errorf("a resolver for one domain was asked for %q", seen)
	}
}

// slowly delays the replies for other names than those of the zone ".test.".
func slowly(answer answerer, wait time.Duration) func(net.Conn) {
	return func(conn net.Conn) {
		buf := make([]byte, maxDNSMessage)
		for {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			q := new(dns.Msg)
			if q.Unpack(buf[:n]) != nil {
				return
			}
			if !strings.HasSuffix(q.Question[0].Name, ".test.") {
				time.Sleep(wait) // time of the bubble
			}
			if packed, err := answer(q).Pack(); err == nil {
				_, _ = conn.Write(packed)
			}
		}
	}
}

// Names that do not exist keep nobody waiting for longer than the grace.
func TestRewritesKeepNobodyWaiting(t *testing.T) {
	answer := landing(records(t, "app.test. 60 A 192.0.2.1"), func(string) string { return "192.0.2.66" })
	denies := rcodeOnly(dns.RcodeNameError)
	for name, tt := range map[string]struct {
		answer answerer
		wait   time.Duration
		took   time.Duration
		known  bool
	}{
		"at once":                        {answer, 0, 0, true},
		"a little later":                 {answer, rewriteGrace / 2, rewriteGrace / 2, true},
		"too late":                       {answer, time.Minute, rewriteGrace, false},
		"without an address, not at all": {denies, time.Minute, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				task := checks.NewTask(checks.Env{Dial: pipes(slowly(tt.answer, tt.wait)), Host: resolvers(closedAddr)}, nil, nil)
				begun := time.Now()
				got := dnsSystem(setupFor(hostsOf("app.test"))).Run(t.Context(), task)
				if took := time.Since(begun); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				time.Sleep(tt.wait) // until the resolver has woken up and found nobody waiting
				fact := got.Data.(checks.DNSFact)
				if len(fact.Answers[0].Rewrites) > 0 != tt.known {
					t.Errorf("%s, made up: %v", got.Code, fact.Answers[0].Rewrites)
				}
			})
		})
	}
}
