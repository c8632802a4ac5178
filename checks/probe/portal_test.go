package probe

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/platformtest"
)

// hosting is a computer whose hosts file knows the names, and an internet in which
// each has a server of its own, at the given port.
func hosting(port int, servers map[string]netip.AddrPort) surroundings {
	var entries []platform.HostsEntry
	mapped := internetOf{}
	for name, real := range servers {
		addr := netip.AddrFrom4([4]byte{203, 0, 113, byte(len(entries) + 1)})
		entries = append(entries, platform.HostsEntry{Addr: addr, Names: []string{name}})
		mapped[netip.AddrPortFrom(addr, uint16(port)).String()] = real
	}
	host := &platformtest.Host{
		OnHostsFile: func(context.Context) (string, []platform.HostsEntry, error) { return "/etc/hosts", entries, nil },
		OnResolvers: func(context.Context) ([]platform.Resolver, error) { return nil, nil },
	}
	return surroundings{host: host, net: mapped}
}

// answer is a server that always says the same.
func answer(status int, header map[string]string, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestPortal(t *testing.T) {
	success := answer(200, nil, "success\n")
	login := answer(302, map[string]string{"Location": "http://login.hotel.test/?id=7"}, "")
	garbage := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = io.WriteString(conn, "SSH-2.0-hello\r\n")
			conn.Close()
		}
	})
	text := catalog.Portal{URL: "http://a.test/success.txt", Body: "success"}
	empty := catalog.Portal{URL: "http://b.other/generate_204", Status: 204}
	for name, tt := range map[string]struct {
		pages []catalog.Portal
		a, b  http.Handler // the servers of a.test and b.other; nil for none
		want  string
		kinds string // of the pages in order, with the status
		at    string // where the sign-in page is
	}{
		"open": {
			pages: []catalog.Portal{text, empty}, a: success, b: answer(204, nil, ""),
			want: "ok portal.ok none", kinds: "expected 200, expected 204",
		},
		"open, as far as one can tell": {pages: []catalog.Portal{text, empty}, a: success, want: "ok portal.ok none", kinds: "expected 200, silent 0"},
		"signs in by redirect": {
			pages: []catalog.Portal{text, empty}, a: login, b: login, want: "problem portal.found sign-in page",
			kinds: "portal 302, portal 302", at: "http://login.hotel.test/?id=7",
		},
		"signs in by page": {
			pages: []catalog.Portal{text, empty}, a: answer(200, nil, "<h1>Welcome</h1>"), b: answer(200, nil, "<h1>Welcome</h1>"),
			want: "problem portal.found_nowhere sign-in page", kinds: "portal 200, portal 200",
		},
		"says so itself": {pages: []catalog.Portal{text}, a: answer(511, nil, ""), want: "problem portal.found_nowhere sign-in page", kinds: "portal 511"},
		"one page was moved by its owner": {
			pages: []catalog.Portal{text, empty}, a: answer(301, map[string]string{"Location": "https://new.test/"}, ""), b: answer(204, nil, ""),
			want: "ok portal.ok none", kinds: "portal 301, expected 204",
		},
		"one page replaced, one broken":         {pages: []catalog.Portal{text, empty}, a: login, b: answer(503, nil, "busy"), want: "notice portal.odd", kinds: "portal 302, odd 503"},
		"the only page that answers":            {pages: []catalog.Portal{text, empty}, a: login, want: "problem portal.found sign-in page", kinds: "portal 302, silent 0", at: "http://login.hotel.test/?id=7"},
		"two pages of one owner are no two":     {pages: []catalog.Portal{text, {URL: "http://www.a.test/x", Body: "x"}, empty}, a: login, b: answer(500, nil, ""), want: "notice portal.odd", kinds: "portal 302, portal 302, odd 500"},
		"a long page is not the known one":      {pages: []catalog.Portal{text}, a: answer(200, nil, strings.Repeat("welcome ", bodyLimit)), want: "problem portal.found_nowhere sign-in page", kinds: "portal 200"},
		"to the same place, encrypted":          {pages: []catalog.Portal{text}, a: answer(301, map[string]string{"Location": "https://A.test./success.txt"}, ""), want: "notice portal.odd", kinds: "odd 301"},
		"to somewhere that is no page":          {pages: []catalog.Portal{text}, a: answer(302, map[string]string{"Location": "javascript:alert(1)"}, ""), want: "notice portal.odd", kinds: "odd 302"},
		"an address too long to show":           {pages: []catalog.Portal{text}, a: answer(302, map[string]string{"Location": "http://l.test/" + strings.Repeat("x", 600)}, ""), want: "problem portal.found_nowhere sign-in page", kinds: "portal 302"},
		"a password in the address":             {pages: []catalog.Portal{text}, a: answer(302, map[string]string{"Location": "http://me:secret@l.test/"}, ""), want: "problem portal.found sign-in page", kinds: "portal 302", at: "http://l.test/"},
		"an empty page in place of no page":     {pages: []catalog.Portal{empty}, b: answer(200, nil, "\n"), want: "notice portal.odd", kinds: "odd 200"},
		"forbidden":                             {pages: []catalog.Portal{text}, a: answer(403, nil, "no"), want: "notice portal.odd", kinds: "odd 403"},
		"any page will do":                      {pages: []catalog.Portal{{URL: text.URL}}, a: answer(200, nil, "whatever"), want: "ok portal.ok none", kinds: "expected 200"},
		"no web server at all":                  {pages: []catalog.Portal{text}, a: garbage, want: "notice portal.silent", kinds: "silent 0"},
		"nobody there":                          {pages: []catalog.Portal{text, empty}, want: "notice portal.silent", kinds: "silent 0, silent 0"},
		"an address that is none":               {pages: []catalog.Portal{{URL: "http://%zz/"}}, want: "notice portal.silent", kinds: "silent 0"},
		"nothing listed":                        {want: "notice portal.no_pages"},
		"no redirect is followed, not even one": {pages: []catalog.Portal{text}, a: answer(302, map[string]string{"Location": "http://a.test/elsewhere"}, ""), want: "notice portal.odd", kinds: "odd 302"},
	} {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			servers := make(map[string]netip.AddrPort)
			for host, handler := range map[string]http.Handler{"a.test": tt.a, "www.a.test": tt.a, "b.other": tt.b} {
				if handler != nil {
					servers[host] = serveHTTP(t, handler)
				}
			}
			s := Setup{Catalog: &catalog.Catalog{Reachability: catalog.Reachability{Portals: tt.pages}}}
			f := portal(s, newBook(s)).Run(t.Context(), hosting(80, servers).task())
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			var kinds []string
			for i, p := range f.Data.(checks.PortalFact).Probes {
				kinds = append(kinds, fmt.Sprintf("%s %d", p.Kind, p.Status))
				if p.URL != tt.pages[i].URL || (p.Kind == checks.PortalSilent) != (p.Fail != "") {
					t.Errorf("recorded %+v", p)
				}
			}
			if got := strings.Join(kinds, ", "); got != tt.kinds {
				t.Errorf("kinds %q, want %q", got, tt.kinds)
			}
			if f.State == checks.Problem && f.Args["address"] != tt.at {
				t.Errorf("at %q, want %q", f.Args["address"], tt.at)
			}
		})
	}
}

