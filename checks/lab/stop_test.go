package lab

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestEndToEndStop stops runs in the middle, as Ctrl+C does, and holds that what was
// found so far is told.
func TestEndToEndStop(t *testing.T) {
	l := start(t)
	schema := schemaOf(t)
	for i, tt := range []struct {
		name     string
		until    func(said *bufio.Reader, asked, answered <-chan struct{})
		finished bool // something had ended by then
	}{
		{"as soon as it says something", func(said *bufio.Reader, _, _ <-chan struct{}) { _, _ = said.ReadString('\n') }, false},
		{"when a host was asked", func(_ *bufio.Reader, asked, _ <-chan struct{}) { <-asked }, true},
		{"when another had answered", func(_ *bufio.Reader, asked, answered <-chan struct{}) { <-asked; <-answered }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked, answered := make(chan struct{}, 100), make(chan struct{}, 100)
			// One that is asked and never answers keeps the run going.
			silent, quick := fmt.Sprintf("127.0.0.%d", 80+2*i), fmt.Sprintf("127.0.0.%d", 81+2*i)
			must(t, l.serve(t.Context(), silent+plainPort, nil, func(_ http.ResponseWriter, r *http.Request) {
				asked <- struct{}{}
				<-r.Context().Done()
			}))
			must(t, l.serve(t.Context(), quick+plainPort, nil, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, "an answer")
				answered <- struct{}{}
			}))
			hosts := at(Target, "/api") + fmt.Sprintf(", {host: %s, port: 8080, scheme: http}, {host: %s, port: 8080, scheme: http}", silent, quick)
			catalogue := filepath.Join(t.TempDir(), "catalog.yaml")
			must(t, os.WriteFile(catalogue, []byte(world{services: service(hosts)}.String()), 0o644))

			ctx, cancel := context.WithTimeout(t.Context(), runLimit)
			defer cancel()
			cmd := l.program(ctx, t, "check", "lab", "--json", "--only-catalog", "--catalog", catalogue)
			var out bytes.Buffer
			cmd.Stdout = &out
			says, err := cmd.StderrPipe()
			must(t, err)
			must(t, cmd.Start())
			said := bufio.NewReader(says)
			tt.until(said, asked, answered)
			must(t, cmd.Process.Signal(os.Interrupt))
			rest, err := io.ReadAll(said)
			must(t, err)
			_ = cmd.Wait() // the exit code is looked at
			if code := cmd.ProcessState.ExitCode(); code != 3 || !strings.Contains(string(rest), "found so far") {
				t.Errorf("exit code %d; said %q", code, rest)
			}
			halfway(t, schema, out.String(), "host:"+silent+":8080", tt.finished)
		})
	}
}

// halfway holds what is true of the report of a run that was stopped: it is whole in
// form, knows all checks, and claims nothing of those that were under way.
func halfway(t *testing.T, schema *jsonschema.Schema, report, underWay string, finished bool) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(report))
	if err != nil {
		t.Fatalf("the report is no JSON: %v\n%s", err, report)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("the report does not fit its schema: %#v", err)
	}
	var r told
	must(t, json.Unmarshal([]byte(report), &r))
	if r.Verdict.Code == "" || len(r.Steps) != 12 {
		t.Errorf("verdict %q, %d steps", r.Verdict.Code, len(r.Steps))
	}
	ended, known := 0, false
	for _, c := range r.Checks {
		if c.State == "ok" || c.State == "notice" {
			ended++
		}
		known = known || c.ID == underWay
		if c.ID == underWay && c.State != "skipped" {
			t.Errorf("%s is %s: %s", c.ID, c.State, c.Summary)
		}
	}
	if !known {
		t.Errorf("%s is not in the report", underWay)
	}
	if finished && ended == 0 {
		t.Error("nothing was found so far")
	}
}
