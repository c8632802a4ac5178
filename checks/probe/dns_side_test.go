package probe

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
)

// Both questions are there before either is answered, and the answers may come in
// any order: neither waits for the other.
func TestQuestionsAreAskedInOneBreath(t *testing.T) {
	noLeaks(t)
	answer := records(t, "app.test. 60 A 192.0.2.1", "app.test. 60 AAAA 2001:db8::1")
	want := []string{"192.0.2.1", "2001:db8::1"}
	for name, tt := range map[string]struct {
		first int  // which of the questions is answered first
		alone bool // and the other is not answered
		want  []string
	}{
		"in order":               {0, false, want},
		"the second comes first": {1, false, want},
		"only the first":         {0, true, want[:1]},
		"only the second":        {1, true, want[1:]},
	} {
		t.Run(name, func(t *testing.T) {
			at := serveRaw(t, func(conn net.Conn) {
				talk := &dns.Conn{Conn: conn}
				var asked []*dns.Msg
				for range 2 {
					q, err := talk.ReadMsg()
					if err != nil {
						return
					}
					asked = append(asked, q)
				}
				_ = talk.WriteMsg(answer(asked[tt.first]))
				if !tt.alone {
					_ = talk.WriteMsg(answer(asked[1-tt.first]))
				}
				_, _ = io.Copy(io.Discard, conn)
			})
			task := surroundings{}.task()
			got := ask(t.Context(), task, server{addr: at, transport: checks.OverTCP}, "app.test", 50*time.Millisecond)
			if !slices.Equal(got.Addresses, tt.want) || got.RCode != "NOERROR" || got.Fail != "" {
				t.Errorf("got %+v, want %v", got, tt.want)
			}
		})
	}
}

// Over DoH the second question is on its way while the first is being answered, on
// the same connection.
func TestDoHAsksInOneBreath(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	both := make(chan struct{}, 2)
	together := make(chan struct{})
	go func() {
		<-both
		<-both
		close(together)
	}()
	answer := serveDoH(records(t, "app.test. 60 A 192.0.2.1", "app.test. 60 AAAA 2001:db8::1"))
	at := serveTLS(t, ca.issue(t, "dns.test", time.Hour), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		both <- struct{}{}
		<-together
		answer.ServeHTTP(w, r)
	}))
	dials := make(chan struct{}, 10)
	env := surroundings{roots: ca.pool}.task().Env
	dial := env.Dial
	env.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		dials <- struct{}{}
		return dial(ctx, network, address)
	}
	task := checks.NewTask(env, nil, nil)
	sv := server{addr: netip.AddrPortFrom(at.Addr(), 443), transport: checks.OverDoH, url: "https://" + netJoin("dns.test", at) + "/dns-query"}
	got := ask(t.Context(), task, sv, "app.test", time.Minute)
	if want := []string{"192.0.2.1", "2001:db8::1"}; !slices.Equal(got.Addresses, want) {
		t.Errorf("got %+v", got)
	}
	if n := len(dials); n != 1 {
		t.Errorf("%d connections", n)
	}
}
