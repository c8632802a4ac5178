package scenarios

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
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"fix502/assets"
)

// scenario is one fault, or one oddity that must not be blamed.
type scenario struct {
	name string
	plan plan
	trap bool // nothing is wrong, or what is odd isn't what is wrong
	// start does what a plan cannot say, and may add proofs of it.
	start  func(t *testing.T, s *street) []proof
	proofs []proof
	args   []string // of the check, after the target
	target string   // "chat" where empty

	code, by string
	exit     int // 1 unless the code is "healthy"
}

// proof is a command that shows what a street is like, before the program is run.
type proof struct {
	room  string
	words []string // the command, one word each
	want  string   // stands in what it prints
}

// prove is a proof by any command, its words parted by spaces.
func prove(room, line, want string) proof { return proof{room, strings.Fields(line), want} }

// fetch proves what curl at home gets: the status, and curl's own code behind a
// slash (6 no such name, 7 refused, 28 too late, 35 no TLS, 56 cut, 60 a bad certificate).
func fetch(address, want string, more ...string) proof {
	words := []string{"curl", "-sS", "-m", "4", "-o", "/dev/null", "-w", "%{http_code}/%{exitcode}"}
	return proof{atHome, append(append(words, more...), address), want}
}

// page proves what stands in what curl at home gets.
func page(address, want string, more ...string) proof {
	return proof{atHome, append(append([]string{"curl", "-sS", "-i", "-m", "4"}, more...), address), want}
}

// ask proves what dig at home is told: "status: SERVFAIL", an address, "timed out".
func ask(name, server, want string, more ...string) proof {
	words := []string{"dig", "+tries=1", "+time=2", "@" + server, name}
	return proof{atHome, append(words, more...), want}
}

// works proves that the target answers as it should.
var works = fetch("https://chat.example/api", "200/0")

// told is what the program printed.
type told struct {
	Duration float64 `json:"duration_ms"`
	Verdict  struct {
		Code       string `json:"code"`
		AtFault    string `json:"at_fault"`
		Confidence string `json:"confidence"`
		Headline   string `json:"headline"`
	} `json:"verdict"`
	Findings []struct {
		Code string `json:"code"`
	} `json:"findings"`
	Checks []struct {
		ID      string  `json:"id"`
		State   string  `json:"state"`
		Summary string  `json:"summary"`
		Took    float64 `json:"duration_ms"`
	} `json:"checks"`
	Steps []json.RawMessage `json:"steps"`
}

const (
	// runLimit is far more than a run may take.
	runLimit = time.Minute
	// proofLimit lets a command see two time-outs of its own.
	proofLimit = 15 * time.Second
	// inTime is what a run may take by its own account: eight seconds, and one more
	// on a machine on which others run at the same time; in milliseconds.
	inTime = 9000
)

// laboratory is what all streets share.
type laboratory struct {
	dir     string // where everything is left
	program string
	certs   *certificates
	schema  *jsonschema.Schema
	table   *table
}

func openLaboratory(t *testing.T) *laboratory {
	t.Helper()
	dir := os.Getenv("FIX502_LAB")
	if dir == "" {
		t.Skip("runs only in the namespaces that .ci/lab makes: use make lab")
	}
	l := &laboratory{dir: dir, program: filepath.Join(dir, "fix502"), schema: schemaOf(t), table: &table{}}
	shared := filepath.Join(dir, "certificates")
	must(t, os.RemoveAll(shared))
	must(t, os.MkdirAll(shared, 0o755))
	certs, err := makeCertificates(shared)
	must(t, err)
	l.certs = certs
	return l
}

// open builds the street of a plan in a folder of its own.
func (l *laboratory) open(t *testing.T, p plan) *street {
	t.Helper()
	dir := filepath.Join(l.dir, strings.NewReplacer("/", "-", " ", "-", ",", "", ":", "", "'", "").Replace(t.Name()))
	must(t, os.RemoveAll(dir))
	must(t, os.MkdirAll(filepath.Join(dir, "home"), 0o755))
	s, err := build(t.Context(), dir, l.certs, p)
	t.Cleanup(func() { _ = s.close() })
	must(t, err)
	return s
}

