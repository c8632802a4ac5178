package gui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/wizard"
)

// TestWholeWalk goes from the first page to the watch by pressing what is there.
func TestWholeWalk(t *testing.T) {
	f := outage(t)
	f.pages[wizard.ChangeDNS] = dnsPage()
	f.pages[wizard.ContactSupport] = supportPage(f)
	f.result = compared()
	w := newTestWindow(t, f, plain)

	mustShow(t, w, "What isn’t working?", "Discord", "In my browser")
	press(t, w, "In my browser")
	press(t, w, "Find out what’s wrong")
	if !f.called("choose discord browser") || !f.called("check") {
		t.Fatalf("the wizard was told %q", f.calls)
	}
	mustShow(t, w, f.verdict.Headline, f.verdict.Explanation, "What to do now", "We are sure of this.", "discord.com answered 502 Bad Gateway, 3 times of 3")

	press(t, w, "Change DNS servers")
	mustShow(t, w, "7. Change DNS servers", "Compare address books")
	press(t, w, "Compare address books")
	if !f.called("do change-dns compare-resolvers ") {
		t.Fatalf("the wizard was told %q", f.calls)
	}
	mustShow(t, w, "Who knows the way to Discord, and how fast?", "62 ms · wrong address")
	press(t, w, "No, next step")
	if !f.called("mark change-dns done") {
		t.Errorf("the wizard was told %q", f.calls)
	}
	mustShow(t, w, "8. Try another browser")

	press(t, w, "Contact support")
	mustShow(t, w, "10. Contact support", "Fix502 report for Discord", "redacted true", "support@discord.com")

	press(t, w, "Come back later")
	press(t, w, "Start watching")
	mustShow(t, w, "12. Come back later", "Still down · 27 minutes so far", "502 Bad Gateway")
	if !f.called("watch notify stay") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

func TestStartChoosesAnotherService(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	press(t, w, "Another app")
	mustShow(t, w, "Steam", "Slack")
	entry, ok := w.win.Canvas().Focused().(*field)
	if !ok {
		t.Fatalf("the search has no focus, %T has", w.win.Canvas().Focused())
	}
	test.Type(entry, "STE")
	if strings.Contains(shown(w), "Slack") {
		t.Error("a service that does not match is still listed")
	}
	press(t, w, "Steam")
	press(t, w, "Find out what’s wrong")
	if !f.called("choose steam app") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

func TestStartSaysWhatIsWrongWithAnAddress(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"told why":     {&catalog.BadTarget{Input: "x y", Code: "catalog.target.bad.in.the.test"}, "“x y” can’t be an address."},
		"not told why": {errors.New("no"), "This doesn’t look like the address of a website."},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			w := newTestWindow(t, f, plain)
			press(t, w, "A website")
			entry := w.win.Canvas().Focused().(*field)
			test.Type(entry, "x y")
			f.chooses = tt.err
			entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			mustShow(t, w, tt.want)
			if f.called("check") {
				t.Error("a check was begun all the same")
			}
			f.chooses = nil
			press(t, w, "Find out what’s wrong")
			if !f.called("choose x y browser") {
				t.Errorf("a website is seen in a browser; the wizard was told %q", f.calls)
			}
		})
	}
}

func TestEarlierSession(t *testing.T) {
	for name, tt := range map[string]struct {
		press, call, want string
	}{
		"goes on":     {"Go on", "resume", "8. Try another browser"},
		"starts over": {"Start over", "start over", "What isn’t working?"},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.earlier = &wizard.Session{Target: "steam", Changed: noon.Add(-time.Hour), Current: wizard.OtherBrowser}
			w := newTestWindow(t, f, plain)
			mustShow(t, w, "You were here before, at 11:00, about Steam.")
			press(t, w, tt.press)
			mustShow(t, w, tt.want)
			if !f.called(tt.call) {
				t.Errorf("the wizard was told %q", f.calls)
			}
			if strings.Contains(shown(w), "You were here before") {
				t.Error("the offer is still there")
			}
		})
	}
}

