package probe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/platformtest"
)

// forward is a proxy that brings everything to one server, marking its answers.
func forward(to netip.AddrPort, mark map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect {
			tunnel(w, r, to)
			return
		}
		request, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+to.String()+r.URL.RequestURI(), http.NoBody)
		if err != nil {
			return
		}
		transport := &http.Transport{DisableKeepAlives: true}
		got, err := transport.RoundTrip(request)
		if err != nil {
			return
		}
		defer got.Body.Close()
		for name, value := range mark {
			w.Header().Set(name, value)
		}
		w.WriteHeader(got.StatusCode)
		_, _ = io.Copy(w, got.Body)
	}
}

func tunnel(w http.ResponseWriter, r *http.Request, to netip.AddrPort) {
	var d net.Dialer
	there, err := d.DialContext(r.Context(), "tcp", to.String())
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	splice(here, there)
}

// splice passes bytes both ways until one side hangs up.
func splice(a, b net.Conn) {
	var wg sync.WaitGroup
	for _, pair := range [][2]net.Conn{{a, b}, {b, a}} {
		wg.Go(func() {
			_, _ = io.Copy(pair[0], pair[1])
			a.Close()
			b.Close()
		})
	}
	wg.Wait()
}

// socks is a SOCKS5 proxy without a login that brings everything to one server.
func socks(to netip.AddrPort) func(net.Conn) {
	return func(c net.Conn) {
		hello := make([]byte, 2)
		if _, err := io.ReadFull(c, hello); err != nil {
			return
		}
		_, _ = io.CopyN(io.Discard, c, int64(hello[1]))
		_, _ = c.Write([]byte{5, 0})
		head := make([]byte, 5) // version, command, reserved, 3 for a name, its length
		if _, err := io.ReadFull(c, head); err != nil || head[3] != 3 {
			return
		}
		_, _ = io.CopyN(io.Discard, c, int64(head[4])+2)
		_, _ = c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		var d net.Dialer
		there, err := d.DialContext(context.Background(), "tcp", to.String())
		if err == nil {
			splice(c, there)
		}
	}
}

// proxied is a computer with a proxy: where it and the target are, and what is set.
type proxied struct {
	effective string
	set       []platform.Proxy
	errFor    error
	through   netip.AddrPort // proxy.test:3128
	target    netip.AddrPort // app.test
}

func (p proxied) around(port uint16) surroundings {
	addrs := map[string]netip.Addr{"app.test": netip.MustParseAddr("203.0.113.1"), "proxy.test": netip.MustParseAddr("203.0.113.9")}
	host := &platformtest.Host{
		OnProxies:   func(context.Context) ([]platform.Proxy, error) { return p.set, nil },
		OnProxyFor:  func(context.Context, string) (string, error) { return p.effective, p.errFor },
		OnResolvers: func(context.Context) ([]platform.Resolver, error) { return nil, nil },
		OnHostsFile: func(context.Context) (string, []platform.HostsEntry, error) {
			return "", []platform.HostsEntry{{Addr: addrs["app.test"], Names: []string{"app.test"}}, {Addr: addrs["proxy.test"], Names: []string{"proxy.test"}}}, nil
		},
	}
	return surroundings{host: host, net: internetOf{
		netip.AddrPortFrom(addrs["app.test"], port).String():   p.target,
		netip.AddrPortFrom(addrs["proxy.test"], 3128).String(): p.through,
	}}
}

