package wizard_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/change"
	"fix502/platform/platformtest"
	"fix502/wizard"
)

// The resolvers of these tests: the one that is set lies, the other knows the way.
const (
	liar  = "192.0.2.53"
	right = "192.0.2.77"
)

// twoBooks is a computer that asks one of two resolvers, and remembers being set.
type twoBooks struct {
	mu     sync.Mutex
	now    []platform.DNSSetting
	denied error
	onSet  func() // nil where nobody listens
	flow   *wizard.Flow
	site   *site
	slept  chan time.Duration // what the clock of the trial waits for
	ends   chan struct{}      // lets it end
	back   chan struct{}      // told when the network's own is asked again
}

func (b *twoBooks) asks() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now[0].Automatic {
		return liar
	}
	return b.now[0].Servers[0].String()
}

// newBooks makes a walk over a site by name: the liar sends it to a closed port.
func newBooks(t *testing.T, status int, rightAnswers bool) *twoBooks {
	t.Helper()
	b := &twoBooks{site: newSite(t, status), slept: make(chan time.Duration, 8), ends: make(chan struct{}), back: make(chan struct{}, 8)}
	b.now = []platform.DNSSetting{{
		Interface: "eth0", Name: "Home", Family: platform.DNSOverIPv4, Way: platform.WayNetworkManager,
		Automatic: true, InUse: []netip.Addr{netip.MustParseAddr(liar)},
	}}
	servers := map[string]string{liar: answering(t, "127.0.0.9"), right: answering(t, "127.0.0.1")}
	if !rightAnswers {
		servers[right] = "127.0.0.1:1"
	}
	b.flow = flow(t, b.site, func(p *wizard.Parts, h *platformtest.Host) {
		form := `{"version":1,"services":[{"id":"site","name":"Site","url":"http://site.test:PORT/","hosts":[{"host":"site.test","port":PORT,"scheme":"http"}]}],
"edges":[],"resolvers":[{"id":"other","name":"Other","addresses":["192.0.2.77"]}],
"reachability":{"anchors":["127.0.0.1:PORT"],"portals":[],"controls":[{"host":"127.0.0.1","port":PORT,"scheme":"http"}]}}`
		found, err := catalog.Parse("test", []byte(strings.ReplaceAll(form, "PORT", b.site.port(t))))
		if err != nil {
			t.Fatal(err)
		}
		p.Catalog = found
		p.Journal = change.Open(filepath.Join(t.TempDir(), "state", "journal.jsonl"))
		p.Watch = func(context.Context) error { return nil }
		p.Env.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			host, port, _ := net.SplitHostPort(address)
			if real, known := servers[host]; known && port == "53" {
				address = real
			}
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
		p.Sleep = func(ctx context.Context, d time.Duration) bool {
			if d < 10*time.Second {
				return ctx.Err() == nil
			}
			b.slept <- d
			select {
			case <-b.ends:
				return true
			case <-ctx.Done():
				return false
			}
		}
		b.play(h)
	})
	run(t, b.flow)
	return b
}

// play makes the computer answer for what it asks.
func (b *twoBooks) play(h *platformtest.Host) {
	h.OnResolvers = func(context.Context) ([]platform.Resolver, error) {
		return []platform.Resolver{{Addr: netip.AddrPortFrom(netip.MustParseAddr(b.asks()), 53), Source: "resolv.conf"}}, nil
	}
	h.OnFlushDNS = func(context.Context) (platform.FlushResult, error) { return platform.FlushResult{None: true}, nil }
	now := func(context.Context) ([]platform.DNSSetting, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		return slices.Clone(b.now), nil
	}
	h.OnDNSSettings = now
	h.OnDNSNow = func(ctx context.Context, _ []platform.DNSSetting) ([]platform.DNSSetting, error) { return now(ctx) }
	h.OnSetDNS = func(_ context.Context, want []platform.DNSSetting, _ platform.DNSGuard) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.onSet != nil {
			b.onSet()
		}
		if b.denied != nil {
			return b.denied
		}
		b.now = slices.Clone(want)
		b.now[0].InUse = want[0].InUse
		if b.now[0].Automatic {
			b.back <- struct{}{}
			b.now[0].InUse = []netip.Addr{netip.MustParseAddr(liar)}
		}
		return nil
	}
}

// answering is a resolver that gives one address for every name, over UDP and TCP.
func answering(t *testing.T, address string) string {
	t.Helper()
	handler := dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		if q.Question[0].Qtype == dns.TypeA && strings.HasSuffix(q.Question[0].Name, "site.test.") {
			m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 1}, A: net.ParseIP(address)}}
		}
		_ = w.WriteMsg(m)
	})
	for range 20 {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", pc.LocalAddr().String())
		if err != nil { // taken by another: both need the same number
			_ = pc.Close()
			continue
		}
		for _, s := range []*dns.Server{{PacketConn: pc, Handler: handler}, {Listener: l, Handler: handler}} {
			started := make(chan struct{})
			s.NotifyStartedFunc = func() { close(started) }
			go func() { _ = s.ActivateAndServe() }()
			<-started
			t.Cleanup(func() { _ = s.Shutdown() })
		}
		return pc.LocalAddr().String()
	}
	t.Fatal("no port that is free for both")
	return ""
}

