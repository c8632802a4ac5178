package probe

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/catalog"
)

// said is what a resolver told about app.test.
func said(id, transport string, addresses ...string) checks.ResolverFact {
	reply := checks.ReplyFact{Name: "app.test", RCode: "NOERROR", Addresses: addresses}
	if len(addresses) == 0 {
		reply.RCode = "NXDOMAIN"
	}
	return checks.ResolverFact{ID: id, Name: id, Transport: transport, Replies: []checks.ReplyFact{reply}}
}

func dnsFact(answers ...checks.ResolverFact) checks.Finding {
	return found(checks.DNSFact{Names: []string{"app.test"}, Answers: answers})
}

func pinFact(addresses ...string) checks.Finding {
	fact := checks.HostsFileFact{Pins: []checks.PinLog{{Name: "other.test", Address: "192.0.2.200", Line: 1}}}
	for i, a := range addresses {
		fact.Pins = append(fact.Pins, checks.PinLog{Name: "app.test", Address: a, Line: i + 2})
	}
	return found(fact)
}

func TestWorthTrying(t *testing.T) {
	noLeaks(t)
	type tried struct {
		Addr, From string
		Used       bool
	}
	upstream := said("up", checks.OverUDP, "192.0.2.33")
	upstream.Upstream = true
	vpn, everything := said("vpn", checks.OverUDP, "192.0.2.44"), said("all", checks.OverUDP, "192.0.2.45")
	vpn.Domain, everything.Domain = "~test", "~."
	for name, tt := range map[string]struct {
		host  string
		prior map[checks.ID]checks.Finding
		ipv6  bool
		main  string // the target's main host, another one where empty
		want  []tried
	}{
		"everybody agrees": {
			prior: map[checks.ID]checks.Finding{
				checks.IDDNS:        dnsFact(said("a", checks.OverUDP, "192.0.2.1", "192.0.2.2", "2001:db8::1")),
				checks.IDAlternates: dnsFact(said("b", checks.OverUDP, "192.0.2.2", "192.0.2.1", "2001:db8::1"), said("b", checks.OverDoH, "192.0.2.1")),
			},
			ipv6: true,
			want: []tried{{"192.0.2.1", "system alternates", true}, {"2001:db8::1", "system alternates", true}},
		},
		"the main host's addresses": {
			main: "app.test",
			prior: map[checks.ID]checks.Finding{
				checks.IDDNS:        dnsFact(said("a", checks.OverUDP, "2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3", "192.0.2.3", "192.0.2.4", "192.0.2.5")),
				checks.IDAlternates: dnsFact(said("b", checks.OverUDP, "192.0.2.3", "192.0.2.8", "192.0.2.9", "2001:db8::8")),
			},
			ipv6: true,
			want: []tried{
				{"192.0.2.1", "system", true},
				{"192.0.2.2", "system", true},
				{"192.0.2.3", "system alternates", true},
				{"192.0.2.4", "system", true},
				{"2001:db8::1", "system", true},
				{"2001:db8::2", "system", true},
				{"192.0.2.8", "alternates", false},
				{"2001:db8::8", "alternates", false},
			},
		},
		"the main host's addresses, no IPv6 here": {
			main:  "app.test",
			prior: map[checks.ID]checks.Finding{checks.IDDNS: dnsFact(said("a", checks.OverUDP, "2001:db8::1", "192.0.2.1", "192.0.2.2"))},
			want:  []tried{{"192.0.2.1", "system", true}, {"192.0.2.2", "system", true}},
		},
		"no IPv6 here": {
			prior: map[checks.ID]checks.Finding{checks.IDDNS: dnsFact(said("a", checks.OverUDP, "2001:db8::1", "192.0.2.1"))},
			want:  []tried{{"192.0.2.1", "system", true}},
		},
		"no IPv6 here, and nothing else": {
			prior: map[checks.ID]checks.Finding{checks.IDDNS: dnsFact(said("a", checks.OverUDP, "2001:db8::1"))},
			want:  []tried{{"2001:db8::1", "system", true}},
		},
		"the answers differ": {
			prior: map[checks.ID]checks.Finding{
				checks.IDDNS:        dnsFact(said("a", checks.OverUDP, "192.0.2.66")),
				checks.IDAlternates: dnsFact(said("b", checks.OverUDP, "192.0.2.1")),
			},
			want: []tried{{"192.0.2.66", "system", true}, {"192.0.2.1", "alternates", false}},
		},
		"plain answers are changed on the way": {
			prior: map[checks.ID]checks.Finding{
				checks.IDDNS:        dnsFact(said("a", checks.OverUDP, "192.0.2.66")),
				checks.IDAlternates: dnsFact(said("b", checks.OverUDP, "192.0.2.66"), said("b", checks.OverTCP, "192.0.2.67"), said("b", checks.OverDoT, "192.0.2.1")),
			},
			want: []tried{{"192.0.2.66", "system alternates", true}, {"192.0.2.1", "alternates", false}},
		},
		"the system says there is none": {
			prior: map[checks.ID]checks.Finding{
				checks.IDDNS:        dnsFact(said("a", checks.OverUDP), said("second", checks.OverUDP, "192.0.2.9")),
				checks.IDAlternates: dnsFact(said("b", checks.OverUDP, "192.0.2.1")),
			},
			want: []tried{{"192.0.2.1", "alternates", false}},
		},
		"the first with a definite answer counts": {
			prior: map[checks.ID]checks.Finding{
				checks.IDDNS: dnsFact(upstream, checks.ResolverFact{ID: "mute", Replies: []checks.ReplyFact{{Name: "app.test", Fail: checks.FailTimeout}}}, said("b", checks.OverUDP, "192.0.2.1")),
			},
			want: []tried{{"192.0.2.1", "system", true}},
		},
		"a name without an address is an answer": {
			prior: map[checks.ID]checks.Finding{
				checks.IDDNS: dnsFact(checks.ResolverFact{ID: "a", Replies: []checks.ReplyFact{{Name: "app.test", RCode: "NOERROR"}}}, said("b", checks.OverUDP, "192.0.2.1")),
			},
		},
		"the VPN's resolver comes first": {
			prior: map[checks.ID]checks.Finding{checks.IDDNS: dnsFact(said("a", checks.OverUDP, "192.0.2.1"), vpn)},
			want:  []tried{{"192.0.2.44", "system", true}},
		},
		"a domain of everything is none": {
			prior: map[checks.ID]checks.Finding{checks.IDDNS: dnsFact(said("a", checks.OverUDP, "192.0.2.1"), everything)},
			want:  []tried{{"192.0.2.1", "system", true}},
		},
		"an address that leads nowhere": {
			prior: map[checks.ID]checks.Finding{
				checks.IDDNS:        dnsFact(said("a", checks.OverUDP, "0.0.0.0", "::")),
				checks.IDAlternates: dnsFact(said("b", checks.OverUDP, "192.0.2.1")),
			},
			want: []tried{{"192.0.2.1", "alternates", false}},
		},
		"pinned": {
			prior: map[checks.ID]checks.Finding{
				checks.IDHostsFile:  pinFact("192.0.2.50", "0.0.0.0"),
				checks.IDDNS:        dnsFact(said("a", checks.OverUDP, "192.0.2.1")),
				checks.IDAlternates: dnsFact(said("b", checks.OverUDP, "192.0.2.1")),
			},
			want: []tried{{"192.0.2.50", "hosts", true}, {"0.0.0.0", "hosts", true}, {"192.0.2.1", "system alternates", false}},
		},
		"pinned where it is": {
			prior: map[checks.ID]checks.Finding{checks.IDHostsFile: pinFact("192.0.2.1"), checks.IDDNS: dnsFact(said("a", checks.OverUDP, "192.0.2.1"))},
			want:  []tried{{"192.0.2.1", "hosts system", true}},
		},
		"pinned, and nobody else knows": {
			prior: map[checks.ID]checks.Finding{checks.IDHostsFile: pinFact("1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4", "1.1.1.5")},
			want:  []tried{{"1.1.1.1", "hosts", true}, {"1.1.1.2", "hosts", true}, {"1.1.1.3", "hosts", true}, {"1.1.1.4", "hosts", true}},
		},
		"an address itself":  {host: "192.0.2.7", want: []tried{{"192.0.2.7", "literal", true}}},
		"IPv6 itself":        {host: "2001:db8::7", want: []tried{{"2001:db8::7", "literal", true}}},
		"this computer":      {host: "localhost", want: []tried{{"127.0.0.1", "system", true}, {"::1", "system", true}}},
		"nobody knows":       {},
		"other names' facts": {host: "none.test", prior: map[checks.ID]checks.Finding{checks.IDDNS: dnsFact(said("a", checks.OverUDP, "192.0.2.1"))}},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.host == "" {
				tt.host = "App.test"
			}
			task := surroundings{prior: tt.prior}.task()
			var got []tried
			said := sayings{<-lateDNS(t.Context(), task, checks.IDDNS), <-lateDNS(t.Context(), task, checks.IDAlternates)}
			for _, k := range knownAddresses(task, catalog.Host{Host: tt.host}, said).worthTrying(shareOf(setupFor(hostsOf(tt.main)), catalog.Host{Host: tt.host}, tt.ipv6)) {
				got = append(got, tried{k.addr.String(), strings.Join(k.from, " "), k.used})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("tried (-want +got):\n%s", diff)
			}
		})
	}
}

