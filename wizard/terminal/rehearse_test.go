package terminal_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"fix502/wizard"
	"fix502/wizard/terminal"
)

func TestRehearsals(t *testing.T) {
	w := newWorld(t, 200)
	o := w.run("rehearse")
	o.exits(t, terminal.ExitHealthy)
	has(t, o.out, "\n  resolver-down ", " dns.resolver_down ", "does not answer", "\n  all-well ")
	var list struct {
		Rehearsals []wizard.RehearsalView
	}
	if err := json.Unmarshal([]byte(w.run("rehearse", "--json").out), &list); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(o.out, "\n") - 2; len(list.Rehearsals) != lines || lines < 30 {
		t.Errorf("%d as JSON, %d lines", len(list.Rehearsals), lines)
	}
	for _, r := range list.Rehearsals {
		if r.ID == "" || r.Code == "" || r.Title == "" || !strings.Contains(o.out, r.Title) {
			t.Errorf("%+v is not in the list", r)
		}
	}
}

func TestRehearse(t *testing.T) {
	w := newWorld(t, 200)
	o := w.run("rehearse", "bad-gateway")
	o.exits(t, terminal.ExitProblem)
	if !strings.HasPrefix(o.out, "This is a rehearsal") {
		t.Errorf("the first line is %.80q", o.out)
	}
	has(t, o.out, "bad-gateway", "verdict service.bad_gateway")
	has(t, o.err, `This is a rehearsal of "bad-gateway"`)

	dir := t.TempDir()
	o = w.run("rehearse", "all-well", "--json", "--no-redact", "--out", dir)
	o.exits(t, terminal.ExitHealthy)
	if r := o.report(t); r.Rehearsal != "all-well" || r.Verdict.Code != "healthy" || r.Redacted {
		t.Errorf("rehearsal %q, verdict %s, redacted %v", r.Rehearsal, r.Verdict.Code, r.Redacted)
	}
	for _, file := range files(t, dir) {
		if !strings.HasPrefix(filepath.Base(file), "fix502-rehearsal-") {
			t.Errorf("a file is called %s", file)
		}
	}

	for args, code := range map[string]string{"all-well": "healthy", "all-well --seen browser": "browser.suspect", "browser-suspect --seen unsure": "healthy"} {
		o := w.run(append([]string{"rehearse", "--json"}, strings.Fields(args)...)...)
		if r := o.report(t); r.Verdict.Code != code {
			t.Errorf("%s: %s, want %s", args, r.Verdict.Code, code)
		}
	}
	o = w.run("rehearse", "resolver-down", "--timeout", "20ms")
	o.exits(t, terminal.ExitInterrupted)
	has(t, o.err, "Not all checks were finished")
}

func TestRehearseUsage(t *testing.T) {
	w := newWorld(t, 200)
	for name, tt := range map[string]struct {
		args []string
		says []string
	}{
		"a slip of the pen":    {[]string{"resolver-dwon"}, []string{`"resolver-dwon"`, "Near to it: resolver-down"}},
		"a verdict":            {[]string{"dns.slow"}, []string{"Near to it: resolver-slow"}},
		"nothing like it":      {[]string{"the end of the world"}, []string{"fix502 rehearse"}},
		"none":                 {[]string{""}, []string{`""`}},
		"one that steers":      {[]string{"\x1b[31m"}, []string{"no rehearsal"}},
		"two":                  {[]string{"slow", "incident"}, []string{"2 rehearsals"}},
		"a place of no kind":   {[]string{"slow", "--seen", "moon"}, []string{`"moon"`}},
		"no time":              {[]string{"slow", "--timeout", "0"}, []string{"longer than nothing"}},
		"a flag of the others": {[]string{"slow", "--replay", "x"}, []string{"--replay"}},
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			o := w.run(append([]string{"rehearse"}, tt.args...)...)
			o.exits(t, terminal.ExitUsage)
			has(t, o.err, tt.says...)
			if o.out != "" {
				t.Errorf("standard output has %q", o.out)
			}
		})
	}
}
