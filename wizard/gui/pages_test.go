package gui

import (
	"context"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fix502/checks/report"
	"fix502/wizard"
)

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
