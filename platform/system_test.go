package platform

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// playVariable makes this test program, started by itself, play a part.
const playVariable = "FIX502_TEST_PLAY"

func TestMain(m *testing.M) {
	switch part := os.Getenv(playVariable); part {
	case "":
		os.Exit(m.Run())
	case "talk": // more than anyone wants to hear
		line := strings.Repeat("x", 1023) + "\n"
		for range 2 * outputLimit / len(line) {
			fmt.Print(line)
		}
	case "complain":
		fmt.Print("half an answer")
		fmt.Fprintln(os.Stderr, strings.Repeat("no ", complaintLimit))
		os.Exit(3)
	case "wait": // until the other end closes
		fmt.Println("ready")
		_, _ = io.Copy(io.Discard, os.Stdin)
	}
}

// play makes the command for a part.
func play(t *testing.T, part string) string {
	t.Helper()
	t.Setenv(playVariable, part)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return exe
}

func TestRunProgram(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	out, err := runProgram(t.Context(), play(t, "talk"))
	if err != nil || len(out) != outputLimit {
		t.Errorf("talk: %d bytes of output, %v", len(out), err)
	}
	out, err = runProgram(t.Context(), play(t, "complain"))
	var failed *exec.ExitError
	if !errors.As(err, &failed) || failed.ExitCode() != 3 || string(out) != "half an answer" {
		t.Errorf("complain: %q, %v", out, err)
	}
	if err != nil && (!strings.Contains(err.Error(), "no no") || len(err.Error()) > 2*complaintLimit) {
		t.Errorf("complain: the error says %q", err)
	}
	if _, err = runProgram(t.Context(), "fix502-no-such-program"); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("nothing there: %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("the user has left")
	cancel(reason)
	if _, err = runProgram(ctx, play(t, "wait")); !errors.Is(err, reason) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestInterfacesOfThisComputer(t *testing.T) {
	list, err := New().Interfaces(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	loopback := slices.IndexFunc(list, func(i Interface) bool { return i.Kind == KindLoopback })
	if loopback < 0 {
		t.Fatalf("no loopback among %+v", list)
	}
	got := list[loopback]
	if !got.Up || got.Index == 0 || got.Name == "" || !slices.Contains(got.Addrs, netip.MustParsePrefix("127.0.0.1/8")) {
		t.Errorf("the loopback is %+v", got)
	}
	if !slices.IsSortedFunc(list, func(a, b Interface) int { return a.Index - b.Index }) {
		t.Errorf("out of order: %+v", list)
	}
}

func TestDefaultRoutesOfThisComputer(t *testing.T) {
	list, err := New().DefaultRoutes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list { // there may be none
		if r.Interface == "" || r.Gateway.IsValid() && r.Gateway.IsUnspecified() {
			t.Errorf("%+v", r)
		}
	}
}

func TestResolversOfThisComputer(t *testing.T) {
	list, err := New().Resolvers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if !r.Addr.IsValid() || r.Addr.Port() == 0 || r.Source == "" || r.Stub && r.Upstream {
			t.Errorf("%+v", r)
		}
	}
	if runtime.GOOS == "linux" && len(list) == 0 {
		t.Error("none, although the C library always asks somebody")
	}
}

func TestHostsFileOfThisComputer(t *testing.T) {
	path, entries, err := New().HostsFile(t.Context())
	if err != nil || !filepath.IsAbs(path) {
		t.Fatalf("%q: %v", path, err)
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no hosts file here")
	}
	for _, e := range entries {
		lines := strings.Split(string(raw), "\n")
		if e.Line < 1 || e.Line > len(lines) || !strings.Contains(strings.ToLower(lines[e.Line-1]), e.Names[0]) {
			t.Errorf("%+v is not what line %d of %s says", e, e.Line, path)
		}
	}
	names := func(e HostsEntry) bool { return slices.Contains(e.Names, "localhost") && e.Addr.IsLoopback() }
	if runtime.GOOS != "windows" && !slices.ContainsFunc(entries, names) {
		t.Errorf("no localhost among %+v", entries)
	}
}

func TestHostsFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its place is in the registry there")
	}
	got, entries, err := recorded(map[string]string{"etc/hosts": "\n0.0.0.0 Discord.com # no\n"}, nil, nil).HostsFile(t.Context())
	if err != nil || got != "/etc/hosts" || len(entries) != 1 {
		t.Fatalf("%q, %+v, %v", got, entries, err)
	}
	if e := entries[0]; e.Addr != netip.IPv4Unspecified() || !slices.Equal(e.Names, []string{"discord.com"}) || e.Line != 2 {
		t.Errorf("got %+v", e)
	}
	if _, entries, err := recorded(nil, nil, nil).HostsFile(t.Context()); err != nil || entries != nil {
		t.Errorf("without the file: %+v, %v", entries, err)
	}
	long := strings.Repeat("0.0.0.0 ads.example\n", hostsLimit/20+1)
	if _, _, err := recorded(map[string]string{"etc/hosts": long}, nil, nil).HostsFile(t.Context()); !errors.Is(err, errTooLong) {
		t.Errorf("too long: %v", err)
	}
}

