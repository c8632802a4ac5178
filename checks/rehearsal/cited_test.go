package rehearsal_test

import (
	"encoding/json"
	"testing"

	"fix502/checks"
	"fix502/checks/verdict"
)

var levels = map[verdict.Confidence]int{verdict.Low: 1, verdict.Medium: 2, verdict.High: 3}

// cites holds of what was really observed: any one check that the verdict cites
// can't be taken away without another verdict, or a less sure one. What is not
// known can't become less so.
func cites(t *testing.T, p played) {
	t.Helper()
	if len(p.ruling.Carries) == 0 {
		t.Errorf("%s stands on nothing", p.ruling.Code)
	}
	for _, id := range p.ruling.Evidence {
		rest := checks.Facts{Target: p.facts.Target}
		for other, f := range p.findings {
			raw, err := json.Marshal(f.Data)
			if err != nil {
				t.Fatal(err)
			}
			if other == id {
				continue
			}
			if _, err := rest.AddJSON(other, raw); err != nil {
				t.Fatal(err)
			}
		}
		after := verdict.Rule(rest)
		if after.Code == p.ruling.Code && levels[after.Confidence] >= levels[p.ruling.Confidence] && after.Code != "unknown" {
			t.Errorf("%s (%s) stands without %s, which it cites", p.ruling.Code, p.ruling.Confidence, id)
		}
	}
}
