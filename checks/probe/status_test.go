package probe

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

const well = `{"page":{"name":"App"},"status":{"indicator":"none","description":"All Systems Operational"}}`

// paged is a plan with the status page of a service at the given addresses.
func paged(cache *StatusCache, address string, fallbacks ...string) Setup {
	return Setup{
		Cache: cache, Catalog: &catalog.Catalog{},
		Service: catalog.Service{Name: "App", Status: &catalog.Status{Kind: "statuspage", URL: address, Fallbacks: fallbacks}},
	}
}

func onlyPage(t *testing.T, s Setup) checks.Check {
	t.Helper()
	list := statusPages(s, newBook(s))
	if len(list) != 1 {
		t.Fatalf("%d status checks", len(list))
	}
	return list[0]
}

func TestStatusPages(t *testing.T) {
	st := &catalog.Status{Kind: "statuspage", URL: "https://status.test"}
	edge := catalog.Edge{ID: "net", Name: "Net", Status: st}
	for name, tt := range map[string]struct {
		setup Setup
		want  []checks.ID
	}{
		"both":            {Setup{Service: catalog.Service{Name: "App", Status: st, Edge: "net"}, Catalog: &catalog.Catalog{Edges: []catalog.Edge{edge}}}, []checks.ID{checks.IDStatusService, checks.IDStatusEdge}},
		"only the edge":   {Setup{Service: catalog.Service{Edge: "net"}, Catalog: &catalog.Catalog{Edges: []catalog.Edge{edge}}}, []checks.ID{checks.IDStatusEdge}},
		"an unknown edge": {Setup{Service: catalog.Service{Status: st, Edge: "other"}, Catalog: &catalog.Catalog{Edges: []catalog.Edge{edge}}}, []checks.ID{checks.IDStatusService}},
		"neither":         {Setup{Service: catalog.Service{Edge: "net"}, Catalog: &catalog.Catalog{Edges: []catalog.Edge{{ID: "net"}}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []checks.ID
			for _, c := range statusPages(tt.setup, newBook(tt.setup)) {
				got = append(got, c.ID)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestStatusCheck(t *testing.T) {
	incident := func(indicator, name string) string {
		return `{"page":{"name":"App"},"status":{"indicator":"` + indicator + `","description":"Words about it"},"incidents":[{"name":"` + name + `","status":"identified"}]}`
	}
	for name, tt := range map[string]struct {
		page   http.Handler
		want   string
		fail   string
		follow string // text of the first incident, as Args
	}{
		"all well":                {page: answer(200, nil, well), want: "ok status.none All Systems Operational"},
		"all well, without words": {page: answer(200, nil, `{"page":{"name":"App"},"status":{"indicator":"none"}}`), want: "ok status.none all systems normal"},
		"minor":                   {page: answer(200, nil, incident("minor", "Slow")), want: "notice status.minor.incident Words about it", follow: "Slow"},
		"major":                   {page: answer(200, nil, incident("major", "Down")), want: "problem status.major.incident Words about it", follow: "Down"},
		"critical, no incident":   {page: answer(200, nil, `{"page":{"name":"App"},"status":{"indicator":"critical","description":"x"}}`), want: "problem status.critical x"},
		"an incident that is no harm": {
			page: answer(200, nil, incident("none", "Typo")), want: "ok status.none Words about it", follow: "Typo",
		},
		"a web page":        {page: answer(200, nil, "<html>All Systems Operational</html>"), want: "notice status.form could not be read", fail: checks.FailForm},
		"not there":         {page: answer(404, nil, well), want: "notice status.unreadable could not be read", fail: "http.404"},
		"broken itself":     {page: answer(503, nil, ""), want: "notice status.unreadable could not be read", fail: "http.503"},
		"nothing new":       {page: answer(304, nil, ""), want: "notice status.unreadable could not be read", fail: "http.304"},
		"larger than read":  {page: answer(200, nil, well+strings.Repeat(" ", statusSize)), want: "notice status.unreadable could not be read", fail: checks.FailTooLarge},
		"moved unencrypted": {page: answer(302, map[string]string{"Location": "http://else.test/"}, ""), want: "notice status.unreadable could not be read", fail: checks.FailOther},
	} {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			server := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != statusSummary || r.Header.Get("Accept") != "application/json" {
					w.WriteHeader(http.StatusTeapot)
				}
				tt.page.ServeHTTP(w, r)
			}))
			c := onlyPage(t, paged(NewStatusCache(), "http://status.test/"))
			around := hosting(80, map[string]netip.AddrPort{"status.test": server})
			around.host.OnProxyFor = func(context.Context, string) (string, error) { return "", nil }
			f := c.Run(t.Context(), around.task())
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			fact := f.Data.(checks.StatusFact)
			if fact.Fail != tt.fail || fact.Known != (tt.fail == "") || f.Args["incident"] != tt.follow {
				t.Errorf("fact %+v, args %v", fact, f.Args)
			}
			if fact.Owner != "service" || fact.Name != "App" || fact.URL != "http://status.test/" || fact.Kind != "statuspage" || f.Args["name"] != "App" {
				t.Errorf("whose is it: %+v, args %v", fact, f.Args)
			}
		})
	}
}

func TestStatusFallsBack(t *testing.T) {
	noLeaks(t)
	var order []string
	var mu sync.Mutex
	serve := func(name string, handler http.Handler) netip.AddrPort {
		return serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			order = append(order, name)
			mu.Unlock()
			handler.ServeHTTP(w, r)
		}))
	}
	around := hosting(80, map[string]netip.AddrPort{
		"first.test":  serve("first", answer(500, nil, "")),
		"second.test": serve("second", answer(200, nil, "<html>")),
		"third.test":  serve("third", answer(200, nil, well)),
		"fourth.test": serve("fourth", answer(200, nil, well)),
	})
	s := paged(NewStatusCache(), "http://first.test", "http://second.test", "http://third.test/", "http://fourth.test")
	around.host.OnProxyFor = func(context.Context, string) (string, error) { return "", nil }
	f := onlyPage(t, s).Run(t.Context(), around.task())
	fact := f.Data.(checks.StatusFact)
	if f.State != checks.OK || fact.Source != "http://third.test/api/v2/summary.json" || !slices.Equal(order, []string{"first", "second", "third"}) {
		t.Errorf("%s from %s after %v", saw(f), fact.Source, order)
	}

	none := paged(NewStatusCache(), "http://first.test", "http://second.test")
	if fact := onlyPage(t, none).Run(t.Context(), around.task()).Data.(checks.StatusFact); fact.Fail != "http.500" {
		t.Errorf("the page proper counts: %+v", fact)
	}
}

