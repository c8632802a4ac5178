package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fix502/platform"
	"fix502/platform/change"
)

// realDNS makes this test binary, started by itself in namespaces of its own, play
// one part of the tests of DNS changes.
const realDNS = "FIX502_REAL_DNS"

// TestEndToEndRealDNS changes DNS settings by the real NetworkManager and the real
// systemd-resolved, and in a real resolv.conf with the real program.
func TestEndToEndRealDNS(t *testing.T) {
	for part, needs := range map[string][]string{
		"NetworkManager":  {"NetworkManager", "dbus-daemon", "ip"},
		"SystemdResolved": {"/usr/lib/systemd/systemd-resolved", "dbus-daemon", "ip"},
		"ResolvConf":      {"ip"},
		"Killed":          {"ip"},
		"Pkexec":          {"pkexec", "/usr/lib/polkit-1/polkitd", "dbus-daemon", "setpriv", "pkaction"},
	} {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			need(t, needs...)
			if out := alone(t, runLimit, "TestRealDNS"+part); !passed(out, "TestRealDNS"+part) {
				t.Error(out)
			}
		})
	}
}

// mapsUsers tells whether there are more users here than root.
func mapsUsers() bool {
	text, err := os.ReadFile("/proc/self/uid_map")
	fields := strings.Fields(string(text))
	return err == nil && len(fields) == 3 && fields[2] != "1"
}

// realRoom is a computer of one link, with files of its own in /etc and /run.
type realRoom struct {
	*testing.T
	program string
	host    *platform.System
}

const (
	roomResolv = "/etc/resolv.conf"
	roomBefore = "search home\nnameserver 192.0.2.53\n"
)

func newRealRoom(t *testing.T) realRoom {
	t.Helper()
	program := os.Getenv(realDNS)
	if program == "" {
		t.Skip("is started by TestEndToEndRealDNS")
	}
	r := realRoom{t, program, platform.New()}
	for _, line := range []string{
		"mount -t sysfs -o ro none /sys", // NetworkManager then knows that nobody announces devices here
		"mount -t tmpfs none /run", "cp -a /etc /run/etc", "rm -f /run/etc/resolv.conf", "mount --bind /run/etc /etc", "mkdir -p /run/dbus",
		"ip link set lo up", "ip link add eth9 type veth peer name peer9", "ip link set peer9 up",
	} {
		r.do(line)
	}
	r.write(roomResolv, roomBefore)
	return r
}

func (r realRoom) do(line string) string {
	r.Helper()
	words := strings.Fields(line)
	out, err := exec.CommandContext(r.Context(), words[0], words[1:]...).CombinedOutput()
	if err != nil {
		r.Fatalf("%s: %v\n%s", line, err, out)
	}
	return string(out)
}

// linkUp gives the link an address and a way out.
func (r realRoom) linkUp() {
	r.Helper()
	for _, line := range []string{"ip link set eth9 up", "ip addr add 192.0.2.10/24 dev eth9", "ip route add default via 192.0.2.1"} {
		r.do(line)
	}
}

func (r realRoom) write(name, text string) {
	r.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o600), os.Chmod(name, 0o644)); err != nil {
		r.Fatal(err)
	}
}