// waiting starts a program that lives until the test ends.
func waiting(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), play(t, "wait"), "with space", "--flag=x")
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
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// seen finds a process in the list.
func seen(t *testing.T, pid int) (Process, bool) {
	t.Helper()
	list, err := New().Processes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(p Process) bool { return int(p.PID) == pid })
	if i < 0 {
		return Process{}, false
	}
	return list[i], true
}

func TestProcesses(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	child := waiting(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	p, ok := seen(t, child.Process.Pid)
	if !ok {
		t.Fatal("the program just started is not in the list")
	}
	if int(p.Parent) != os.Getpid() || !p.Mine || p.User != me.Username {
		t.Errorf("parent %d, mine %v, user %q", p.Parent, p.Mine, p.User)
	}
	if !strings.EqualFold(p.Exe, exe) || !strings.EqualFold(p.Name, filepath.Base(exe)) {
		t.Errorf("name %q, path %q", p.Name, p.Exe)
	}
	if want := []string{exe, "with space", "--flag=x"}; !slices.Equal(p.Args, want) {
		t.Errorf("arguments %q, want %q", p.Args, want)
	}
	// The system counts in its own ticks and from its own start, so allow for both.
	if off := p.Started.Sub(before); off.Abs() > time.Minute {
		t.Errorf("started %v away from when it was", off)
	}
	if p.Memory == 0 {
		t.Error("it uses no memory")
	}
	if _, ok := seen(t, os.Getpid()); !ok {
		t.Error("this program is not in the list")
	}
}

func TestProcessesLeavesOutWhatHasEnded(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), play(t, "nothing"))
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if p, ok := seen(t, cmd.Process.Pid); ok {
		t.Errorf("still listed: %+v", p)
	}
}

func TestProcessesCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if list, err := New().Processes(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %d processes and %v", len(list), err)
	}
}

func TestPing(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	host := New()
	for _, addr := range []string{"127.0.0.1", "::ffff:127.0.0.1", "::1"} {
		a := netip.MustParseAddr(addr)
		if a.Is6() && !a.Is4In6() {
			l, err := net.Listen("tcp", "[::1]:0")
			if err != nil {
				continue // no IPv6 here
			}
			_ = l.Close()
		}
		took, err := host.Ping(t.Context(), a)
		if errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
			t.Skipf("not allowed here: %v", err)
		}
		if err != nil || took <= 0 {
			t.Errorf("%s: %v, %v", addr, took, err)
		}
	}
	if _, err := host.Ping(t.Context(), netip.Addr{}); !errors.Is(err, errNoAddress) {
		t.Errorf("no address: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := host.Ping(ctx, netip.MustParseAddr("127.0.0.1")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestInfo(t *testing.T) {
	info, err := New().Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	home, _ := os.UserHomeDir()
	if info.OS != runtime.GOOS || info.Arch != runtime.GOARCH || info.Home != home {
		t.Errorf("%+v", info)
	}
	if info.Version == "" || info.Hostname == "" || info.User == "" || info.Uptime <= 0 {
		t.Errorf("something is missing: %+v", info)
	}
	if strings.ContainsAny(info.User, `\`) {
		t.Errorf("the user's name %q has its domain in front", info.User)
	}
}

func TestInside(t *testing.T) {
	windows := &System{root: "C:/"}
	for in, want := range map[string]string{
		"C:/Windows/hosts": "Windows/hosts", "c:/x": "x", "D:/x": "D:/x", "C": "C",
	} {
		if got := windows.inside(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestFullName(t *testing.T) {
	for in, want := range map[string]string{
		"Sam Example,Room 1,555": "Sam Example", "": "", ",,,": "", " Sam ": "Sam", `HOME\sam`: "", `HOME\sam,`: "",
	} {
		if got := fullName(in, `HOME\sam`); got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}