// TestStop presses Stop, by key and by mouse, in the middle of a run.
func TestStop(t *testing.T) {
	for name, stop := range map[string]func(t *testing.T, w *Window){
		"button": func(t *testing.T, w *Window) { press(t, w, "Stop") },
		"escape": func(_ *testing.T, w *Window) {
			w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.verdict.Complete = false
			w := newTestWindow(t, f, plain)
			var told error
			f.between = func(ctx context.Context, i int) {
				switch i {
				case 3:
					mustShow(t, w, "2 of 7 checks done")
					stop(t, w)
					mustShow(t, w, "Stopping…")
				case 4:
					told = ctx.Err()
				}
			}
			press(t, w, "Find out what’s wrong")
			if told == nil {
				t.Error("the run was not told to stop")
			}
			mustShow(t, w, f.verdict.Headline, "Stopped early: this is what was found so far")
		})
	}
}

func TestCheckingFollowsEvents(t *testing.T) {
	f := outage(t)
	f.events = append(f.events, checks.Event{ID: "hidden"})
	f.plan = append(f.plan, checks.Check{ID: "made.up", Node: checks.NodeService})
	f.events = append(f.events, checks.Event{ID: "made.up", Finding: &checks.Finding{State: checks.Skipped, Code: "check.made.up.skipped", Args: checks.Args{"need": string(checks.IDDNS)}}})
	w := newTestWindow(t, f, plain)
	w.enter(spot{screen: screenStart})
	live := newLive(w, f.plan)
	for i, ev := range f.events {
		if known := live.add(ev); known != (ev.ID != "hidden") {
			t.Errorf("event %d: known %t", i, known)
		}
	}
	last := f.events[len(f.events)-1]
	if got, want := live.text(last)+", "+live.value(*last.Finding), "Something made up, left out"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	want := map[checks.Node]wizard.RoadState{
		checks.NodeComputer: wizard.RoadGood, checks.NodeRouter: wizard.RoadGood, checks.NodeInternet: wizard.RoadGood,
		checks.NodeDNS: wizard.RoadAttention, checks.NodeEdge: wizard.RoadGood, checks.NodeService: wizard.RoadBroken,
	}
	for _, n := range live.nodes() {
		if n.State != want[n.Node] {
			t.Errorf("%s is %s, want %s", n.Node, n.State, want[n.Node])
		}
	}
	if done, all := live.count(); done != 8 || all != 8 {
		t.Errorf("%d of %d", done, all)
	}
}

// TestLiveRoadWaits holds a place back until all its checks have ended.
func TestLiveRoadWaits(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	live := newLive(w, f.plan)
	live.add(ended(checks.IDStatusService, checks.OK, "x", ""))
	service := live.nodes()[5]
	if service.State != wizard.RoadWaiting || service.Note != "asking…" {
		t.Errorf("%+v", service)
	}
	live.add(ended("host:discord.com", checks.Failed, "x", "7 ms"))
	if service = live.nodes()[5]; service.State != wizard.RoadGood || service.Note != "fine" {
		t.Errorf("what could not be told outweighs what is known: %+v", service)
	}
}

func TestVerdictButtons(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, plain)
	w.open(spot{screen: screenVerdict})
	press(t, w, "Open Discord’s status page")
	if !f.called("open https://discordstatus.com") {
		t.Errorf("the wizard was told %q", f.calls)
	}
	f.browser = errors.New("no browser")
	press(t, w, "Open Discord’s status page")
	mustShow(t, w, "We couldn’t open your browser. You can type this address yourself: https://discordstatus.com")
	press(t, w, "Details")
	mustShow(t, w, "cf-ray 8f2c11d0aa")
	press(t, w, "Tell me when it’s back")
	if !f.called("watch notify stay") {
		t.Errorf("the watch was not begun; the wizard was told %q", f.calls)
	}
}

