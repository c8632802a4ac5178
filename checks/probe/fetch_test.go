package probe

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"fix502/checks"
	"fix502/platform/platformtest"
)

// pinnedTo is a computer whose hosts file has the names, and which knows no resolver.
func pinnedTo(addr string, names ...string) *platformtest.Host {
	h := resolvers()
	h.OnHostsFile = hostsEntries(addr, names...)
	return h
}

func TestFetch(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"2"`)
		if r.Header.Get("If-None-Match") == `"2"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(w, "hello")
	})
	mux.HandleFunc("/big", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 300)) })
	mux.Handle("/away", http.RedirectHandler("/page", http.StatusFound))
	mux.Handle("/plain", http.RedirectHandler("http://status.test/page", http.StatusFound))
	mux.Handle("/file", http.RedirectHandler("file:///etc/passwd", http.StatusFound))
	mux.Handle("/round", http.RedirectHandler("/round", http.StatusFound))
	addr := serveTLS(t, ca.issue(t, "status.test", time.Hour), mux)
	s := surroundings{host: pinnedTo("192.0.2.50", "status.test", "dead.test"), roots: ca.pool, net: internetOf{"192.0.2.50:443": addr}}
	for name, tt := range map[string]struct {
		req    fetchRequest
		status int
		body   string
		url    string
		err    error
		fail   string
	}{
		"page":                  {req: fetchRequest{URL: "https://status.test/page"}, status: 200, body: "hello", url: "https://status.test/page"},
		"unchanged":             {req: fetchRequest{URL: "https://status.test/page", Header: map[string]string{"If-None-Match": `"2"`}}, status: 304, url: "https://status.test/page"},
		"an error is an answer": {req: fetchRequest{URL: "https://status.test/none"}, status: 404, body: "404 page not found\n", url: "https://status.test/none"},
		"redirect not wanted":   {req: fetchRequest{URL: "https://status.test/away"}, status: 302, body: "<a href=\"/page\">Found</a>.\n\n", url: "https://status.test/away"},
		"redirect":              {req: fetchRequest{URL: "https://status.test/away", Follow: true}, status: 200, body: "hello", url: "https://status.test/page"},
		"redirect to http":      {req: fetchRequest{URL: "https://status.test/plain", Follow: true}, err: errRedirect},
		"redirect to a file":    {req: fetchRequest{URL: "https://status.test/file", Follow: true}, err: errRedirect},
		"redirects for ever":    {req: fetchRequest{URL: "https://status.test/round", Follow: true}, err: errRedirect},
		"too large":             {req: fetchRequest{URL: "https://status.test/big", Limit: 299}, err: checks.ErrTooLarge},
		"as large as allowed":   {req: fetchRequest{URL: "https://status.test/big", Limit: 300}, status: 200, body: strings.Repeat("x", 300), url: "https://status.test/big"},
		"wrong certificate":     {req: fetchRequest{URL: "https://dead.test/"}, fail: checks.FailWrongName},
		"no address":            {req: fetchRequest{URL: "https://none.test/"}, fail: checks.FailNoAddress},
		"no web address":        {req: fetchRequest{URL: "ftp://status.test/"}, err: errors.ErrUnsupported},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := bookOf().fetch(t.Context(), s.task(), tt.req)
			switch {
			case tt.err != nil:
				if !errors.Is(err, tt.err) {
					t.Errorf("error %v, want %v", err, tt.err)
				}
			case tt.fail != "":
				if checks.Explain(err) != tt.fail {
					t.Errorf("error %v, want %s", err, tt.fail)
				}
			case err != nil || got.Status != tt.status || string(got.Body) != tt.body || got.URL != tt.url || got.Proxy != "":
				t.Errorf("got %+v (%q), %v", got, got.Body, err)
			}
		})
	}
}

// forwardProxy is a small HTTP proxy for plain requests and CONNECT.
func forwardProxy(t *testing.T, to netip.AddrPort) netip.AddrPort {
	t.Helper()
	return serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		there, err := net.Dial("tcp", to.String())
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			there.Close()
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(there, here); there.Close() }()
		_, _ = io.Copy(here, there)
		here.Close()
	}))
}

func TestFetchThroughTheSystemsProxy(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	page := serveTLS(t, ca.issue(t, "status.test", time.Hour), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "for "+r.Header.Get("If-None-Match"))
	}))
	via := forwardProxy(t, page)
	for name, tt := range map[string]struct {
		direct netip.AddrPort
		proxy  bool
		set    string
		via    string // the proxy it came through
		fail   string
	}{
		"direct way works":    {direct: page, proxy: true, set: "http://" + via.String()},
		"direct way is shut":  {direct: closedPort(t), proxy: true, set: "http://" + via.String(), via: via.String()},
		"no proxy wanted":     {direct: closedPort(t), set: "http://" + via.String(), fail: checks.FailRefused},
		"no proxy set":        {direct: closedPort(t), proxy: true, fail: checks.FailRefused},
		"the proxy is broken": {direct: closedPort(t), proxy: true, set: "http://" + closedPort(t).String(), fail: checks.FailRefused},
	} {
		t.Run(name, func(t *testing.T) {
			computer := pinnedTo("192.0.2.50", "status.test")
			computer.OnProxyFor = func(_ context.Context, url string) (string, error) {
				if url != "https://status.test/summary.json" {
					t.Errorf("asked for the proxy of %s", url)
				}
				return tt.set, nil
			}
			s := surroundings{host: computer, roots: ca.pool, net: internetOf{"192.0.2.50:443": tt.direct}}
			got, err := bookOf().fetch(t.Context(), s.task(), fetchRequest{
				URL: "https://status.test/summary.json", Header: map[string]string{"If-None-Match": "x"}, Proxy: tt.proxy,
			})
			if tt.fail != "" {
				if checks.Explain(err) != tt.fail {
					t.Errorf("got %+v, %v", got, err)
				}
				return
			}
			if err != nil || string(got.Body) != "for x" || got.Proxy != tt.via {
				t.Errorf("got %+v (%q), %v", got, got.Body, err)
			}
		})
	}
}
