package probe

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

// far is the other end of a connection over a network that does something to it.
type far struct {
	cert  tls.Certificate
	stall func(name string, small bool) bool // swallows what carries the name
	cut   func(name string, small bool) bool // hangs up on it
	alert bool                               // the server refuses names other than its own
	late  time.Duration                      // before it says anything
	half  func(small bool) bool              // says half of its page
}

// talk plays the network and the server behind it.
func (f far) talk(scheme string, small bool) func(net.Conn) {
	return func(c net.Conn) {
		time.Sleep(f.late) // time of the bubble
		if scheme == "http" {
			f.page(bufio.NewReader(c), c, small)
			return
		}
		secure := tls.Server(c, &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			switch {
			case f.swallows(c, hello.ServerName, small):
				return nil, c.Close()
			case f.alert && hello.ServerName != "app.test":
				return nil, errors.New("no such name")
			}
			return &tls.Config{Certificates: []tls.Certificate{f.cert}, NextProtos: []string{"http/1.1"}}, nil
		}})
		f.page(bufio.NewReader(secure), secure, small)
	}
}

// swallows waits until the other side gives up, or hangs up at once.
func (f far) swallows(c net.Conn, name string, small bool) bool {
	if f.stall != nil && f.stall(name, small) {
		_, _ = io.Copy(io.Discard, c)
		return true
	}
	if f.cut != nil && f.cut(name, small) {
		c.Close()
		return true
	}
	return false
}

