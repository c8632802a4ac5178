package gui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"fix502/wizard"
)

// scenarios are what the made-up wizard can rehearse.
var scenarios = []wizard.RehearsalView{
	{ID: "hosts", Code: "device.hosts_override", Title: "A line in the hosts file sends the service to the wrong place"},
	{ID: "proxy", Code: "device.proxy", Title: "The proxy set on this computer doesn't answer"},
	{ID: "two-dead", Code: "dns.resolver_down", Title: "Both address books are silent, others answer"},
	{ID: "bad-gateway", Code: "service.bad_gateway", Title: "The service's own servers fail, and the delivery network in front says so"},
	{ID: "one-dead", Code: "healthy", Title: "The second address book is silent, which matters to nobody"},
}

// theatre plays rehearsals for tests and remembers what was played.
type theatre struct {
	t     *testing.T
	open  []string
	ended []string
	err   error
	late  func() // called while one is being made
	last  *fake
	long  bool // its texts are stretched
}

func (s *theatre) stage(_ context.Context, id string) (Flow, func(), error) {
	if s.late != nil {
		s.late()
	}
	if s.err != nil {
		return nil, nil, s.err
	}
	s.open = append(s.open, id)
	s.last = outage(s.t)
	s.last.long = s.long
	s.last.verdict.Headline = "Played: " + id + "."
	s.last.pages[wizard.ContactSupport] = supportPage(s.last)
	return talker{s.last}, func() { s.ended = append(s.ended, id) }, nil
}

// perform gives a window a theatre.
func perform(t *testing.T, w *Window) *theatre {
	t.Helper()
	s := &theatre{t: t}
	w.scenarios, w.stage = scenarios, s.stage
	return s
}

const banner = "Rehearsal: nothing here is real"

func TestRehearsal(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	s := perform(t, w)
	press(t, w, "Find out what’s wrong")
	press(t, w, "Settings")
	press(t, w, "Rehearse a fault…")
	mustShow(t, w, "Rehearse a fault", "This computer", "The proxy set on this computer doesn't answer", "device.proxy", "The address book (DNS)", "Nothing is wrong")
	if strings.Contains(shown(w), banner) {
		t.Error("the list is no rehearsal yet")
	}

	during := ""
	s.late = func() { mustShow(t, w, "One moment…") }
	w.spawn = func(job func()) {
		if s.last != nil && s.last.between == nil {
			s.last.between = func(context.Context, int) { during = shown(w) }
		}
		job()
	}
	press(t, w, "Both address books are silent, others answer")
	if !strings.Contains(during, banner) || !strings.Contains(during, "Checking the way to Discord…") {
		t.Errorf("during the check the screen says:\n%s", during)
	}
	if !slices.Equal(s.open, []string{"two-dead"}) || w.win.Title() == windowTitle {
		t.Errorf("opened %q, the window's title is %q", s.open, w.win.Title())
	}
	mustShow(t, w, "Played: two-dead.", banner)
	for _, at := range []spot{{screen: screenStart}, {screen: screenSettings}, {screen: screenChanges}, {screen: screenSolved}, {screen: screenStep, step: wizard.Reload}, {screen: screenStep, step: wizard.ComeBackLater}, {screen: screenRehearse}} {
		w.open(at)
		mustShow(t, w, banner, "End the rehearsal")
	}
	press(t, w, "Report")
	mustShow(t, w, banner, "This is a rehearsal, and the report says so.")

	press(t, w, "End the rehearsal")
	if !slices.Equal(s.ended, []string{"two-dead"}) || w.win.Title() != windowTitle {
		t.Errorf("ended %q, the window's title is %q", s.ended, w.win.Title())
	}
	mustShow(t, w, "What Fix502 keeps on this computer")
	press(t, w, "Result")
	mustShow(t, w, f.verdict.Headline)
	if strings.Contains(shown(w), banner) {
		t.Error("what is real is marked as a rehearsal")
	}
}

