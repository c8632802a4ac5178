//go:build !windows

package platform

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// script writes a small program of the shell and returns its full path.
func script(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// fileText is what a file holds, "" where it is missing.
func fileText(path string) string {
	text, _ := os.ReadFile(path)
	return strings.TrimSpace(string(text))
}

func TestLaunch(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	// A bare Linux has no ps, a Mac has no /proc.
	program := script(t, "program", `printf '%s|' "$@" > "$OUT"
if [ -r /proc/$$/stat ]; then read -r pid name state parent group rest < /proc/$$/stat; else group=$(ps -o pgid= -p $$); fi
echo $$ $group > "$OUT.group"`)
	t.Setenv("OUT", out)
	if err := New().Launch(t.Context(), []string{program, "a b", `$(touch x); "q"`, "--flag"}); err != nil {
		t.Fatal(err)
	}
	if got := fileText(out); got != `a b|$(touch x); "q"|--flag|` {
		t.Errorf("it was started with %q", got)
	}
	// A session of its own makes it the head of a group of its own.
	if number, group, _ := strings.Cut(fileText(out+".group"), " "); number == "" || number != group {
		t.Errorf("process %s belongs to group %s", number, group)
	}
}

func TestLaunchTellsOfFailure(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	never := filepath.Join(t.TempDir(), "never")
	for name, row := range map[string]struct {
		ctx  context.Context
		args []string
		want error
	}{
		"nothing named":     {t.Context(), nil, ErrNoProgram},
		"an empty name":     {t.Context(), []string{""}, ErrNoProgram},
		"not there":         {t.Context(), []string{"/no/such/program"}, os.ErrNotExist},
		"not on the path":   {t.Context(), []string{"fix502-no-such-program"}, exec.ErrNotFound},
		"cancelled already": {cancelled, []string{"touch", never}, context.Canceled},
	} {
		if err := New().Launch(row.ctx, row.args); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(never); err == nil {
		t.Error("it was started all the same")
	}
	var exit *exec.ExitError
	if err := New().Launch(t.Context(), []string{script(t, "fails", "exit 3")}); !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("gave up at once: %v", err)
	}
}

// A program that was started goes on when this one is gone, and when it ends
// before this one it leaves no zombie.
func TestLaunchedProgramsLiveTheirOwnLives(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "life")
	listener, err := net.Listen("unix", fifo)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	t.Setenv(lifeVariable, fifo)
	t.Setenv(childVariable, "launcher")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// This binary starts this binary and ends; what that started connects to us.
	if out, err := exec.CommandContext(t.Context(), self, "-test.run=^TestPlayLauncher$").CombinedOutput(); err != nil {
		t.Fatalf("the launcher: %v: %s", err, out)
	}
	life, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = life.Close() }()
	buffer := make([]byte, 16)
	if err := life.SetDeadline(time.Now().Add(runLimit)); err != nil {
		t.Fatal(err)
	}
	if _, err := life.Write([]byte("still here?")); err != nil {
		t.Fatal(err)
	}
	n, err := life.Read(buffer)
	if err != nil || string(buffer[:n]) != "still here!" {
		t.Errorf("it answers %q, %v", buffer[:n], err)
	}
}

// lifeVariable names the socket that a launched program reports at.
const lifeVariable = "FIX502_TEST_LIFE"

// TestPlayLauncher is no test: it starts a program and ends.
func TestPlayLauncher(t *testing.T) {
	if os.Getenv(childVariable) != "launcher" {
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(childVariable, "launched")
	if err := New().Launch(t.Context(), []string{self, "-test.run=^TestPlayLaunched$"}); err != nil {
		t.Fatal(err)
	}
}

// TestPlayLaunched is no test: it is what the launcher starts.
func TestPlayLaunched(*testing.T) {
	if os.Getenv(childVariable) != "launched" {
		return
	}
	life, err := net.Dial("unix", os.Getenv(lifeVariable))
	if err != nil {
		os.Exit(1)
	}
	buffer := make([]byte, 16)
	n, err := life.Read(buffer)
	if err != nil || string(buffer[:n]) != "still here?" {
		os.Exit(1)
	}
	_, _ = life.Write([]byte("still here!"))
	os.Exit(0)
}

func TestNoZombies(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "life")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := New().Launch(t.Context(), []string{"cat", fifo}); err != nil {
		t.Fatal(err)
	}
	// Opening waits for the program, closing ends it, long after Launch returned.
	life, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := life.Close(); err != nil {
		t.Fatal(err)
	}
	if err := goleak.Find(); err != nil {
		t.Fatal("nobody takes notice of its end:", err)
	}
	processes, err := New().Processes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range processes {
		if int(p.Parent) == os.Getpid() && p.State == "zombie" {
			t.Errorf("a zombie stays: %+v", p)
		}
	}
}