func (f far) page(in *bufio.Reader, out net.Conn, small bool) {
	r, err := http.ReadRequest(in)
	if err != nil || f.swallows(out, r.Host, small) {
		return
	}
	_, _ = io.WriteString(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
	if f.half != nil && f.half(small) {
		_, _ = io.Copy(io.Discard, out)
		return
	}
	_, _ = io.WriteString(out, "lo")
}

func TestContrasts(t *testing.T) {
	ca := newAuthority(t, "Lab CA")
	cert, now := ca.issue(t, "app.test", time.Hour), time.Now() // the bubble's clock stands elsewhere
	optional := false
	isTarget := func(name string, _ bool) bool { return name == "app.test" }
	large := func(_ string, small bool) bool { return !small }
	always := func(string, bool) bool { return true }
	name := func(answered bool, stage, fail string) *checks.ContrastFact {
		return &checks.ContrastFact{Name: "other.test", Answered: answered, Stage: stage, Fail: fail}
	}
	size := func(answered bool, stage, fail string) *checks.ContrastFact {
		return &checks.ContrastFact{Segment: platform.SmallSegment4, Answered: answered, Stage: stage, Fail: fail}
	}
	for title, tt := range map[string]struct {
		h      catalog.Host
		far    far
		unable bool   // this system cannot send small packets
		fail   string // of the first way
		name   *checks.ContrastFact
		size   *checks.ContrastFact
	}{
		"works":                     {far: far{}},
		"works, late":               {far: far{late: stuckPause + 500*time.Millisecond}},
		"cut at the name":           {far: far{cut: isTarget}, fail: checks.FailClosed, name: name(true, "", ""), size: size(false, stageTLS, checks.FailClosed)},
		"stalls at the name":        {far: far{stall: isTarget}, fail: checks.FailTimeout, name: name(true, "", ""), size: size(false, stageTLS, checks.FailTimeout)},
		"an alert is an answer too": {far: far{cut: isTarget, alert: true}, fail: checks.FailClosed, name: name(true, "", ""), size: size(false, stageTLS, checks.FailClosed)},
		"cuts everybody":            {far: far{cut: always}, fail: checks.FailClosed, name: name(false, stageTLS, checks.FailClosed), size: size(false, stageTLS, checks.FailClosed)},
		"answers nobody":            {far: far{stall: always}, fail: checks.FailTimeout, name: name(false, stageTLS, checks.FailTimeout), size: size(false, stageTLS, checks.FailTimeout)},
		"large packets get lost":    {far: far{stall: large}, fail: checks.FailTimeout, name: name(false, stageTLS, checks.FailTimeout), size: size(true, "", "")},
		"no small packets here":     {far: far{stall: always}, unable: true, fail: checks.FailTimeout, name: name(false, stageTLS, checks.FailTimeout)},
		"the page stalls half-way":  {far: far{half: func(small bool) bool { return !small }}, fail: checks.FailTimeout, size: size(true, "", "")},
		"not a required one":        {h: catalog.Host{Required: &optional}, far: far{cut: isTarget}, fail: checks.FailClosed},
		"this computer":             {h: catalog.Host{Host: "app.localhost"}, far: far{cut: always}, fail: checks.FailClosed},
		"an address":                {h: catalog.Host{Host: "192.0.2.1"}, far: far{cut: always}, fail: checks.FailClosed, size: size(false, stageTLS, checks.FailClosed)},
		"plain, stalls at the name": {h: catalog.Host{Scheme: "http"}, far: far{stall: isTarget}, fail: checks.FailTimeout, name: name(true, "", ""), size: size(false, stageHTTP, checks.FailTimeout)},
		"plain, cut at the name":    {h: catalog.Host{Scheme: "http"}, far: far{cut: isTarget}, fail: checks.FailClosed, name: name(true, "", "")},
		"plain, answers nobody":     {h: catalog.Host{Scheme: "http"}, far: far{stall: always}, fail: checks.FailTimeout, name: name(false, stageHTTP, checks.FailTimeout), size: size(false, stageHTTP, checks.FailTimeout)},
	} {
		t.Run(title, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tt.far.cert = cert
				if tt.h.Host == "" {
					tt.h.Host = "app.test"
				}
				req := requestFor(tt.h)
				req.Addr = netip.MustParseAddr("192.0.2.1")
				env := checks.Env{Now: func() time.Time { return now }, Roots: ca.pool, Dial: pipes(tt.far.talk(req.Scheme, false)), DialSmall: pipes(tt.far.talk(req.Scheme, true))}
				if tt.unable {
					env.DialSmall = func(context.Context, string, string) (net.Conn, error) {
						return nil, fmt.Errorf("small: %w", errors.ErrUnsupported)
					}
				}
				setup := setupFor([]catalog.Host{tt.h})
				setup.Catalog.Reachability.Controls = hostsOf("app.test", "192.0.2.9", "other.test")
				got := contrastsFor(checks.NewTask(env, nil, nil), setup, tt.h).ask(t.Context(), req)
				time.Sleep(tt.far.late) // of the bubble: whoever is late finds nobody there any more
				if got.Fail != tt.fail {
					t.Errorf("the first way: %q, want %q: %s", got.Fail, tt.fail, got.Error)
				}
				if diff := cmp.Diff(tt.name, got.OtherName); diff != "" {
					t.Errorf("other name (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.size, got.SmallParts); diff != "" {
					t.Errorf("small packets (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// The other ways run beside the first: where everything is silent, all end as soon
// as the first would end alone.
func TestContrastsTakeNoTimeOfTheirOwn(t *testing.T) {
	silent := checks.Env{Now: time.Now, Roots: x509.NewCertPool(), Dial: pipes(func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })}
	took := func(do func(context.Context, *checks.Task)) (d time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			begun := time.Now()
			do(t.Context(), checks.NewTask(silent, nil, nil))
			d = time.Since(begun)
		})
		return d
	}
	h := catalog.Host{Host: "app.test"}
	req := requestFor(h)
	req.Addr = netip.MustParseAddr("192.0.2.1")
	req.Pace = &pace{}
	req.Pace.saw(10 * time.Millisecond)
	alone := took(func(ctx context.Context, task *checks.Task) { exchange(ctx, task, req) })
	silent.DialSmall = silent.Dial
	both := took(func(ctx context.Context, task *checks.Task) {
		contrastsFor(task, setupFor(hostsOf(h.Host)), h).ask(ctx, req)
	})
	if both > alone {
		t.Errorf("with the other ways it takes %v, alone %v", both, alone)
	}
}

// A server that fails is not asked without end: at most two of its addresses are
// asked in other ways.
func TestContrastsAreFew(t *testing.T) {
	noLeaks(t)
	cut := serveRaw(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 16)) })
	task := surroundings{net: internetOf{"192.0.2.1:443": cut, "192.0.2.2:443": cut, "192.0.2.3:443": cut}}.task()
	h := catalog.Host{Host: "app.test"}
	c := contrastsFor(task, setupFor(hostsOf(h.Host)), h)
	asked := 0
	for _, addr := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"} {
		req := requestFor(h)
		req.Addr = netip.MustParseAddr(addr)
		if got := c.ask(t.Context(), req); got.OtherName != nil {
			asked++
			if got.OtherName.Name != spareName || got.OtherName.Answered {
				t.Errorf("got %+v", got.OtherName)
			}
		}
	}
	if asked != maxContrasted {
		t.Errorf("%d addresses were asked in other ways", asked)
	}
}

