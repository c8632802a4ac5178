package rehearsal_test

import (
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/probe"
	"fix502/checks/rehearsal"
	"fix502/checks/verdict"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// played is what came of one scenario.
type played struct {
	findings map[checks.ID]checks.Finding
	facts    checks.Facts
	ruling   verdict.Ruling
}

// play runs all checks in a world. Time is synctest's: what waits for an answer
// that never comes takes no time.
func play(t *testing.T, s rehearsal.Scenario, os string) played {
	t.Helper()
	w, err := rehearsal.Open(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.Like(os)
	target, service, err := catalog.Resolve(w.Catalog(), w.Target())
	if err != nil {
		t.Fatal(err)
	}
	target.Seen = s.Seen
	plan, err := probe.Plan(probe.Setup{Target: target, Service: service, Catalog: w.Catalog()})
	if err != nil {
		t.Fatal(err)
	}
	p := played{findings: make(map[checks.ID]checks.Finding)}
	for ev := range plan.Run(t.Context(), w.Env()) {
		if ev.Finding != nil {
			p.findings[ev.ID] = *ev.Finding
		}
	}
	if p.facts, err = checks.Collect(target, plan, p.findings); err != nil {
		t.Fatal(err)
	}
	p.ruling = verdict.Rule(p.facts)
	return p
}

// TestLike: the app is found as each operating system has it.
func TestLike(t *testing.T) {
	for _, os := range []string{"linux", "windows", "darwin", "plan9"} {
		t.Run(os, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _ := rehearsal.Find("app-stuck")
				p := play(t, s, os)
				if p.ruling.Code != s.Code || !p.facts.Processes.Installed || len(p.facts.Processes.Processes) != 2 {
					t.Errorf("the verdict is %s: %+v", p.ruling.Code, p.facts.Processes)
				}
			})
		})
	}
}

func TestScenarios(t *testing.T) {
	for _, s := range rehearsal.Scenarios() {
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := play(t, s, "linux")
				if p.ruling.Code != s.Code {
					t.Errorf("the verdict is %s (%s), not %s", p.ruling.Code, p.ruling.Confidence, s.Code)
				}
				cites(t, p)
				for id, f := range p.findings {
					if f.State == checks.Failed || f.Code == "check.broken" {
						t.Errorf("%s: %s %v", id, f.Code, f.Err)
					}
					t.Logf("%-28s %-8s %-24s %v %v", id, f.State, f.Code, f.Args["value"], f.Err)
				}
			})
		})
	}
}
