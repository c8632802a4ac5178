package wizard_test

import (
	"context"
	"errors"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fix502/checks"
	"fix502/checks/verdict"
	"fix502/platform"
	"fix502/platform/change"
	"fix502/platform/platformtest"
	"fix502/wizard"
)

// sick is a computer whose own settings are wrong, until they are changed.
type sick struct {
	hosts   []platform.HostsLine // switched off
	proxy   bool                 // switched off
	clock   platform.NetworkTime
	refusal error  // what whoever asks for rights gets
	called  func() // before anything is changed; nil where nobody listens
	flow    *wizard.Flow
	journal *change.Journal
}

// pin is the line that sends the site to the wrong place.
var pin = platform.HostsLine{Number: 3, Text: "192.0.2.9 site.test nas", Names: []string{"site.test"}}

func newSick(t *testing.T) *sick {
	t.Helper()
	s := &sick{clock: platform.NetworkTime{Known: true}}
	s.journal = change.Open(filepath.Join(t.TempDir(), "state", "journal.jsonl"))
	s.flow = flow(t, newSite(t, 200), func(p *wizard.Parts, h *platformtest.Host) {
		p.Journal = s.journal
		s.play(h)
	})
	holding := func(code string, args ...string) verdict.Holding {
		h := verdict.Holding{Code: code, AtFault: verdict.ThisDevice, Args: checks.Args{"service": "Site"}}
		for i := 0; i < len(args); i += 2 {
			h.Args[args[i]] = args[i+1]
		}
		return h
	}
	all := []verdict.Holding{
		holding("device.hosts_override", "names", "site.test", "address", "192.0.2.9"),
		holding("device.proxy", "proxy", "proxy.test:3128"), holding("device.clock_wrong", "minutes", "12"),
		holding("device.firewall", "names", "site.test"), holding("service.bad_gateway"),
	}
	s.flow.Conclude(&wizard.Outcome{Ruling: verdict.Ruling{Holding: all[0], All: all}, Facts: checks.Facts{
		HostsFile: &checks.HostsFileFact{Path: "/etc/hosts", Pins: []checks.PinLog{
			{Name: "site.test", Address: "192.0.2.9", Line: 3}, {Name: "good.test", Address: "192.0.2.1", Line: 4},
		}},
		Hosts: []checks.HostFact{{Host: "good.test", Attempts: []checks.AttemptFact{{From: []string{checks.FromHostsFile}, Expected: true}}}},
		Proxy: &checks.ProxyFact{Source: "gnome", Effective: "proxy.test:3128"},
	}})
	return s
}

// make is what every change begins with.
func (s *sick) make() error {
	if s.called != nil {
		s.called()
	}
	return s.refusal
}

func (s *sick) play(h *platformtest.Host) {
	h.OnHostsLines = func(_ context.Context, names []string) ([]platform.HostsLine, error) {
		if !slices.Equal(names, pin.Names) || len(s.hosts) > 0 {
			return nil, nil
		}
		return []platform.HostsLine{pin}, nil
	}
	h.OnHostsOff = func(context.Context, []platform.HostsLine) ([]platform.HostsLine, error) { return s.hosts, nil }
	h.OnSwitchHosts = func(_ context.Context, lines []platform.HostsLine, off bool) error {
		if err := s.make(); err != nil {
			return err
		}
		s.hosts = nil
		if off {
			s.hosts = lines
		}
		return nil
	}
	h.OnLookUp = func(context.Context, string) ([]netip.Addr, error) {
		if len(s.hosts) > 0 {
			return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
		}
		return []netip.Addr{netip.MustParseAddr("192.0.2.9")}, nil
	}
	h.OnProxySwitches = func(context.Context) ([]platform.ProxySwitch, error) {
		if s.proxy {
			return nil, nil
		}
		return []platform.ProxySwitch{{Source: "gnome", Values: map[string]string{"mode": "manual"}}}, nil
	}
	h.OnSwitchProxy = func(_ context.Context, _ platform.ProxySwitch, on bool) error {
		if err := s.make(); err != nil {
			return err
		}
		s.proxy = !on
		return nil
	}
	h.OnNetworkTime = func(context.Context) (platform.NetworkTime, error) { return s.clock, nil }
	h.OnSetClock = func(context.Context) error {
		if s.clock.On {
			return platform.ErrClockOn
		}
		err := s.make()
		s.clock.On = err == nil
		return err
	}
	h.OnStopNetworkTime = func(context.Context) error { s.clock.On = false; return s.make() }
	h.OnFlushDNS = func(context.Context) (platform.FlushResult, error) {
		return platform.FlushResult{Flushed: []string{"a cache"}}, s.make()
	}
	h.OnFlushDNSWithRights = func(context.Context) (platform.FlushResult, error) {
		err := s.make()
		r := platform.FlushResult{Flushed: []string{"systemd-resolved"}, Refused: []string{"nscd"}, ByHand: []string{"Stubby"}}
		if err == nil {
			r.Flushed, r.Refused = append(r.Flushed, r.Refused...), nil
		}
		return r, err
	}
	h.OnDNSCaches = func(context.Context) ([]platform.DNSCache, error) {
		return []platform.DNSCache{{Name: "systemd-resolved"}, {Name: "nscd", Rights: true}, {Name: "Stubby", ByHand: true}}, nil
	}
}

