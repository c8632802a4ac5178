package probe

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"fix502/checks"
)

const (
	// statusFloor is how long a status page is left alone after it was asked: in
	// an outage very many of these programs ask at once.
	statusFloor = 30 * time.Second
	// statusWaitMost bounds for how long a page can ask to be left alone.
	statusWaitMost = 15 * time.Minute
	// statusStaleMost is how old a good answer may be to stand in for a page that
	// only says "not now".
	statusStaleMost = 5 * time.Minute
)

// StatusCache remembers status pages between runs, so that each is asked politely:
// not too often, not while it asks to be left alone, and with its ETag. It is safe
// for use by several checks at once.
type StatusCache struct {
	mu    sync.Mutex
	pages map[string]*statusPage
}

// NewStatusCache returns an empty one.
func NewStatusCache() *StatusCache { return &StatusCache{pages: make(map[string]*statusPage)} }

// statusPage is what is remembered of one address.
type statusPage struct {
	turn chan struct{} // holds one token while nobody asks the page

	asked time.Time         // zero where it never was
	wait  time.Duration     // since asked
	last  checks.StatusFact // what it gave then, good or not

	good     checks.StatusFact // the last answer that was understood
	goodAt   time.Time
	etag     string // of good
	modified string // of good
}

func (c *StatusCache) page(address string) *statusPage {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, known := c.pages[address]
	if !known {
		p = &statusPage{turn: make(chan struct{}, 1)}
		p.turn <- struct{}{}
		c.pages[address] = p
	}
	return p
}

// read returns what a page says, asking it by get unless it is to be left alone.
// Only one of several readers of a page asks it; the others share its answer.
func (c *StatusCache) read(ctx context.Context, now func() time.Time, address string, get func(header map[string]string) (fetchAnswer, error)) checks.StatusFact {
	p := c.page(address)
	select {
	case <-p.turn:
	case <-ctx.Done():
		return checks.StatusFact{Indicator: checks.IndicatorUnknown, Fail: checks.Explain(context.Cause(ctx))}
	}
	defer func() { p.turn <- struct{}{} }()
	at := now()
	// A clock that was set back must not silence a page for hours.
	if since := at.Sub(p.asked); !p.asked.IsZero() && since >= 0 && since < p.wait {
		stale := p.last
		stale.Stale = true
		return stale
	}
	answer, err := get(p.conditions())
	if ctx.Err() != nil {
		return checks.StatusFact{Indicator: checks.IndicatorUnknown, Fail: explain(because(ctx, err))}
	}
	p.asked, p.wait = at, max(statusFloor, retryAfter(answer.Header, at))
	p.last = p.understand(answer, err, at)
	return p.last
}

// conditions are the headers by which a page can say that nothing has changed.
func (p *statusPage) conditions() map[string]string {
	header := map[string]string{"Accept": "application/json"}
	if p.etag != "" {
		header["If-None-Match"] = p.etag
	} else if p.modified != "" {
		header["If-Modified-Since"] = p.modified
	}
	return header
}

// understand turns an answer into a fact and remembers a good one.
func (p *statusPage) understand(answer fetchAnswer, err error, at time.Time) checks.StatusFact {
	fail := ""
	switch fresh := !p.goodAt.IsZero() && at.Sub(p.goodAt) < statusStaleMost; {
	case err != nil:
		fail = explain(err)
	case answer.Status == http.StatusNotModified && !p.goodAt.IsZero():
		p.goodAt = at
		return p.good
	case answer.Status == http.StatusTooManyRequests && fresh:
		stale := p.good
		stale.Stale = true
		return stale
	case answer.Status != http.StatusOK:
		fail = "http." + strconv.Itoa(answer.Status)
	default:
		fact := parseStatuspage(answer.Body)
		fact.Source = answer.URL
		if fact.Known {
			p.good, p.goodAt = fact, at
			p.etag, p.modified = condition(answer.Header, "Etag"), condition(answer.Header, "Last-Modified")
		}
		return fact
	}
	return checks.StatusFact{Indicator: checks.IndicatorUnknown, Fail: fail, Source: answer.URL}
}

// condition is a header to be sent back; one of unusual length is not.
func condition(header http.Header, name string) string {
	const longest = 200 // bytes; an ETag has under 100
	if value := header.Get(name); len(value) <= longest {
		return value
	}
	return ""
}

// retryAfter is for how long an answer asks to be left alone, in either form of
// RFC 9110, 10.2.3; zero where it doesn't.
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	var wait time.Duration
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(text); err == nil {
		wait = date.Sub(now)
	}
	return min(max(wait, 0), statusWaitMost)
}
