package platform

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// childVariable tells this test binary, started by itself, what to play.
const childVariable = "FIX502_TEST_CHILD"

// TestPlayChild is no test: it is what the programs do that the tests start.
func TestPlayChild(*testing.T) {
	switch os.Getenv(childVariable) {
	case "stubborn": // does not quit when asked
		signal.Ignore(syscall.SIGTERM)
		fallthrough
	case "polite":
		fmt.Println("ready")
		_, _ = io.Copy(os.Stdout, os.Stdin)
		os.Exit(0)
	}
}

// child is a real process that echoes what it is told.
type child struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// double is this binary under another name: processes of this program itself are
// never ended.
func double(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// Not t.TempDir: the older Wine can't remove what was a running program.
	dir, err := os.MkdirTemp("", "child")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	other := filepath.Join(dir, "child"+filepath.Ext(self))
	if runtime.GOOS != "windows" && os.Link(self, other) == nil { // Wine names the first of two links
		return other
	}
	program, err := os.ReadFile(self)
	if err == nil {
		err = os.WriteFile(other, program, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	return other
}

// TestOwnProcessesAreLeftAlone: this program in another process, such as the one
// that holds its window.
func TestOwnProcessesAreLeftAlone(t *testing.T) {
	c := startChild(t, "polite", func(cmd *exec.Cmd) {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Path, cmd.Args[0] = self, self
	})
	p := c.listed(t)
	result, err := New().EndProcesses(t.Context(), []Process{p}, nil)
	if !errors.Is(err, ErrProtected) || len(result.Left) != 1 || len(result.Asked) != 0 {
		t.Errorf("%+v, %v", sorted(result), err)
	}
	if !c.alive() {
		t.Error("it was ended")
	}
}

// startChild starts this binary to play a part, or another program that echoes,
// and returns once it is ready. It ends with the test at the latest.
func startChild(t *testing.T, part string, change func(*exec.Cmd)) *child {
	t.Helper()
	cmd := exec.Command(double(t), "-test.run=^TestPlayChild$")
	cmd.Env = append(os.Environ(), childVariable+"="+part)
	if change != nil {
		change(cmd)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: cmd, in: in, out: bufio.NewReader(out)}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if part != "" {
		if line, err := c.out.ReadString('\n'); err != nil || strings.TrimSpace(line) != "ready" {
			t.Fatalf("the child said %q, %v", line, err)
		}
	}
	return c
}

// alive tells whether the child still answers.
func (c *child) alive() bool {
	if _, err := io.WriteString(c.in, "hello\n"); err != nil {
		return false
	}
	line, err := c.out.ReadString('\n')
	return err == nil && strings.TrimSpace(line) == "hello"
}

// listed is the child as Processes lists it.
func (c *child) listed(t *testing.T) Process {
	t.Helper()
	processes, err := New().Processes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range processes {
		if int(p.PID) == c.Process.Pid {
			return p
		}
	}
	t.Fatalf("process %d is not listed", c.Process.Pid)
	return Process{}
}
