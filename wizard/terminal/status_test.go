package terminal_test

import (
	"net/http"
	"strings"
	"testing"

	"fix502/checks"
	"fix502/wizard/terminal"
)

// announced is a catalogue of a service with an official status page.
var announced = strings.Replace(plain, "name: Discord,", `name: Discord, status: {kind: statuspage, url: "http://127.0.0.1:PAGE"},`, 1)

// TestStatusPages: whatever a status page answers, it is a line of the report.
func TestStatusPages(t *testing.T) {
	incident := func(name string) string {
		return `{"page":{"name":"Discord"},"status":{"indicator":"major","description":"Outage"},` +
			`"incidents":[{"name":"` + name + `","status":"identified","impact":"major"}]}`
	}
	for name, tt := range map[string]struct {
		page  http.HandlerFunc
		says  string
		want  string
		exit  int
		state checks.State
	}{
		"all well": {
			func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte(`{"page":{"name":"Discord"},"status":{"indicator":"none","description":"All Systems Operational"}}`))
			},
			"Discord says that everything works.", "healthy", terminal.ExitHealthy, checks.OK,
		},
		"a web page": {
			func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte("<!doctype html><title>Status</title>All good"))
			},
			"in a way that we do not understand", "healthy", terminal.ExitHealthy, checks.Notice,
		},
		"ten megabytes": {
			func(w http.ResponseWriter, _ *http.Request) {
				for range 10 {
					if _, err := w.Write([]byte(strings.Repeat(" ", 1<<20))); err != nil {
						return
					}
				}
			},
			"We could not read what Discord says about itself.", "healthy", terminal.ExitHealthy, checks.Notice,
		},
		"an answer cut short": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "1000")
				_, _ = w.Write([]byte(`{"page":`))
			},
			"Discord", "healthy", terminal.ExitHealthy, checks.Notice,
		},
		"an incident that steers terminals": {
			func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte(incident(`\u001b[2J\u009b31mDown\u202e\r\nhealthy\t\u0000`)))
			},
			"broken: [2J31mDown healthy", "service.incident", terminal.ExitProblem, checks.Problem,
		},
		"an incident without end": {
			func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte(incident(strings.Repeat("down ", 2000))))
			},
			"broken: down down", "service.incident", terminal.ExitProblem, checks.Problem,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 200)
			if tt.exit == terminal.ExitProblem {
				w.status.Store(503)
			}
			path := w.file(announced, "PAGE", port(t, serve(t, tt.page)))
			o := w.run(with(path, "check")...)
			o.exits(t, tt.exit)
			has(t, o.out, "verdict "+tt.want+",")
			for line := range strings.Lines(o.out) {
				if len(line) > 4*80 {
					t.Errorf("a line of %d bytes: %.200s", len(line), line)
				}
			}
			o = w.run(with(path, "check", "--json")...)
			o.exits(t, tt.exit)
			c := o.check(t, checks.IDStatus)
			if c.State != tt.state {
				t.Errorf("the status page is %s: %s", c.State, c.Summary)
			}
			has(t, c.Summary, tt.says)
		})
	}
}