func (s *sick) fix(t *testing.T, code string) wizard.Result {
	t.Helper()
	return s.flow.Fix(t.Context(), code, wizard.Fixes()[code], quiet)
}

func TestCards(t *testing.T) {
	s := newSick(t)
	cards := s.flow.Verdict().Cards
	want := map[string]string{"device.hosts_override": "Line 3: site.test at 192.0.2.9", "device.proxy": "proxy.test:3128", "device.clock_wrong": "", "device.firewall": "none"}
	if len(cards) != len(want) {
		t.Fatalf("%d cards", len(cards))
	}
	for _, c := range cards {
		items, known := want[c.Code]
		switch {
		case !known || strings.Contains(c.Title+c.Text, "{") || len(c.Guides) == 0:
			t.Errorf("%+v", c)
		case items == "none":
			if c.Action != nil {
				t.Errorf("a button for %s", c.Code)
			}
		case c.Action == nil || !c.Action.Changes || strings.Join(c.Action.Items, "|") != items || strings.Contains(c.Action.Note+c.Action.Rights, "{"):
			t.Errorf("%s: %+v", c.Code, c.Action)
		case (c.Action.Rights == "") != (c.Code == "device.proxy"):
			t.Errorf("%s: asked for rights by %q", c.Code, c.Action.Rights)
		}
	}
}

// Each card's button changes what it says, says what changed, and is taken back.
func TestFixes(t *testing.T) {
	for code, row := range map[string]struct {
		text, line string
		changed    func(s *sick) bool
	}{
		"device.hosts_override": {"says nothing of site.test any more", "The old address is gone.", func(s *sick) bool { return len(s.hosts) == 1 }},
		"device.proxy":          {"proxy.test:3128 is switched off", "uses no proxy now", func(s *sick) bool { return s.proxy }},
		"device.clock_wrong":    {"set by time servers now", "", func(s *sick) bool { return s.clock.On }},
	} {
		t.Run(code, func(t *testing.T) {
			s := newSick(t)
			r := s.fix(t, code)
			if !r.OK || !r.Recheck || !row.changed(s) || !strings.Contains(r.Text, row.text) || !strings.Contains(strings.Join(r.Lines, " "), row.line) {
				t.Fatalf("%+v", r)
			}
			i := slices.IndexFunc(s.flow.Verdict().Cards, func(c wizard.FixCard) bool { return c.Code == code && c.Result != nil && c.Result.Text == r.Text })
			if tried := s.flow.Session().Tried; i < 0 || len(tried) != 1 || tried[0].Step != code || tried[0].Result != r.Text {
				t.Errorf("card %d, tried %+v", i, tried)
			}
			list := s.flow.Changes(t.Context())
			i = slices.IndexFunc(list, func(c wizard.ChangeView) bool { return c.Stands })
			if i < 0 || strings.Contains(list[i].Text+list[i].Back, "{") {
				t.Fatalf("%+v", list)
			}
			if back := s.flow.Undo(t.Context(), list[i].ID); !back.OK || row.changed(s) {
				t.Errorf("taken back: %+v", back)
			}
		})
	}
}

