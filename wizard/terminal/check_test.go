package terminal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"fix502/assets"
	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
	"fix502/wizard"
	"fix502/wizard/terminal"
)

// form is the schema of reports.
func form(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(assets.Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("report.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// report reads standard output, which must be one report and nothing else, and
// holds it to contract §2.
func (o output) report(t *testing.T) report.Report {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(o.out))
	if err != nil {
		t.Fatalf("standard output is no JSON: %v\n%s\n%s", err, o.out, o.err)
	}
	if err := form(t).Validate(document); err != nil {
		t.Errorf("%v", err)
	}
	var r report.Report
	if err := json.Unmarshal([]byte(o.out), &r); err != nil {
		t.Fatal(err)
	}
	known := make(map[checks.ID]bool)
	for _, c := range r.Checks {
		known[c.ID] = true
		fit(t, string(c.ID), c.Title+"\n"+c.Summary+"\n"+c.Value)
	}
	held := [][]checks.ID{r.Verdict.Evidence}
	for _, f := range r.Findings {
		held = append(held, f.Evidence)
	}
	for _, evidence := range held {
		if evidence == nil {
			t.Error("evidence is null")
		}
		for _, id := range evidence {
			if !known[id] {
				t.Errorf("%s is evidence and no check", id)
			}
		}
	}
	if well := r.Verdict.Code == "healthy"; well != (len(r.Findings) == 0) || r.Findings == nil {
		t.Errorf("%s with findings %+v", r.Verdict.Code, r.Findings)
	} else if !well && r.Findings[0].Code != r.Verdict.Code {
		t.Errorf("the verdict is %s, the first finding %s", r.Verdict.Code, r.Findings[0].Code)
	}
	if len(r.Steps) != len(wizard.Steps) {
		t.Fatalf("%d steps", len(r.Steps))
	}
	for i, s := range r.Steps {
		if s.Number != i+1 || s.ID != string(wizard.Steps[i].ID) {
			t.Errorf("step %d is %d, %s", i+1, s.Number, s.ID)
		}
	}
	return r
}

func (o output) check(t *testing.T, kind checks.ID) report.Check {
	t.Helper()
	r := o.report(t)
	i := slices.IndexFunc(r.Checks, func(c report.Check) bool { return c.ID.Kind() == kind })
	if i < 0 {
		t.Fatalf("no check %s", kind)
	}
	return r.Checks[i]
}

// TestVerdicts takes every kind of end of a check, in both forms.
func TestVerdicts(t *testing.T) {
	for name, tt := range map[string]struct {
		status int
		args   []string
		want   string
		exit   int
		says   []string
	}{
		"healthy":         {200, nil, "healthy", terminal.ExitHealthy, []string{"Discord", "http://127.0.0.1:", "at fault: nobody"}},
		"502":             {502, nil, "service.bad_gateway", terminal.ExitProblem, []string{"answered 502 Bad Gateway", "What to do now:", "12. Come back later"}},
		"unknown":         {418, nil, "unknown", terminal.ExitProblem, []string{"418", "10. "}},
		"in the browser":  {200, []string{"--seen", "browser"}, "browser.suspect", terminal.ExitProblem, []string{" 4. ", " 6. "}},
		"in the app":      {200, []string{"--seen", "app"}, "healthy", terminal.ExitHealthy, []string{" 2. "}},
		"not sure where":  {200, []string{"--seen", "unsure"}, "healthy", terminal.ExitHealthy, nil},
		"time enough":     {200, []string{"--timeout", "1m"}, "healthy", terminal.ExitHealthy, nil},
		"with everything": {200, []string{"--no-redact"}, "healthy", terminal.ExitHealthy, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, tt.status)
			args := with(w.file(plain), append([]string{"check"}, tt.args...)...)
			o := w.run(args...)
			o.exits(t, tt.exit)
			has(t, o.out, append(tt.says, "verdict "+tt.want+",")...)
			if o.err != "" {
				t.Errorf("standard error has %q", o.err)
			}
			o = w.run(append(args, "--json")...)
			o.exits(t, tt.exit)
			r := o.report(t)
			if r.Verdict.Code != tt.want || o.err != "" {
				t.Errorf("verdict %s, want %s; standard error %q", r.Verdict.Code, tt.want, o.err)
			}
			if i := slices.Index(tt.args, "--seen"); i >= 0 && r.Target.Seen != checks.Seen(tt.args[i+1]) || i < 0 && r.Target.Seen != checks.SeenUnsure {
				t.Errorf("seen %s", r.Target.Seen)
			}
		})
	}
}

func TestTargets(t *testing.T) {
	w := newWorld(t, 502)
	path := w.file(plain)
	site := "http://127.0.0.1:" + port(t, w.site.URL)
	elsewhere := "http://127.0.0.1:" + w.elsewhere
	for target, want := range map[string]struct{ id, url, verdict string }{
		"":                       {"discord", site + "/", "service.bad_gateway"},
		"discord":                {"discord", site + "/", "service.bad_gateway"},
		"Discord":                {"discord", site + "/", "service.bad_gateway"},
		"other":                  {"other", elsewhere + "/", "healthy"},
		elsewhere + "/page?a=b":  {"127.0.0.1", elsewhere + "/page", "healthy"},
		site:                     {"127.0.0.1", site + "/", "service.bad_gateway"},
		"  " + elsewhere + "/#x": {"127.0.0.1", elsewhere + "/", "healthy"},
	} {
		args := []string{"check", "--json"}
		if target != "" {
			args = append(args, target)
		}
		r := w.run(with(path, args...)...).report(t)
		if r.Target.ID != want.id || r.Target.URL != want.url || r.Verdict.Code != want.verdict {
			t.Errorf("%q: %s at %s, %s", target, r.Target.ID, r.Target.URL, r.Verdict.Code)
		}
	}
	// Where the only catalogue does not know the default target, its first service is it.
	own := w.file(strings.Replace(plain, "id: discord", "id: mine", 1))
	if r := w.run(with(own, "check", "--json")...).report(t); r.Target.ID != "mine" {
		t.Errorf("target %s", r.Target.ID)
	}
}

