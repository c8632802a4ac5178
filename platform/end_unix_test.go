//go:build !windows

package platform

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// shortPatience is for those that are known not to quit.
const shortPatience = 200 * time.Millisecond

// short is EndProcesses with less patience.
func short(t *testing.T, list ...Process) (EndResult, error) {
	return ending{hold: holdProcess, guarded: ownLine(t.Context()), patience: shortPatience}.run(t.Context(), list)
}

func TestEndAProcessThatQuits(t *testing.T) {
	c := startChild(t, "polite", nil)
	p := c.listed(t)
	result, err := New().EndProcesses(t.Context(), []Process{p}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]int32{"asked": {p.PID}, "quit": {p.PID}, "forced": nil, "left": nil}
	if diff := cmp.Diff(want, sorted(result)); diff != "" {
		t.Error(diff)
	}
	if err := c.Wait(); err == nil || c.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("it ended by %v", c.ProcessState)
	}
}

func TestEndAProcessThatIgnoresBeingAsked(t *testing.T) {
	c := startChild(t, "stubborn", nil)
	p := c.listed(t)
	result, err := short(t, p)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]int32{"asked": {p.PID}, "quit": nil, "forced": {p.PID}, "left": nil}
	if diff := cmp.Diff(want, sorted(result)); diff != "" {
		t.Error(diff)
	}
	if err := c.Wait(); err == nil || c.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("it ended by %v", c.ProcessState)
	}
}

func TestEndAStoppedProcess(t *testing.T) {
	c := startChild(t, "polite", nil)
	p := c.listed(t)
	if err := c.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	result, err := New().EndProcesses(t.Context(), []Process{p}, nil)
	if err != nil || len(result.Quit) != 1 {
		t.Errorf("%+v, %v", sorted(result), err)
	}
}

// A number given anew belongs to a process of another start time.
func TestANumberGivenAnewIsLeftAlone(t *testing.T) {
	c := startChild(t, "polite", nil)
	p := c.listed(t)
	for _, off := range []time.Duration{-time.Hour, -10 * time.Second, 10 * time.Second, time.Hour} {
		other := p
		other.Started = p.Started.Add(off)
		result, err := short(t, other)
		if diff := cmp.Diff(EndResult{}, result); diff != "" || err != nil {
			t.Errorf("%v off: %s, %v", off, diff, err)
		}
	}
	if !c.alive() {
		t.Error("it was ended")
	}
}

func TestAZombieIsGone(t *testing.T) {
	c := startChild(t, "polite", nil)
	p := c.listed(t)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// Its output ends with it, and it stays a zombie until it is waited for.
	if _, err := io.ReadAll(c.out); err != nil {
		t.Fatal(err)
	}
	result, err := short(t, p)
	if err != nil || len(result.Left) != 0 || len(result.Forced) != 0 {
		t.Errorf("%+v, %v", sorted(result), err)
	}
}

func TestEndAProcessThatIsGone(t *testing.T) {
	c := startChild(t, "polite", nil)
	p := c.listed(t)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // killed, so an error
	result, err := short(t, p)
	if diff := cmp.Diff(EndResult{}, result); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
}

func TestAnotherUsersProcessIsLeftAlone(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can start a program as somebody else")
	}
	const nobody = 65534
	c := startChild(t, "", func(cmd *exec.Cmd) {
		*cmd = *exec.Command("cat")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	})
	if !c.alive() {
		t.Fatal("it does not run")
	}
	p := c.listed(t)
	if p.Mine {
		t.Errorf("it counts as ours: %+v", p)
	}
	result, err := short(t, p)
	if !errors.Is(err, ErrProtected) || len(result.Left) != 1 || len(result.Asked) != 0 {
		t.Errorf("%+v, %v", sorted(result), err)
	}
	if !c.alive() {
		t.Error("it was ended")
	}
}

// copyOfCat puts the program cat at another place, under the name "app".
func copyOfCat(t *testing.T) string {
	t.Helper()
	cat, err := exec.LookPath("cat")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(cat)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "app")
	if err := os.WriteFile(path, program, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAnotherProgramOfTheSameNameIsLeftAlone(t *testing.T) {
	here, elsewhere := copyOfCat(t), copyOfCat(t)
	run := func(path string) *child {
		c := startChild(t, "", func(cmd *exec.Cmd) { *cmd = *exec.Command(path) })
		if !c.alive() {
			t.Fatal("it does not run")
		}
		return c
	}
	ours, theirs := run(here), run(elsewhere)
	processes, err := New().Processes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var list []Process
	for _, p := range processes {
		if p.Name == "app" && p.Exe == here {
			list = append(list, p)
		}
	}
	result, err := New().EndProcesses(t.Context(), list, nil)
	if err != nil || len(result.Quit) != 1 || int(result.Quit[0].PID) != ours.Process.Pid {
		t.Errorf("%+v, %v", sorted(result), err)
	}
	if !theirs.alive() {
		t.Error("the other program was ended")
	}
}
