package lab

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"fix502/checks/catalog"
	"fix502/checks/probe"
	"fix502/platform"
	"fix502/platform/change"
)

// appPart tells this test binary, started under another name, which part of an app
// to play.
const appPart = "FIX502_TEST_APP"

// TestPlayApp is no test: it is the programs that the test ends.
func TestPlayApp(*testing.T) {
	switch os.Getenv(appPart) {
	case "":
		return
	case "stubborn": // does not quit when asked
		signal.Ignore(syscall.SIGTERM)
	case "family": // starts a helper of its own, and another program
		playChild(os.Args[0], "polite", "--type=renderer")
		playChild(os.Getenv("FIX502_TEST_OTHER"), "stubborn")
	case "phoenix": // leaves another of itself behind when asked to quit
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGTERM)
		fmt.Println("ready", os.Getpid())
		<-asked
		playChild(os.Args[0], "polite")
		os.Exit(0)
	case "daemon": // starts one that outlives it, in a session of its own
		playChild(os.Args[0], "polite", "--type=utility")
		os.Exit(0)
	}
	fmt.Println("ready", os.Getpid())
	time.Sleep(time.Hour)
}

// playChild starts a part of the app that outlives its parent.
func playChild(exe, part string, args ...string) {
	// In a session of its own, as parts that detach themselves are.
	cmd := exec.Command("setsid", append([]string{exe, "-test.run=^TestPlayApp$", "--"}, args...)...) //nolint:noctx // it is to outlive this
	cmd.Env = append(os.Environ(), appPart+"="+part)
	cmd.Stdout = os.Stdout
	if err := cmd.Start(); err != nil {
		panic(err)
	}
}

// stage is a home folder with an app in it, as the catalogue knows it.
type stage struct {
	t    *testing.T
	home string
	app  catalog.App
	info platform.Info
}

func newStage(t *testing.T) stage {
	t.Helper()
	home, err := os.MkdirTemp("", "endapp")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	must(t, os.Chmod(home, 0o755))
	return stage{
		t: t, home: home, info: platform.Info{OS: "linux", Home: home},
		app: catalog.App{ID: "chat", Name: "Chat", Linux: &catalog.Install{
			Processes: []string{"Chat", "Update"}, Paths: []string{home + "/apps/chat"}, Launch: [][]string{{home + "/apps/chat/Chat"}},
		}},
	}
}

// install puts this test binary somewhere under another name.
func (s stage) install(name string) string {
	s.t.Helper()
	self, err := os.Executable()
	must(s.t, err)
	path := filepath.Join(s.home, name)
	must(s.t, os.MkdirAll(filepath.Dir(path), 0o755))
	raw, err := os.ReadFile(self)
	must(s.t, err)
	must(s.t, os.WriteFile(path, raw, 0o755))
	return path
}

// run starts a program of the stage and returns once all its parts are there.
func (s stage) run(exe, part string, parts int, change func(*exec.Cmd), args ...string) *exec.Cmd {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), exe, append([]string{"-test.run=^TestPlayApp$", "--"}, args...)...)
	cmd.Env = append(os.Environ(), appPart+"="+part, "FIX502_TEST_OTHER="+s.home+"/tools/encoder")
	if change != nil {
		change(cmd)
	}
	read, write, err := os.Pipe()
	must(s.t, err)
	s.t.Cleanup(func() { _ = read.Close() }) // not before: what speaks to nobody dies
	cmd.Stdout = write
	must(s.t, cmd.Start())
	_ = write.Close()
	go func() { _ = cmd.Wait() }() // takes notice of its end, as a desktop does
	lines := bufio.NewScanner(read)
	for range parts {
		if !lines.Scan() || !strings.HasPrefix(lines.Text(), "ready") {
			s.t.Fatalf("%s %s: %q, %v", exe, part, lines.Text(), lines.Err())
		}
	}
	return cmd
}

// family is what would be ended now.
func (s stage) family() []platform.Process {
	s.t.Helper()
	all, err := platform.New().Processes(s.t.Context())
	must(s.t, err)
	var list []platform.Process
	for _, p := range probe.AppFamily(s.info, nil, catalog.Service{ID: "chat", Apps: []catalog.App{s.app}}, all, nil) {
		list = append(list, p.Process)
	}
	return list
}

// end closes the app as step 2 does.
func (s stage) end() *change.EndApp {
	s.t.Helper()
	c := change.Computer{Machine: platform.New()}
	e := change.NewEndApp(c, "chat", "Chat", s.family(), nil)
	e.Again = func(context.Context) ([]platform.Process, error) { return s.family(), nil }
	if _, err := change.Do(s.t.Context(), change.Open(filepath.Join(s.home, "journal.jsonl")), e); err != nil {
		s.t.Error(err)
	}
	return e
}

// running lists the programs of the stage that run, by their path below its home.
func (s stage) running() []string {
	s.t.Helper()
	all, err := platform.New().Processes(s.t.Context())
	must(s.t, err)
	var list []string
	for _, p := range all {
		if rest, here := strings.CutPrefix(p.Exe, s.home+"/"); here && p.State != "zombie" {
			list = append(list, rest)
		}
	}
	slices.Sort(list)
	return list
}