// run plays one scenario.
func (l *laboratory) run(t *testing.T, c scenario) {
	t.Helper()
	r := row{name: c.name, trap: c.trap, expected: c.code + " / " + c.by, got: "not run"}
	defer func() { r.ok = !t.Failed(); l.table.add(r) }()
	s := l.open(t, c.plan)
	proofs := c.proofs
	if c.start != nil {
		proofs = append(proofs[:len(proofs):len(proofs)], c.start(t, s)...)
	}
	if len(proofs) == 0 || c.trap && len(proofs) < 2 {
		t.Fatal("a fault needs a proof, a trap one of the oddity and one that the target works")
	}
	for i, p := range proofs {
		s.prove(t, p)
		if i == 0 {
			r.proof = p.String()
		}
	}
	out := l.check(t, s, append([]string{cmp.Or(c.target, "chat")}, c.args...)...)
	r.got, r.took = out.Verdict.Code+" / "+out.Verdict.AtFault, out.Duration
	if r.got != r.expected {
		t.Errorf("got %s (%s), want %s", r.got, out.Verdict.Headline, r.expected)
	}
	want := c.exit
	if want == 0 && c.code != "healthy" {
		want = 1
	}
	if out.exit != want {
		t.Errorf("exit code %d, want %d", out.exit, want)
	}
}

// prove runs the command and looks for what it must print.
func (s *street) prove(t *testing.T, p proof) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), proofLimit)
	defer cancel()
	words := make([]string, len(p.words))
	for i, w := range p.words {
		words[i] = s.fill(w)
	}
	// What counts is what it prints: curl and dig fail where they prove a failure.
	out, _ := s.run(ctx, p.room, "", words[0], words[1:]...)
	if !strings.Contains(out, p.want) {
		t.Fatalf("the street isn't as it should be: %s, and not\n%s", p, out)
	}
}

func (p proof) String() string {
	words := strings.Join(p.words, " ")
	for _, boring := range []string{"-sS ", "-m 4 ", "-o /dev/null ", "-w %{http_code}/%{exitcode} ", "+tries=1 ", "+time=2 ", "https://"} {
		words = strings.ReplaceAll(words, boring, "")
	}
	return words + " gives " + p.want
}

// printed is what a run of the program left.
type printed struct {
	told
	exit int
	usage
}

// check runs the real program at home and looks at what is true of every report.
func (l *laboratory) check(t *testing.T, s *street, args ...string) printed {
	t.Helper()
	catalogue, err := s.file("catalogue.yaml", s.plan.book.String())
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	cmd := s.rooms[atHome].Command(ctx, l.program, append([]string{"check", "--json", "--only-catalog", "--catalog", catalogue}, args...)...)
	cmd.Env = s.environment()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	must(t, os.WriteFile(filepath.Join(s.dir, "report.json"), out.Bytes(), 0o644))
	r := printed{exit: cmd.ProcessState.ExitCode(), usage: usageOf(cmd.ProcessState)}
	if err := json.Unmarshal(out.Bytes(), &r.told); err != nil {
		t.Fatalf("the report is no JSON: %v\n%s\n%s", err, out.String(), errs.String())
	}
	doc, err := jsonschema.UnmarshalJSON(&out)
	must(t, err)
	if err := l.schema.Validate(doc); err != nil {
		t.Errorf("the report does not fit its schema: %#v", err)
	}
	for _, c := range r.Checks {
		t.Logf("%-8s %-28s %6.0f ms  %s", c.State, c.ID, c.Took, c.Summary)
	}
	t.Logf("%s by %s (%s) in %.0f ms, findings %v: %s", r.Verdict.Code, r.Verdict.AtFault, r.Verdict.Confidence, r.Duration, r.Findings, r.Verdict.Headline)
	if len(r.Steps) != 12 {
		t.Errorf("%d steps", len(r.Steps))
	}
	if r.Duration > inTime {
		t.Errorf("the run took %.0f ms", r.Duration)
	}
	return r
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

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tell is a line for the person who watches.
func tell(format string, args ...any) { fmt.Fprintf(os.Stdout, format+"\n", args...) }
