package rehearsal

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// site is a web server of the world, at all of its addresses, with and without
// encryption.
type site struct {
	names   []string // the first is the one it is known by
	addrs   []netip.Addr
	handler http.Handler
	signer  *authority    // of its certificate; nil is the world's own
	cert    []string      // the names on it; nil are the site's
	ends    time.Duration // when it ends, from now; 0 is certificateLife
	closed  bool          // nobody listens
}

// page answers with a status, a type and a body; headers come in pairs.
func page(status int, kind, body string, headers ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // whoever asked may have gone
	})
}

const (
	htmlPage = "text/html; charset=utf-8"
	textPage = "text/plain; charset=utf-8"
	jsonPage = "application/json"
)

// well is a page as it should be.
func well() http.Handler { return page(http.StatusOK, textPage, "ok\n") }

// behindEdge is a site of the service as the delivery network in front of it
// passes it on. The network answers for its own page itself.
func behindEdge(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Server", "cloudflare")
		w.Header().Set("CF-RAY", ray)
		if r.URL.Path == tracePath {
			w.Header().Set("Content-Type", textPage)
			_, _ = fmt.Fprintf(w, "fl=1f1\nh=%s\nip=%s\nts=%d\nvisit_scheme=https\ncolo=FRA\nhttp=http/2\n", r.Host, ownIPv4, time.Now().Unix())
			return
		}
		inner.ServeHTTP(w, r)
	})
}

const (
	tracePath = "/cdn-cgi/trace"
	ray       = "8a1b2c3d4e5f6071-FRA"
)

// nginx is the page that a reverse proxy of this family makes.
func nginx(title string) string {
	return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
}

// edge502 is the page by which a delivery network says that the service's own
// servers fail: "Host" is marked as the source.
func edge502() http.Handler { return edgePage("host") }

// edgeOwn502 is the same page where the delivery network itself fails.
func edgeOwn502() http.Handler { return edgePage("cloudflare") }

func edgePage(source string) http.Handler {
	box := func(id string) string {
		if id == source {
			return `<div id="cf-` + id + `-status" class="cf-error-source"></div>`
		}
		return `<div id="cf-` + id + `-status"></div>`
	}
	return page(http.StatusBadGateway, htmlPage,
		`<!DOCTYPE html><html><head><title>chitchat.example | 502: Bad gateway</title></head><body><div id="cf-wrapper"><div id="cf-error-details">`+
			`<h1>Bad gateway <span>Error code 502</span></h1>`+box("browser")+box("cloudflare")+box("host")+`</div></div></body></html>`)
}

// humanCheck asks whether the visitor is a person.
func humanCheck() http.Handler {
	return page(http.StatusForbidden, htmlPage, "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>", "cf-mitigated", "challenge")
}

// filterPage is what a content filter on the way shows in place of the page.
func filterPage() http.Handler {
	return page(http.StatusForbidden, htmlPage, "<html><head><title>Web Page Blocked</title></head><body><h1>FortiGuard Intrusion Prevention - Access Blocked</h1><p>The page you have requested has been blocked.</p></body></html>")
}

// banPage is how a delivery network turns a visitor away.
func banPage() http.Handler {
	return page(http.StatusForbidden, textPage, "error code: 1020")
}

// endless never comes to its end.
func endless() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", jsonPage)
		for piece := strings.Repeat(" ", 4<<10); r.Context().Err() == nil; {
			if _, err := io.WriteString(w, piece); err != nil {
				return
			}
		}
	})
}

// tunnel is a proxy that does its work: it passes connections on.
func (w *World) tunnel() http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		addrs := w.zone[r.URL.Hostname()]
		if r.Method != http.MethodConnect || len(addrs) == 0 {
			rw.WriteHeader(http.StatusBadRequest)
			return
		}
		to, err := w.net.Dial(r.Context(), "tcp", netip.AddrPortFrom(addrs[0], 443).String())
		if err != nil {
			rw.WriteHeader(http.StatusBadGateway)
			return
		}
		defer to.Close() //nolint:errcheck // it was only passed on
		from, buffered, err := http.NewResponseController(rw).Hijack()
		if err != nil {
			return
		}
		defer from.Close() //nolint:errcheck // as above
		_, _ = io.WriteString(from, "HTTP/1.1 200 Connection established\r\n\r\n")
		passOn(from, to, buffered)
	})
}

// passOn carries data both ways until one side ends.
func passOn(from, to net.Conn, buffered io.Reader) {
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(to, buffered); _ = to.Close() }) // an end of one is the end of both
	both.Go(func() { _, _ = io.Copy(from, to); _ = from.Close() })
	both.Wait()
}

// limitPage is the delivery network's own rate limit.
func limitPage() http.Handler {
	return page(http.StatusTooManyRequests, textPage, "error code: 1015", "Retry-After", "60")
}

// late answers after a while.
func late(wait time.Duration, inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if sleep(r.Context(), wait) {
			inner.ServeHTTP(w, r)
		}
	})
}

// signInPage leads every visitor of a network to its sign-in page.
func signInPage() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://sign-in.hotel.example/welcome", http.StatusFound)
	})
}

// statusPage is a Statuspage with an indicator and its words.
func statusPage(indicator, words, incidents, maintenance string) http.Handler {
	body := `{"page":{"id":"rehearsal","name":"Chitchat","url":"https://status.chitchat.example"},"status":{"indicator":"` + indicator +
		`","description":"` + words + `"},"components":[],"incidents":[` + incidents + `],"scheduled_maintenances":[` + maintenance + `]}`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v2/summary.json" {
			http.NotFound(w, r)
			return
		}
		page(http.StatusOK, jsonPage, body).ServeHTTP(w, r)
	})
}

func allWell() http.Handler { return statusPage("none", "All Systems Operational", "", "") }

// announced is an incident as a Statuspage lists it.
func announced(status string) string {
	return `{"id":"i1","name":"API errors","status":"` + status + `","impact":"major","created_at":"2026-11-22T10:42:00Z","updated_at":"2026-11-22T11:06:00Z",` +
		`"started_at":"2026-11-22T10:42:00Z","shortlink":"https://status.chitchat.example/i1","incident_updates":[{"id":"u1","status":"` + status +
		`","body":"We are rolling out a fix.","created_at":"2026-11-22T11:06:00Z","display_at":"2026-11-22T11:06:00Z"}]}`
}
