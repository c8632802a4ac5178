package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

func bookOf(list ...catalog.Resolver) *Book {
	return newBook(Setup{Catalog: &catalog.Catalog{Resolvers: list}})
}

func TestBookLookup(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	here := records(t, "app.test. 60 A 192.0.2.1", "app.test. 60 AAAA 2001:db8::1", "hidden.test. 60 A 0.0.0.0")
	there := records(t, "app.test. 60 A 192.0.2.99", "far.test. 60 A 192.0.2.2", "hidden.test. 60 A 192.0.2.3")
	secret := records(t, "secret.test. 60 A 192.0.2.4")
	system := serveDNS(t, here, here)
	other := serveDNS(t, there, there)
	doh := serveTLS(t, ca.issue(t, "dns.test", time.Hour), serveDoH(secret))
	book := bookOf(
		catalog.Resolver{ID: "plain", Addresses: []string{other.String()}},
		catalog.Resolver{ID: "secret", Addresses: []string{"127.0.0.1:53"}, Encrypted: true, DoH: "https://" + netJoin("dns.test", doh) + "/dns-query"},
	)
	computer := resolvers(system)
	computer.OnHostsFile = func(context.Context) (string, []platform.HostsEntry, error) {
		return "/etc/hosts", []platform.HostsEntry{{Addr: netip.MustParseAddr("192.0.2.7"), Names: []string{"pinned.test"}, Line: 3}}, nil
	}
	task := surroundings{host: computer, roots: ca.pool}.task()
	for name, tt := range map[string]struct {
		ask  string
		want []string // nothing means that no address is known
		from string
	}{
		"address":              {ask: "192.0.2.9", want: []string{"192.0.2.9"}, from: checks.FromLiteral},
		"address in brackets":  {ask: "[2001:db8::9]", want: []string{"2001:db8::9"}, from: checks.FromLiteral},
		"hosts file":           {ask: "Pinned.Test.", want: []string{"192.0.2.7"}, from: checks.FromHostsFile},
		"this computer":        {ask: "lab.localhost", want: []string{"127.0.0.1", "::1"}, from: checks.FromSystem},
		"configured resolver":  {ask: "app.test", want: []string{"192.0.2.1", "2001:db8::1"}, from: checks.FromSystem},
		"only the catalogue's": {ask: "far.test", want: []string{"192.0.2.2"}, from: checks.FromAlternates},
		"blocked here":         {ask: "hidden.test", want: []string{"192.0.2.3"}, from: checks.FromAlternates},
		"only encrypted":       {ask: "secret.test", want: []string{"192.0.2.4"}, from: checks.FromAlternates},
		"nowhere":              {ask: "none.test"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := book.entry(t.Context(), task, tt.ask)
			var texts []string
			for _, a := range got.addrs {
				texts = append(texts, a.String())
			}
			if !slices.Equal(texts, tt.want) || got.from != tt.from {
				t.Errorf("got %v from %q, want %v from %q", texts, got.from, tt.want, tt.from)
			}
			if (len(tt.want) == 0) != (checks.Explain(err) == checks.FailNoAddress) || len(tt.want) > 0 && err != nil {
				t.Errorf("error %v", err)
			}
		})
	}
}

// A resolver that is silent must not be waited for to the end before others are asked.
func TestBookGoesAroundASilentResolver(t *testing.T) {
	noLeaks(t)
	there := records(t, "app.test. 60 A 192.0.2.2")
	ctx, cancel := context.WithTimeout(t.Context(), dnsTry) // shorter than one try
	defer cancel()
	task := surroundings{host: resolvers(serveDNS(t, silence, silence))}.task()
	got, err := bookOf(catalog.Resolver{Addresses: []string{serveDNS(t, there, there).String()}}).Lookup(ctx, task, "app.test")
	if err != nil || len(got) != 1 || got[0].String() != "192.0.2.2" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestBookAsksOnce(t *testing.T) {
	noLeaks(t)
	var questions atomic.Int32
	answer := records(t, "app.test. 60 A 192.0.2.1")
	system := serveDNS(t, func(q *dns.Msg) *dns.Msg {
		questions.Add(1)
		return answer(q)
	}, silence)
	book, task := bookOf(), surroundings{host: resolvers(system)}.task()
	for range 2 {
		sideBySide(make([]int, 8), func(int) error {
			if got, err := book.Lookup(t.Context(), task, "app.test"); err != nil || len(got) != 1 {
				t.Errorf("got %v, %v", got, err)
			}
			return nil
		})
	}
	if n := questions.Load(); n != 2 { // A and AAAA
		t.Errorf("%d questions were asked", n)
	}
}

func TestBookSkipsResolversOfOtherDomains(t *testing.T) {
	noLeaks(t)
	vpn := serveDNS(t, records(t, "in.corp.test. 60 A 192.0.2.10", "app.test. 60 A 192.0.2.66"), silence)
	computer := resolvers()
	computer.OnResolvers = func(context.Context) ([]platform.Resolver, error) {
		return []platform.Resolver{{Addr: vpn, Domain: "corp.test"}}, nil
	}
	book, task := bookOf(), surroundings{host: computer}.task()
	if got, err := book.Lookup(t.Context(), task, "in.corp.test"); err != nil || len(got) != 1 {
		t.Errorf("inside: %v, %v", got, err)
	}
	if got, err := book.Lookup(t.Context(), task, "app.test"); err == nil {
		t.Errorf("outside: %v", got)
	}
}

func TestBookStopped(t *testing.T) {
	noLeaks(t)
	ctx, stop := context.WithCancel(t.Context())
	system := serveDNS(t, func(*dns.Msg) *dns.Msg { stop(); return nil }, silence)
	_, err := bookOf().Lookup(ctx, surroundings{host: resolvers(system)}.task(), "app.test")
	if checks.Explain(err) != checks.FailCancelled {
		t.Errorf("got %v", err)
	}
}

// One who is stopped while computing leaves the work to those who wait for it.
func TestSharedSurvivesTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s shared[int]
		ctx, stop := context.WithCancel(t.Context())
		first := make(chan error)
		go func() {
			_, err := s.get(ctx, "key", func() (int, error) {
				<-ctx.Done()
				return 0, errors.New("broken off")
			})
			first <- err
		}()
		synctest.Wait()
		second := make(chan int)
		go func() {
			v, err := s.get(t.Context(), "key", func() (int, error) { return 7, nil })
			if err != nil {
				t.Error(err)
			}
			second <- v
		}()
		synctest.Wait() // the second waits for the first
		stop()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("first got %v", err)
		}
		if v := <-second; v != 7 {
			t.Errorf("second got %d", v)
		}
	})
}

