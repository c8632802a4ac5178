package gui

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
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
	if got, want := live.text(last), "Left out, because something comes first: Address book (DNS)."; got != want {
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
	mustShow(t, w, "Not now: There is no second browser.")
	press(t, w, "Not now")
	press(t, w, "Chrome")
	press(t, w, "Open it there")
	if !f.called("do other-browser open-elsewhere chrome") || f.called("do other-browser open-target ") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

func TestReportLeavesOutAndAdds(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.ContactSupport)
	press(t, w, "Names and addresses")
	mustShow(t, w, "redacted false")
	press(t, w, "Names and addresses")
	mustShow(t, w, "redacted true")
	walk(w.win.Content(), func(o fyne.CanvasObject) {
		if entry, ok := o.(*field); ok {
			w.focus(entry)
			test.Type(entry, "Nothing at all")
		}
	})
	press(t, w, "Copy text")
	if !f.called("words Nothing at all") || !f.called("mark contact-support done") {
		t.Errorf("the wizard was told %q", f.calls)
	}
	if got := w.app.Clipboard().Content(); !strings.Contains(got, `words "Nothing at all"`) {
		t.Errorf("copied %q", got)
	}
	mustShow(t, w, "Copied", `words "Nothing at all"`)
}

func TestReportSaves(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"well":     {nil, "Saved as:\n/there/report.html"},
		"told why": {&report.SaveError{Path: "/there", Code: "catalog.target.bad.in.the.test", Err: os.ErrPermission}, "“” can’t be an address."},
		"not told": {os.ErrPermission, "The report could not be saved there."},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.outcome = f.ends
			w := newTestWindow(t, f, plain)
			w.save = func(folder string, _ report.Report) ([]string, error) {
				return []string{folder + "/report.html"}, tt.err
			}
			r := &reporting{ui: w, said: newWords("", boldVoice)}
			r.said.Hide()
			r.save("/there")
			if !strings.Contains(r.said.text, strings.TrimPrefix(tt.want, "“”")) || !r.said.Visible() {
				t.Errorf("says %q, want %q", r.said.text, tt.want)
			}
		})
	}
}

func TestReportBeforeAnyCheck(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.ContactSupport)
	mustShow(t, w, "Nothing was checked yet, so there is nothing to report.")
	press(t, w, "Find out what’s wrong")
	mustShow(t, w, f.verdict.Headline)
}

func TestWatchEndsWhenItWorks(t *testing.T) {
	f := outage(t)
	f.rounds = append(f.rounds, wizard.Round{At: noon, Healthy: true, Label: "works", Text: "Everything answers."})
	w := newTestWindow(t, f, plain)
	w.open(spot{screen: screenStep, step: wizard.ComeBackLater, watch: true})
	mustShow(t, w, "It works again · after 28 minutes", "Discord answers again as it should.")
	if w.watch.running() {
		t.Error("the watch goes on")
	}
	press(t, w, "Good, it works")
	if !f.called("mark come-back-later helped") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

// TestWatchOutlivesItsPage leaves the page while the watch is on.
func TestWatchOutlivesItsPage(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, plain)
	stopped := false
	f.between = func(_ context.Context, i int) {
		switch {
		case i == 2 && !stopped:
			w.open(spot{screen: screenVerdict})
			mustShow(t, w, f.verdict.Headline, "On")
		case i == 4 && !stopped:
			stopped = true
			w.openStep(wizard.ComeBackLater)
			mustShow(t, w, "Still down · 3 minutes so far", "Next look in 48 seconds.")
			press(t, w, "Stop watching")
			mustShow(t, w, "Start watching")
		}
	}
	w.open(spot{screen: screenStep, step: wizard.ComeBackLater, watch: true})
	if got := len(w.watch.rounds); got != 4 {
		t.Errorf("%d rounds, want those before it was stopped", got)
	}
	press(t, w, "Open Discord by itself when it works")
	press(t, w, "Start watching")
	if !f.called("watch notify open") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

func TestChangesArePutBack(t *testing.T) {
	f := outage(t)
	f.changes = []wizard.ChangeView{
		{ID: "c2", At: noon, Text: "DNS servers of Wi-Fi", Stands: true, Back: "They become 192.168.1.1 again."},
		{ID: "c1", At: noon.Add(-48 * time.Hour), Text: "Hosts file, line 7"},
	}
	f.result = wizard.Result{OK: true, Text: "Put back."}
	w := newTestWindow(t, f, plain)
	w.open(spot{screen: screenChanges})
	mustShow(t, w, "DNS servers of Wi-Fi", "They become 192.168.1.1 again.", "Still holds", "Taken back", "20 November, 12:00")
	press(t, w, "Put it back")
	if !f.called("undo c2") {
		t.Errorf("the wizard was told %q", f.calls)
	}
	mustShow(t, w, "Put back.", "Fix502 has changed nothing on this computer.")
}

func TestSettings(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	w.open(spot{screen: screenSettings})
	press(t, w, "Larger")
	if got := w.app.Settings().Theme().Size(sizeBody); got != textSizes[sizeBody]*textLarger {
		t.Errorf("text is %v", got)
	}
	press(t, w, "High contrast")
	if got := w.app.Settings().Theme().(*Theme).Look; got != LookContrast {
		t.Errorf("look is %q", got)
	}
	press(t, w, "Delete what is kept")
	if f.called("start over") {
		t.Fatal("deleted before it was allowed")
	}
	press(t, w, "Delete")
	if !f.called("start over") || w.app.Preferences().String(keyLook) != "" {
		t.Errorf("the wizard was told %q, look is %q", f.calls, w.app.Preferences().String(keyLook))
	}
	mustShow(t, w, "Deleted.")
}

func TestKeys(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	canvas := w.win.Canvas()
	if b, ok := canvas.Focused().(*button); !ok || b.kind != primary {
		t.Fatalf("the focus is on %T", canvas.Focused())
	}
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	mustShow(t, w, f.verdict.Headline)
	press(t, w, "Settings")
	mustShow(t, w, "Text size")
	w.shortcut(backShortcut())
	mustShow(t, w, f.verdict.Headline)
	w.shortcut(backShortcut())
	mustShow(t, w, "What isn’t working?")
	runs := strings.Count(strings.Join(f.calls, "\n"), "check")
	w.shortcut(againShortcut())
	if got := strings.Count(strings.Join(f.calls, "\n"), "check"); got != runs+1 {
		t.Errorf("Ctrl+R began %d checks", got-runs)
	}
	if w.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyF9, Modifier: fyne.KeyModifierAlt}) {
		t.Error("a key of nobody's was taken")
	}
}

