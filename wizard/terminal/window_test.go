package terminal_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fix502/platform"
	"fix502/wizard/terminal"
)

// at puts the command line on a desk.
func (w *world) at(d *desk) *[]terminal.Opening {
	var openings []terminal.Opening
	w.alter = func(p *terminal.Program) {
		p.Desk = d
		p.Window = func(_ context.Context, o terminal.Opening) bool {
			openings = append(openings, o)
			return true
		}
	}
	return &openings
}

func TestNoDisplay(t *testing.T) {
	w := newWorld(t, 200)
	w.at(&desk{})
	o := w.run()
	o.exits(t, terminal.ExitUsage)
	has(t, o.err, "fix502 check")
	if o.out != "" || strings.Count(o.err, "\n") != 1 {
		t.Errorf("more than a line:\n%s%s", o.out, o.err)
	}
}

func TestWindow(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(plain)
	for name, tt := range map[string]struct {
		desk desk
		exit int
		says string
	}{
		"closed by its user":   {desk{end: platform.WindowEnd{Opened: true}}, terminal.ExitHealthy, ""},
		"a crash":              {desk{end: platform.WindowEnd{Opened: true, Code: 2}}, terminal.ExitInternal, "stopped unexpectedly"},
		"it cannot be started": {desk{err: errors.New("no such program")}, terminal.ExitInternal, "went wrong inside Fix502"},
	} {
		t.Run(name, func(t *testing.T) {
			d := tt.desk
			d.display = true
			w.at(&d)
			o := w.run(with(path)...)
			o.exits(t, tt.exit)
			if (tt.says == "") != (o.err == "") || !strings.Contains(o.err, tt.says) {
				t.Errorf("says %q, want %q", o.err, tt.says)
			}
			if !slices.Equal(d.args, []string{"--catalog", path, "--only-catalog"}) {
				t.Errorf("the window's process gets %q", d.args)
			}
		})
	}
	t.Run("opened at sign-in", func(t *testing.T) {
		d := &desk{display: true, end: platform.WindowEnd{Opened: true}}
		w.at(d)
		w.run(platform.ResumeFlag).exits(t, terminal.ExitHealthy)
		if !slices.Equal(d.args, []string{platform.ResumeFlag}) {
			t.Errorf("the window's process gets %q", d.args)
		}
	})
	t.Run("bad catalogue", func(t *testing.T) {
		w.at(&desk{display: true, end: platform.WindowEnd{Opened: true}})
		o := w.run("--catalog", w.file("version: 7\n"))
		o.exits(t, terminal.ExitHealthy)
		has(t, o.err, ":1:10: ")
	})
	t.Run("interrupted", func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		w.ctx = ctx
		w.at(&desk{display: true, end: platform.WindowEnd{Opened: true, Code: 1}})
		w.run().exits(t, terminal.ExitInterrupted)
	})
}

// TestWindowProcess is the process that holds the window: a bad catalogue does not
// keep it from opening.
func TestWindowProcess(t *testing.T) {
	w := newWorld(t, 200)
	openings := w.at(&desk{holds: true})
	w.run(with(w.file(plain))...).exits(t, terminal.ExitHealthy)
	o := w.run("--catalog", w.file("version: 7\n"))
	o.exits(t, terminal.ExitHealthy)
	if o.err != "" { // the process that started this one has said it
		t.Errorf("the errors are told twice:\n%s", o.err)
	}
	if len(*openings) != 2 {
		t.Fatalf("%d windows", len(*openings))
	}
	if own := (*openings)[0]; own.Notice != "" || len(own.Catalog.Services) != 2 {
		t.Errorf("own catalogue: %q, %d services", own.Notice, len(own.Catalog.Services))
	}
	builtin := (*openings)[1]
	has(t, builtin.Notice, "uses the built-in one")
	if _, known := builtin.Catalog.Service("discord"); !known {
		t.Error("the built-in catalogue has no discord")
	}
}

// TestWithoutWindow: where the graphics can open none, the check is run, its report
// opened in the browser, and a box of the system says why.
func TestWithoutWindow(t *testing.T) {
	for name, tt := range map[string]struct {
		status int
		openE  error
		boxE   error
		exit   int
		box    string
	}{
		"all well":            {200, nil, nil, terminal.ExitHealthy, "the report is open in your browser"},
		"a problem":           {502, nil, nil, terminal.ExitProblem, "the report is open in your browser"},
		"no browser":          {200, os.ErrPermission, nil, terminal.ExitHealthy, "no browser could be started"},
		"not even a box":      {502, nil, os.ErrPermission, terminal.ExitProblem, "the report is open in your browser"},
		"neither box nor web": {502, os.ErrPermission, os.ErrPermission, terminal.ExitProblem, "no browser could be started"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, tt.status)
			d := &desk{display: true, end: platform.WindowEnd{Code: 1}, openErr: tt.openE, boxErr: tt.boxE, dir: filepath.Join(t.TempDir(), "not", "yet", "there")}
			w.at(d)
			o := w.run(with(w.file(plain))...)
			o.exits(t, tt.exit)
			has(t, o.out, "verdict ")
			has(t, o.err, "can't open the Fix502 window")
			has(t, d.box, tt.box, "can't open the Fix502 window")
			fit(t, "the box", d.box)
			if (tt.boxE != nil) != strings.Contains(o.err, tt.box) {
				t.Errorf("standard error: %s", o.err)
			}
			page, err := os.ReadFile(d.opened)
			if err != nil || !strings.HasPrefix(d.opened, d.dir) {
				t.Fatalf("opened %q: %v", d.opened, err)
			}
			has(t, string(page), "<html")
		})
	}
}

// A window with more rights than it needs says so, unless there is worse to say.
func TestWindowWithRightsSaysSo(t *testing.T) {
	w := newWorld(t, 200)
	openings := w.at(&desk{holds: true, root: true})
	w.run(with(w.file(plain))...).exits(t, terminal.ExitHealthy)
	w.run("--catalog", w.file("version: 7\n")).exits(t, terminal.ExitHealthy)
	if len(*openings) != 2 {
		t.Fatalf("%d windows", len(*openings))
	}
	has(t, (*openings)[0].Notice, "administrator's rights")
	has(t, (*openings)[1].Notice, "uses the built-in one")
}