// lab is a made-up internet with a working app.test and several broken ones.
func lab(t *testing.T) surroundings {
	t.Helper()
	ca := newAuthority(t, "Lab CA")
	page := func(status int, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
	fine := serveTLS(t, ca.issue(t, "app.test", time.Hour), page(200, "hello"))
	broken := serveTLS(t, ca.issue(t, "app.test", time.Hour), page(502, nginxPage))
	return surroundings{
		roots: ca.pool,
		net: internetOf{
			"192.0.2.1:443":      fine,
			"[2001:db8::1]:443":  fine,
			"192.0.2.2:443":      closedPort(t),
			"192.0.2.3:443":      fine,
			"[2001:db8::2]:443":  closedPort(t),
			"192.0.2.50:443":     broken,
			"[2001:db8::51]:443": broken,
			"192.0.2.51:443":     serveTLS(t, ca.issue(t, "app.test", time.Hour), page(522, "")),
			"192.0.2.52:443":     serveTLS(t, ca.issue(t, "app.test", time.Hour), page(418, "")),
			"192.0.2.66:443":     serveTLS(t, ca.issue(t, "block.test", time.Hour), page(200, "blocked")),
			"192.0.2.80:80":      serveHTTP(t, page(200, "hello")),
			"192.0.2.81:443":     serveRaw(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 16)); _ = c.(*net.TCPConn).SetLinger(0) }),
			"[2001:db8::50]:443": closedPort(t),
		},
	}
}

