package wizard_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"fix502/assets"
	"fix502/checks"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/platform"
	"fix502/wizard"
)

func english(t testing.TB) *text.Table {
	t.Helper()
	texts, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// rehearsed opens a rehearsal and runs its checks, for limit at most where that is
// not 0. The caller's time is that of synctest.
func rehearsed(t testing.TB, texts *text.Table, id string, limit time.Duration) *wizard.Flow {
	t.Helper()
	f, end, err := wizard.Stage(wizard.Parts{Texts: texts, Version: "1.2.3"})(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	ctx, cancel := t.Context(), context.CancelFunc(func() {})
	if limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	for range f.Check(ctx) { //nolint:revive // only the outcome counts
	}
	return f
}

// written gives a report as a file has it, and as it is read back.
func written(t testing.TB, r report.Report) ([]byte, report.Report) {
	t.Helper()
	var out bytes.Buffer
	if err := report.JSON(&out, r); err != nil {
		t.Fatal(err)
	}
	back, err := report.ReadJSON(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), back
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	form, err := jsonschema.UnmarshalJSON(bytes.NewReader(assets.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.json", form); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fits holds a report's file to its schema.
func fits(t testing.TB, s *jsonschema.Schema, raw []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Error(err)
	}
}

// TestReplay: what is played, or broken off, is judged the same from its report, in
// full and with names left out.
func TestReplay(t *testing.T) {
	texts, form := english(t), schema(t)
	const brokenOff = 12 * time.Millisecond // some have answered by then
	for i, s := range wizard.Rehearsals(texts) {
		for _, limit := range []time.Duration{0, brokenOff} {
			if limit > 0 && i%8 != 0 { // it says little new after some
				continue
			}
			t.Run(s.ID+" "+limit.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					f := rehearsed(t, texts, s.ID, limit)
					if o := f.Outcome(); o.Complete != (limit == 0) || o.Complete && o.Ruling.Code != s.Code {
						t.Errorf("complete: %v, verdict %s, promised %s", o.Complete, o.Ruling.Code, s.Code)
					}
					for _, redact := range []bool{false, true} {
						r, err := f.Report(redact)
						if err != nil {
							t.Fatal(err)
						}
						replays(t, texts, form, r)
					}
				})
			})
		}
	}
}

// replays holds a report to the same judgement when it is judged again.
func replays(t *testing.T, texts *text.Table, form *jsonschema.Schema, r report.Report) {
	t.Helper()
	raw, read := written(t, r)
	fits(t, form, raw)
	again, err := wizard.Replay(read, "2.0.0", texts)
	if err != nil {
		t.Fatal(err)
	}
	once, read := written(t, again)
	fits(t, form, once)
	if p := again.Replay; p == nil || p.Differs || len(p.Differences) != 0 || p.Program != "1.2.3" || p.Was.Code != r.Verdict.Code || len(p.Ignored) != 0 {
		t.Errorf("the replay says %+v", p)
	}
	for what, d := range map[string]string{
		"verdict":  cmp.Diff(r.Verdict, again.Verdict),
		"findings": cmp.Diff(r.Findings, again.Findings),
		"steps":    cmp.Diff(r.Steps, again.Steps),
	} {
		if d != "" {
			t.Errorf("redacted %v: the %s (-was +now):\n%s", r.Redacted, what, d)
		}
	}
	if again, err = wizard.Replay(read, "2.0.0", texts); err != nil {
		t.Fatal(err)
	}
	if twice, _ := written(t, again); !bytes.Equal(once, twice) {
		t.Errorf("a replay of a replay is another:\n%s", cmp.Diff(string(once), string(twice)))
	}
}

// TestReplayOfAnEditedReport: what was recorded otherwise is told, what is not known is named.
func TestReplayOfAnEditedReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := rehearsed(t, english(t), "resolver-down", 0).Report(true)
		if err != nil {
			t.Fatal(err)
		}
		said := r.Verdict.Code
		r.Verdict.Code, r.Verdict.AtFault, r.Steps[6].Advice = "dns.forgotten", "nobody", "not_needed"
		r.Steps[6].State, r.Steps[7].State = "helped", "sung about"
		r.Findings = append(r.Findings, report.Holding{Code: "also.this"})
		r.Checks = append(r.Checks,
			report.Check{ID: "tea.time", State: checks.OK, Data: json.RawMessage(`{"sugar":2}`)},
			report.Check{ID: checks.IDClock, State: checks.OK, Data: json.RawMessage(`{"offset_s":"late"}`)},
			report.Check{ID: "quiet", State: checks.OK})
		_, read := written(t, r)
		again, err := wizard.Replay(read, "2.0.0", english(t))
		if err != nil {
			t.Fatal(err)
		}
		want := []report.Difference{
			{Field: "verdict.code", Was: "dns.forgotten", Now: said},
			{Field: "verdict.at_fault", Was: "nobody", Now: "dns"},
			{Field: "findings", Was: said + ", also.this", Now: said},
			{Field: "steps.change-dns", Was: "not_needed", Now: "recommended"},
		}
		if d := cmp.Diff(want, again.Replay.Differences); d != "" || !again.Replay.Differs {
			t.Errorf("(-want +got):\n%s", d)
		}
		if got := again.Replay.Ignored; !slices.Equal(got, []checks.ID{"tea.time", checks.IDClock}) {
			t.Errorf("ignored: %v", got)
		}
		if got := again.Checks[len(again.Checks)-3].Detail; !strings.Contains(got, "not judged") {
			t.Errorf("the unknown check's detail is %q", got)
		}
		if again.Steps[6].State != "helped" || again.Steps[7].State != "open" {
			t.Errorf("steps became %q and %q", again.Steps[6].State, again.Steps[7].State)
		}
		if again.Started != r.Started || again.System != r.System || again.Duration != r.Duration || again.Program.Version != "2.0.0" {
			t.Errorf("not the recorded run: %+v", again)
		}
	})
}

