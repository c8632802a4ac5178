package lab

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"fix502/assets"
)

// fault is one way in which things can be broken, and what the program must say.
type fault struct {
	target    string   // "lab" where empty
	catalogue string   // "" is the built-in one, alone
	over      bool     // laid over the built-in one
	resolvers []string // what resolv.conf says; Configured where empty
	conf      string   // further lines of resolv.conf
	hosts     string   // lines of the hosts file
	env       []string
	args      []string
	room      *Room // nil is the lab's own network

	code, by string
	says     string // part of the verdict's explanation
	sure     string // confidence, "" for any
	also     []string
	problems string // all the checks that end as a problem, sorted; "-" where that is not looked at
	states   map[string]string
	exit     int // 0 where healthy, else 1, unless given here
}

// healthy is what most of the rows that are no fault expect.
const (
	healthy = "healthy"
	nobody  = "nobody"
)

// told is what the program printed.
type told struct {
	Schema   string  `json:"schema"`
	Duration float64 `json:"duration_ms"`
	Verdict  struct {
		Code        string   `json:"code"`
		AtFault     string   `json:"at_fault"`
		Confidence  string   `json:"confidence"`
		Headline    string   `json:"headline"`
		Explanation string   `json:"explanation"`
		Evidence    []string `json:"evidence"`
	} `json:"verdict"`
	Findings []struct {
		Code     string   `json:"code"`
		Summary  string   `json:"summary"`
		Evidence []string `json:"evidence"`
	} `json:"findings"`
	Checks []struct {
		ID      string          `json:"id"`
		Title   string          `json:"title"`
		State   string          `json:"state"`
		Summary string          `json:"summary"`
		Detail  string          `json:"detail"`
		Took    float64         `json:"duration_ms"`
		Data    json.RawMessage `json:"data"`
	} `json:"checks"`
	Steps []struct {
		Number int    `json:"number"`
		Reason string `json:"reason"`
	} `json:"steps"`
}

// slowest is what a run may take by its own account, in milliseconds, whatever is
// silent: nobody waits longer for a verdict.
const slowest = 8000

// tellAll runs all rows, side by side.
func tellAll(t *testing.T, l *Lab, rows map[string]fault) {
	t.Helper()
	schema := schemaOf(t)
	for name, f := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l.tell(t, schema, f)
		})
	}
}

func (l *Lab) tell(t *testing.T, schema *jsonschema.Schema, f fault) {
	t.Helper()
	out := l.runWith(t, f)
	var r told
	if err := json.Unmarshal([]byte(out.stdout), &r); err != nil {
		t.Fatalf("the report is no JSON: %v\n%s\n%s", err, out.stdout, out.stderr)
	}
	var problems []string
	for _, c := range r.Checks {
		t.Logf("%-8s %-28s %6.0f ms  %s", c.State, c.ID, c.Took, c.Summary)
		if c.State == "problem" {
			problems = append(problems, c.ID)
		}
		if want := f.states[c.ID]; want != "" && c.State != want {
			t.Errorf("%s is %s, want %s", c.ID, c.State, want)
		}
	}
	slices.Sort(problems)
	t.Logf("%s (%s) %.0f ms: %s %s", r.Verdict.Code, r.Verdict.Confidence, r.Duration, r.Verdict.Headline, r.Verdict.Explanation)
	if r.Verdict.Code != f.code || r.Verdict.AtFault != f.by || f.sure != "" && r.Verdict.Confidence != f.sure {
		t.Errorf("verdict %s by %s (%s), want %s by %s (%s)", r.Verdict.Code, r.Verdict.AtFault, r.Verdict.Confidence, f.code, f.by, f.sure)
	}
	if !strings.Contains(r.Verdict.Explanation, f.says) {
		t.Errorf("the explanation %q does not say %q", r.Verdict.Explanation, f.says)
	}
	if got := strings.Join(problems, " "); f.problems != "-" && got != f.problems {
		t.Errorf("problems: %q, want %q", got, f.problems)
	}
	l.sound(t, schema, f, out, r)
}

