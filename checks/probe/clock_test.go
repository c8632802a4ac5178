package probe

import (
	"context"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform/platformtest"
)

// telling the time so far off, with other headers beside it.
func watch(off time.Duration, header map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		for name, value := range header {
			w.Header().Set(name, value)
		}
	}
}

func noDate(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil }

func TestClock(t *testing.T) {
	const hour = time.Hour
	right := watch(0, nil)
	for name, tt := range map[string]struct {
		servers []http.Handler // the unrelated hosts
		want    string
		offset  time.Duration
		sources int
	}{
		"right":                      {servers: []http.Handler{right, right, right}, want: "ok clock.ok right", sources: 3},
		"three are enough":           {servers: []http.Handler{right, right, right, right, right}, want: "ok clock.ok right", sources: 3},
		"behind":                     {servers: []http.Handler{watch(hour, nil), watch(hour, nil)}, want: "problem clock.wrong.behind 1 hour behind", offset: hour, sources: 2},
		"ahead":                      {servers: []http.Handler{watch(-6*time.Minute, nil), watch(-6*time.Minute, nil), watch(-6*time.Minute, nil)}, want: "problem clock.wrong.ahead 6 minutes ahead", offset: -6 * time.Minute, sources: 3},
		"years behind":               {servers: []http.Handler{watch(24*800*hour, nil), watch(24*800*hour, nil)}, want: "problem clock.wrong.behind 2 years behind", offset: 24 * 800 * hour, sources: 2},
		"a little ahead":             {servers: []http.Handler{watch(-time.Minute, nil), watch(-time.Minute, nil)}, want: "notice clock.odd.ahead 1 minute ahead", offset: -time.Minute, sources: 2},
		"one server is wrong itself": {servers: []http.Handler{watch(hour, nil), right, right}, want: "ok clock.ok right", sources: 3},
		"two servers disagree":       {servers: []http.Handler{watch(hour, nil), right}, want: "ok clock.ok right", sources: 2},
		"the word of a single one":   {servers: []http.Handler{watch(hour, nil)}, want: "notice clock.odd.behind 1 hour behind", offset: hour, sources: 1},
		"answers out of caches": {
			servers: []http.Handler{watch(-hour, map[string]string{"Age": "3600"}), watch(-hour, map[string]string{"X-Cache": "Hit from cloudfront"}), right},
			want:    "ok clock.ok right", sources: 1,
		},
		"a cache that asked anew": {servers: []http.Handler{watch(0, map[string]string{"Age": "0", "X-Cache": "MISS"})}, want: "ok clock.ok right", sources: 1},
		"those that don't tell":   {servers: []http.Handler{http.HandlerFunc(noDate), right, http.HandlerFunc(noDate), http.HandlerFunc(noDate), right}, want: "ok clock.ok right", sources: 2},
		"a time that is none":     {servers: []http.Handler{watch(0, map[string]string{"Date": "yesterday"})}, want: "notice clock.unknown"},
		"nobody tells":            {servers: []http.Handler{http.HandlerFunc(noDate)}, want: "notice clock.unknown"},
		"nobody is there":         {want: "notice clock.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			servers := make(map[string]netip.AddrPort)
			var controls []catalog.Host
			for i, handler := range tt.servers {
				host := fmt.Sprintf("site%d.test", i)
				servers[host] = serveHTTP(t, handler)
				controls = append(controls, catalog.Host{Host: host, Scheme: "http"})
			}
			controls = append(controls, catalog.Host{Host: "gone.test", Scheme: "http"})
			s := Setup{Catalog: &catalog.Catalog{Reachability: catalog.Reachability{Controls: controls}}}
			f := clock(s, newBook(s)).Run(t.Context(), hosting(80, servers).task())
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			fact := f.Data.(checks.ClockFact)
			if len(fact.Sources) != tt.sources || math.Abs(fact.Offset-tt.offset.Seconds()) > 5 {
				t.Errorf("fact %+v", fact)
			}
		})
	}
}

// A wrong clock makes every certificate look out of its time; the servers are to
// be heard all the same, whoever vouches for them.
func TestClockHearsServersWhoseCertificatesLookWrong(t *testing.T) {
	noLeaks(t)
	cert := newAuthority(t, "Lab CA").issue(t, "site.test", time.Hour)
	server := serveTLS(t, cert, watch(0, nil))
	around := hosting(443, map[string]netip.AddrPort{"a.test": server, "b.test": server})
	real := around.task()
	dead := func() time.Time { return time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC) } // the battery is empty
	task := checks.NewTask(checks.Env{Host: real.Host, Dial: real.Dial, Now: dead}, nil, nil)
	s := Setup{Catalog: &catalog.Catalog{Reachability: catalog.Reachability{Controls: []catalog.Host{{Host: "a.test"}, {Host: "b.test"}}}}}
	f := clock(s, newBook(s)).Run(t.Context(), task)
	if f.State != checks.Problem || f.Code != "clock.wrong.behind" || len(f.Data.(checks.ClockFact).Sources) != 2 {
		t.Errorf("%s: %+v", saw(f), f.Data)
	}
}