func TestChangesAreAskedForFirst(t *testing.T) {
	f := outage(t)
	f.pages[wizard.EndProcess] = wizard.Page{
		StepView: f.rail[1], Title: "Close stuck app",
		Actions: []wizard.ActionView{{ID: wizard.EndApp, Label: "End Discord", Primary: true, Changes: true, Items: []string{"Discord (4711)", "Discord Helper (4712)"}}},
	}
	f.result = wizard.Result{OK: true, Text: "Two processes ended.", Recheck: true, Detail: "SIGTERM 4711"}
	f.compared = wizard.Comparison{Step: wizard.EndProcess, At: noon, Helped: true, Text: "It works again."}
	f.progress = []string{"Waiting for 2 processes…"}
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.EndProcess)

	press(t, w, "End Discord")
	mustShow(t, w, "This will end:", "Discord (4711)", "Discord Helper (4712)")
	if f.called("do end-process end-app ") {
		t.Fatal("it was done before it was allowed")
	}
	press(t, w, "Cancel")
	if strings.Contains(shown(w), "This will end:") {
		t.Error("the question is still there")
	}
	press(t, w, "End Discord")
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if strings.Contains(shown(w), "This will end:") {
		t.Error("Escape did not take the question away")
	}
	press(t, w, "End Discord")
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !f.called("do end-process end-app ") || !f.called("recheck end-process") {
		t.Fatalf("the wizard was told %q", f.calls)
	}
	mustShow(t, w, "Two processes ended.", "Checked at 12:00: it works", "It works again.")
	press(t, w, "Yes, it works")
	if !f.called("mark end-process helped") {
		t.Errorf("the wizard was told %q", f.calls)
	}
	mustShow(t, w, "Good. Discord works again.")
}

func TestActionOffersChoices(t *testing.T) {
	f := outage(t)
	f.pages[wizard.OtherBrowser] = wizard.Page{
		StepView: f.rail[7],
		Actions: []wizard.ActionView{
			{ID: wizard.OpenElsewhere, Label: "Open it there", Choices: []wizard.Choice{{ID: "firefox", Label: "Firefox"}, {ID: "chrome", Label: "Chrome"}}},
			{ID: wizard.OpenTarget, Label: "Not now", Off: "There is no second browser."},
		},
	}
	f.result = wizard.Result{Text: "Opened."}
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.OtherBrowser)
	mustShow(t, w, "Not now", "There is no second browser.")
	press(t, w, "Not now")
	press(t, w, "Chrome")
	press(t, w, "Open it there")
	if !f.called("do other-browser open-elsewhere chrome") || f.called("do other-browser open-target ") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

// TestLongListKeepsTheRoadInView runs more checks than the window has room for: the
// heading stays, and the newest line is in view.
func TestLongListKeepsTheRoadInView(t *testing.T) {
	f := outage(t)
	for i := range 30 {
		id := checks.ID(fmt.Sprintf("host:n%d.example", i))
		f.plan = append(f.plan, checks.Check{ID: id, Node: checks.NodeService})
		f.events = append(f.events, ended(id, checks.OK, "edge.ok", fmt.Sprintf("%d ms", i)))
	}
	w := newTestWindow(t, f, plain)
	looked := false
	f.between = func(_ context.Context, i int) {
		if i != len(f.events)-1 {
			return
		}
		looked = true
		newest := false
		driver := fyne.CurrentApp().Driver()
		walk(w.win.Content(), func(o fyne.CanvasObject) {
			line, text := o.(*words)
			if !text || (line.text != "28 ms" && line.text != "Checking the way to Discord…") {
				return
			}
			if line.text == "28 ms" {
				newest = true
			}
			if top := driver.AbsolutePositionForObject(o).Y; top < 0 || top > 600 {
				t.Errorf("%q is at %v", line.text, top)
			}
		})
		if !newest {
			t.Error("the newest line is not there")
		}
	}
	press(t, w, "Find out what’s wrong")
	if !looked {
		t.Error("the list was never looked at")
	}
}
