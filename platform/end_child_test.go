package platform

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
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

// startChild starts this binary to play a part, or another program that echoes,
// and returns once it is ready. It ends with the test at the latest.
func startChild(t *testing.T, part string, change func(*exec.Cmd)) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestPlayChild$")
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
