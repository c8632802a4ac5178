package wizard_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/text"
	"fix502/platform"
	"fix502/platform/platformtest"
	"fix502/wizard"
)

// site is a web site on loopback that can be broken and mended.
type site struct {
	*httptest.Server
	status atomic.Int32
}

func newSite(t *testing.T, status int) *site {
	t.Helper()
	s := &site{}
	s.status.Store(int32(status))
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(int(s.status.Load()))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) port(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

// flow makes a walk over one site, with a computer that has no faults.
func flow(t *testing.T, s *site, alter func(*wizard.Parts, *platformtest.Host)) *wizard.Flow {
	t.Helper()
	elsewhere := newSite(t, http.StatusOK)
	form := `{"version":1,
"services":[{"id":"site","name":"Site","url":"http://127.0.0.1:PORT/","hosts":[{"host":"127.0.0.1","port":PORT,"scheme":"http"}]}],
"edges":[],"resolvers":[],
"reachability":{"anchors":["127.0.0.1:ELSE"],"portals":[],"controls":[{"host":"127.0.0.1","port":ELSE,"scheme":"http"}]}}`
	form = strings.NewReplacer("PORT", s.port(t), "ELSE", elsewhere.port(t)).Replace(form)
	found, err := catalog.Parse("test", []byte(form))
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	host := platformtest.Healthy(netip.MustParseAddrPort("127.0.0.1:1"))
	host.OnBrowsers = func(context.Context) ([]platform.Browser, error) {
		return []platform.Browser{
			{ID: "firefox", Name: "Firefox", Family: platform.FamilyFirefox},
			{ID: "chrome", Name: "Google Chrome", Family: platform.FamilyChromium, Default: true},
		}, nil
	}
	parts := wizard.Parts{
		Catalog: found, Texts: texts, Machine: host, Version: "test", Getenv: func(string) string { return "" },
		Env:   checks.Env{Host: host, Dial: (&net.Dialer{}).DialContext, Now: time.Now},
		Sleep: func(ctx context.Context, _ time.Duration) bool { return ctx.Err() == nil },
	}
	if alter != nil {
		alter(&parts, host)
	}
	return wizard.NewFlow(parts)
}

func run(t *testing.T, f *wizard.Flow) *wizard.Outcome {
	t.Helper()
	ended := 0
	for ev := range f.Check(t.Context()) {
		if ev.Finding != nil {
			ended++
		}
	}
	if want := len(f.Plan()); ended != want {
		t.Errorf("%d checks ended, want %d", ended, want)
	}
	return f.Outcome()
}

func TestCheckJudges(t *testing.T) {
	s := newSite(t, http.StatusBadGateway)
	f := flow(t, s, nil)
	if got := run(t, f).Ruling.Code; got != "service.bad_gateway" {
		t.Fatalf("a site that answers 502: %s", got)
	}
	if v := f.Verdict(); v.Headline == "" || strings.Contains(v.Headline, "{") || v.Primary == nil || len(v.Known) == 0 {
		t.Errorf("the verdict screen has gaps: %+v", v)
	}
	s.status.Store(http.StatusOK)
	c := f.Recheck(t.Context(), wizard.Reload, func(int, int) {})
	if !c.Helped {
		t.Errorf("the site was mended, the comparison says %q", c.Text)
	}
	if got := f.Session().Steps[wizard.Reload]; got != wizard.StepHelped {
		t.Errorf("the step is %q, want helped", got)
	}
}

func TestStopKeepsWhatWasFound(t *testing.T) {
	f := flow(t, newSite(t, http.StatusOK), nil)
	for ev := range f.Check(t.Context()) {
		if ev.Finding != nil {
			break
		}
	}
	o := f.Outcome()
	if o == nil || o.Complete {
		t.Fatalf("a stopped run counts as complete: %+v", o)
	}
	if len(o.Findings) != len(o.Checks) {
		t.Errorf("%d findings for %d checks", len(o.Findings), len(o.Checks))
	}
	if r, err := f.Report(true); err != nil || len(r.Checks) != len(o.Checks) {
		t.Errorf("no report of a stopped run: %v", err)
	}
}

// slowToEnd is a context whose own timer has not gone off yet when its time is up.
type slowToEnd struct{ context.Context }

func (slowToEnd) Deadline() (time.Time, bool) { return time.Unix(1, 0), true }

func TestOutOfTimeIsNotComplete(t *testing.T) {
	f := flow(t, newSite(t, http.StatusOK), nil)
	for range f.Check(slowToEnd{t.Context()}) { //nolint:revive // only how it ends matters
	}
	if o := f.Outcome(); o.Complete || o.Ruling.Code != "unknown" {
		t.Errorf("complete: %v, verdict %s", o.Complete, o.Ruling.Code)
	}
}

// TestStoppedRecheckForgetsNothing stops a re-check, and a watch, half-way: the run
// before is still the last one.
func TestStoppedRecheckForgetsNothing(t *testing.T) {
	f := flow(t, newSite(t, http.StatusBadGateway), nil)
	before := run(t, f)
	ctx, stop := context.WithCancel(t.Context())
	c := f.Recheck(ctx, wizard.Reload, func(int, int) { stop() })
	if c.Helped || c.Better || f.Outcome() != before {
		t.Errorf("a stopped re-check counts: %+v", c)
	}
	for range f.Watch(ctx, wizard.WatchOptions{}) {
		t.Error("a stopped watch looks")
	}
	if f.Outcome() != before || !f.Outcome().Complete {
		t.Error("a stopped watch left its half run behind")
	}
}

func TestWatchEndsOnRecovery(t *testing.T) {
	s := newSite(t, http.StatusBadGateway)
	var told, opened string
	looks := 0
	f := flow(t, s, func(p *wizard.Parts, h *platformtest.Host) {
		p.Sleep = func(context.Context, time.Duration) bool {
			if looks++; looks == 2 {
				s.status.Store(http.StatusOK)
			}
			return true
		}
		h.OnNotify = func(_ context.Context, title, _ string) error { told = title; return nil }
		h.OnOpenURL = func(_ context.Context, u string) error { opened = u; return nil }
	})
	var rounds []wizard.Round
	for round := range f.Watch(t.Context(), wizard.WatchOptions{Notify: true, OpenWhenBack: true}) {
		rounds = append(rounds, round)
	}
	if len(rounds) != 3 || rounds[0].Healthy || rounds[1].Healthy || !rounds[2].Healthy {
		t.Fatalf("rounds: %+v", rounds)
	}
	if rounds[0].Next.IsZero() || !rounds[2].Next.IsZero() {
		t.Errorf("next looks: %v, %v", rounds[0].Next, rounds[2].Next)
	}
	if told == "" || opened != f.Target().URL {
		t.Errorf("told %q, opened %q", told, opened)
	}
}

func TestSessionIsOfferedAndResumed(t *testing.T) {
	s := newSite(t, http.StatusBadGateway)
	path := filepath.Join(t.TempDir(), "session.json")
	keep := func(p *wizard.Parts, _ *platformtest.Host) { p.Keeper = wizard.File{Path: path} }
	first := flow(t, s, keep)
	if _, offered := first.Earlier(); offered {
		t.Error("a session is offered before there was one")
	}
	if err := first.Choose("site", checks.SeenApp); err != nil {
		t.Fatal(err)
	}
	before := run(t, first)
	first.Mark(wizard.Reload, wizard.StepDone)

	second := flow(t, s, keep)
	kept, offered := second.Earlier()
	if !offered || kept.Steps[wizard.Reload] != wizard.StepDone {
		t.Fatalf("offered %v: %+v", offered, kept)
	}
	if err := second.Resume(kept); err != nil {
		t.Fatal(err)
	}
	after := second.Outcome()
	if after == nil || after.Ruling.Code != before.Ruling.Code || second.Target().Seen != checks.SeenApp {
		t.Errorf("resumed: %+v, want ruling %s", after, before.Ruling.Code)
	}
	if v := second.Verdict(); v.Headline != first.Verdict().Headline {
		t.Errorf("headline %q, before %q", v.Headline, first.Verdict().Headline)
	}
	second.StartOver()
	if _, offered := flow(t, s, keep).Earlier(); offered {
		t.Error("a session is offered after starting over")
	}
}

func TestReloadCountsTries(t *testing.T) {
	s := newSite(t, http.StatusBadGateway)
	tries := 0
	f := flow(t, s, func(p *wizard.Parts, _ *platformtest.Host) {
		p.Sleep = func(context.Context, time.Duration) bool {
			tries++
			s.status.Store(http.StatusOK)
			return true
		}
	})
	run(t, f)
	r := f.Do(t.Context(), wizard.Reload, wizard.ReloadTarget, "", func(string) {})
	if len(r.Bars) != 3 || !r.Bars[0].Bad || r.Bars[1].Bad || r.Bars[2].Bad {
		t.Errorf("bars: %+v", r.Bars)
	}
	if !strings.Contains(r.Text, strconv.Itoa(2)) {
		t.Errorf("two of three tries worked, the result says %q", r.Text)
	}
}

func TestOpenElsewhereUsesTheChoice(t *testing.T) {
	var in, address string
	f := flow(t, newSite(t, http.StatusOK), func(_ *wizard.Parts, h *platformtest.Host) {
		h.OnOpenIn = func(_ context.Context, b platform.Browser, u string) error { in, address = b.ID, u; return nil }
	})
	page := f.Page(t.Context(), wizard.OtherBrowser)
	if len(page.Actions) != 1 || len(page.Actions[0].Choices) != 1 || page.Actions[0].Choices[0].ID != "firefox" {
		t.Fatalf("the default browser is no other browser: %+v", page.Actions)
	}
	if r := f.Do(t.Context(), wizard.OtherBrowser, wizard.OpenElsewhere, "firefox", func(string) {}); !r.OK {
		t.Errorf("result: %+v", r)
	}
	if in != "firefox" || address != f.Target().URL {
		t.Errorf("opened %s in %s", address, in)
	}
}

// TestPagesSpeak asks every page for its words: no code without words, no value
// left out.
func TestPagesSpeak(t *testing.T) {
	f := flow(t, newSite(t, http.StatusBadGateway), nil)
	for _, step := range wizard.Steps {
		page := f.Page(t.Context(), step.ID)
		lines := []string{page.Title, page.Why, page.Name, page.Reason}
		for _, a := range page.Actions {
			lines = append(lines, a.Label, a.Note, a.Off)
		}
		for _, g := range page.Guides {
			lines = append(append(lines, g.Title, g.Link, g.Copy), g.Steps...)
		}
		for _, line := range lines {
			if strings.ContainsAny(line, "{}") || strings.HasPrefix(line, "step.") || strings.HasPrefix(line, "action.") || strings.HasPrefix(line, "advice.") {
				t.Errorf("%s says %q", step.ID, line)
			}
		}
	}
}