// A block page in the place of the page is held against another name as well.
func TestContrastOfABlockPage(t *testing.T) {
	noLeaks(t)
	addr := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "app.test" {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<html><body>FortiGuard Intrusion Prevention - Access Blocked. Web Page Blocked</body></html>")
		}
	}))
	h := catalog.Host{Host: "app.test", Scheme: "http"}
	req := requestFor(h)
	req.Addr = netip.MustParseAddr("192.0.2.1")
	task := surroundings{net: internetOf{"192.0.2.1:80": addr}}.task()
	got := contrastsFor(task, setupFor(hostsOf(h.Host)), h).ask(t.Context(), req)
	if got.Page.Kind != checks.PageBlock || got.OtherName == nil || !got.OtherName.Answered {
		t.Errorf("got %+v, %+v", got, got.OtherName)
	}
}

// What the other ways showed is what is said of a host.
func TestContrastsAreSpoken(t *testing.T) {
	yes, no := &checks.ContrastFact{Answered: true}, &checks.ContrastFact{}
	for name, tt := range map[string]struct {
		attempt checks.AttemptFact
		code    string
	}{
		"by its name":                   {checks.AttemptFact{Stage: stageTLS, Fail: checks.FailReset, OtherName: yes, SmallParts: no}, "host.by_name"},
		"silent at its name":            {checks.AttemptFact{Stage: stageTLS, Fail: checks.FailTimeout, OtherName: yes}, "host.by_name"},
		"cut, small ones slip through":  {checks.AttemptFact{Stage: stageTLS, Fail: checks.FailReset, OtherName: yes, SmallParts: yes}, "host.by_name"},
		"small ones only":               {checks.AttemptFact{Stage: stageTLS, Fail: checks.FailTimeout, OtherName: no, SmallParts: yes}, "host.only_small"},
		"silence that both end":         {checks.AttemptFact{Stage: stageTLS, Fail: checks.FailTimeout, OtherName: yes, SmallParts: yes}, "host.timeout"},
		"neither":                       {checks.AttemptFact{Stage: stageTLS, Fail: checks.FailReset, OtherName: no, SmallParts: no}, "host.reset"},
		"an answer says more than that": {checks.AttemptFact{Status: 403, OtherName: yes}, "host.status.403"},
	} {
		t.Run(name, func(t *testing.T) {
			tt.attempt.Used, tt.attempt.Address = true, "192.0.2.1"
			got := judgeHost(checks.HostFact{Host: "app.test", Required: true, Attempts: []checks.AttemptFact{tt.attempt}})
			if got.Code != tt.code || got.State != checks.Problem {
				t.Errorf("got %s %s", got.State, got.Code)
			}
			spoken(t, got)
		})
	}
}
