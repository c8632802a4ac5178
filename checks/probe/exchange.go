package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"fix502/checks"
	"fix502/checks/verdict"
)

const (
	// answerLimit waits for the first byte of an answer. It lies above the 5 s from
	// which a service counts as slow, else a slow one could not be told from a dead one.
	answerLimit = 6500 * time.Millisecond
	// bodyPause is how long a body may pause before it counts as stalled.
	bodyPause = 2 * time.Second
	// stuckPause is the silence in a handshake, or in the middle of a page, after
	// which an exchange is likely to have stalled: longer than a packet that was lost
	// takes to be sent again, shorter than any limit.
	stuckPause = time.Second
	// slowPause is the same for an answer, which a busy server may take its time for.
	slowPause = 3 * time.Second

	// bodyLimit is what is read of a page: error pages are far smaller.
	bodyLimit = 64 << 10
	// headerLimit is what an answer's header may measure; servers allow 8 to 32 KiB.
	headerLimit = 64 << 10
	// wireSlack is what an exchange may receive beyond the limits for header and
	// body: certificates, and what was on its way when reading stopped.
	wireSlack = 256 << 10
)

// userAgent names the program to the servers it asks.
const userAgent = "Fix502/1.0 (+diagnostic)"

// The stages of AttemptFact.Stage.
const (
	stageTCP  = "tcp"
	stageTLS  = "tls"
	stageHTTP = "http"
)

// exchangeRequest is one GET of one host at one of its addresses.
type exchangeRequest struct {
	Scheme string // "https" where empty
	Host   string // name or literal address: for SNI, the certificate and the Host header
	Port   int    // 0 means the scheme's own
	Path   string // with its query; "/" where empty
	Addr   netip.Addr
	Expect []int             // statuses that are as they should be; empty means any 2xx or 3xx
	Header map[string]string // sent in addition
	Limit  int               // bytes of the body to read; 0 means bodyLimit
	Pace   *pace             // learns from the connection, and bounds it; may be nil
	Answer time.Duration     // how long the first byte of the answer is waited for; 0 means answerLimit
	// Dial opens the connection in place of the task's; may be nil.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Stuck is told that the exchange is likely to have stalled at a stage, while it
	// goes on waiting; may be nil.
	Stuck func(stage string)
}

// exchangeAnswer is what came of it.
type exchangeAnswer struct {
	// Fact is complete but for From and Used, which only the caller knows.
	Fact   checks.AttemptFact
	Header http.Header // nil where no HTTP answer came
	Body   []byte
	Cut    bool  // the body is larger than what was read
	Err    error // why it failed; nil where a whole answer came
}

// stageError says at which stage an exchange failed.
type stageError struct {
	stage string
	err   error
}

func (e *stageError) Error() string { return e.stage + ": " + e.err.Error() }
func (e *stageError) Unwrap() error { return e.err }

// explain is checks.Explain for errors whose stage is known: the libraries have
// no types for most of what a broken TLS or HTTP peer can say.
func explain(err error) string {
	fail := checks.Explain(err)
	var at *stageError
	if fail != checks.FailOther || !errors.As(err, &at) {
		return fail
	}
	switch at.stage {
	case stageTLS:
		return checks.FailTLS
	case stageHTTP:
		return checks.FailHTTP
	}
	return fail
}

// exchange does one GET with one address of a host and records every stage. No
// proxy is used and no redirect followed. A certificate that is not acceptable
// ends it before anything is sent; its issuer and dates are recorded all the same.
func exchange(ctx context.Context, t *checks.Task, req exchangeRequest) exchangeAnswer {
	req = req.filled()
	x := &exchanging{task: t, req: req, begun: time.Now()}
	x.out.Fact = checks.AttemptFact{Address: req.Addr.String(), Family: family(req.Addr)}
	err := x.perform(ctx)
	x.out.Fact.Total = milliseconds(time.Since(x.begun))
	if err != nil {
		x.fail(err)
	}
	return x.out
}

func (r exchangeRequest) filled() exchangeRequest {
	if r.Scheme == "" {
		r.Scheme = "https"
	}
	if r.Port == 0 {
		r.Port = schemePort(r.Scheme)
	}
	if r.Path == "" {
		r.Path = "/"
	}
	if r.Limit == 0 {
		r.Limit = bodyLimit
	}
	if r.Pace == nil {
		r.Pace = &pace{}
	}
	if r.Answer == 0 {
		r.Answer = answerLimit
	}
	return r
}

func schemePort(scheme string) int {
	if scheme == "http" {
		return 80
	}
	return 443
}

func (r exchangeRequest) url() string {
	host := ascii(r.Host)
	if r.Port != schemePort(r.Scheme) {
		host = net.JoinHostPort(host, strconv.Itoa(r.Port))
	} else if addr, err := netip.ParseAddr(host); err == nil && addr.Is6() {
		host = "[" + host + "]"
	}
	return r.Scheme + "://" + host + r.Path
}