func TestSharedRemembersErrors(t *testing.T) {
	var s shared[int]
	broken := errors.New("broken")
	for range 2 {
		if _, err := s.get(t.Context(), "key", func() (int, error) { err := broken; broken = nil; return 0, err }); err == nil {
			t.Error("computed again")
		}
	}
}

func TestVisit(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	addr := serveTLS(t, ca.issue(t, "www.test", time.Hour), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {}))
	answer := records(t, "www.test. 60 A 192.0.2.80", "www.test. 60 AAAA 2001:db8::80")
	dead := closedPort(t)
	s := surroundings{
		host: resolvers(serveDNS(t, answer, answer)), roots: ca.pool,
		net: internetOf{"192.0.2.80:443": dead, "[2001:db8::80]:443": addr},
	}
	got := bookOf().visit(t.Context(), s.task(), catalog.Host{Host: "www.test"})
	if len(got.Attempts) != 2 || got.Attempts[0].Fail != checks.FailRefused || !got.Attempts[1].Expected {
		t.Fatalf("got %+v", got)
	}
	if a := got.Attempts[1]; !a.Used || !slices.Equal(a.From, []string{checks.FromSystem}) || a.Family != "ipv6" {
		t.Errorf("second attempt: %+v", a)
	}
	if got.Host != "www.test" || got.Port != 443 || got.Scheme != "https" || got.Path != "/" || !got.Required {
		t.Errorf("host: %+v", got)
	}
}

// A resolver that sends everybody to one page must not hide the status pages.
func TestReachGoesAroundAWrongAnswer(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {})
	lies := records(t, "www.test. 60 A 192.0.2.66")
	knows := records(t, "www.test. 60 A 192.0.2.66", "www.test. 60 A 192.0.2.80")
	there := catalog.Resolver{Addresses: []string{serveDNS(t, knows, knows).String()}}
	doh := serveTLS(t, ca.issue(t, "dns.test", time.Hour), serveDoH(knows))
	tapped := catalog.Resolver{Addresses: []string{serveDNS(t, lies, lies).String()}, DoH: "https://" + netJoin("dns.test", doh) + "/dns-query"}
	deaf := catalog.Resolver{Addresses: []string{serveDNS(t, silence, silence).String()}}
	s := surroundings{
		host: resolvers(serveDNS(t, lies, lies)), roots: ca.pool,
		net: internetOf{
			"192.0.2.66:443": serveTLS(t, ca.issue(t, "block.test", time.Hour), page),
			"192.0.2.66:80":  serveHTTP(t, page),
			"192.0.2.80:443": serveTLS(t, ca.issue(t, "www.test", time.Hour), page),
		},
	}
	for name, tt := range map[string]struct {
		scheme string
		list   []catalog.Resolver
		want   []string
	}{
		"others know better":  {scheme: "https", list: []catalog.Resolver{there}, want: []string{"192.0.2.66 true tls.wrong_name", "192.0.2.80 false "}},
		"nobody knows better": {scheme: "https", want: []string{"192.0.2.66 true tls.wrong_name"}},
		"others are changed on the way": {
			scheme: "https", list: []catalog.Resolver{tapped},
			want: []string{"192.0.2.66 true tls.wrong_name", "192.0.2.80 false "},
		},
		"others are silent":   {scheme: "https", list: []catalog.Resolver{deaf}, want: []string{"192.0.2.66 true tls.wrong_name"}},
		"an answer is enough": {scheme: "http", list: []catalog.Resolver{there}, want: []string{"192.0.2.66 true "}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, a := range bookOf(tt.list...).visit(t.Context(), s.task(), catalog.Host{Host: "www.test", Scheme: tt.scheme}).Attempts {
				got = append(got, fmt.Sprint(a.Address, " ", a.Used, " ", a.Fail))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("tried %q, want %q", got, tt.want)
			}
		})
	}
}