// TestRehearsalsFollowEachOther goes from one to the next and only then back.
func TestRehearsalsFollowEachOther(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, plain)
	s := perform(t, w)
	w.open(spot{screen: screenVerdict})
	press(t, w, "Rehearse a fault…")
	press(t, w, scenarios[0].Title)
	press(t, w, "Rehearse a fault…")
	press(t, w, scenarios[1].Title)
	mustShow(t, w, "Played: proxy.", banner)
	if !slices.Equal(s.ended, []string{"hosts"}) {
		t.Errorf("ended %q, want the first alone", s.ended)
	}
	press(t, w, "End the rehearsal")
	mustShow(t, w, f.verdict.Headline)
	if !slices.Equal(s.ended, []string{"hosts", "proxy"}) {
		t.Errorf("ended %q", s.ended)
	}
}

// TestRehearsalTouchesNothingReal offers neither to forget what is kept nor to end
// the real watch.
func TestRehearsalTouchesNothingReal(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, plain)
	s := perform(t, w)
	on := &watch{rounds: f.rounds[:3], stop: func() { t.Error("the real watch was ended") }}
	w.watch = on
	w.open(spot{screen: screenVerdict})
	w.open(spot{screen: screenRehearse})
	press(t, w, scenarios[0].Title)
	press(t, w, "Settings")
	if strings.Contains(shown(w), "What Fix502 keeps on this computer") {
		t.Error("a rehearsal offers to delete what is kept")
	}
	w.open(spot{screen: screenSolved})
	if strings.Contains(shown(w), "Close Fix502") {
		t.Error("the end of a rehearsal is the end of the program")
	}
	w.open(spot{screen: screenStep, step: wizard.ComeBackLater, watch: true})
	if !s.last.called("watch notify stay") || f.called("watch notify stay") {
		t.Errorf("the real wizard was told %q, the other %q", f.calls, s.last.calls)
	}
	press(t, w, "End the rehearsal")
	if w.watch != on || !w.watch.running() {
		t.Error("the real watch is lost")
	}
	on.stop = nil
}

func TestRehearsalThatCannotBegin(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	s := perform(t, w)
	s.err = errors.New("no room for servers")
	w.open(spot{screen: screenRehearse})
	press(t, w, scenarios[0].Title)
	mustShow(t, w, "This rehearsal could not be started.", "Rehearse a fault")
	press(t, w, "Details")
	mustShow(t, w, "no room for servers")
	s.err = nil
	press(t, w, scenarios[0].Title)
	mustShow(t, w, "Played: hosts.")
}

// TestRehearsalThatComesTooLate leaves the list while the servers are being opened.
func TestRehearsalThatComesTooLate(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	s := perform(t, w)
	w.open(spot{screen: screenRehearse})
	s.late = func() { w.open(spot{screen: screenStart}) }
	press(t, w, scenarios[0].Title)
	mustShow(t, w, "What isn’t working?")
	if strings.Contains(shown(w), banner) || !slices.Equal(s.ended, []string{"hosts"}) {
		t.Errorf("a rehearsal nobody waits for began, or was not ended: %q", s.ended)
	}
}

// TestNoRehearsals offers none where the program cannot play any.
func TestNoRehearsals(t *testing.T) {
	w := newTestWindow(t, outage(t), plain)
	w.open(spot{screen: screenSettings})
	if strings.Contains(shown(w), "Rehearse") {
		t.Error("rehearsals are offered")
	}
}

// TestEveryFamilyHasWords names what the program can rehearse.
func TestEveryFamilyHasWords(t *testing.T) {
	words := table(t)
	all := wizard.Rehearsals(words)
	if len(all) == 0 {
		t.Fatal("nothing can be rehearsed")
	}
	for _, s := range append(all, scenarios...) {
		if !words.Has("window.rehearse.group." + family(s)) {
			t.Errorf("%s is of a family without words", s.Code)
		}
	}
}