func (b *twoBooks) doSwitch(t *testing.T) wizard.Result {
	t.Helper()
	return b.flow.Do(t.Context(), wizard.ChangeDNS, wizard.SwitchDNS, "", func(string) {})
}

func TestSwitchSaysWhatWillChange(t *testing.T) {
	b := newBooks(t, http.StatusOK, true)
	for _, a := range b.flow.Page(t.Context(), wizard.ChangeDNS).Actions {
		if a.ID != wizard.SwitchDNS {
			continue
		}
		want := "Home, IPv4: from automatic (192.0.2.53) to 192.0.2.77"
		if !a.Changes || a.Off != "" || len(a.Choices) != 1 || !slices.Equal(a.Items, []string{want}) {
			t.Errorf("%+v", a)
		}
		return
	}
	t.Error("step 7 offers no switch")
}

func TestSwitchHelpsAndIsKept(t *testing.T) {
	b := newBooks(t, http.StatusOK, true)
	r := b.doSwitch(t)
	if !r.OK || !strings.Contains(r.Text, "answers now") || b.asks() != right {
		t.Fatalf("%+v, asks %s", r, b.asks())
	}
	trial := b.flow.Trial()
	if trial == nil || trial.Title == "" || !strings.Contains(trial.Text, "Other") {
		t.Fatalf("%+v", trial)
	}
	if d := <-b.slept; d > time.Minute || d < 30*time.Second {
		t.Errorf("the clock waits %v", d)
	}
	if r := b.flow.KeepTrial(t.Context()); !r.OK || b.flow.Trial() != nil || b.asks() != right {
		t.Errorf("%+v, asks %s", r, b.asks())
	}
	changes := b.flow.Changes(t.Context())
	i := slices.IndexFunc(changes, func(c wizard.ChangeView) bool { return c.Stands })
	if i < 0 {
		t.Fatalf("nothing to take back: %+v", changes)
	}
	if r := b.flow.Undo(t.Context(), changes[i].ID); !r.OK || b.asks() != liar {
		t.Errorf("taken back: %+v, asks %s", r, b.asks())
	}
}

func TestSwitchWithoutAnAnswer(t *testing.T) {
	b := newBooks(t, http.StatusOK, true)
	b.doSwitch(t)
	<-b.slept
	close(b.ends)
	<-b.back
	for len(b.flow.Session().Tried) < 2 { // it is told last, after all that is written
		runtime.Gosched()
	}
	if b.flow.Trial() != nil || b.asks() != liar {
		t.Errorf("still on trial, or asks %s", b.asks())
	}
	if r := b.flow.KeepTrial(t.Context()); r.OK {
		t.Errorf("kept after it was over: %+v", r)
	}
}

// TestWrongAddressGone is the case of a resolver that lies of a service that is
// broken anyway: the switch is no cure, and yet worth keeping.
func TestWrongAddressGone(t *testing.T) {
	b := newBooks(t, http.StatusBadGateway, true)
	r := b.doSwitch(t)
	if !strings.Contains(r.Text, "wrong address is gone") || b.flow.Trial() == nil {
		t.Errorf("%+v", r)
	}
	if r := b.flow.EndTrial(t.Context()); !r.OK || b.asks() != liar {
		t.Errorf("%+v, asks %s", r, b.asks())
	}
}

func TestNotSwitched(t *testing.T) {
	t.Run("nobody there knows the way", func(t *testing.T) {
		b := newBooks(t, http.StatusOK, false)
		if r := b.doSwitch(t); r.OK || b.asks() != liar || b.flow.Trial() != nil {
			t.Errorf("%+v", r)
		}
	})
	for name, tt := range map[string]struct {
		err  error
		says string
	}{
		"the user said no":     {platform.ErrRightsDenied, "You didn't give the rights. Nothing was changed."},
		"nobody could ask":     {platform.ErrNoWayToRights, "no way to ask"},
		"somebody was quicker": {platform.DNSElsewhere, "changed meanwhile"},
		"it broke":             {errors.New("out of order"), "did not work"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBooks(t, http.StatusOK, true)
			b.denied = tt.err
			if r := b.doSwitch(t); r.OK || !strings.Contains(r.Text, tt.says) || b.flow.Trial() != nil || b.asks() != liar {
				t.Errorf("%+v", r)
			}
		})
	}
}

// TestRecoverSays plays the start after one that was killed during a trial.
func TestRecoverSays(t *testing.T) {
	b := newBooks(t, http.StatusOK, true)
	if r := b.flow.Recover(t.Context()); r.Text != "" {
		t.Errorf("with nothing left behind: %+v", r)
	}
	b.doSwitch(t)
	if r := b.flow.Recover(t.Context()); r.Text != "" || b.asks() != right {
		t.Errorf("while the program lives: %+v", r)
	}
	b.flow.AbandonTrial()
	r := b.flow.Recover(t.Context())
	if !strings.Contains(r.Text, "left half done; it is put back") || len(r.Lines) != 1 || b.asks() != liar {
		t.Errorf("%+v, asks %s", r, b.asks())
	}
}
