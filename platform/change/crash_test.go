package change

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/platform"
)

// The variables that make this test binary, started by itself, make one change and
// be killed at its n-th point.
const (
	crashVariable = "FIX502_TEST_CRASH"    // the row of crashRows
	crashDir      = "FIX502_TEST_CRASHDIR" // the computer, a folder
	crashPoint    = "FIX502_TEST_CRASHAT"  // counted from 1
)

// killed is the last that this binary says before it kills itself; how it then ended
// looks like an ordinary failure on Windows.
const killed = "killed:"

// crashRow is one kind of change on a computer that is a folder, so that it
// outlives the process that changes it.
type crashRow struct {
	setup  func(dir string) error
	change func(c Computer) (Change, error)
}

// crashRows are all kinds of change that leave something behind. A kind that is
// missing here fails TestEveryKindCrashes.
func crashRows() map[Kind]crashRow {
	return map[Kind]crashRow{
		EndAppKind: {
			setup: func(dir string) error { return tin(dir).startApp() },
			change: func(c Computer) (Change, error) {
				list, err := c.Machine.Processes(context.Background())
				return NewEndApp(c, "discord", "Discord", list, launchArgs()), err
			},
		},
		SwitchDNSKind: {
			setup: func(dir string) error { return tin(dir).writeDNS(dnsOfTin()) },
			change: func(c Computer) (Change, error) {
				before, err := c.Machine.DNSNow(context.Background(), dnsOfTin())
				return NewSwitchDNS(c, "Example", before, catalogueServers()), err
			},
		},
		ResumeAtLoginKind: {
			setup:  func(string) error { return nil },
			change: func(c Computer) (Change, error) { return NewResumeAtLogin(c), nil },
		},
		HostsEntryKind: {setup: setHosts, change: hostsEntryOfTin},
		ProxyOffKind:   {setup: setProxies, change: proxyOffOfTin},
		SetClockKind:   {setup: setNoTime, change: setClockOfTin},
		ClearCacheKind: {
			setup: func(dir string) error {
				for _, name := range []string{"Cache/data_0", "Code Cache/js/index", "Local Storage/token"} {
					path := filepath.Join(dir, "discord", filepath.FromSlash(name))
					if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
						return err
					}
					if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
						return err
					}
				}
				return nil
			},
			change: func(c Computer) (Change, error) {
				return NewClearCache(c, caches(filepath.Join(string(c.Machine.(tin)), "discord"))), nil
			},
		},
	}
}

// caches are the caches of the app of these tests.
func caches(base string) CacheFolder {
	return CacheFolder{Owner: "discord", Name: "Discord", Base: base, Items: []string{"Cache", "Code Cache", "GPUCache"}}
}

// leavesNothing are the kinds without a way back: there is nothing to find again.
var leavesNothing = []Kind{FlushDNSKind}

func TestEveryKindCrashes(t *testing.T) {
	rows := crashRows()
	for kind := range kinds() {
		_, tested := rows[kind]
		exempt := false
		for _, k := range leavesNothing {
			exempt = exempt || k == kind
		}
		if tested == exempt {
			t.Errorf("%s: tested %v, leaves nothing %v", kind, tested, exempt)
		}
	}
}

// TestKilledAtEveryPoint kills the program at every point of every change, and of
// every way back, starts it again, and finds the computer as it was.
func TestKilledAtEveryPoint(t *testing.T) {
	for kind, row := range crashRows() {
		for _, back := range []bool{false, true} {
			name := string(kind)
			if back {
				name += " and back"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				points := 0
				for n := 1; ; n++ {
					if !killedAt(t, kind, row, back, n) {
						break
					}
					points++
				}
				if points < 4 {
					t.Errorf("only %d points: is the change made at all?", points)
				}
			})
		}
	}
}