// Each server is asked once, by HEAD, and no more are asked than are needed.
func TestClockIsPolite(t *testing.T) {
	noLeaks(t)
	var asked, wrong atomic.Int32
	server := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Method != http.MethodHead {
			wrong.Add(1)
		}
		watch(0, nil)(w, r)
	}))
	s := Setup{
		Catalog: &catalog.Catalog{Reachability: catalog.Reachability{
			Controls: []catalog.Host{{Host: "a.test", Scheme: "http"}, {Host: "a.test", Scheme: "http", Path: "/again"}},
			Portals:  []catalog.Portal{{URL: "http://b.test/x"}},
		}},
		Service: catalog.Service{Hosts: []catalog.Host{{Host: "c.test", Scheme: "http"}, {Host: "d.test", Scheme: "http"}}},
	}
	around := hosting(80, map[string]netip.AddrPort{"a.test": server, "b.test": server, "c.test": server, "d.test": server})
	f := clock(s, newBook(s)).Run(t.Context(), around.task())
	if asked.Load() != 3 || wrong.Load() != 0 || len(f.Data.(checks.ClockFact).Sources) != 3 {
		t.Errorf("asked %d times, %d not by HEAD: %+v", asked.Load(), wrong.Load(), f.Data)
	}
}

func TestClockStops(t *testing.T) {
	noLeaks(t)
	ctx, stop := context.WithCancel(t.Context())
	server := serveHTTP(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	}))
	s := Setup{Catalog: &catalog.Catalog{Reachability: catalog.Reachability{Controls: []catalog.Host{{Host: "a.test", Scheme: "http"}}}}}
	f := clock(s, newBook(s)).Run(ctx, hosting(80, map[string]netip.AddrPort{"a.test": server}).task())
	if saw(f) != "notice clock.unknown" {
		t.Errorf("got %s", saw(f))
	}
}

// Where nobody can be reached, the servers are not tried one after the other.
func TestClockGivesUp(t *testing.T) {
	var hosts []catalog.Host
	for i := range 2 * clockSources {
		hosts = append(hosts, catalog.Host{Host: fmt.Sprintf("203.0.113.%d", i), Scheme: "http"})
	}
	s := Setup{Catalog: &catalog.Catalog{Reachability: catalog.Reachability{Controls: hosts}}}
	for name, tt := range map[string]struct {
		pace  *pace
		heard bool
		want  int32
	}{
		"nobody was heard":   {&pace{}, false, clockSources},
		"somebody was heard": {&pace{}, true, 2 * clockSources},
		"nobody knows":       {nil, false, 2 * clockSources},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if tt.heard {
					tt.pace.saw(time.Millisecond)
				}
				s.pace = tt.pace
				var asked atomic.Int32
				vanish := func(ctx context.Context, _, _ string) (net.Conn, error) {
					asked.Add(1)
					<-ctx.Done()
					return nil, context.Cause(ctx)
				}
				f := clock(s, newBook(s)).Run(t.Context(), checks.NewTask(checks.Env{Host: &platformtest.Host{}, Dial: vanish, Now: time.Now}, nil, nil))
				if asked.Load() != tt.want || saw(f) != "notice clock.unknown" {
					t.Errorf("%d were asked, want %d; %s", asked.Load(), tt.want, saw(f))
				}
			})
		})
	}
}

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		offsets []float64
		want    float64
	}{
		{nil, 0},
		{[]float64{7}, 7},
		{[]float64{400, -1}, -1},
		{[]float64{400, 500}, 400},
		{[]float64{-500, -400}, -400},
		{[]float64{900, 1, 2}, 2},
		{[]float64{-900, 1, 900}, 1},
	} {
		var sources []checks.ClockSource
		for _, o := range tt.offsets {
			sources = append(sources, checks.ClockSource{Offset: o})
		}
		if got := median(sources); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.offsets, got, tt.want)
		}
	}
}

func TestRoughly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 seconds", 400 * time.Millisecond: "0 seconds", time.Second: "1 second", 45 * time.Second: "45 seconds",
		59600 * time.Millisecond: "1 minute", 59*time.Minute + 50*time.Second: "1 hour", 90 * time.Second: "2 minutes", 6 * time.Minute: "6 minutes", time.Hour: "1 hour", 25 * time.Hour: "1 day",
		400 * 24 * time.Hour: "1 year", 56 * 365 * 24 * time.Hour: "56 years",
	} {
		if got := roughly(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}
