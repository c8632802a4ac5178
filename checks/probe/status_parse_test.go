package probe

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
)

// sharedStatus are real pages that nobody of this project wrote. They are not
// part of it and so may be absent.
const sharedStatus = "../../../shared/fixtures/status"

func TestRealStatusPages(t *testing.T) {
	if _, err := os.Stat(sharedStatus); err != nil {
		t.Skipf("the shared fixtures are not here: %v", err)
	}
	for name, want := range map[string]checks.StatusFact{
		"github_incident.json": {
			Known: true, Indicator: checks.IndicatorMajor, Description: "Partial System Outage",
			Components: []string{"API", "Management Portal"},
			Incidents: []checks.IncidentFact{{
				Name: "Unplanned Database Outage", Impact: "critical", Status: "identified",
				Started: time.Date(2014, 5, 14, 20, 22, 39, 441e6, time.UTC),
				Update:  "Our master database has ham sandwiches flying out of the rack, and we're working our hardest to stop the bleeding. The whole site is down while we restore functionality, and we'll provide another update within 30 minutes.",
				// The update itself is older than the incident's own stamp.
				UpdatedAt: time.Date(2014, 5, 14, 20, 22, 40, 301e6, time.UTC),
				Link:      "http://stspg.co:5000/Q0E",
			}},
		},
		"slack_incident.json":     {Indicator: checks.IndicatorUnknown, Fail: checks.FailForm},
		"gitlab_maintenance.json": {Indicator: checks.IndicatorUnknown, Fail: checks.FailForm},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(sharedStatus, name))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, parseStatuspage(raw)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
	t.Run("twilio_incident.json", func(t *testing.T) {
		raw, err := os.ReadFile(filepath.Join(sharedStatus, "twilio_incident.json"))
		if err != nil {
			t.Fatal(err)
		}
		got := parseStatuspage(raw)
		if !got.Known || got.Indicator != checks.IndicatorMinor || len(got.Incidents) != 2 ||
			got.Incidents[0].Name != "SMS Delivery Delays to Mozambique Movitel" || got.Incidents[1].Status != "monitoring" {
			t.Errorf("got %+v", got)
		}
		if slices.Contains(got.Components, "PROGRAMMABLE MESSAGING") || !slices.Contains(got.Components, "MMS") {
			t.Errorf("components %v: groups only repeat what is in them", got.Components)
		}
	})
}

// page makes a summary out of its parts.
func summaryOf(status, components, incidents string) string {
	return `{"page":{"id":"p1","name":"App","url":"https://status.app.test"},"status":` + status +
		`,"components":` + components + `,"incidents":` + incidents + `,"scheduled_maintenances":[{"name":"planned","status":"in_progress","impact":"critical"}]}`
}

func indicator(name string) string { return `{"indicator":"` + name + `","description":"Words"}` }

