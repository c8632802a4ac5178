package gui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

func changed() []wizard.ChangeView {
	return []wizard.ChangeView{
		{ID: "c5", At: noon, Text: "Wi-Fi asks Cloudflare for addresses", Stands: true, State: wizard.ChangeTrial, Back: "Asks 192.168.1.1 again."},
		{ID: "c4", At: noon.Add(-time.Hour), Text: "Put away the cache of Discord", Stands: true, State: wizard.ChangeStands, Back: "Put the cache back where it was.", Keeps: "412 MB are kept for 7 more days."},
		{ID: "c3", At: noon.Add(-2 * time.Hour), Text: "Cleared the DNS cache", State: wizard.ChangeOnce},
		{ID: "c2", At: noon.Add(-3 * time.Hour), Text: "Closed Discord", State: wizard.ChangeUndone, Ended: noon.Add(-time.Minute)},
		{ID: "c1", At: noon.Add(-48 * time.Hour), Text: "Put away the cache of Firefox", State: wizard.ChangeFinal},
	}
}

func onTrial() *wizard.TrialView {
	return &wizard.TrialView{Title: "Keep these settings?", Text: "This computer asks Cloudflare now. Without an answer, the old address book comes back by itself.", Until: noon.Add(42 * time.Second)}
}

func cachePage(f *fake) wizard.Page {
	return wizard.Page{
		StepView: f.rail[4], Title: "Clear cache and cookies", Why: "A cache can hold a broken copy of a page. It is built anew by itself.",
		Actions: []wizard.ActionView{{
			ID: "clear-cache", Label: f.stretch("Put the caches away"), Primary: true, Changes: true,
			Note:   "They are kept for a week, so that you can put them back.",
			Rights: "The system will ask for your password: these folders belong to all users of this computer.",
			Choices: []wizard.Choice{
				{ID: "discord", Label: f.stretch("Discord"), Items: []string{"Cache: 212 MB", "Code Cache: 198 MB", "GPUCache: 2 MB"}},
				{ID: "firefox", Label: f.stretch("Firefox"), Off: f.stretch("Close Firefox first.")},
				{ID: "chromium", Label: f.stretch("Chromium"), Items: []string{"Default, Cache: 1.4 GB"}},
			},
		}, {
			ID: "open-clear-data", Label: f.stretch("Open the browser’s own page for clearing"), Note: "There you can clear cookies as well.",
		}},
	}
}

func askedPage(f *fake) wizard.Page {
	return wizard.Page{
		StepView: f.rail[7], Title: "Try another browser", Why: "Each browser keeps its own cache, cookies and add-ons.",
		Actions: []wizard.ActionView{{ID: wizard.OpenElsewhere, Label: "Open Discord in Firefox"}},
		Result: &wizard.Result{OK: true, Text: "Opened: https://discord.com/app", Question: &wizard.Question{
			ID: "elsewhere:firefox", Text: "What do you see in Firefox?",
			Answers: []wizard.Choice{{ID: "works", Label: "It works there"}, {ID: "same", Label: "The same error"}, {ID: "else", Label: "Something else"}},
		}},
	}
}

func restartPage(f *fake) wizard.Page {
	return wizard.Page{
		StepView: f.rail[8], Title: "Restart computer and router", Why: "Routers and computers collect small faults over time.",
		Known:   []string{"This computer has really been up for 12 days."},
		Actions: []wizard.ActionView{{ID: wizard.TimeRouter, Label: "Time the router’s restart", Primary: true, Note: "Nothing changes on this computer."}},
	}
}