// A page that never answers must leave time for the others.
func TestStatusKeepsTimeForFallbacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), statusLimit)
		defer cancel()
		short, done := withReserve(ctx, 2*statusReserve)
		defer done()
		<-short.Done()
		if ctx.Err() != nil {
			t.Error("nothing was kept for the fallbacks")
		}
		end, _ := ctx.Deadline()
		if left := time.Until(end); left != 2*statusReserve {
			t.Errorf("%v are left", left)
		}
	})
}

// asked counts what a page is asked and answers from a list, its last for ever.
type asked struct {
	headers []map[string]string
	answers []fetchAnswer
	err     error
}

func (a *asked) get(header map[string]string) (fetchAnswer, error) {
	a.headers = append(a.headers, header)
	next := a.answers[min(len(a.headers), len(a.answers))-1]
	return next, a.err
}

func gave(status int, body string, header ...string) fetchAnswer {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return fetchAnswer{URL: "u", Status: status, Header: h, Body: []byte(body)}
}

func TestStatusCache(t *testing.T) {
	const page = "https://status.test/api/v2/summary.json"
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	outage := strings.Replace(well, "none", "major", 1)
	type look struct {
		at    time.Duration
		want  string // indicator or fail, and whether it is stale
		asked int    // how often the page was asked by then
	}
	for name, tt := range map[string]struct {
		answers []fetchAnswer
		err     error
		looks   []look
	}{
		"left alone for half a minute": {
			answers: []fetchAnswer{gave(200, well), gave(200, outage)},
			looks:   []look{{0, "none", 1}, {29 * time.Second, "none stale", 1}, {30 * time.Second, "major", 2}, {59 * time.Second, "major stale", 2}},
		},
		"unchanged": {
			answers: []fetchAnswer{gave(200, well, "Etag", `"v1"`), gave(304, "")},
			looks:   []look{{0, "none", 1}, {time.Minute, "none", 2}, {2 * time.Minute, "none", 3}},
		},
		"asks for more time": {
			answers: []fetchAnswer{gave(200, well, "Retry-After", "120"), gave(200, outage)},
			looks:   []look{{0, "none", 1}, {119 * time.Second, "none stale", 1}, {120 * time.Second, "major", 2}},
		},
		"asks for time until a date": {
			answers: []fetchAnswer{gave(503, "", "Retry-After", start.Add(3*time.Minute).Format(http.TimeFormat)), gave(200, well)},
			looks:   []look{{0, "http.503", 1}, {2 * time.Minute, "http.503 stale", 1}, {3 * time.Minute, "none", 2}},
		},
		"asks for a year": {
			answers: []fetchAnswer{gave(200, well, "Retry-After", "31536000"), gave(200, outage)},
			looks:   []look{{0, "none", 1}, {statusWaitMost - time.Second, "none stale", 1}, {statusWaitMost, "major", 2}},
		},
		"asks for less than half a minute": {
			answers: []fetchAnswer{gave(200, well, "Retry-After", "1")},
			looks:   []look{{0, "none", 1}, {10 * time.Second, "none stale", 1}},
		},
		"not now, but we know it from before": {
			answers: []fetchAnswer{gave(200, well), gave(429, "", "Retry-After", "60")},
			looks:   []look{{0, "none", 1}, {time.Minute, "none stale", 2}, {90 * time.Second, "none stale", 2}, {10 * time.Minute, "http.429", 3}},
		},
		"a failure is no reason to hurry": {
			answers: []fetchAnswer{{}}, err: errors.New("odd"),
			looks: []look{{0, "net.other", 1}, {10 * time.Second, "net.other stale", 1}, {40 * time.Second, "net.other", 2}},
		},
		"a clock that was set back": {
			answers: []fetchAnswer{gave(200, well), gave(200, outage)},
			looks:   []look{{time.Hour, "none", 1}, {0, "major", 2}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			cache := NewStatusCache()
			got := &asked{answers: tt.answers, err: tt.err}
			for _, l := range tt.looks {
				fact := cache.read(t.Context(), func() time.Time { return start.Add(l.at) }, page, got.get)
				says := fact.Indicator
				if !fact.Known {
					says = fact.Fail
				}
				if fact.Stale {
					says += " stale"
				}
				if says != l.want || len(got.headers) != l.asked {
					t.Errorf("after %v: %s, asked %d times; want %s, %d", l.at, says, len(got.headers), l.want, l.asked)
				}
			}
		})
	}
}