// A cache on the way must not be able to answer for the network as it was yesterday.
func TestPortalAsksPastCaches(t *testing.T) {
	noLeaks(t)
	var mu sync.Mutex
	seen := make(map[string]bool)
	server := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path != "/ok" || r.URL.Query().Get("keep") != "1" || r.Header.Get("Cache-Control") != "no-cache" {
			w.WriteHeader(http.StatusTeapot)
		}
		seen[r.URL.RawQuery] = true
		_, _ = io.WriteString(w, "success")
	}))
	s := Setup{Catalog: &catalog.Catalog{Reachability: catalog.Reachability{Portals: []catalog.Portal{{URL: "http://a.test/ok?keep=1", Body: "success"}}}}}
	for range 3 {
		if f := portal(s, newBook(s)).Run(t.Context(), hosting(80, map[string]netip.AddrPort{"a.test": server}).task()); f.State != checks.OK {
			t.Errorf("got %s", saw(f))
		}
	}
	if len(seen) != 3 {
		t.Errorf("asked %v", seen)
	}
}

func TestPortalStops(t *testing.T) {
	noLeaks(t)
	asked := make(chan struct{})
	server := serveRaw(t, func(c net.Conn) {
		close(asked)
		_, _ = io.Copy(io.Discard, c) // until the other side hangs up
	})
	ctx, stop := context.WithCancel(t.Context())
	go func() { <-asked; stop() }()
	s := Setup{Catalog: &catalog.Catalog{Reachability: catalog.Reachability{Portals: []catalog.Portal{{URL: "http://a.test/"}}}}}
	f := portal(s, newBook(s)).Run(ctx, hosting(80, map[string]netip.AddrPort{"a.test": server}).task())
	if p := f.Data.(checks.PortalFact).Probes[0]; p.Fail != checks.FailCancelled {
		t.Errorf("got %+v", p)
	}
}

func TestOwner(t *testing.T) {
	for address, want := range map[string]string{
		"http://detectportal.firefox.com/success.txt": "firefox.com", "http://a.co.uk/": "a.co.uk", "http://x.a.co.uk/": "a.co.uk",
		"http://192.0.2.1:8080/x": "192.0.2.1:8080", "http://localhost/": "localhost", "http://A.Test./": "a.test",
	} {
		if got := owner(address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}
