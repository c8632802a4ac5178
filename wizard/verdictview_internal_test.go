package wizard

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/checks/verdict"
)

// twoSites is a walk over two services: one with an official status page, one without.
func twoSites(t *testing.T) (*Flow, *text.Table) {
	t.Helper()
	found, err := catalog.Parse("test", []byte(`{"version":1,"services":[
{"id":"site","name":"Site","url":"https://site.example/","hosts":[{"host":"site.example"}],"status":{"kind":"statuspage","url":"https://status.site.example"}},
{"id":"quiet","name":"Quiet","url":"https://quiet.example/","hosts":[{"host":"quiet.example"}]}
],"edges":[],"resolvers":[],"reachability":{"anchors":[],"portals":[],"controls":[]}}`))
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return NewFlow(Parts{Catalog: found, Texts: texts}), texts
}

// TestOverturn: every action has a button with words, and one place that it leads to.
func TestOverturn(t *testing.T) {
	f, texts := twoSites(t)
	said := texts.Tr("turn.again", checks.Args{"service": "Site"})
	for _, row := range []struct {
		target string
		action verdict.Action
		want   TurnView
	}{
		{"site", verdict.ActCheck, TurnView{Text: said, Label: "Check again", Check: true}},
		{"site", verdict.ActStatus, TurnView{Text: said, Label: "Open Site's status page", URL: "https://status.site.example"}},
		{"site", verdict.ActBrowser, TurnView{Text: said, Label: "Open Site in the browser", URL: "https://site.example/"}},
		{"site", verdict.ActResolvers, TurnView{Text: said, Label: "Compare address books", Step: ChangeDNS}},
		{"site", verdict.ActWatch, TurnView{Text: said, Label: "Watch until it changes", Step: ComeBackLater}},
		{"site", verdict.ActApp, TurnView{Text: said, Label: "Look at the app", Step: EndProcess}},
		{"site", verdict.ActElsewhere, TurnView{Text: said, Label: "Try another browser", Step: OtherBrowser}},
		{"site", "", TurnView{Text: said}},
		{"quiet", verdict.ActStatus, TurnView{Text: said}},
	} {
		if err := f.Choose(row.target, checks.SeenUnsure); err != nil {
			t.Fatal(err)
		}
		o := &Outcome{Facts: checks.Facts{Target: f.Target()}}
		if f.overturn(o) != nil {
			t.Error("a turn out of nothing")
		}
		o.Ruling.Overturn = &verdict.Turn{Code: "turn.again", Args: checks.Args{"service": "Site"}, Action: row.action}
		if d := cmp.Diff(&row.want, f.overturn(o)); d != "" {
			t.Errorf("%s, %q (-want +got):\n%s", row.target, row.action, d)
		}
	}
}

// TestVerdictSaysBothSides: what carries it, what speaks against it, what would
// change it, each in words.
func TestVerdictSaysBothSides(t *testing.T) {
	f, _ := twoSites(t)
	facts := checks.Facts{
		Target: checks.TargetFact{Name: "Site", URL: "https://site.example/"},
		Hosts: []checks.HostFact{{Host: "site.example", Port: 443, Scheme: "https", Required: true, Attempts: []checks.AttemptFact{
			{Address: "203.0.113.5", From: []string{checks.FromSystem}, Used: true, Status: 502, Served: true},
		}}},
	}
	o := &Outcome{Facts: facts, Ruling: verdict.Rule(facts), Complete: true}
	for _, reason := range o.Ruling.Carries {
		for _, id := range reason.Checks {
			o.Lines = append(o.Lines, report.Check{ID: id, State: checks.Problem, Summary: "It failed."})
		}
	}
	f.state.outcome = o
	v := f.Verdict()
	if len(v.Known) == 0 || len(v.Against) == 0 || v.Overturn == nil {
		t.Fatalf("a side is missing: %+v", v)
	}
	for _, s := range append(slices.Clone(v.Against), v.Overturn.Text, v.Overturn.Label) {
		if s == "" || strings.ContainsAny(s, "{}") || strings.HasPrefix(s, "against.") || strings.HasPrefix(s, "turn.") {
			t.Errorf("an odd sentence: %q", s)
		}
	}
	if v.Known[0].ID != "host:site.example" {
		t.Errorf("it stands on %+v", v.Known)
	}
}