// TestCatalogs: the later of two catalogues wins, and both lie over the built-in one.
func TestCatalogs(t *testing.T) {
	w := newWorld(t, 502)
	broken := w.file(plain)
	mended := w.file(strings.ReplaceAll(plain, "SITE", "ELSE"))
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"one":                       {[]string{"--catalog", broken}, "service.bad_gateway"},
		"the later wins":            {[]string{"--catalog", broken, "--catalog", mended}, "healthy"},
		"the other order":           {[]string{"--catalog=" + mended, "--catalog=" + broken}, "service.bad_gateway"},
		"alone":                     {[]string{"--only-catalog", "--catalog", mended}, "healthy"},
		"alone, and the later wins": {[]string{"--catalog", mended, "--only-catalog", "--catalog", broken}, "service.bad_gateway"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := w.run(append([]string{"check", "--json"}, tt.args...)...).report(t); r.Verdict.Code != tt.want {
				t.Errorf("verdict %s, want %s", r.Verdict.Code, tt.want)
			}
		})
	}
	// The built-in services are there beside one's own, unless they are not wanted.
	o := w.run("check", "--json", "--timeout", "1ns", "--catalog", broken, "github")
	if r := o.report(t); !r.Target.Known || r.Target.Name != "GitHub" {
		t.Errorf("target %+v", r.Target)
	}
	if r := w.run(with(broken, "check", "--json", "--timeout", "1ns", "github")...).report(t); r.Target.Known {
		t.Errorf("target %+v", r.Target)
	}
}

// TestRedaction looks for what belongs to the user in the report.
func TestRedaction(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(plain)
	const own = "192.0.2.10"
	if o := w.run(with(path, "check", "--json")...); strings.Contains(o.out, own) || !o.report(t).Redacted {
		t.Errorf("the report tells this computer's address:\n%s", o.out)
	}
	if o := w.run(with(path, "check", "--json", "--no-redact")...); !strings.Contains(o.out, own) || o.report(t).Redacted {
		t.Errorf("the address is left out:\n%s", o.out)
	}
}

// TestOutOfTime: what was found before the time was up is there.
func TestOutOfTime(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(plain)
	let := make(chan struct{})
	w.answers(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-let:
		}
	})
	defer close(let)
	for _, limit := range []string{"1ns", "700ms"} {
		o := w.run(with(path, "check", "--json", "--timeout", limit)...)
		o.exits(t, terminal.ExitInterrupted)
		has(t, o.err, "Not all checks were finished")
		if c := o.check(t, checks.IDHost); c.State != checks.Skipped || c.Code != "check.cancelled" {
			t.Errorf("%s: the visit is %s, %s", limit, c.State, c.Code)
		}
		o = w.run(with(path, "check", "--timeout", limit)...)
		o.exits(t, terminal.ExitInterrupted)
		has(t, o.out, "Stopped before it was finished.", "verdict ")
		has(t, o.err, "Not all checks were finished")
	}
}

// TestInterrupted stops the run from outside while the site is being visited, as a
// Ctrl-C does: that is after the link was looked at.
func TestInterrupted(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(plain)
	for _, form := range []string{"--json", "--json=false"} {
		var stop context.CancelFunc
		w.ctx, stop = context.WithCancel(t.Context())
		w.answers(func(_ http.ResponseWriter, r *http.Request) {
			stop()
			<-r.Context().Done()
		})
		o := w.run(with(path, "check", form)...)
		o.exits(t, terminal.ExitInterrupted)
		has(t, o.err, "Not all checks were finished")
		if form == "--json" {
			if c := o.check(t, "network.link"); c.State != checks.OK {
				t.Errorf("the link is %s: %s", c.State, c.Summary)
			}
			continue
		}
		has(t, o.out, "This computer is connected", "Stopped before it was finished.")
	}
}

// TestInternal: mistakes of the program itself have a code of their own.
func TestInternal(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(plain)
	t.Run("a plan that cannot be", func(t *testing.T) {
		w.t = t
		w.alter = func(p *terminal.Program) {
			flow := p.Flow
			p.Flow = func(c *catalog.Catalog) *wizard.Flow {
				c.Services[0].Hosts = append(c.Services[0].Hosts, c.Services[0].Hosts...)
				return flow(c)
			}
		}
		for _, command := range []string{"check", "resolvers", "watch"} {
			o := w.run(with(path, command)...)
			o.exits(t, terminal.ExitInternal)
			has(t, o.err, "went wrong inside Fix502")
		}
	})
	t.Run("a panic", func(t *testing.T) {
		var out, errs bytes.Buffer
		w.alter = func(p *terminal.Program) { p.Flow = func(*catalog.Catalog) *wizard.Flow { panic("lost a screw") } }
		if exit := terminal.Run(t.Context(), w.program(&out, &errs), with(path, "check")); exit != terminal.ExitInternal {
			t.Errorf("exit code %d", exit)
		}
		has(t, errs.String(), "went wrong inside Fix502", "lost a screw")
		// The window's own process leaves a crash file, so there it goes on.
		w.alter = func(p *terminal.Program) {
			p.Desk = &desk{holds: true}
			p.Window = func(context.Context, terminal.Opening) bool { panic("lost a screw") }
		}
		defer func() {
			if recover() == nil {
				t.Error("the window's process survives")
			}
		}()
		terminal.Run(t.Context(), w.program(&out, &errs), nil)
	})
}