func TestEndToEndClosingRealProcesses(t *testing.T) {
	folder(t)
	for name, row := range map[string]struct {
		part         string
		parts        int // programs of it that say that they run
		quit, forced int
	}{
		"one that quits":                            {"polite", 1, 1, 0},
		"one that ignores being asked":              {"stubborn", 1, 0, 1},
		"one with a helper and another program":     {"family", 3, 1, 2},
		"one that leaves another behind":            {"phoenix", 1, 2, 0},
		"a leftover in a session of its own, alone": {"daemon", 1, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			chat := s.install("apps/chat/Chat")
			s.install("tools/encoder")
			s.run(chat, row.part, row.parts, nil)
			e := s.end()
			if len(e.Ended.Quit) != row.quit || len(e.Ended.Forced) != row.forced || len(e.Ended.Left) != 0 {
				t.Errorf("%d quit, %d forced, %d left; want %d, %d, 0", len(e.Ended.Quit), len(e.Ended.Forced), len(e.Ended.Left), row.quit, row.forced)
			}
			if left := s.running(); len(left) != 0 {
				t.Errorf("still running: %q", left)
			}
		})
	}
}

// What only looks like the app is left alone: an updater of another program, a program
// of the same name, another user's process of the very same file.
func TestEndToEndClosingLeavesOthersAlone(t *testing.T) {
	folder(t)
	s := newStage(t)
	chat := s.install("apps/chat/Chat")
	const nobody = "65534"
	s.run(s.install("apps/other/Update"), "polite", 1, nil)
	s.run(s.install("games/Chat"), "polite", 1, nil)
	s.run(chat, "polite", 1, func(cmd *exec.Cmd) {
		setpriv, err := exec.LookPath("setpriv") // it becomes the program, so the process is the same
		must(t, err)
		cmd.Path = setpriv
		cmd.Args = append([]string{"setpriv", "--reuid=" + nobody, "--regid=" + nobody, "--clear-groups"}, cmd.Args...)
	})
	s.run(s.install("apps/chat/Update"), "stubborn", 1, nil)
	s.run(chat, "stubborn", 1, nil, "--type=gpu-process")
	e := s.end()
	if len(e.Ended.Forced) != 2 || len(e.Ended.Left) != 0 {
		t.Errorf("%+v", e.Ended)
	}
	want := []string{"apps/chat/Chat", "apps/other/Update", "games/Chat"}
	if left := s.running(); !slices.Equal(left, want) {
		t.Errorf("still running: %q, want %q", left, want)
	}
}

// A number that was given anew: the process listed is gone, and another program has
// its number by now. It is left alone.
func TestEndToEndClosingAReusedNumber(t *testing.T) {
	folder(t)
	s := newStage(t)
	chat := s.install("apps/chat/Chat")
	first := s.run(chat, "polite", 1, nil)
	list := s.family()
	if len(list) != 1 {
		t.Fatalf("listed: %+v", list)
	}
	number := first.Process.Pid
	must(t, first.Process.Kill())
	for len(s.running()) != 0 { // the process table is what counts
	}
	// A start is told in hundredths of a second, and two of the same number and moment
	// can't be: numbers are given in turn.
	wait := time.NewTimer(3 * time.Second) // longer than two readings of one start may differ
	<-wait.C
	next := filepath.Join("/proc/sys/kernel", "ns_last_pid")
	other := s.install("games/Other")
	got := 0
	for range 50 {
		if err := os.WriteFile(next, []byte(fmt.Sprint(number-1)), 0o600); err != nil {
			t.Skipf("numbers can't be chosen here: %v", err)
		}
		cmd := s.run(other, "polite", 1, nil)
		if got = cmd.Process.Pid; got == number {
			break
		}
		_ = cmd.Process.Kill() // somebody else was quicker
	}
	if got != number {
		t.Skipf("the number %d was not given anew", number)
	}
	result, err := platform.New().EndProcesses(t.Context(), list, nil)
	if err != nil || len(result.Asked)+len(result.Quit)+len(result.Forced)+len(result.Left) != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	if left := s.running(); !slices.Equal(left, []string{"games/Other"}) {
		t.Errorf("still running: %q", left)
	}
}

// What an app holds is told of the real thing: memory, a connection, a lock file.
func TestEndToEndWhatIsHeld(t *testing.T) {
	folder(t)
	s := newStage(t)
	path := filepath.Join(s.home, "data", "Local Storage", "LOCK")
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	lock, err := os.Create(path)
	must(t, err)
	s.run(s.install("apps/chat/Chat"), "polite", 1, func(cmd *exec.Cmd) { cmd.ExtraFiles = []*os.File{lock} })
	held, err := platform.New().Held(t.Context(), s.family())
	if err != nil || held.Memory < 1<<20 || held.Locks != 1 || held.Connections != 0 || held.Partial {
		t.Errorf("%+v, %v", held, err)
	}
	s.end()
}