func TestStatusCacheAsksWhetherItChanged(t *testing.T) {
	for name, tt := range map[string]struct {
		first  fetchAnswer
		header string
		want   string
	}{
		"by tag":                     {gave(200, well, "Etag", `W/"v1"`, "Last-Modified", "then"), "If-None-Match", `W/"v1"`},
		"by time":                    {gave(200, well, "Last-Modified", "then"), "If-Modified-Since", "then"},
		"a tag too long":             {gave(200, well, "Etag", strings.Repeat("x", 500)), "If-None-Match", ""},
		"not of what we don't grasp": {gave(200, "<html>", "Etag", `"v1"`), "If-None-Match", ""},
	} {
		t.Run(name, func(t *testing.T) {
			cache := NewStatusCache()
			got := &asked{answers: []fetchAnswer{tt.first}}
			at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
			for range 2 {
				cache.read(t.Context(), func() time.Time { return at }, "page", got.get)
				at = at.Add(time.Minute)
			}
			if len(got.headers) != 2 || got.headers[0]["If-None-Match"]+got.headers[0]["If-Modified-Since"] != "" || got.headers[1][tt.header] != tt.want {
				t.Errorf("sent %v", got.headers)
			}
		})
	}
}

// The pages of the service and of its edge may be the same one, and are read at
// the same time.
func TestStatusCacheAsksOnceForTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := NewStatusCache()
		var times atomic.Int32
		get := func(map[string]string) (fetchAnswer, error) {
			times.Add(1)
			time.Sleep(time.Second)
			return gave(200, well), nil
		}
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if fact := cache.read(t.Context(), time.Now, "page", get); !fact.Known {
					t.Errorf("got %+v", fact)
				}
			})
		}
		wg.Wait()
		if n := times.Load(); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

// Who is stopped neither waits for another's answer nor spoils the next one's.
func TestStatusCacheStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := NewStatusCache()
		ctx, stop := context.WithCancel(t.Context())
		begun := make(chan struct{})
		first := make(chan checks.StatusFact)
		go func() {
			first <- cache.read(ctx, time.Now, "page", func(map[string]string) (fetchAnswer, error) {
				close(begun)
				<-ctx.Done()
				return fetchAnswer{}, context.Cause(ctx)
			})
		}()
		<-begun
		impatient, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		if fact := cache.read(impatient, time.Now, "page", nil); fact.Fail != checks.FailTimeout {
			t.Errorf("who waited got %+v", fact)
		}
		stop()
		if fact := <-first; fact.Fail != checks.FailCancelled || fact.Known {
			t.Errorf("who was stopped got %+v", fact)
		}
		got := &asked{answers: []fetchAnswer{gave(200, well)}}
		if fact := cache.read(t.Context(), time.Now, "page", got.get); !fact.Known || fact.Stale {
			t.Errorf("the next got %+v", fact)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-7": 0, " 90 ": 90 * time.Second, "soon": 0, "99999999999999": 0,
		"86400": statusWaitMost, "Sun, 22 Nov 2026 10:01:00 GMT": time.Minute, "Sun, 22 Nov 2026 09:00:00 GMT": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": []string{text}}, now); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
