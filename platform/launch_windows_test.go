package platform

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestPlayProgram is no test: it is what is launched here.
func TestPlayProgram(*testing.T) {
	switch os.Getenv(childVariable) {
	case "writes":
		if os.WriteFile(os.Getenv("OUT"), []byte(os.Args[len(os.Args)-1]), 0o600) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	case "fails":
		os.Exit(3)
	}
}

func TestLaunch(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(os.TempDir(), "fix502-launch-test.txt")
	defer func() { _ = os.Remove(out) }()
	t.Setenv("OUT", out)
	t.Setenv(childVariable, "writes")
	const quoted = `https://example.com/?a="b c"&d=\`
	if err := New().Launch(t.Context(), []string{self, "-test.run=^TestPlayProgram$", quoted}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(out); err != nil || string(got) != quoted {
		t.Errorf("it was started with %q, %v", got, err)
	}
	t.Setenv(childVariable, "fails")
	var exit *exec.ExitError
	if err := New().Launch(t.Context(), []string{self, "-test.run=^TestPlayProgram$"}); !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("gave up at once: %v", err)
	}
	if err := New().Launch(t.Context(), []string{`C:\no\such\program.exe`}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("not there: %v", err)
	}
	if err := New().Launch(t.Context(), nil); !errors.Is(err, ErrNoProgram) {
		t.Errorf("nothing named: %v", err)
	}
}
