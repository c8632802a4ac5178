package wizard_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/platform/platformtest"
	"fix502/wizard"
)

// line is a router and what is behind it, at one second after the other.
type line struct {
	second atomic.Int64
	router string // for each second: "r" it answers, "." it doesn't; the last sign stays
	net    string // the same for the internet
}

func (l *line) at(signs string) bool {
	return signs[min(int(l.second.Load()), len(signs)-1)] != '.'
}

func routerFlow(t *testing.T, l *line) *wizard.Flow {
	t.Helper()
	begun := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	silent := errors.New("silence")
	return flow(t, newSite(t, http.StatusOK), func(p *wizard.Parts, h *platformtest.Host) {
		h.OnPing = func(context.Context, netip.Addr) (time.Duration, error) {
			if !l.at(l.router) {
				return 0, silent
			}
			return 3 * time.Millisecond, nil
		}
		dial := p.Env.Dial
		p.Env.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasPrefix(address, "192.0.2.1:") || !l.at(l.net) {
				return nil, silent
			}
			return dial(ctx, network, address)
		}
		p.Env.Now = func() time.Time { return begun.Add(time.Duration(l.second.Load()) * time.Second) }
		p.Sleep = func(ctx context.Context, d time.Duration) bool {
			l.second.Add(int64(d / time.Second))
			return ctx.Err() == nil && l.second.Load() < 1000
		}
	})
}

func TestRouterRestart(t *testing.T) {
	n := strings.Repeat
	for name, row := range map[string]struct {
		router, net string
		phases      string
		text        string
		ok          bool
	}{
		"the usual way": {
			n("r", 5) + n(".", 60) + "r", n("i", 5) + n(".", 125) + "i",
			"unplug off plug starting back", "The router was away for 1 min 1 s, and the internet was back 2 min 6 s", true,
		},
		"one lost answer is none": {"rr.rrr..................................................r", "ii.iii..................................................i", "unplug off plug back", "away for 51 s", true},
		"a hiccup is no restart":  {n("r", 3) + n(".", 5) + n("r", 5) + n(".", 40) + "r", n("i", 3) + n(".", 5) + n("i", 5) + n(".", 40) + "i", "unplug off unplug off plug back", "away for 41 s", true},
		"a router that answers nobody": {
			".", n("i", 5) + n(".", 50) + "i", "unplug off plug back", "away for 51 s", true,
		},
		"silent from the beginning": {n(".", 50) + "r", n(".", 60) + "i", "off plug starting back", "answers again, and the internet is back", true},
		"the line stays dead":       {n("r", 5) + n(".", 50) + "r", "iiiii.", "unplug off plug starting still", "has not come back", false},
		"quick hands":               {n("r", 5) + n(".", 20) + "r", n("i", 5) + n(".", 70) + "i", "unplug off starting back", "away for 21 s", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := routerFlow(t, &line{router: row.router, net: row.net})
			var phases []string
			var last wizard.RouterTick
			for tick := range f.RouterRestart(t.Context()) {
				if last = tick; len(phases) == 0 || phases[len(phases)-1] != string(tick.Phase) {
					phases = append(phases, string(tick.Phase))
				}
				if tick.Text == "" || strings.Contains(tick.Text, "{") || tick.Done != (tick.Result != nil) {
					t.Errorf("a tick with gaps: %+v", tick)
				}
				if tick.Phase == wizard.RouterOff && tick.Until.Sub(tick.Since) != 30*time.Second {
					t.Errorf("no half minute: %+v", tick)
				}
			}
			if diff := cmp.Diff(row.phases, strings.Join(phases, " ")); diff != "" {
				t.Error(diff)
			}
			if !last.Done || last.Result.OK != row.ok || !strings.Contains(last.Result.Text, row.text) {
				t.Errorf("the end: %+v, %+v", last, last.Result)
			}
			tried := f.Session().Tried
			if len(tried) != 1 || tried[0].Result != last.Result.Text {
				t.Errorf("what was tried: %+v", tried)
			}
		})
	}
}

// The timer is left at once, and says then that the plug belongs back in.
func TestRouterRestartIsLeft(t *testing.T) {
	f := routerFlow(t, &line{router: "r", net: "i"})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ticks := 0
	for range f.RouterRestart(ctx) {
		ticks++
		cancel()
	}
	if ticks != 1 {
		t.Errorf("%d ticks", ticks)
	}
	r := f.Do(ctx, wizard.Restart, wizard.TimeRouter, "", func(string) {})
	if !strings.Contains(r.Text, "put it back in") {
		t.Errorf("%+v", r)
	}
}

func TestTimeRouterTellsWhatToDo(t *testing.T) {
	f := routerFlow(t, &line{router: "rrrrr" + strings.Repeat(".", 50) + "r", net: "iiiii" + strings.Repeat(".", 60) + "i"})
	told := map[string]bool{}
	r := f.Do(t.Context(), wizard.Restart, wizard.TimeRouter, "", func(s string) { told[s] = true })
	if !r.OK || !r.Recheck || len(r.Lines) != 2 || !strings.Contains(r.Lines[0], "3 ms (3 of 3 tries)") {
		t.Errorf("%+v", r)
	}
	for _, want := range []string{"The router is off. Leave it so for a moment. 30 s", "Now put the plug back in. Starting takes two or three minutes."} {
		if !told[want] {
			t.Errorf("never said %q in %v", want, told)
		}
	}
	if n := len(f.Session().Tried); n != 1 {
		t.Errorf("it was recorded %d times", n)
	}
}