// background starts a program that ends with the test, or when it is told to.
func (r realRoom) background(line string) (stop func()) {
	r.Helper()
	words := strings.Fields(line)
	cmd := exec.CommandContext(r.Context(), words[0], words[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stdout
	if err := cmd.Start(); err != nil {
		r.Fatal(err)
	}
	stop = sync.OnceFunc(func() { _ = errors.Join(cmd.Process.Kill(), cmd.Wait()) })
	r.Cleanup(stop)
	return stop
}

// until waits for something that others do.
func (r realRoom) until(what string, done func() bool) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), runLimit/2)
	defer cancel()
	for !done() {
		select {
		case <-ctx.Done():
			text, _ := os.ReadFile(roomResolv)
			r.Fatalf("never came: %s\n%s:\n%s", what, roomResolv, text)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (r realRoom) bus() {
	r.Helper()
	r.background("dbus-daemon --system --nofork --nopidfile --nosyslog")
	r.until("the bus", exists("/run/dbus/system_bus_socket"))
}

func exists(name string) func() bool {
	return func() bool { _, err := os.Stat(name); return err == nil }
}

func resolvHas(text string) func() bool {
	return func() bool {
		got, err := os.ReadFile(roomResolv)
		return err == nil && strings.Contains(string(got), text)
	}
}

func resolvIs(text string) func() bool {
	return func() bool { got, err := os.ReadFile(roomResolv); return err == nil && string(got) == text }
}

// addresses of the resolver that is switched to, which the catalogue has too.
func listed() []netip.Addr {
	return []netip.Addr{netip.MustParseAddr("1.1.1.1"), netip.MustParseAddr("2606:4700:4700::1111")}
}

// computer is the real one. The watchdog is the real program.
func (r realRoom) computer(watch func(context.Context) error) change.Computer {
	return change.Computer{
		Machine: r.host, StateDir: r.host.StateDir(), Watch: watch,
		AllowDNS: func([]netip.Addr) bool { return true },
	}
}

func noWatchdog(context.Context) error { return nil }

// thereAndBack switches on trial, looks, takes it back, and compares.
func (r realRoom) thereAndBack(want string, see func() bool) {
	r.Helper()
	r.Setenv("XDG_STATE_HOME", r.TempDir())
	ctx := r.Context()
	before, err := r.host.DNSSettings(ctx)
	if got := ways(before); err != nil || got != want {
		r.Fatalf("%v\ngot  %s\nwant %s", err, got, want)
	}
	c := r.computer(noWatchdog)
	j := change.Open(filepath.Join(c.StateDir, "journal.jsonl"))
	trial, _, err := change.Try(ctx, j, c, change.NewSwitchDNS(c, "Cloudflare", before, listed()))
	if err != nil {
		r.Fatal(err)
	}
	now, err := r.host.DNSNow(ctx, before)
	if err != nil {
		r.Fatal(err)
	}
	for _, d := range change.Switched(before, listed()) {
		if !d.HoldsIn(now) {
			r.Errorf("not in force: %+v\nnow %+v", d, now)
		}
	}
	r.until("the new server", see)
	if err := trial.TakeBack(ctx); err != nil {
		r.Fatal(err)
	}
	after, err := r.host.DNSNow(ctx, before)
	if err != nil || fmt.Sprint(after) != fmt.Sprint(before) {
		r.Errorf("%v\nafter  %+v\nbefore %+v", err, after, before)
	}
}

// ways says settings shortly.
func ways(list []platform.DNSSetting) string {
	var all []string
	for _, d := range list {
		all = append(all, fmt.Sprintf("%s %s %v %v", d.Way, d.Family, d.Automatic, d.Servers))
	}
	return strings.Join(all, "; ")
}

func TestRealDNSNetworkManager(t *testing.T) {
	r := newRealRoom(t)
	for _, dir := range []string{"/etc/NetworkManager", "/var/lib/NetworkManager"} {
		r.do("mkdir -p " + dir)
		r.do("mount -t tmpfs none " + dir)
	}
	r.write("/etc/NetworkManager/NetworkManager.conf", "[main]\nplugins=keyfile\nauth-polkit=false\nno-auto-default=*\ndns=default\nrc-manager=file\n")
	profile := "/etc/NetworkManager/system-connections/home.nmconnection"
	r.write(profile, "[connection]\nid=Home\nuuid=6f0a4f0e-8b7b-4b0b-9f11-0d6f4e1d2a11\ntype=ethernet\ninterface-name=eth9\n"+
		"[ipv4]\nmethod=manual\naddress1=192.0.2.10/24,192.0.2.1\nroute1=198.51.100.0/24,192.0.2.2\ndns=192.0.2.53;192.0.2.54;\ndns-search=home;\n"+
		"[ipv6]\nmethod=manual\naddress1=2001:db8::10/64,2001:db8::1\nroute1=2001:db8:5::/48,2001:db8::2\n")
	r.do("chmod 600 " + profile)
	kept, _ := os.ReadFile(profile)
	r.bus()
	r.background("NetworkManager --no-daemon")
	r.until("the connection", func() bool {
		list, err := r.host.DNSSettings(r.Context())
		return err == nil && len(list) == 2 && list[0].Way == platform.WayNetworkManager
	})
	r.until("its servers", resolvHas("192.0.2.54"))
	routes := r.do("ip -4 route") + r.do("ip -6 route")
	r.thereAndBack("networkmanager ipv4 false [192.0.2.53 192.0.2.54]; networkmanager ipv6 true []", func() bool {
		return resolvHas("nameserver 1.1.1.1")() && resolvHas("nameserver 2606:4700:4700::1111")() && !resolvHas("192.0.2.53")()
	})
	r.until("the old servers", func() bool { return resolvHas("192.0.2.54")() && !resolvHas("1.1.1.1")() })
	if got := r.do("ip -4 route") + r.do("ip -6 route"); got != routes {
		r.Errorf("the routes are others:\n%s\nwere\n%s", got, routes)
	}
	if text, _ := os.ReadFile(profile); string(text) != string(kept) {
		r.Errorf("the profile was changed:\n%s", text)
	}
}

func TestRealDNSSystemdResolved(t *testing.T) {
	r := newRealRoom(t)
	r.linkUp()
	r.write(roomResolv, "nameserver 127.0.0.53\n")
	r.do("mkdir -p /run/systemd/resolve")
	r.do("chown systemd-resolve: /run/systemd/resolve")
	r.bus()
	r.background("/usr/lib/systemd/systemd-resolved")
	r.until("systemd-resolved", exists("/run/systemd/resolve/stub-resolv.conf"))
	asks := func(server string) func() bool {
		return func() bool { return strings.Contains(r.do("resolvectl dns eth9"), server) }
	}
	r.thereAndBack("systemd-resolved both true []", asks("1.1.1.1"))
	r.do("resolvectl dns eth9 192.0.2.53 2001:db8::53")
	r.thereAndBack("systemd-resolved both false [192.0.2.53 2001:db8::53]", asks("2606:4700:4700::1111"))
	if !asks("192.0.2.53 2001:db8::53")() {
		r.Errorf("asked at the end: %s", r.do("resolvectl dns eth9"))
	}
}

// helper is the real program in helper mode.
func (r realRoom) helper(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(r.Context(), r.program, append([]string{"helper"}, args...)...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stdout
	return cmd
}

const wanted = "resolv.conf,both,,only,1.1.1.1"

func TestRealDNSResolvConf(t *testing.T) {
	r := newRealRoom(t)
	r.linkUp()
	r.thereAndBack("resolv.conf both false [192.0.2.53]", resolvHas("\nnameserver 1.1.1.1\n#Fix502 nameserver 192.0.2.53\n"))
	r.until("the file as it was", resolvIs(roomBefore))
	for said, want := range map[string]func() bool{
		"back": resolvIs(roomBefore), "keep": resolvHas("nameserver 1.1.1.1"),
	} {
		token := platform.TokenPath(r.TempDir(), "ABC")
		cmd := r.helper(platform.VerbTryDNS, token, wanted)
		if err := cmd.Start(); err != nil {
			r.Fatal(err)
		}
		r.until("the new server", resolvHas("nameserver 1.1.1.1"))
		if err := (platform.DNSGuard{Token: token}).TellDNS(said == "keep"); err != nil {
			r.Fatal(err)
		}
		if err := cmd.Wait(); err != nil || !want() {
			r.Errorf("told to %s: %v", said, err)
		}
		if err := r.helper(platform.VerbSetDNS, "resolv.conf,both,,only,192.0.2.53").Run(); err != nil {
			r.Error(err)
		}
		r.until("the file as it was", resolvIs(roomBefore))
	}
	// A file that something is mounted on, as in a container, can't be replaced.
	r.write("/run/mounted", roomBefore)
	r.do("mount --bind /run/mounted " + roomResolv)
	r.thereAndBack("resolv.conf both false [192.0.2.53]", resolvHas("nameserver 1.1.1.1"))
	r.until("the file as it was", resolvIs(roomBefore))
	var exit *exec.ExitError
	if err := r.helper(platform.VerbSetDNS, "resolv.conf,both,,only,example.com").Run(); !errors.As(err, &exit) || exit.ExitCode() != platform.HelperRefused {
		r.Errorf("a name as server: %v", err)
	}
}

// TestRealDNSProgram is the program that is killed: it has switched on trial.
func TestRealDNSProgram(t *testing.T) {
	if os.Getenv(realDNS+"_TRIAL") == "" {
		t.Skip("is started by TestRealDNSKilled")
	}
	r := realRoom{t, os.Getenv(realDNS), platform.New()}
	before, err := r.host.DNSSettings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	watch := func(ctx context.Context) error { return r.host.Launch(ctx, []string{r.program, "watchdog"}) }
	if os.Getenv(realDNS+"_TRIAL") == "alone" {
		watch = noWatchdog
	}
	c := r.computer(watch)
	j := change.Open(filepath.Join(c.StateDir, "journal.jsonl"))
	if _, _, err := change.Try(t.Context(), j, c, change.NewSwitchDNS(c, "Cloudflare", before, listed())); err != nil {
		t.Fatal(err)
	}
	fmt.Println("on trial")
	select {}
}

// TestRealDNSKilled kills the program during a trial. The watchdog, which is the
// real program, puts the old server back; where that was killed too, the next start
// does.
func TestRealDNSKilled(t *testing.T) {
	r := newRealRoom(t)
	r.linkUp()
	for _, watched := range []string{"watched", "alone"} {
		r.Setenv("XDG_STATE_HOME", r.TempDir())
		cmd := exec.CommandContext(r.Context(), os.Args[0], "-test.v", "-test.run", "^TestRealDNSProgram$")
		cmd.Env = append(os.Environ(), realDNS+"_TRIAL="+watched)
		cmd.Stderr = os.Stdout
		out, err := cmd.StdoutPipe()
		if err = errors.Join(err, cmd.Start()); err != nil {
			r.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() && lines.Text() != "on trial" {
			fmt.Println(lines.Text())
		}
		r.until("the new server", resolvHas("nameserver 1.1.1.1"))
		_ = errors.Join(cmd.Process.Kill(), cmd.Wait())
		if watched == "alone" {
			if !resolvHas("nameserver 1.1.1.1")() {
				r.Error("put back by nobody")
			}
			undo, err := exec.CommandContext(r.Context(), r.program, "undo").CombinedOutput()
			if err != nil || !strings.Contains(string(undo), "left half done; it is put back") {
				r.Errorf("%v\n%s", err, undo)
			}
		}
		r.until("the file as it was", resolvIs(roomBefore))
	}
}

// polkit starts the real one and waits until it can be asked.
func (r realRoom) polkit() (stop func()) {
	r.Helper()
	stop = r.background("/usr/lib/polkit-1/polkitd --no-debug")
	r.until("polkit", func() bool {
		return exec.CommandContext(r.Context(), "pkaction", "--action-id", "org.freedesktop.policykit.exec").Run() == nil
	})
	return stop
}

// TestRealDNSPkexec asks for rights by the real polkit, as another user: refused
// where nobody may, and done, with the token in the user's own folder, where a rule
// allows it.
func TestRealDNSPkexec(t *testing.T) {
	r := newRealRoom(t)
	r.linkUp()
	r.bus()
	stop := r.polkit()
	for _, line := range []string{"cp " + r.program + " /run/fix502", "chmod 755 /run/fix502", "mount -t tmpfs -o mode=1777 none /tmp"} {
		r.do(line)
	}
	token := platform.TokenPath("/tmp", "ABC")
	asked := func() *exec.Cmd {
		cmd := exec.CommandContext(r.Context(), "setpriv", "--reuid=64502", "--regid=64502", "--clear-groups",
			"sh", "-c", `pkexec "$@"; exit $?`, "asking", // pkexec serves nobody whose parent is the first process
			"--disable-internal-agent", "/run/fix502", "helper", platform.VerbTryDNS, token, wanted)
		cmd.Stdout, cmd.Stderr, cmd.Env = os.Stdout, os.Stdout, append(os.Environ(), "SHELL=/bin/sh")
		return cmd
	}
	r.do("useradd -u 64502 -m -d /run/home visitor")
	var exit *exec.ExitError
	if err := asked().Run(); !errors.As(err, &exit) || exit.ExitCode() != 127 || !resolvIs(roomBefore)() {
		r.Fatalf("nobody may: %v", err)
	}
	r.write("/etc/polkit-1/rules.d/10-lab.rules", `polkit.addRule(function(a, s) { if (a.id == "org.freedesktop.policykit.exec") return polkit.Result.YES; });`)
	stop()
	r.polkit() // which reads its rules when it starts
	r.until("the rule", func() bool {
		cmd := asked()
		if err := cmd.Start(); err != nil {
			r.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for {
			select {
			case <-ended:
				return false
			case <-time.After(50 * time.Millisecond):
				if resolvHas("nameserver 1.1.1.1")() {
					if err := os.WriteFile(token, []byte("back"), 0o600); err != nil {
						r.Fatal(err)
					}
					if err := <-ended; err != nil {
						r.Errorf("ended with %v", err)
					}
					return true
				}
			}
		}
	})
	r.until("the file as it was", resolvIs(roomBefore))
}