func ticks() []wizard.RouterTick {
	return []wizard.RouterTick{
		{Phase: wizard.RouterUnplug, Since: noon.Add(-95 * time.Second), Router: true, Internet: true, Text: "Now pull the power plug of the router."},
		{Phase: wizard.RouterOff, Since: noon.Add(-8 * time.Second), Until: noon.Add(22 * time.Second), Text: "The router is off. Leave it so for a moment."},
		{Phase: wizard.RouterStarting, Since: noon.Add(-75 * time.Second), Until: noon.Add(time.Hour), Router: true, Text: "The router answers again. Waiting for the internet."},
		{Phase: wizard.RouterBack, Since: noon, Router: true, Internet: true, Text: "The internet is back.", Done: true, Result: &wizard.Result{OK: true, Text: "The router was away for 1 min 12 s.", Recheck: true}},
	}
}

func hostsCard() wizard.FixCard {
	return wizard.FixCard{
		Code: "device.hosts_override", Title: "One line in the hosts file sends discord.com elsewhere",
		Text: "Line 14 says that discord.com is at 10.0.0.66. Whatever wrote it, this computer goes there and not to Discord.",
		Action: &wizard.ActionView{
			ID: "comment-hosts", Label: "Take the entry out", Changes: true, Note: "It is commented out and can be put back.",
			Items:  []string{"/etc/hosts, line 14: 10.0.0.66 discord.com"},
			Rights: "The system will ask for your password: the hosts file belongs to the whole computer.",
		},
		Guides: []wizard.Guide{{Title: "Do it by hand", Steps: []string{"Open /etc/hosts.", "Put a # before line 14."}}},
	}
}

func hostsVerdict() wizard.VerdictView {
	return wizard.VerdictView{
		Code: "device.hosts_override", AtFault: "device", Confidence: "high", Complete: true,
		Headline:    "A setting on this computer leads Discord astray.",
		Explanation: "The hosts file says that discord.com is at 10.0.0.66. The address book (DNS) says otherwise.",
		Cards:       []wizard.FixCard{hostsCard()},
		Guides:      []wizard.Guide{{Title: "Do it by hand", Steps: []string{"Open /etc/hosts."}}},
		Known:       []wizard.EvidenceView{{ID: "device.hosts", State: "problem", Text: "The hosts file has an entry for discord.com", Value: "10.0.0.66"}},
	}
}

func mustNotShow(t *testing.T, w *Window, unwanted ...string) {
	t.Helper()
	for _, text := range unwanted {
		if got := shown(w); strings.Contains(got, text) {
			t.Errorf("on the screen: %q; there is:\n%s", text, got)
		}
	}
}

func TestChangesArePutBack(t *testing.T) {
	for name, tt := range map[string]struct {
		press, call string
	}{
		"one":  {"Put it back", "undo c5"},
		"all":  {"Put all 2 back", "undo all"},
		"drop": {"Delete now", "drop c4"},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.changes = changed()
			f.result = wizard.Result{Text: "This could not be taken back.", Lines: []string{"By hand: open the network settings of Wi-Fi."}}
			w := newTestWindow(t, f, plain)
			w.open(spot{screen: screenChanges})
			mustShow(t, w,
				"Wi-Fi asks Cloudflare for addresses", "On trial", "The way back: Asks 192.168.1.1 again.", "Still holds", "412 MB are kept for 7 more days.",
				"Done once, with nothing to put back", "Put back at 11:59", "Deleted for good, so it can’t be put back", "20 November, 12:00")
			press(t, w, tt.press)
			if name == "drop" {
				mustShow(t, w, "Delete it for good?")
				press(t, w, "Delete it")
			}
			if !f.called(tt.call) {
				t.Errorf("the wizard was told %q", f.calls)
			}
			mustShow(t, w, "This could not be taken back.", "By hand: open the network settings of Wi-Fi.")
		})
	}
}

func TestChangesWithoutAny(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	w.open(spot{screen: screenChanges})
	mustShow(t, w, "Fix502 has changed nothing on this computer.")
	f.changes = changed()[2:]
	w.open(spot{screen: screenSettings})
	w.open(spot{screen: screenChanges})
	mustShow(t, w, "Nothing of it holds any more")
	mustNotShow(t, w, "Put it back")
}