// TestArrowsMoveThroughChoices goes through a set of cards by key.
func TestArrowsMoveThroughChoices(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	w.focus(labelled(t, w, "In the app").(*choice))
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if c := w.win.Canvas().Focused().(*choice); c.title.text != "Not sure" || !c.selected {
		t.Errorf("the focus is on %q, chosen %t", c.title.text, c.selected)
	}
	press(t, w, "Find out what’s wrong")
	if !f.called("choose discord unsure") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

// TestTabReachesEverything tabs once around the verdict: whatever can be pressed
// must be among what gets the focus, and be in view then.
func TestTabReachesEverything(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, style{look: LookLight, text: 1, size: fyne.NewSize(800, 460)})
	w.open(spot{screen: screenVerdict})
	reached := map[fyne.Focusable]bool{}
	for range 60 {
		test.FocusNext(w.win.Canvas())
		at := w.win.Canvas().Focused()
		reached[at] = true
		o := at.(fyne.CanvasObject)
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		if top < 0 || top+o.Size().Height > 460 {
			t.Errorf("%T has the focus at %v, out of view", o, top)
		}
	}
	walk(w.win.Content(), func(o fyne.CanvasObject) {
		if p, ok := o.(fyne.Focusable); ok && !reached[p] {
			t.Errorf("%T can't be reached by Tab", o)
		}
	})
}

// TestNarrowWindowHidesTheRail opens the steps by the button at the top.
func TestNarrowWindowHidesTheRail(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	w := newTestWindow(t, f, style{look: LookLight, text: 1, size: smallest})
	w.open(spot{screen: screenVerdict})
	if strings.Contains(shown(w), "Reload the page") {
		t.Fatal("the rail is there")
	}
	press(t, w, "Steps and menu")
	mustShow(t, w, "Reload the page")
	w.escape()
	if strings.Contains(shown(w), "Reload the page") {
		t.Fatal("Escape did not close the menu")
	}
	press(t, w, "Steps and menu")
	press(t, w, "Reload the page")
	mustShow(t, w, "3. Reload the page")
}

// TestLeavingAPageSilencesIt hands a page something after it was left.
func TestLeavingAPageSilencesIt(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	visit := w.visit
	w.open(spot{screen: screenSettings})
	w.hand(visit, func() { t.Error("a page that was left was written to") })
	w.win.Close()
	if w.life.Err() == nil {
		t.Error("closing the window does not end what it started")
	}
}