// tries says in short what a try saw.
func tries(p *checks.ProxyTry) string {
	if p == nil {
		return "not tried"
	}
	var words []string
	for word, holds := range map[string]bool{"reached": p.Reached, "expected": p.Expected, "by proxy": p.ByProxy} {
		if holds {
			words = append(words, word)
		}
	}
	if len(words) == 2 { // only reached and expected go together
		words = []string{"expected"}
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s %s %s", p.Status, strings.Join(words, " "), p.Stage, p.Fail))
}

func TestProxyWithHTTPS(t *testing.T) {
	ca := newAuthority(t, "Lab CA")
	fine, broken := answer(200, nil, "hello"), answer(502, nil, "<h1>502 Bad Gateway</h1>")
	hangUp := func(c net.Conn) { _, _ = c.Read(make([]byte, 1024)) }
	const usual = "http://proxy.test:3128"
	for name, tt := range map[string]struct {
		effective       string
		target          http.Handler
		gone            bool                                                     // the target can't be reached directly
		proxy           func(t *testing.T, target netip.AddrPort) netip.AddrPort // nil for a dead one
		want            string
		through, direct string
	}{
		"works": {
			target: fine, proxy: func(t *testing.T, to netip.AddrPort) netip.AddrPort { return serveHTTP(t, forward(to, nil)) },
			want: "notice proxy.works works", through: "200 expected", direct: "200 expected",
		},
		"works, and is the only way": {
			target: fine, gone: true, proxy: func(t *testing.T, to netip.AddrPort) netip.AddrPort { return serveHTTP(t, forward(to, nil)) },
			want: "notice proxy.works works", through: "200 expected", direct: "0   tcp.refused",
		},
		"works, in the old spelling": {
			effective: "proxy.test:3128", target: fine,
			proxy: func(t *testing.T, to netip.AddrPort) netip.AddrPort { return serveHTTP(t, forward(to, nil)) },
			want:  "notice proxy.works works", through: "200 expected", direct: "200 expected",
		},
		"SOCKS": {
			effective: "socks5://proxy.test:3128", target: fine,
			proxy: func(t *testing.T, to netip.AddrPort) netip.AddrPort { return serveRaw(t, socks(to)) },
			want:  "notice proxy.works works", through: "200 expected", direct: "200 expected",
		},
		"wants a login": {
			target: fine,
			proxy: func(t *testing.T, _ netip.AddrPort) netip.AddrPort {
				return serveHTTP(t, answer(407, map[string]string{"Proxy-Authenticate": `Basic realm="office"`}, ""))
			},
			want: "problem proxy.login wants a login", through: "407 by proxy", direct: "200 expected",
		},
		"does not find the way": {
			target: fine, proxy: func(t *testing.T, _ netip.AddrPort) netip.AddrPort { return serveHTTP(t, answer(503, nil, "")) },
			want: "problem proxy.refuses answers 503", through: "503 by proxy", direct: "200 expected",
		},
		"is dead":         {target: fine, want: "problem proxy.unreachable no answer", through: "0  proxy tcp.refused", direct: "200 expected"},
		"is dead as well": {target: fine, gone: true, want: "problem proxy.unreachable no answer", through: "0  proxy tcp.refused", direct: "0   tcp.refused"},
		"has no address": {
			effective: "http://gone.test:3128", target: fine,
			want: "problem proxy.unreachable no answer", through: "0  proxy dns.no_address", direct: "200 expected",
		},
		"hangs up": {
			target: fine, proxy: func(t *testing.T, _ netip.AddrPort) netip.AddrPort { return serveRaw(t, hangUp) },
			want: "problem proxy.fails in the way", through: "0   tcp.closed", direct: "200 expected",
		},
		"reads along": {
			target: fine,
			proxy: func(t *testing.T, _ netip.AddrPort) netip.AddrPort {
				mine := newAuthority(t, "Office CA").issue(t, "app.test", time.Hour)
				return serveHTTP(t, forward(serveTLS(t, mine, fine), nil))
			},
			want: "problem proxy.fails in the way", through: "0   tls.untrusted", direct: "200 expected",
		},
		"reads along and answers itself": {
			target: fine,
			proxy: func(t *testing.T, _ netip.AddrPort) netip.AddrPort {
				squid := answer(503, map[string]string{"X-Squid-Error": "ERR_CONNECT_FAIL 110"}, "")
				return serveHTTP(t, forward(serveTLS(t, ca.issue(t, "app.test", time.Hour), squid), nil))
			},
			want: "problem proxy.refuses answers 503", through: "503 by proxy", direct: "200 expected",
		},
		"the service is broken either way": {
			target: broken, proxy: func(t *testing.T, to netip.AddrPort) netip.AddrPort { return serveHTTP(t, forward(to, nil)) },
			want: "notice proxy.same makes no difference", through: "502 reached", direct: "502 reached",
		},
		"of a kind that can't be tried": {effective: "socks4://proxy.test:3128", target: fine, want: "notice proxy.kind socks4", through: "not tried", direct: "not tried"},
		"written so that it means nothing": {
			effective: "http://%zz", target: fine, want: "notice proxy.unreadable", through: "not tried", direct: "not tried",
		},
	} {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			target := serveTLS(t, ca.issue(t, "app.test", time.Hour), tt.target)
			p := proxied{effective: usual, target: target, through: closedPort(t)}
			if tt.effective != "" {
				p.effective = tt.effective
			}
			if tt.proxy != nil {
				p.through = tt.proxy(t, target)
			}
			if tt.gone {
				p.target = closedPort(t)
			}
			around := p.around(443)
			around.roots = ca.pool
			s := Setup{Service: catalog.Service{Hosts: []catalog.Host{{Host: "app.test"}}}}
			f := proxy(s, newBook(s)).Run(t.Context(), around.task())
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			fact := f.Data.(checks.ProxyFact)
			if got := tries(fact.Through); got != tt.through {
				t.Errorf("through it %q, want %q", got, tt.through)
			}
			if got := tries(fact.Direct); got != tt.direct {
				t.Errorf("without it %q, want %q", got, tt.direct)
			}
		})
	}
}