// TestReplayWithoutAFact: a report from which an observation was taken is judged by
// what is left.
func TestReplayWithoutAFact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := rehearsed(t, english(t), "resolver-down", 0).Report(true)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Checks {
			if r.Checks[i].ID == checks.IDDNS {
				r.Checks[i].Data = json.RawMessage("{}")
			}
		}
		again, err := wizard.Replay(r, "2.0.0", english(t))
		if err != nil {
			t.Fatal(err)
		}
		if again.Verdict.Code == "dns.resolver_down" || !again.Replay.Differs {
			t.Errorf("the verdict is still %s", again.Verdict.Code)
		}
	})
}

// TestRehearsalIsMarked: nothing that comes out of one can be taken for real.
func TestRehearsalIsMarked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		texts := english(t)
		f := rehearsed(t, texts, "bad-gateway", 0)
		r, err := f.Report(true)
		if err != nil {
			t.Fatal(err)
		}
		if f.Rehearsal() != "bad-gateway" || f.Verdict().Rehearsal != "bad-gateway" || r.Rehearsal != "bad-gateway" {
			t.Errorf("flow %q, screen %q, report %q", f.Rehearsal(), f.Verdict().Rehearsal, r.Rehearsal)
		}
		var plain, page bytes.Buffer
		if err := errors.Join(report.Text(&plain, r, texts, report.MailWidth), report.HTML(&page, r, texts)); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(plain.String(), "This is a rehearsal") {
			t.Errorf("the text begins with %.60q", plain.String())
		}
		if i := strings.Index(page.String(), "This is a rehearsal"); i < 0 || i > strings.Index(page.String(), "<h1>") {
			t.Errorf("the page has its mark at %d", i)
		}
		paths, err := report.Save(t.TempDir(), r, texts)
		if err != nil || len(paths) != 3 || !strings.Contains(paths[0], "fix502-rehearsal-") {
			t.Errorf("%v, %v", paths, err)
		}
		if _, kept := f.Earlier(); kept {
			t.Error("the session was kept")
		}
		if list := f.Changes(t.Context()); len(list) != 0 {
			t.Errorf("changes: %v", list)
		}
	})
}

// TestRehearsalTouchesNothing: every action that would reach the computer says that
// it does not, and those that look are played.
func TestRehearsalTouchesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := rehearsed(t, english(t), "app-stuck", 0)
		said := f.Tr("rehearse.nothing", nil)
		silent := 0
		for _, step := range wizard.Steps {
			for _, action := range step.Actions {
				r := f.Do(t.Context(), step.ID, action, "firefox", func(string) {})
				looks := slices.Contains([]wizard.ActionID{wizard.ReadStatus, wizard.ReloadTarget, wizard.CompareResolvers}, action)
				if (r.Text == said) == looks || !r.OK {
					t.Errorf("%s: %q", action, r.Text)
				}
				if !looks {
					silent++
				}
			}
		}
		if silent < 7 {
			t.Errorf("only %d actions reach beyond Fix502", silent)
		}
		if page := f.Page(t.Context(), wizard.EndProcess); len(page.Actions) == 0 || len(page.Actions[0].Items) != 2 {
			t.Errorf("the step shows %+v", page.Actions)
		}
	})
}

func TestStageRefusesWhatIsNotThere(t *testing.T) {
	_, _, err := wizard.Stage(wizard.Parts{Texts: english(t)})(t.Context(), "no-such-thing")
	if !errors.Is(err, wizard.ErrNoRehearsal) {
		t.Error(err)
	}
}

// FuzzReplay: whatever a file holds, judging it ends and can be written, and judging
// that again gives the same.
func FuzzReplay(f *testing.F) {
	texts := english(f)
	for _, id := range []string{"bad-gateway-plain", "wrong-address"} {
		walk, end, err := wizard.Stage(wizard.Parts{Texts: texts, Version: "1.2.3"})(f.Context(), id)
		if err != nil {
			f.Fatal(err)
		}
		for range walk.Check(f.Context()) { //nolint:revive // only the outcome counts
		}
		end()
		r, err := walk.Report(true)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range r.Checks { // small ones, of worlds without silence, or little is tried in a minute
			one := report.Report{Schema: r.Schema, Redacted: true, Checks: []report.Check{{ID: c.ID, Data: c.Data}}}
			raw, err := json.Marshal(one)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(raw)
		}
	}
	f.Add([]byte(`{"schema":"fix502.report/v1","redacted":true,"checks":[{"id":"network.route","data":{"routers":[{"address":"router-A"}]}}],"replay":{"differences":[{"field":"findings"}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := report.ReadJSON(bytes.NewReader(raw))
		if err != nil {
			return
		}
		again, err := wizard.Replay(r, "2.0.0", texts)
		if err != nil {
			t.Fatal(err)
		}
		again = report.Redact(again, platform.Info{})
		once, read := written(t, again)
		if again, err = wizard.Replay(read, "2.0.0", texts); err != nil {
			t.Fatal(err)
		}
		if twice, _ := written(t, report.Redact(again, platform.Info{})); !bytes.Equal(once, twice) {
			t.Errorf("another the second time:\n%s", cmp.Diff(string(once), string(twice)))
		}
	})
}