// Rights that are not given, or cannot be, are an answer of their own.
func TestFixesWithoutRights(t *testing.T) {
	for refusal, want := range map[error]string{
		platform.ErrRightsDenied:  "You didn't give the rights. Nothing was changed.",
		platform.ErrNoWayToRights: "This computer offers no way to ask",
	} {
		for code := range wizard.Fixes() {
			s := newSick(t)
			s.refusal = refusal
			if r := s.fix(t, code); r.OK || r.Recheck || !strings.Contains(r.Text, want) {
				t.Errorf("%s: %+v", code, r)
			}
			for _, c := range s.flow.Changes(t.Context()) {
				if c.Stands {
					t.Errorf("%s: %+v stands", code, c)
				}
			}
		}
	}
}

func TestFixOfAnotherCardIsRefused(t *testing.T) {
	s := newSick(t)
	s.called = func() { t.Error("something was changed") }
	for code, id := range map[string]wizard.ActionID{"device.firewall": wizard.SetClock, "device.proxy": wizard.SetClock, "service.bad_gateway": "", "": wizard.SwitchProxyOff} {
		if r := s.flow.Fix(t.Context(), code, id, quiet); r.OK {
			t.Errorf("%s: %+v", code, r)
		}
	}
}

func TestClockThatTimeServersSetAlready(t *testing.T) {
	s := newSick(t)
	s.clock.On = true
	if r := s.fix(t, "device.clock_wrong"); r.OK || !strings.Contains(r.Text, "already") {
		t.Errorf("%+v", r)
	}
}

func TestFlush(t *testing.T) {
	for name, row := range map[string]struct {
		refusal error
		want    []string
	}{
		"with rights": {nil, []string{"cleared: systemd-resolved, nscd", "Stubby forgets"}},
		"denied":      {platform.ErrRightsDenied, []string{"cleared: systemd-resolved.", "because you didn't give the rights: nscd", "Stubby forgets"}},
		"no way":      {platform.ErrNoWayToRights, []string{"no way to ask for the rights: nscd"}},
		"failed":      {errors.New("odd"), []string{"more rights than Fix502 has: nscd"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSick(t)
			s.refusal = row.refusal
			r := s.flow.Do(t.Context(), wizard.ChangeDNS, wizard.FlushDNS, "", quiet)
			said := r.Text + " " + strings.Join(r.Lines, " ")
			for _, part := range row.want {
				if !r.OK || !strings.Contains(said, part) {
					t.Errorf("%q lacks %q", said, part)
				}
			}
		})
	}
	p := newSick(t).flow.Page(t.Context(), wizard.ChangeDNS)
	i := slices.IndexFunc(p.Actions, func(a wizard.ActionView) bool { return a.ID == wizard.FlushDNS })
	if v := p.Actions[i]; len(v.Items) != 3 || !strings.Contains(v.Rights, "nscd") || strings.Contains(v.Rights, "resolved") {
		t.Errorf("beforehand: %+v", v)
	}
}

// A kept session may lack what a button needs: then there is none.
func TestCardsOfLessFacts(t *testing.T) {
	s := newSick(t)
	o := *s.flow.Outcome()
	o.Facts.HostsFile, o.Facts.Proxy = nil, nil
	s.flow.Conclude(&o)
	s.called = func() { t.Error("something was changed") }
	for _, c := range s.flow.Verdict().Cards {
		if c.Action != nil && c.Code != "device.clock_wrong" {
			t.Errorf("a button for %s", c.Code)
		}
	}
	for _, code := range []string{"device.hosts_override", "device.proxy"} {
		if r := s.fix(t, code); r.OK {
			t.Errorf("%s: %+v", code, r)
		}
	}
}