func TestProxyWithHTTP(t *testing.T) {
	fine, broken := answer(200, nil, "hello"), answer(502, nil, "bad gateway")
	via := map[string]string{"Via": "1.1 office"}
	for name, tt := range map[string]struct {
		target          http.Handler
		proxy           func(to netip.AddrPort) http.Handler
		want            string
		through, direct string
	}{
		"works":               {fine, func(to netip.AddrPort) http.Handler { return forward(to, via) }, "notice proxy.works works", "200 expected", "200 expected"},
		"passes a failure on": {broken, func(to netip.AddrPort) http.Handler { return forward(to, via) }, "notice proxy.same makes no difference", "502 reached", "502 reached"},
		"fails, and says Via": {fine, func(netip.AddrPort) http.Handler { return answer(502, via, "oh") }, "problem proxy.refuses answers 502", "502 by proxy", "200 expected"},
		"fails, and says no":  {fine, func(netip.AddrPort) http.Handler { return answer(502, nil, "oh") }, "problem proxy.fails in the way", "502 reached", "200 expected"},
		"is a squid": {broken, func(netip.AddrPort) http.Handler {
			return answer(503, map[string]string{"X-Squid-Error": "ERR_DNS_FAIL 0"}, "")
		}, "problem proxy.refuses answers 503", "503 by proxy", "502 reached"},
		"says so in its status": {fine, func(netip.AddrPort) http.Handler {
			return answer(504, map[string]string{"Proxy-Status": "office; error=dns_timeout"}, "")
		}, "problem proxy.refuses answers 504", "504 by proxy", "200 expected"},
		"wants a login": {fine, func(netip.AddrPort) http.Handler { return answer(407, nil, "") }, "problem proxy.login wants a login", "407 by proxy", "200 expected"},
	} {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			target := serveHTTP(t, tt.target)
			p := proxied{effective: "http://proxy.test:3128", target: target, through: serveHTTP(t, tt.proxy(target))}
			s := Setup{Service: catalog.Service{Hosts: []catalog.Host{{Host: "app.test", Scheme: "http"}}}}
			f := proxy(s, newBook(s)).Run(t.Context(), p.around(80).task())
			fact := f.Data.(checks.ProxyFact)
			if got := []string{saw(f), tries(fact.Through), tries(fact.Direct)}; !cmp.Equal(got, []string{tt.want, tt.through, tt.direct}) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestProxyWithoutOne(t *testing.T) {
	for name, tt := range map[string]struct {
		given proxied
		want  string
	}{
		"none":     {proxied{}, "ok proxy.none none"},
		"not here": {proxied{set: []platform.Proxy{{Source: "gnome", HTTPS: "proxy.test:3128"}}}, "ok proxy.unused not used here"},
		"unknown":  {proxied{errFor: fmt.Errorf("reading the script: %w", errors.ErrUnsupported)}, "notice proxy.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Setup{Target: checks.TargetFact{URL: "https://app.test/"}}
			f := proxy(s, newBook(s)).Run(t.Context(), tt.given.around(443).task())
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if fact := f.Data.(checks.ProxyFact); fact.Through != nil || len(fact.Settings) != len(tt.given.set) {
				t.Errorf("fact %+v", fact)
			}
		})
	}
}

// The proxy is handed its password; nobody else gets to see it.
func TestProxyPasswordsStayHere(t *testing.T) {
	noLeaks(t)
	var handed string
	server := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handed = r.Header.Get("Proxy-Authorization")
		w.WriteHeader(http.StatusBadGateway)
	}))
	const set = "http://sam:s3cret@proxy.test:3128"
	for name, through := range map[string]netip.AddrPort{"answering": server, "dead": closedPort(t)} {
		t.Run(name, func(t *testing.T) {
			p := proxied{effective: set, through: through, target: closedPort(t), set: []platform.Proxy{
				{Source: "gnome", HTTP: "other.test:1"},
				{Source: "environment", HTTP: set, HTTPS: "sam:s3cret@proxy.test:3128", SOCKS: "socks5://sam:s3cret@x.test", PAC: "http://sam:s3cret@pac.test/p.pac?user=s3cret#s3cret"},
			}}
			s := Setup{Service: catalog.Service{Hosts: []catalog.Host{{Host: "app.test"}}}}
			f := proxy(s, newBook(s)).Run(t.Context(), p.around(443).task())
			raw, err := json.Marshal(f.Data)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{string(raw), fmt.Sprint(f.Args), fmt.Sprint(f.Err)} {
				if strings.Contains(text, "s3cret") || strings.Contains(text, "sam") {
					t.Errorf("told: %s", text)
				}
			}
			fact := f.Data.(checks.ProxyFact)
			want := checks.ProxySetting{Source: "environment", HTTP: "http://proxy.test:3128", HTTPS: "proxy.test:3128", SOCKS: "socks5://x.test", PAC: "http://pac.test/p.pac"}
			if fact.Effective != "http://proxy.test:3128" || fact.Source != "environment" || fact.Settings[1] != want {
				t.Errorf("fact %+v", fact)
			}
		})
	}
	if handed != "Basic c2FtOnMzY3JldA==" {
		t.Errorf("the proxy was handed %q", handed)
	}
}