// sound holds what is true of every report.
func (l *Lab) sound(t *testing.T, schema *jsonschema.Schema, f fault, out output, r told) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(out.stdout))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("the report does not fit its schema: %#v", err)
	}
	want := f.exit
	if want == 0 && f.code != healthy {
		want = 1
	}
	if out.code != want {
		t.Errorf("exit code %d, want %d\n%s", out.code, want, out.stderr)
	}
	if r.Duration > slowest {
		t.Errorf("the run took %.0f ms", r.Duration)
	}
	var codes []string
	for _, found := range r.Findings {
		codes = append(codes, found.Code)
		r.Verdict.Evidence = append(r.Verdict.Evidence, found.Evidence...)
	}
	wanted := append([]string{f.code}, f.also...)
	if f.code == healthy {
		wanted = nil
	}
	if !slices.Equal(codes, wanted) {
		t.Errorf("findings %v, want %v", codes, wanted)
	}
	for _, id := range r.Verdict.Evidence {
		if !strings.Contains(out.stdout, fmt.Sprintf(`"id": %q`, id)) {
			t.Errorf("evidence %s is no check", id)
		}
	}
	if len(r.Verdict.Evidence) == 0 {
		t.Error("the verdict rests on nothing")
	}
	if len(r.Steps) != 12 {
		t.Errorf("%d steps", len(r.Steps))
	}
	sayings := []string{r.Verdict.Headline, r.Verdict.Explanation}
	for _, c := range r.Checks {
		sayings = append(sayings, c.Title, c.Summary)
	}
	for _, found := range r.Findings {
		sayings = append(sayings, found.Summary)
	}
	for _, s := range sayings {
		if s == "" || strings.ContainsAny(s, "{}") || strings.Contains(s, "%!") {
			t.Errorf("an odd sentence: %q", s)
		}
	}
}

// lay puts a computer's own files in the place of the system's, for what is run
// after it and nobody else.
const lay = `
mount --bind "$1" "$(readlink -f /etc/resolv.conf)"
mount --bind "$2" /etc/hosts
shift 2
exec "$@"
`

// runWith runs the check with the files of its own that the fault wants.
func (l *Lab) runWith(t *testing.T, f fault) output {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte(text), 0o644))
		return path
	}
	resolvers := f.resolvers
	if resolvers == nil {
		resolvers = []string{Configured}
	}
	conf := ""
	for _, r := range resolvers {
		conf += "nameserver " + r + "\n"
	}
	line := append(f.room.inside(), "unshare", "--mount", "sh", "-ec", lay, "sh",
		file("resolv.conf", conf+f.conf), file("hosts", "127.0.0.1 localhost\n"+f.hosts),
		filepath.Join(folder(t), "fix502"), "check", cmp.Or(f.target, "lab"), "--json")
	if f.catalogue != "" {
		line = append(line, "--catalog", file("catalogue", f.catalogue))
	}
	if f.catalogue != "" && !f.over {
		line = append(line, "--only-catalog")
	}
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, line[0], append(line[1:], f.args...)...)
	// The session bus and the system's are left out: what the computer that runs
	// the test is set to is nobody's business.
	cmd.Env = append(l.environment(), "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent", "HTTP_PROXY=", "HTTPS_PROXY=", "ALL_PROXY=", "all_proxy=", "no_proxy=", "NO_PROXY=", "XDG_CURRENT_DESKTOP=", "HOME="+dir)
	cmd.Env = append(cmd.Env, f.env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v", line, err)
	}
	return output{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

func schemaOf(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(assets.Schema))
	must(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	must(t, compiler.AddResource("report.json", doc))
	schema, err := compiler.Compile("report.json")
	must(t, err)
	return schema
}

// world is a catalogue of the lab: what the services are, and whatever of the
// rest is not as usual.
type world struct {
	services, edges, resolvers, anchors, portals, controls string
}

// The usual parts.
const (
	usualResolvers = `  - {id: alternate, name: Alternate, addresses: [127.0.0.54], dot: dot.lab.test}
  - {id: second, name: Second, addresses: [127.0.0.71]}
`
	usualAnchors  = `["127.0.0.14:443", "127.0.0.13:80"]`
	usualPortals  = `[{url: "http://portal.lab.test/success.txt", status: 200, body: success}]`
	usualControls = `[{host: elsewhere.lab.test}, {host: another.lab.test}]`
)

func (w world) String() string {
	var b strings.Builder
	b.WriteString("version: 1\nservices:\n" + w.services)
	if w.edges != "" {
		b.WriteString("edges:\n" + w.edges)
	}
	b.WriteString("resolvers:\n" + cmp.Or(w.resolvers, usualResolvers))
	fmt.Fprintf(&b, "reachability:\n  anchors: %s\n  portals: %s\n  controls: %s\n",
		cmp.Or(w.anchors, usualAnchors), cmp.Or(w.portals, usualPortals), cmp.Or(w.controls, usualControls))
	return b.String()
}

// lab is the service "lab" with these hosts and what else is said about it.
func service(hosts string, more ...string) string {
	s := "  - id: lab\n    name: Lab\n    url: https://app.lab.test/app\n    hosts: [" + hosts + "]\n"
	for _, m := range more {
		s += "    " + m + "\n"
	}
	return s
}

func at(host, path string) string {
	return fmt.Sprintf("{host: %s, path: %s, expect: [200]}", host, path)
}

// withStatus is a status page under a path of Web, or the lab's own for "".
func withStatus(address string) string {
	return fmt.Sprintf("status: {kind: statuspage, url: %q}", cmp.Or(address, "https://"+Status))
}