func TestHost(t *testing.T) {
	noLeaks(t)
	s := lab(t)
	optional := false
	offline := checks.Finding{State: checks.Problem, Code: "internet.silent"}
	down := checks.Finding{State: checks.Problem, Code: "dns.system.silent"}
	system := func(addresses ...string) checks.Finding { return dnsFact(said("a", checks.OverUDP, addresses...)) }
	for name, tt := range map[string]struct {
		h        catalog.Host
		system   checks.Finding
		others   checks.Finding
		pins     checks.Finding
		internet checks.Finding
		noIPv6   bool
		state    checks.State
		code     string
		need     checks.ID // what explains it; "" for the internet
		attempts []string  // address, used, status or fail, served
	}{
		"works": {
			system: system("192.0.2.1"), state: checks.OK, code: "host.ok",
			attempts: []string{"192.0.2.1 true 200 true"},
		},
		"works on both": {
			system: system("192.0.2.1", "2001:db8::1"), state: checks.OK, code: "host.ok",
			attempts: []string{"192.0.2.1 true 200 true", "2001:db8::1 true 200 true"},
		},
		"only IPv4": {
			system: system("192.0.2.1", "2001:db8::2"), state: checks.Notice, code: "host.ipv6_fails",
			attempts: []string{"192.0.2.1 true 200 true", "2001:db8::2 true tcp.refused false"},
		},
		"only IPv4, and no other here": {
			system: system("192.0.2.1", "2001:db8::2"), noIPv6: true, state: checks.OK, code: "host.ok",
			attempts: []string{"192.0.2.1 true 200 true"},
		},
		"bad gateway": {
			system: system("192.0.2.50"), state: checks.Problem, code: "host.status.502",
			attempts: []string{"192.0.2.50 true 502 true"},
		},
		"bad gateway, expected": {
			h: catalog.Host{Expect: []int{502}}, system: system("192.0.2.50"), state: checks.OK, code: "host.ok",
			attempts: []string{"192.0.2.50 true 502 true"},
		},
		"bad gateway, and IPv6 is dead": {
			system: system("2001:db8::50", "192.0.2.50"), state: checks.Problem, code: "host.status.502",
			attempts: []string{"192.0.2.50 true 502 true", "2001:db8::50 true tcp.refused false"},
		},
		"good and bad gateways": {
			system: system("192.0.2.1", "2001:db8::51"), state: checks.Problem, code: "host.mixed",
			attempts: []string{"192.0.2.1 true 200 true", "2001:db8::51 true 502 true"},
		},
		"one of three is dead": {
			system: system("192.0.2.1", "192.0.2.2", "192.0.2.3"), state: checks.Notice, code: "host.some",
			attempts: []string{"192.0.2.1 true 200 true", "192.0.2.2 true tcp.refused false", "192.0.2.3 true 200 true"},
		},
		"edge's own code":     {system: system("192.0.2.51"), state: checks.Problem, code: "host.status.522", attempts: []string{"192.0.2.51 true 522 true"}},
		"a status of no fame": {system: system("192.0.2.52"), state: checks.Problem, code: "host.status", attempts: []string{"192.0.2.52 true 418 true"}},
		"refuses":             {system: system("192.0.2.2"), state: checks.Problem, code: "host.refused", attempts: []string{"192.0.2.2 true tcp.refused false"}},
		"cut in the handshake": {
			system: system("192.0.2.81"), state: checks.Problem, code: "host.reset", attempts: []string{"192.0.2.81 true tcp.reset false"},
		},
		"an optional one": {
			h: catalog.Host{Required: &optional}, system: system("192.0.2.2"), state: checks.Notice, code: "host.refused",
			attempts: []string{"192.0.2.2 true tcp.refused false"},
		},
		"plain": {h: catalog.Host{Scheme: "http"}, system: system("192.0.2.80"), state: checks.OK, code: "host.ok", attempts: []string{"192.0.2.80 true 200 true"}},
		"wrong answer here, right one elsewhere": {
			system: system("192.0.2.66"), others: dnsFact(said("b", checks.OverDoH, "192.0.2.1")),
			state: checks.Problem, code: "host.certificate.wrong_name",
			attempts: []string{"192.0.2.66 true tls.wrong_name false", "192.0.2.1 false 200 true"},
		},
		"no answer here, right one elsewhere": {
			system: system(), others: dnsFact(said("b", checks.OverUDP, "192.0.2.1")),
			state: checks.Problem, code: "host.no_address_here", attempts: []string{"192.0.2.1 false 200 true"},
		},
		"pinned away": {
			pins: pinFact("192.0.2.66"), system: system("192.0.2.1"), others: dnsFact(said("b", checks.OverUDP, "192.0.2.1")),
			state: checks.Problem, code: "host.certificate.wrong_name",
			attempts: []string{"192.0.2.66 true tls.wrong_name false", "192.0.2.1 false 200 true"},
		},
		"the address book is down, others know it": {
			system: down, others: dnsFact(said("b", checks.OverUDP, "192.0.2.1")), need: checks.IDDNS,
			state: checks.Skipped, code: "check.skipped", attempts: []string{"192.0.2.1 false 200 true"},
		},
		"the address book is down, but the name is pinned away": {
			pins: pinFact("192.0.2.66"), system: down, state: checks.Problem, code: "host.certificate.wrong_name",
			attempts: []string{"192.0.2.66 true tls.wrong_name false"},
		},
		"nobody knows it": {system: system(), state: checks.Problem, code: "host.no_address"},
		"offline, silent": {system: system("192.0.2.2"), internet: offline, state: checks.Skipped, code: "check.skipped", attempts: []string{"192.0.2.2 true tcp.refused false"}},
		"offline, and it answers": {
			system: system("192.0.2.50"), internet: offline, state: checks.Problem, code: "host.status.502",
			attempts: []string{"192.0.2.50 true 502 true"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tt.h.Host = "app.test"
			setup := setupFor([]catalog.Host{tt.h})
			s := s
			s.prior = map[checks.ID]checks.Finding{
				checks.IDLink: found(checks.LinkFact{IPv4: true, IPv6: !tt.noIPv6}), checks.IDHostsFile: tt.pins,
				checks.IDDNS: tt.system, checks.IDAlternates: tt.others, checks.IDInternet: tt.internet,
			}
			got := host(setup, tt.h).Run(t.Context(), s.task())
			if got.State != tt.state || got.Code != tt.code {
				t.Errorf("got %s %s %v, want %s %s", got.State, got.Code, got.Args, tt.state, tt.code)
			}
			spoken(t, got)
			fact, _ := got.Data.(checks.HostFact)
			var attempts []string
			for _, a := range fact.Attempts {
				end := a.Fail
				if a.Status != 0 {
					end = fmt.Sprint(a.Status)
				}
				attempts = append(attempts, fmt.Sprint(a.Address, " ", a.Used, " ", end, " ", a.Served))
			}
			if !slices.Equal(attempts, tt.attempts) {
				t.Errorf("attempts %q, want %q", attempts, tt.attempts)
			}
			if got.State == checks.OK && got.Args["value"] == "" {
				t.Error("no time is told")
			}
			if tt.need == "" {
				tt.need = checks.IDInternet
			}
			if got.State == checks.Skipped && got.Args["need"] != string(tt.need) {
				t.Errorf("explained by %q", got.Args["need"])
			}
			if fact.Host != "app.test" || fact.Required != tt.h.IsRequired() {
				t.Errorf("fact %+v", fact)
			}
		})
	}
}