func TestProxySource(t *testing.T) {
	list := []platform.Proxy{{Source: "windows", PAC: "http://pac.test/"}, {Source: "environment", HTTPS: "PROXY.test:3128"}}
	for effective, want := range map[string]string{"http://proxy.test:3128": "environment", "http://else.test:1": "windows"} {
		if got := proxySource(parseProxy(effective), list); got != want {
			t.Errorf("%s: got %q, want %q", effective, got, want)
		}
	}
	if got := proxySource(parseProxy("http://else.test:1"), list[1:]); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestProxyPage(t *testing.T) {
	no := false
	for name, tt := range map[string]struct {
		hosts []catalog.Host
		want  string
	}{
		"no hosts":               {nil, "https://target.test/"},
		"the first required one": {[]catalog.Host{{Host: "a.test", Required: &no}, {Host: "b.test", Path: "/x", Port: 8443}, {Host: "c.test"}}, "https://b.test:8443/x"},
		"none is required":       {[]catalog.Host{{Host: "a.test", Required: &no, Scheme: "http"}}, "http://a.test/"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := proxyPage(Setup{Target: checks.TargetFact{URL: "https://target.test/"}, Service: catalog.Service{Hosts: tt.hosts}})
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzShownProxy holds whatever a setting says: what is shown of it never holds
// a name or a password.
func FuzzShownProxy(f *testing.F) {
	for _, text := range []string{"proxy:3128", "http://u:p4ss@h:1", "u:p4ss@h", "socks5://[::1]:9", "//p4ss@h", "http://h?p4ss", "p4ss@h/@x", "file:///a@b.pac"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, shown := range []string{shownSetting(text), shownProxy(parseProxy(text))} {
			if strings.Contains(shown, "@") || len(shown) > maxText {
				t.Errorf("%q is shown as %q", text, shown)
			}
		}
		pac := shownPAC(text)
		place, _, _ := strings.Cut(strings.TrimPrefix(pac[strings.Index(pac, ":")+1:], "//"), "/")
		if strings.ContainsAny(place, "@") || strings.ContainsAny(pac, "?#") || len(pac) > maxText {
			t.Errorf("%q is shown as %q", text, pac)
		}
	})
}
