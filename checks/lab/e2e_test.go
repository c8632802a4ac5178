package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// runLimit is how long one run of the program may take: far more than it needs.
const runLimit = time.Minute

// folder returns where a test leaves what it makes. The tests run in the namespaces
// that .ci/e2e and .ci/lab make; elsewhere they are skipped.
func folder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FIX502_E2E")
	if dir == "" {
		t.Skip("runs only in the network namespaces that .ci/e2e and .ci/lab make: use make e2e or make lab")
	}
	return dir
}

func start(t *testing.T) *Lab {
	t.Helper()
	dir := filepath.Join(folder(t), "lab-"+strings.ReplaceAll(t.Name(), "/", "-"))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	l, err := New(t.Context(), dir)
	if err != nil {
		logs, _ := filepath.Glob(filepath.Join(dir, "*.log"))
		for _, path := range logs {
			raw, _ := os.ReadFile(path)
			t.Logf("%s:\n%s", filepath.Base(path), raw)
		}
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// program is the built program with the lab's authority, and a home of its own.
func (l *Lab) program(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, filepath.Join(folder(t), "fix502"), args...)
	cmd.Env = l.environment()
	return cmd
}

func (l *Lab) environment() []string {
	return append(os.Environ(), "SSL_CERT_FILE="+l.CA, "SSL_CERT_DIR="+l.Dir, "HOME="+l.Dir, "XDG_STATE_HOME=", "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=",
		"LANG=en_US.UTF-8", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "http_proxy=", "https_proxy=")
}

type output struct {
	code           int
	stdout, stderr string
}

func (l *Lab) run(t *testing.T, args ...string) output {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	cmd := l.program(ctx, t, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v", args, err)
	}
	return output{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// written is what of a report the test looks at.
type written struct {
	Verdict struct {
		Code       string `json:"code"`
		Confidence string `json:"confidence"`
	} `json:"verdict"`
	Checks []struct {
		ID, State, Summary string
	} `json:"checks"`
}

func (l *Lab) check(t *testing.T, wantCode int, args ...string) written {
	t.Helper()
	out := l.run(t, append([]string{"check", "lab", "--json", "--only-catalog", "--catalog", l.Catalog}, args...)...)
	var r written
	if err := json.Unmarshal([]byte(out.stdout), &r); err != nil {
		t.Fatalf("the report is no JSON: %v\n%s\n%s", err, out.stdout, out.stderr)
	}
	if out.code != wantCode {
		t.Errorf("exit code %d, want %d\n%s", out.code, wantCode, out.stderr)
	}
	for _, c := range r.Checks {
		t.Logf("%-8s %-28s %s", c.State, c.ID, c.Summary)
	}
	return r
}

func TestEndToEndVerdicts(t *testing.T) {
	l := start(t)
	steps := []struct {
		name string
		set  func(*testing.T)
		want string
		exit int
	}{
		{"the origin is dead", func(*testing.T) {}, "service.bad_gateway", 1},
		{"an outage is announced", func(*testing.T) { l.Announce(StatusOutage) }, "service.incident", 1},
		{"all is well", func(t *testing.T) { l.Announce(statusWell); must(t, l.StartOrigin(t.Context())) }, "healthy", 0},
		{"the resolver is silent", func(*testing.T) { l.StopResolver() }, "dns.resolver_down", 1},
		{"the resolver lies", func(t *testing.T) { must(t, l.StartLyingResolver(t.Context())) }, "dns.wrong_answer", 1},
	}
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			s.set(t)
			if got := l.check(t, s.exit).Verdict.Code; got != s.want {
				t.Errorf("verdict %s, want %s", got, s.want)
			}
		})
	}
}

// TestEndToEndPrint is the check as a person in a terminal sees it. The print is
// left for the README.
func TestEndToEndPrint(t *testing.T) {
	l := start(t)
	out := l.run(t, "check", "lab", "--only-catalog", "--catalog", l.Catalog)
	must(t, os.WriteFile(filepath.Join(folder(t), "check.txt"), []byte(out.stdout), 0o644))
	for _, want := range []string{"Lab's own servers have trouble.", "What to do now", "service.bad_gateway"} {
		if !strings.Contains(out.stdout, want) {
			t.Errorf("the print lacks %q:\n%s", want, out.stdout)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