// TestOneChangeAtATime presses a second button while the first one's work goes on.
func TestOneChangeAtATime(t *testing.T) {
	f := outage(t)
	f.changes = changed()
	w := newTestWindow(t, f, plain)
	w.open(spot{screen: screenChanges})
	var waiting []func()
	w.spawn = func(f func()) { waiting = append(waiting, f) }
	press(t, w, "Put it back")
	press(t, w, "Delete now")
	press(t, w, "Delete it")
	mustShow(t, w, "Putting it back…")
	if len(waiting) != 1 {
		t.Errorf("%d things go on", len(waiting))
	}
}

// TestTrialIsAskedOnEveryPage walks through the pages while something is on trial.
func TestTrialIsAskedOnEveryPage(t *testing.T) {
	for answer, call := range map[string]string{"Keep": "trial keep", "Put back": "trial put back"} {
		t.Run(answer, func(t *testing.T) {
			f := outage(t)
			f.outcome, f.trial = f.ends, onTrial()
			f.settled = wizard.Result{OK: true, Text: "So it is done."}
			w := newTestWindow(t, f, plain)
			w.lookAtTrial()
			for _, at := range []spot{{screen: screenStart}, {screen: screenVerdict}, {screen: screenStep, step: wizard.EndProcess}, {screen: screenSettings}, {screen: screenSolved}} {
				w.open(at)
				mustShow(t, w, "Keep these settings?", "42 seconds left")
			}
			w.now = func() time.Time { return noon.Add(30 * time.Second) }
			w.lookAtTrial()
			mustShow(t, w, "12 seconds left")
			press(t, w, answer)
			if !f.called(call) {
				t.Fatalf("the wizard was told %q", f.calls)
			}
			mustShow(t, w, "So it is done.")
			mustNotShow(t, w, "Keep these settings?")
			press(t, w, "OK")
			mustNotShow(t, w, "So it is done.")
		})
	}
}

// TestTrialEndsUnanswered lets the time run out, on the step's page and elsewhere.
func TestTrialEndsUnanswered(t *testing.T) {
	for name, at := range map[string]spot{
		"its own page": {screen: screenStep, step: wizard.ChangeDNS}, "another page": {screen: screenVerdict}, "changes": {screen: screenChanges},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.outcome, f.trial, f.changes = f.ends, onTrial(), changed()
			w := newTestWindow(t, f, plain)
			w.open(at)
			w.lookAtTrial()
			mustShow(t, w, "Keep these settings?")
			p := dnsPage()
			p.Result = &wizard.Result{Text: "Nobody answered within a minute."}
			f.pages[wizard.ChangeDNS], f.trial, f.changes = p, nil, changed()[1:]
			w.lookAtTrial()
			mustNotShow(t, w, "Keep these settings?", "Wi-Fi asks Cloudflare")
			if at.screen != screenChanges {
				mustShow(t, w, "Nobody answered within a minute.")
			}
		})
	}
}