func TestParseStatuspage(t *testing.T) {
	const none, broken = "[]", `[{"name":"API","status":"major_outage"}]`
	maintained := `[{"name":"API","status":"under_maintenance"},{"name":"Web","status":"operational"}]`
	incident := func(rest string) string { return `[{"name":"Oh","impact":"major"` + rest + `}]` }
	for name, tt := range map[string]struct {
		raw       string
		indicator string // "" for a form that is not understood
		incidents int
		parts     []string
	}{
		"all well":               {raw: summaryOf(indicator("none"), none, none), indicator: "none"},
		"minor":                  {raw: summaryOf(indicator("minor"), broken, incident(`,"status":"investigating"`)), indicator: "minor", incidents: 1, parts: []string{"API"}},
		"major":                  {raw: summaryOf(indicator("major"), none, incident(`,"status":"identified"`)), indicator: "major", incidents: 1},
		"critical":               {raw: summaryOf(indicator("critical"), none, incident(`,"status":"monitoring","resolved_at":null`)), indicator: "critical", incidents: 1},
		"worse without incident": {raw: summaryOf(indicator("minor"), broken, none), indicator: "minor", parts: []string{"API"}},
		"maintenance":            {raw: summaryOf(indicator("maintenance"), maintained, none), indicator: "none"},
		"maintenance, as minor":  {raw: summaryOf(indicator("minor"), maintained, none), indicator: "none"},
		"maintenance and trouble": {
			raw: summaryOf(indicator("minor"), maintained, incident(`,"status":"investigating"`)), indicator: "minor", incidents: 1,
		},
		"dealt with":                 {raw: summaryOf(indicator("none"), none, incident(`,"status":"resolved"`)), indicator: "none"},
		"explained afterwards":       {raw: summaryOf(indicator("none"), none, incident(`,"status":"postmortem"`)), indicator: "none"},
		"planned":                    {raw: summaryOf(indicator("none"), none, incident(`,"status":"scheduled"`)), indicator: "none"},
		"impact is maintenance":      {raw: summaryOf(indicator("none"), none, `[{"name":"x","status":"investigating","impact":"maintenance"}]`), indicator: "none"},
		"dealt with, says the time":  {raw: summaryOf(indicator("none"), none, incident(`,"status":"closed","resolved_at":"2026-11-22T10:00:00Z"`)), indicator: "none"},
		"an unknown state of one":    {raw: summaryOf(indicator("minor"), none, incident(`,"status":"looking into it"`)), indicator: "minor", incidents: 1},
		"only what is needed":        {raw: `{"page":{"name":"App"},"status":{"indicator":"none"}}`, indicator: "none"},
		"lists that are null":        {raw: summaryOf(indicator("none"), "null", "null"), indicator: "none"},
		"an unknown indicator":       {raw: summaryOf(indicator("purple"), none, none)},
		"no indicator":               {raw: summaryOf(`{"description":"All Systems Operational"}`, none, none)},
		"an indicator that is none":  {raw: summaryOf(`{"indicator":null}`, none, none)},
		"an indicator in capitals":   {raw: summaryOf(indicator("None"), none, none)},
		"no status":                  {raw: `{"page":{"name":"App"}}`},
		"no page":                    {raw: `{"status":{"indicator":"none"}}`},
		"an empty page":              {raw: `{"page":{},"status":{"indicator":"none"}}`},
		"a web page":                 {raw: "<!doctype html><title>All Systems Operational</title>"},
		"a list":                     {raw: "[]"},
		"a text":                     {raw: `"none"`},
		"nothing":                    {raw: ""},
		"cut short":                  {raw: summaryOf(indicator("none"), none, none)[:60]},
		"two in one":                 {raw: summaryOf(indicator("none"), none, none) + "{}"},
		"components of another form": {raw: summaryOf(indicator("none"), `{"API":"operational"}`, none)},
	} {
		t.Run(name, func(t *testing.T) {
			got := parseStatuspage([]byte(tt.raw))
			if tt.indicator == "" {
				if got.Known || got.Indicator != checks.IndicatorUnknown || got.Fail != checks.FailForm || got.Incidents != nil {
					t.Errorf("misread as %+v", got)
				}
				return
			}
			if !got.Known || got.Indicator != tt.indicator || len(got.Incidents) != tt.incidents || !slices.Equal(got.Components, tt.parts) || got.Fail != "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestIncidents(t *testing.T) {
	raw := summaryOf(indicator("major"), "[]", `[
		{"name":"Old","status":"monitoring","impact":"minor","created_at":"2026-11-20T10:00:00+02:00","shortlink":"javascript:alert(1)"},
		{"name":"<b>New</b> &amp;\u202e bad","status":"identified","impact":"major","created_at":"2026-11-22T09:00:00Z","started_at":"2026-11-22T08:30:00Z",
		 "updated_at":"2026-11-22T09:40:00Z","shortlink":"https://stspg.io/x",
		 "incident_updates":[
			{"body":"First","created_at":"2026-11-22T09:00:00Z"},
			{"body":"<p>Second</p><script>steal()</script><p>line\u0007 here</p>","display_at":"2026-11-22T09:45:00Z","created_at":"2026-11-22T09:44:00Z"},
			{"body":"No time","display_at":"soon"}]},
		{"name":"Odd times","status":"investigating","created_at":7,"started_at":"yesterday"}]`)
	want := []checks.IncidentFact{
		{
			Name: "New & bad", Impact: "major", Status: "identified", Link: "https://stspg.io/x",
			Started: time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC),
			Update:  "Second line here", UpdatedAt: time.Date(2026, 11, 22, 9, 45, 0, 0, time.UTC),
		},
		{Name: "Old", Impact: "minor", Status: "monitoring", Started: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)},
		{Name: "Odd times", Status: "investigating"},
	}
	if diff := cmp.Diff(want, parseStatuspage([]byte(raw)).Incidents); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestStatusIsBounded(t *testing.T) {
	many := func(one string) string { return "[" + strings.Repeat(one+",", 200) + one + "]" }
	long := strings.Repeat("ä", 5000)
	got := parseStatuspage([]byte(summaryOf(
		`{"indicator":"critical","description":"`+long+`"}`,
		many(`{"name":"`+long+`","status":"major_outage"}`),
		many(`{"name":"`+long+`","status":"`+long+`","impact":"`+long+`","shortlink":"https://x.test/`+long+`","incident_updates":[{"body":"`+long+`"}]}`),
	)))
	if !got.Known || len(got.Incidents) != incidentsMost || len(got.Components) != componentsMost {
		t.Fatalf("%v, %d incidents, %d components", got.Known, len(got.Incidents), len(got.Components))
	}
	i := got.Incidents[0]
	for _, tt := range []struct {
		text  string
		limit int
	}{{got.Description, nameLength}, {got.Components[0], nameLength}, {i.Name, nameLength}, {i.Status, nameLength}, {i.Update, updateLength}} {
		if n := utf8.RuneCountInString(tt.text); n != tt.limit || !strings.HasSuffix(tt.text, "…") {
			t.Errorf("%d characters kept, want %d", n, tt.limit)
		}
	}
	if i.Link != "" {
		t.Errorf("a link of %d bytes is kept", len(i.Link))
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                          "plain",
		"  two \n\t lines  ":             "two lines",
		"5 < 6 and 7 > 6":                "5 < 6 and 7 > 6",
		"a<br>b<br/>c":                   "a b c",
		"wo<b>r</b>d":                    "word",
		"<style>p{}</style>seen":         "seen",
		"<script>if (a<b) x()</script>y": "y",
		"&lt;not a tag&gt; &eacute;":     "<not a tag> é",
		"zero\u200bwidth\u2066":          "zerowidth",
		"bell\x07\x00\x1b[31m":           "bell[31m",
		"<unfinished":                    "",
		"":                               "",
	} {
		if got := clean(in, 100); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := clean("abcdef", 4); got != "abc…" {
		t.Errorf("got %q", got)
	}
}

// FuzzParseStatuspage holds that whatever a page sends, it is understood as one
// of the known indicators or not at all, and that its words are safe to show.
func FuzzParseStatuspage(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(sharedStatus, "*.json"))
	for _, name := range files {
		// The largest would only slow the search down.
		if raw, err := os.ReadFile(name); err == nil && len(raw) < 20_000 {
			f.Add(raw)
		}
	}
	f.Add([]byte(summaryOf(indicator("minor"), `[{"name":"API","status":"major_outage"}]`, `[{"name":"Oh","status":"x","incident_updates":[{"body":"<p>b"}]}]`)))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := parseStatuspage(raw)
		known := slices.Contains([]string{checks.IndicatorNone, checks.IndicatorMinor, checks.IndicatorMajor, checks.IndicatorCritical}, got.Indicator)
		if got.Known != known || got.Known != (got.Fail == "") || !got.Known && got.Indicator != checks.IndicatorUnknown {
			t.Errorf("contradiction in %+v", got)
		}
		words := append([]string{got.Description}, got.Components...)
		for _, i := range got.Incidents {
			words = append(words, i.Name, i.Impact, i.Status, i.Update)
			if i.Link != "" && !strings.HasPrefix(i.Link, "http://") && !strings.HasPrefix(i.Link, "https://") {
				t.Errorf("link %q", i.Link)
			}
		}
		for _, w := range words {
			if utf8.RuneCountInString(w) > updateLength || !utf8.ValidString(w) || strings.ContainsFunc(w, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
				t.Errorf("text %q", w)
			}
		}
	})
}