// killedAt tells whether the change got as far as its n-th point.
func killedAt(t *testing.T, kind Kind, row crashRow, back bool, n int) bool {
	t.Helper()
	dir := t.TempDir()
	must(t, row.setup(dir))
	before := tin(dir).snapshot(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), crashVariable+"="+string(kind), crashDir+"="+dir, fmt.Sprintf("%s=%d", crashPoint, n), fmt.Sprintf("FIX502_TEST_CRASHBACK=%v", back))
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false // it ended by itself: there is no such point
	case !errors.As(err, &exit) || !bytes.Contains(out, []byte(killed)):
		t.Fatalf("point %d: %v\n%s", n, err, out)
	}
	j := Open(filepath.Join(dir, "state", "journal.jsonl"))
	c := tin(dir).computer()
	if list, err := Recover(t.Context(), j, c); err != nil {
		t.Fatalf("point %d: looking after it: %v %v", n, list, err)
	}
	// What was finished before the end stands, and can be taken back as ever.
	if _, err := j.UndoAll(t.Context(), c); err != nil {
		t.Fatalf("point %d: taking back: %v", n, err)
	}
	if diff := cmp.Diff(before, tin(dir).snapshot(t)); diff != "" {
		log, _ := os.ReadFile(j.Path())
		t.Errorf("killed at point %d, the computer is another: %s\n%s\n%s", n, diff, out, log)
	}
	if list, err := Recover(t.Context(), j, c); err != nil || len(list) > 0 {
		t.Errorf("point %d: a second start finds something to do: %v %v", n, list, err)
	}
	return true
}

// crash is the process that is killed.
func crash() {
	ctx, dir := context.Background(), os.Getenv(crashDir)
	at, _ := strconv.Atoi(os.Getenv(crashPoint))
	count := 0
	ctx = platform.WithPoints(ctx, func(name string) {
		count++
		if count == at {
			fmt.Println(killed, name)
			p, _ := os.FindProcess(os.Getpid())
			_ = p.Kill()
			select {} // until the signal has come
		}
	})
	if err := crashIn(ctx, tin(dir).computer(), dir); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func crashIn(ctx context.Context, c Computer, dir string) error {
	row := crashRows()[Kind(os.Getenv(crashVariable))]
	change, err := row.change(c)
	if err != nil {
		return err
	}
	j := Open(filepath.Join(dir, "state", "journal.jsonl"))
	back := os.Getenv("FIX502_TEST_CRASHBACK") == "true"
	if change.Describe().Trial == 0 {
		result, err := Do(ctx, j, change)
		if err != nil || !back {
			return err
		}
		return j.Undo(ctx, c, result.Entry.ID)
	}
	trial, _, err := Try(ctx, j, c, change)
	switch {
	case err != nil:
		return err
	case back:
		return trial.TakeBack(ctx)
	}
	return trial.Keep(ctx)
}

// tin is a computer that is a folder: what it is set to and what runs on it are
// files. It outlives the process, as a real one does.
type tin string

func (d tin) computer() Computer {
	return Computer{
		Machine: d, Watch: func(context.Context) error { return nil },
		AllowDNS: ofCatalogue, StateDir: filepath.Join(string(d), "state"),
		Allow:      func(app string, launch []string) bool { return app == "discord" && launch[0] == launchArgs()[0] },
		AllowCache: func(f CacheFolder) bool { return SameFolder(f, caches(filepath.Join(string(d), "discord"))) },
	}
}

// snapshot is everything that is on the computer but the program's own folder.
func (d tin) snapshot(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	must(t, filepath.WalkDir(string(d), func(path string, e fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, string(d)))
		switch {
		case err != nil:
			return err
		case name == "/state":
			return fs.SkipDir
		case e.IsDir():
			all[name+"/"] = ""
			return nil
		}
		text, err := os.ReadFile(path)
		all[name] = string(text)
		return err
	}))
	return all
}

// start makes a program run.
func (d tin) start(name string, pid int) error {
	dir := filepath.Join(string(d), "running")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), nil, 0o644)
}

// appOfTin is the app of these tests: itself, what it has started, and its updater.
var appOfTin = []platform.Process{
	{PID: 10, Parent: 1, Name: "Discord", Exe: "/opt/app-1.0.1/Discord", Args: []string{"/opt/app-1.0.1/Discord"}},
	{PID: 11, Parent: 10, Name: "Discord Helper", Exe: "/opt/app-1.0.1/Discord", Args: []string{"/opt/app-1.0.1/Discord", "--type=renderer"}},
	{PID: 12, Parent: 10, Name: "chrome_crashpad_handler", Exe: "/opt/app-1.0.1/chrome_crashpad_handler"},
	{PID: 13, Parent: 1, Name: "Update.exe", Exe: "/opt/Update.exe"},
}

// startApp makes all of it run.
func (d tin) startApp() error {
	var trouble error
	for _, p := range appOfTin {
		trouble = errors.Join(trouble, d.start(p.Name, int(p.PID)))
	}
	return trouble
}