// TestTrialDuringARehearsal asks about what is real while a fault is played.
func TestTrialDuringARehearsal(t *testing.T) {
	f := outage(t)
	f.outcome, f.trial = f.ends, onTrial()
	w := newTestWindow(t, f, plain)
	perform(t, w)
	w.open(spot{screen: screenRehearse})
	w.prepare(scenarios[2], newStack(0))
	w.lookAtTrial()
	mustShow(t, w, "Rehearsal: nothing here is real", "Keep these settings?")
	press(t, w, "Put back")
	if !f.called("trial put back") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

// TestKeepingChecksAgain keeps what is on trial on its own page.
func TestKeepingChecksAgain(t *testing.T) {
	f := outage(t)
	f.outcome, f.trial = f.ends, onTrial()
	f.pages[wizard.ChangeDNS] = dnsPage()
	f.settled = wizard.Result{OK: true, Text: "It stays.", Recheck: true}
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.ChangeDNS)
	w.lookAtTrial()
	press(t, w, "Keep")
	if !f.called("recheck change-dns") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

func TestCacheIsPutAwayAfterAPreview(t *testing.T) {
	f := outage(t)
	f.pages[wizard.ClearCache] = cachePage(f)
	f.result = wizard.Result{OK: true, Text: "1.4 GB were put away.", Made: []string{"a", "b"}}
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.ClearCache)
	press(t, w, "Firefox") // can't be picked: it runs
	press(t, w, "Put the caches away")
	mustShow(t, w, "This will touch:", "Cache: 212 MB", "The system will ask for your password", "Close Firefox first.")
	press(t, w, "Chromium")
	mustNotShow(t, w, "This will touch:")
	press(t, w, "Put the caches away")
	mustShow(t, w, "Default, Cache: 1.4 GB")
	press(t, w, "Go ahead")
	if !f.called("do clear-cache clear-cache chromium") {
		t.Fatalf("the wizard was told %q", f.calls)
	}
	f.result = wizard.Result{OK: true, Text: "Taken back."}
	press(t, w, "Put it back")
	if back := slices.Index(f.calls, "undo b"); back < 0 || back != slices.Index(f.calls, "undo a")-1 {
		t.Errorf("the last must go back first; the wizard was told %q", f.calls)
	}
	mustShow(t, w, "Taken back.")
}

// TestAnswersLeadOn answers what was seen in another browser.
func TestAnswersLeadOn(t *testing.T) {
	f := outage(t)
	f.pages[wizard.OtherBrowser] = askedPage(f)
	f.told = wizard.Result{OK: true, Text: "Then the fault is in Chrome.", Next: wizard.SafeMode, Guides: []wizard.Guide{{Title: "Find the add-on", Steps: []string{"Open the menu."}}}}
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.OtherBrowser)
	mustShow(t, w, "What do you see in Firefox?", "It works there", "Something else")
	f.rail[5].Advice = wizard.Recommended
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // the first answer has the focus
	if !f.called("answer other-browser elsewhere:firefox works") {
		t.Fatalf("the wizard was told %q", f.calls)
	}
	mustShow(t, w, "Then the fault is in Chrome.", "Find the add-on")
	mustNotShow(t, w, "What do you see in Firefox?")
	if got := strings.Count(shown(w), "Try\n"); got != 3 {
		t.Errorf("%d steps are worth trying in the rail", got)
	}
	press(t, w, "Go to step 6: Browser without add-ons")
	mustShow(t, w, "6. Browser without add-ons")
}

func TestRouterIsTimed(t *testing.T) {
	f := outage(t)
	f.pages[wizard.Restart], f.ticks = restartPage(f), ticks()
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.Restart)
	mustShow(t, w, "This computer has really been up for 12 days.")
	want := [][]string{
		{"Asking the router…"},
		{"Now pull the power plug of the router.", "1:35", "so far", "Router: answers", "Internet: answers"},
		{"The router is off.", "0:22", "until the plug goes back in", "Router: silent"},
		{"Waiting for the internet.", "1:15", "Internet: silent"},
		{"The internet is back."},
	}
	f.between = func(_ context.Context, i int) { mustShow(t, w, want[i]...) }
	press(t, w, "Time the router’s restart")
	mustShow(t, w, "The router was away for 1 min 12 s.")
	mustNotShow(t, w, "Router: answers")
	if !f.called("recheck restart") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

func TestRouterIsLeftAlone(t *testing.T) {
	f := outage(t)
	f.pages[wizard.Restart], f.ticks = restartPage(f), ticks()
	w := newTestWindow(t, f, plain)
	w.openStep(wizard.Restart)
	f.between = func(_ context.Context, i int) {
		if i == 2 {
			w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		}
	}
	press(t, w, "Time the router’s restart")
	mustShow(t, w, "Stopped. If the plug is out, put it back in.")
	if f.called("recheck restart") {
		t.Error("it checks again although it was stopped")
	}
	press(t, w, "Time the router’s restart") // it can be begun anew
}

