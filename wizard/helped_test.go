package wizard_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/wizard"
)

// told is what a report says in its plain form and in its page.
func told(t *testing.T, f *wizard.Flow) (plain, page string) {
	t.Helper()
	texts, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Report(true)
	if err != nil {
		t.Fatal(err)
	}
	var a, b bytes.Buffer
	if err := report.Text(&a, r, texts, 200); err != nil {
		t.Fatal(err)
	}
	if err := report.HTML(&b, r, texts); err != nil {
		t.Fatal(err)
	}
	return a.String(), b.String()
}

// TestReportNamesWhatHelped: when the error disappears, the report says after what,
// whoever looked again, and takes that back when the error returns.
func TestReportNamesWhatHelped(t *testing.T) {
	recheck := func(t *testing.T, f *wizard.Flow) { f.Recheck(t.Context(), wizard.Reload, func(int, int) {}) }
	reload := func(t *testing.T, f *wizard.Flow) { f.Do(t.Context(), wizard.Reload, wizard.ReloadTarget, "", quiet) }
	rows := map[string]struct {
		do, look func(*testing.T, *wizard.Flow)
		want     string // "" for nothing
	}{
		"by the step's own look":   {reload, recheck, "The error was gone after step 3, \u201cReload the page\u201d: "},
		"by a whole check":         {reload, func(t *testing.T, f *wizard.Flow) { run(t, f) }, "The error was gone after step 3, \u201cReload the page\u201d: "},
		"by hand":                  {func(*testing.T, *wizard.Flow) {}, recheck, "The error was gone after step 3, \u201cReload the page\u201d ("},
		"as the user says":         {func(*testing.T, *wizard.Flow) {}, func(_ *testing.T, f *wizard.Flow) { f.Mark(wizard.ClearCache, wizard.StepHelped) }, "The error was gone after step 5, "},
		"by nothing that is known": {func(*testing.T, *wizard.Flow) {}, func(t *testing.T, f *wizard.Flow) { run(t, f) }, ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, http.StatusBadGateway)
			f := flow(t, s, nil)
			run(t, f)
			recheck(t, f) // a look alone is nothing that was done
			row.do(t, f)
			s.status.Store(http.StatusOK)
			row.look(t, f)
			plain, page := told(t, f)
			if got := strings.Contains(plain, "The error was gone"); got != (row.want != "") || !strings.Contains(plain, row.want) || !strings.Contains(page, row.want) {
				t.Errorf("want %q in\n%s", row.want, plain)
			}
			s.status.Store(http.StatusBadGateway)
			run(t, f)
			if plain, _ := told(t, f); strings.Contains(plain, "The error was gone") {
				t.Error("the error is back, and the report says that it is gone")
			}
		})
	}
}

// TestReportNamesTheFixThatHelped: the same for what was wrong with this computer.
func TestReportNamesTheFixThatHelped(t *testing.T) {
	s := newSick(t)
	if r := s.fix(t, "device.hosts_override"); !r.OK {
		t.Fatalf("%+v", r)
	}
	run(t, s.flow)
	if plain, _ := told(t, s.flow); !s.flow.Outcome().Well() || !strings.Contains(plain, "after this on the computer itself: Switch the line off") || strings.Contains(plain, "device.hosts_override: ") {
		t.Errorf("%s\n%s", s.flow.Outcome().Ruling.Code, plain)
	}
}