// A name that was not among the few asked for over the alternates is asked for
// when the system does not know it.
func TestHostAsksForNamesLeftOut(t *testing.T) {
	noLeaks(t)
	s := lab(t)
	knows := records(t, "app.test. 60 A 192.0.2.1")
	s.prior = map[checks.ID]checks.Finding{checks.IDAlternates: found(checks.DNSFact{Names: []string{"first.test"}})}
	h := catalog.Host{Host: "app.test"}
	got := host(setupFor([]catalog.Host{h}, catalog.Resolver{Addresses: []string{serveDNS(t, knows, knows).String()}}), h).Run(t.Context(), s.task())
	fact, _ := got.Data.(checks.HostFact)
	if got.Code != "host.no_address_here" || len(fact.Attempts) != 1 || !fact.Attempts[0].Expected || fact.Attempts[0].Used {
		t.Errorf("got %s, %+v", got.Code, fact)
	}
}

func TestHostOnThisComputerNeedsNoNetwork(t *testing.T) {
	for name, want := range map[string]bool{"localhost": true, "Lab.LOCALHOST.": true, "127.0.0.1": true, "[::1]": true, "192.0.2.1": false, "app.test": false} {
		h := catalog.Host{Host: name}
		c := host(setupFor([]catalog.Host{h}), h)
		if got := !slices.Contains(c.Needs, checks.IDLink); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestHostIDs(t *testing.T) {
	hosts := []catalog.Host{
		{Host: "app.test"}, {Host: "app.test", Path: "/api"}, {Host: "app.test", Scheme: "http"}, {Host: "app.test", Port: 8443}, {Host: "::1"},
	}
	want := []checks.ID{"host:app.test", "host:app.test:https/api", "host:app.test:http/", "host:app.test:8443", "host:::1"}
	for i, h := range hosts {
		if got := host(setupFor(hosts), h).ID; got != want[i] || got.Kind() != checks.IDHost {
			t.Errorf("%+v: %s, want %s", h, got, want[i])
		}
	}
}

// Every way to fail has a sentence, whatever its stage.
func TestTroubleIsSpoken(t *testing.T) {
	for fail := range failWords {
		f := judgeHost(checks.HostFact{Host: "app.test", Required: true, Attempts: []checks.AttemptFact{{Used: true, Stage: stageTCP, Fail: fail}}})
		spoken(t, f)
	}
	for _, status := range append([]int{200, 418, 599}, statusTexts...) {
		f := judgeHost(checks.HostFact{Host: "app.test", Required: true, Attempts: []checks.AttemptFact{{Used: true, Status: status}}})
		spoken(t, f)
	}
}

// What the titles and the notes of these checks say.
func TestTitles(t *testing.T) {
	s := setupFor(hostsOf("app.test"))
	s.Service.Edge = "net"
	s.Catalog.Edges = []catalog.Edge{{ID: "net", Name: "Some Net"}}
	book := newBook(s)
	for _, c := range []checks.Check{dnsSystem(s), dnsAlternates(s), host(s, s.Service.Hosts[0]), edge(s, book), controls(s, book)} {
		spoken(t, checks.Finding{Code: c.Title(), Args: c.Args})
		spoken(t, checks.Finding{Code: c.Title() + ".doing", Args: c.Args})
	}
	spoken(t, checks.Finding{Code: "dns.note.asking", Args: checks.Args{"resolver": "x"}})
	spoken(t, checks.Finding{Code: "host.note.asking", Args: checks.Args{"host": "x", "address": "y"}})
}