func family(addr netip.Addr) string {
	if addr.Unmap().Is4() {
		return "ipv4"
	}
	return "ipv6"
}

// exchanging is an exchange under way.
type exchanging struct {
	task  *checks.Task
	req   exchangeRequest
	begun time.Time
	out   exchangeAnswer
}

func (x *exchanging) fail(err error) {
	var at *stageError
	if errors.As(err, &at) {
		x.out.Fact.Stage = at.stage
	}
	x.out.Err = err
	x.out.Fact.Fail = explain(err)
	x.out.Fact.Error = bounded(err.Error())
	x.out.Fact.Expected = false
}

func (x *exchanging) perform(ctx context.Context) error {
	if _, err := url.Parse(x.req.url()); err != nil {
		return &stageError{stage: stageTCP, err: fmt.Errorf("reading the address: %w", err)}
	}
	conn, err := x.connect(ctx)
	if err != nil {
		return &stageError{stage: stageTCP, err: err}
	}
	defer conn.Close()
	defer endWith(ctx, conn)()
	if x.req.Scheme == "https" {
		if conn, err = x.handshake(ctx, conn); err != nil {
			return &stageError{stage: stageTLS, err: err}
		}
	}
	if err := x.get(ctx, conn); err != nil {
		return &stageError{stage: stageHTTP, err: err}
	}
	return nil
}

func (x *exchanging) connect(ctx context.Context) (net.Conn, error) {
	ctx, cancel := x.req.Pace.within(ctx, 1)
	defer cancel()
	begun := time.Now()
	dial := x.req.Dial
	if dial == nil {
		dial = x.task.Dial
	}
	conn, err := dial(ctx, "tcp", netip.AddrPortFrom(x.req.Addr, uint16(x.req.Port)).String())
	if err != nil {
		return nil, because(ctx, fmt.Errorf("connecting: %w", err))
	}
	took := time.Since(begun)
	x.req.Pace.saw(took)
	x.out.Fact.TCP = milliseconds(took)
	return &limitedConn{Conn: conn, left: int64(x.req.Limit) + headerLimit + wireSlack}, nil
}

// get asks for the page on the open connection and reads it.
func (x *exchanging) get(ctx context.Context, conn net.Conn) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	watch := time.AfterFunc(x.req.Answer, func() { stop(errStalled) })
	defer watch.Stop()
	silent := x.whenSilent(stageHTTP, slowPause)
	defer silent.Stop()

	var first atomic.Int64 // nanoseconds from sending to the first byte
	sent := time.Now()
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotFirstResponseByte: func() { first.CompareAndSwap(0, int64(max(time.Since(sent), 1))) },
	})
	answer, err := newClient(ready(conn)).R().SetContext(traced).SetDoNotParseResponse(true).
		SetHeader("User-Agent", userAgent).SetHeader("Accept", "text/html, application/json;q=0.9, */*;q=0.8").
		SetHeaders(x.req.Header).Get(x.req.url())
	if err != nil {
		return because(ctx, fmt.Errorf("asking for the page: %w", err))
	}
	body := answer.RawBody()
	defer body.Close()
	x.out.Header = answer.Header()
	x.out.Fact.Status = answer.StatusCode()
	x.out.Fact.First = milliseconds(time.Duration(first.Load()))
	x.out.Fact.Headers = telling(answer.Header())
	if x.req.Scheme != "https" {
		x.out.Fact.Served = true
	}
	x.out.Fact.Expected = expected(x.req.Expect, answer.StatusCode())
	x.out.Body, x.out.Cut, err = readBody(body, x.req.Limit, func() {
		watch.Reset(bodyPause)
		silent.Reset(stuckPause)
	})
	x.out.Fact.Page = verdict.Recognise(answer.StatusCode(), x.out.Fact.Headers, x.out.Body)
	if err == nil {
		return nil
	}
	err = because(ctx, fmt.Errorf("reading the page: %w", err))
	if len(x.out.Body) > 0 && errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, errStalled) {
		x.out.Cut = true // a slow line, still delivering when the time for the whole check was up
		return nil
	}
	return err
}

// whenSilent tells that the exchange is likely to have stalled, unless the timer is
// stopped or reset before.
func (x *exchanging) whenSilent(stage string, after time.Duration) *time.Timer {
	return time.AfterFunc(after, func() {
		if x.req.Stuck != nil {
			x.req.Stuck(stage)
		}
	})
}

// errStalled ends an exchange in which nothing has come for too long.
var errStalled = fmt.Errorf("nothing came any more: %w", os.ErrDeadlineExceeded)

// expected tells whether a status is one of those that a host should give.
func expected(expect []int, status int) bool {
	for _, e := range expect {
		if e == status {
			return true
		}
	}
	return len(expect) == 0 && status >= 200 && status < 400
}