func (d tin) Processes(context.Context) ([]platform.Process, error) {
	var list []platform.Process
	for _, p := range appOfTin {
		if _, err := os.Stat(filepath.Join(string(d), "running", p.Name)); err == nil {
			p.Mine, p.Started = true, time.Unix(1000, 0)
			list = append(list, p)
		}
	}
	return list, nil
}

func (d tin) EndProcesses(ctx context.Context, list []platform.Process, _ func(platform.EndProgress)) (platform.EndResult, error) {
	var r platform.EndResult
	for _, p := range list {
		if err := os.Remove(filepath.Join(string(d), "running", p.Name)); err != nil {
			return r, err
		}
		platform.Point(ctx, "ended "+p.Name)
		r.Asked, r.Quit = append(r.Asked, p), append(r.Quit, p)
	}
	return r, nil
}

func (d tin) Launch(context.Context, []string) error { return d.startApp() }

func (d tin) FlushDNS(context.Context) (platform.FlushResult, error) {
	return platform.FlushResult{None: true}, nil
}

// dnsOfTin is whom the computer asks at first: servers of the network for IPv4,
// one set by hand for IPv6.
func dnsOfTin() []platform.DNSSetting {
	return []platform.DNSSetting{
		{Interface: "eth0", Name: "Wired", Family: platform.DNSOverIPv4, Way: platform.WayNetworkManager, Profile: "p", Automatic: true},
		{
			Interface: "eth0", Name: "Wired", Family: platform.DNSOverIPv6, Way: platform.WayNetworkManager, Profile: "p",
			Servers: []netip.Addr{netip.MustParseAddr("2001:db8::1")},
		},
	}
}

// catalogueServers are the addresses of the resolver of these tests.
func catalogueServers() []netip.Addr {
	return []netip.Addr{
		netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2"), netip.MustParseAddr("192.0.2.3"),
		netip.MustParseAddr("2001:db8:1::1"),
	}
}

func ofCatalogue(servers []netip.Addr) bool {
	return !slices.ContainsFunc(servers, func(a netip.Addr) bool { return !slices.Contains(catalogueServers(), a) })
}

func (d tin) writeDNS(list []platform.DNSSetting) error {
	for _, s := range list {
		text, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(string(d), "dns "+s.Family), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (d tin) DNSNow(_ context.Context, about []platform.DNSSetting) ([]platform.DNSSetting, error) {
	for i := range about {
		text, err := os.ReadFile(filepath.Join(string(d), "dns "+about[i].Family))
		if err != nil {
			return nil, err
		}
		about = slices.Clone(about)
		about[i] = platform.DNSSetting{}
		if err := json.Unmarshal(text, &about[i]); err != nil {
			return nil, err
		}
	}
	return about, nil
}

func (d tin) SetDNS(ctx context.Context, want []platform.DNSSetting, _ platform.DNSGuard) error {
	for _, s := range want {
		platform.Point(ctx, "before setting "+s.Family)
		if err := d.writeDNS([]platform.DNSSetting{s}); err != nil {
			return err
		}
		platform.Point(ctx, "after setting "+s.Family)
	}
	return nil
}

func (d tin) Info(context.Context) (platform.Info, error) {
	return platform.Info{Uptime: 24 * time.Hour}, nil
}

func (d tin) AskToQuit(context.Context, []string) error { return nil }

// The wish to be opened at sign-in is a file, as on Linux and macOS.
func (d tin) loginFile() string { return filepath.Join(string(d), "autostart") }

func (d tin) LoginStart(context.Context) (string, bool, error) {
	for _, name := range []string{d.loginFile(), d.loginFile() + ".new"} {
		if _, err := os.Stat(name); err == nil {
			return name, true, nil
		}
	}
	return d.loginFile(), false, nil
}

func (d tin) SetLoginStart(ctx context.Context) error {
	platform.Point(ctx, "before writing")
	if err := os.WriteFile(d.loginFile()+".new", []byte("fix502 --resume"), 0o600); err != nil {
		return err
	}
	platform.Point(ctx, "before the name")
	return os.Rename(d.loginFile()+".new", d.loginFile())
}

func (d tin) ClearLoginStart(ctx context.Context) error {
	for _, name := range []string{d.loginFile() + ".new", d.loginFile()} {
		platform.Point(ctx, "before removing "+name)
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