func TestFixCard(t *testing.T) {
	f := outage(t)
	f.outcome, f.verdict = f.ends, hostsVerdict()
	f.fixed = wizard.Result{Text: "You didn’t give the rights. Nothing was changed."}
	w := newTestWindow(t, f, plain)
	w.open(spot{screen: screenVerdict})
	if got := strings.Count(shown(w), "Do it by hand"); got != 1 {
		t.Errorf("the instructions are there %d times", got)
	}
	press(t, w, "Take the entry out")
	mustShow(t, w, "/etc/hosts, line 14: 10.0.0.66 discord.com", "The system will ask for your password: the hosts file")
	if f.called("fix device.hosts_override comment-hosts") {
		t.Fatal("done before it was allowed")
	}
	press(t, w, "Go ahead")
	mustShow(t, w, "You didn’t give the rights. Nothing was changed.")

	f.fixed = wizard.Result{OK: true, Text: "discord.com is found at the right place now.", Made: []string{"h"}}
	press(t, w, "Take the entry out")
	press(t, w, "Go ahead")
	mustShow(t, w, "discord.com is found at the right place now.")
	mustNotShow(t, w, "You didn’t give the rights.")
	if b := w.win.Canvas().Focused().(*button); b.label.text != "Check again" || b.kind != primary {
		t.Errorf("next is %q", b.label.text)
	}
	press(t, w, "Put it back")
	if !f.called("undo h") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

// TestOpening tells what was put back of an earlier start, and goes on after a
// restart of the computer.
func TestOpening(t *testing.T) {
	f := outage(t)
	f.recovery = wizard.Recovery{Text: "Last time something was left half done; it is put back.", Lines: []string{"Wi-Fi asks Cloudflare for addresses"}}
	w := newTestWindow(t, f, plain)
	mustShow(t, w, "What isn’t working?", "Last time something was left half done", "Wi-Fi asks Cloudflare for addresses")
	press(t, w, "Changes made")
	mustNotShow(t, w, "Last time something was left half done")

	f = outage(t)
	f.resumes = &wizard.Resumption{Session: wizard.Session{Target: "steam"}, Step: wizard.Restart, Text: "This computer was restarted."}
	f.compared = wizard.Comparison{Step: wizard.Restart, At: noon, Helped: true, Text: "It works again."}
	w = newTestWindow(t, f, plain)
	mustShow(t, w, "9. Restart PC and router", "This computer was restarted.", "It works again.")
	if !f.called("resume") || !f.called("recheck restart") {
		t.Errorf("the wizard was told %q", f.calls)
	}
}

// TestNewButtonsAreBroughtIntoView asks for the place of a button that was made a
// moment ago: the real driver has none for it yet, so containers must know.
func TestNewButtonsAreBroughtIntoView(t *testing.T) {
	f := outage(t)
	f.pages[wizard.ClearCache] = cachePage(f)
	w := newTestWindow(t, f, style{look: LookLight, text: textLarger, size: smallest})
	w.openStep(wizard.ClearCache)
	press(t, w, "Put the caches away")
	content, ahead := w.shell.content, labelled(t, w, "Go ahead").(fyne.CanvasObject)
	top, found := topWithin(content.inner, ahead)
	driver := fyne.CurrentApp().Driver()
	if want := driver.AbsolutePositionForObject(ahead).Y - driver.AbsolutePositionForObject(content.inner).Y; !found || top != want {
		t.Errorf("it is %v below the top (%t), the driver says %v", top, found, want)
	}
	if offset := content.scroll.Offset.Y; top < offset || top+ahead.Size().Height > offset+content.scroll.Size().Height {
		t.Errorf("at %v it is out of view from %v", top, offset)
	}
}
