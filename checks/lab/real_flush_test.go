package lab

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"

	"fix502/platform"
	"fix502/platform/change"
)

// TestEndToEndRealSettings empties real DNS caches that hold a stale address, and
// changes this computer's own settings and takes them back, with the real program
// as the helper with rights.
func TestEndToEndRealSettings(t *testing.T) {
	for part, needs := range map[string][]string{
		"Dnsmasq":                  {"dnsmasq"},
		"UnboundByItsControl":      {"unbound", "unbound-control"},
		"UnboundByHangingUp":       {"unbound", "unbound-checkconf"},
		"Nscd":                     {"nscd", "getent"},
		"HostsFile":                {"getent"},
		"HostsFileByPkexec":        {"pkexec", "/usr/lib/polkit-1/polkitd", "dbus-daemon", "setpriv", "useradd"},
		"GnomeProxy":               {"gsettings"},
		"ClockOfDbusmockTimedated": {"dbus-daemon", "/usr/bin/python3"},
	} {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			need(t, needs...)
			switch out := alone(t, runLimit, "TestRealSettings"+part); {
			case strings.Contains(out, "--- SKIP: TestRealSettings"+part):
				t.Skip(out)
			case !passed(out, "TestRealSettings"+part):
				t.Error(out)
			}
		})
	}
}

// staleName is the name whose address moves while caches still hold the old one.
const staleName = "moved.example"

var oldPlace, newPlace = netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")

// upstream is the resolver behind a cache: what it says may be kept for an hour.
type upstream struct {
	moved atomic.Bool
	asked atomic.Int32
}

func (u *upstream) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg)
	m.SetReply(q)
	m.RecursionAvailable = true
	if q.Question[0].Qtype == dns.TypeA {
		u.asked.Add(1)
		at := oldPlace
		if u.moved.Load() {
			at = newPlace
		}
		m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 3600}, A: at.AsSlice()}}
	}
	_ = w.WriteMsg(m)
}

// upstreamAt starts it.
func (r realRoom) upstreamAt(address string) *upstream {
	r.Helper()
	u := &upstream{}
	up := make(chan struct{})
	server := &dns.Server{Addr: address, Net: "udp", Handler: u, NotifyStartedFunc: func() { close(up) }}
	go func() { _ = server.ListenAndServe() }()
	<-up
	r.Cleanup(func() { _ = server.Shutdown() })
	return u
}

// finds tells whether the programs on this computer find the name at a place.
func (r realRoom) finds(place netip.Addr) func() bool {
	return func() bool {
		list, err := r.host.LookUp(r.Context(), staleName)
		return err == nil && slices.Equal(list, []netip.Addr{place})
	}
}

// emptied makes a stale address, proves that it is one, and has the real program
// empty the cache of this name.
func (r realRoom) emptied(name string, u *upstream) {
	r.Helper()
	r.until("an answer", r.finds(oldPlace))
	u.moved.Store(true)
	asked := u.asked.Load()
	if !r.finds(oldPlace)() || u.asked.Load() != asked {
		r.Fatal("nothing is kept here")
	}
	caches, err := r.host.DNSCaches(r.Context())
	if err != nil || len(caches) != 1 || caches[0].Name != name || !caches[0].Rights {
		r.Fatalf("found %+v, %v", caches, err)
	}
	if err := r.helper(platform.VerbFlushDNS).Run(); err != nil {
		r.Fatal(err)
	}
	r.until("the new address", r.finds(newPlace))
}

func TestRealSettingsDnsmasq(t *testing.T) {
	r := newRealRoom(t)
	r.write(roomResolv, "nameserver 127.0.0.1\n")
	u := r.upstreamAt("127.0.0.2:53")
	r.background("dnsmasq --keep-in-foreground --no-hosts --no-resolv --conf-file=/dev/null --user=root --listen-address=127.0.0.1 --bind-interfaces --server=127.0.0.2 --pid-file=")
	// Another one, that serves others: it is to be left alone, and so stays stale.
	r.background("dnsmasq --keep-in-foreground --no-hosts --no-resolv --conf-file=/dev/null --user=root --listen-address=127.0.0.9 --bind-interfaces --server=127.0.0.2 --pid-file=")
	other := func() string {
		q := new(dns.Msg)
		q.SetQuestion(staleName+".", dns.TypeA)
		m, err := dns.Exchange(q, "127.0.0.9:53")
		if err != nil || len(m.Answer) == 0 {
			return ""
		}
		return m.Answer[0].(*dns.A).A.String()
	}
	r.until("the other's answer", func() bool { return other() == oldPlace.String() })
	r.emptied("dnsmasq", u)
	if got := other(); got != oldPlace.String() {
		r.Errorf("the one that serves others says %s", got)
	}
}

// unbound starts it with these lines in its settings.
func (r realRoom) unbound(lines string) *upstream {
	r.Helper()
	r.write(roomResolv, "nameserver 127.0.0.1\n")
	r.write("/etc/lab/unbound.conf", "server:\n  interface: 127.0.0.1\n  do-daemonize: no\n  username: \"\"\n  chroot: \"\"\n  pidfile: \"\"\n  use-syslog: no\n"+
		"  module-config: \"iterator\"\n  do-not-query-localhost: no\n  directory: \"/etc/lab\"\nforward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.2\n"+lines)
	u := r.upstreamAt("127.0.0.2:53")
	r.background("unbound -d -c /etc/lab/unbound.conf")
	return u
}

func TestRealSettingsUnboundByItsControl(t *testing.T) {
	r := newRealRoom(t)
	u := r.unbound("remote-control:\n  control-enable: yes\n  control-interface: /run/unbound.ctl\n  control-use-cert: no\n")
	r.until("its control", exists("/run/unbound.ctl"))
	r.emptied("Unbound", u)
}

func TestRealSettingsUnboundByHangingUp(t *testing.T) {
	r := newRealRoom(t)
	u := r.unbound("remote-control:\n  control-enable: no\n")
	r.until("an answer", r.finds(oldPlace))
	good, _ := os.ReadFile("/etc/lab/unbound.conf")
	// Settings that are broken by now would end it: it is left running, and stale.
	r.write("/etc/lab/unbound.conf", string(good)+"nonsense: yes\n")
	if err := r.helper(platform.VerbFlushDNS).Run(); err == nil {
		r.Error("it was told to read broken settings")
	}
	if !r.finds(oldPlace)() {
		r.Error("it does not answer any more")
	}
	r.write("/etc/lab/unbound.conf", string(good))
	r.emptied("Unbound", u)
}

func TestRealSettingsNscd(t *testing.T) {
	r := newRealRoom(t)
	for _, dir := range []string{"/run/nscd", "/var/cache/nscd"} {
		r.do("mkdir -p " + dir)
		r.do("mount -t tmpfs none " + dir)
	}
	const elsewhere = "192.0.2.53" // not on this computer, as far as its addresses tell
	r.do("ip addr add " + elsewhere + "/32 dev lo")
	r.write(roomResolv, "nameserver "+elsewhere+"\n")
	r.write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")
	r.write("/etc/lab/nscd.conf", "enable-cache hosts yes\npositive-time-to-live hosts 3600\nnegative-time-to-live hosts 20\ncheck-files hosts no\npersistent hosts no\nshared hosts no\nenable-cache passwd no\nenable-cache group no\n")
	u := r.upstreamAt(elsewhere + ":53")
	r.background("nscd -F -f /etc/lab/nscd.conf")
	r.until("its socket", exists("/run/nscd/socket"))
	r.emptied("nscd", u)
}

// viaProgram is this computer with the real program as the helper with rights.
type viaProgram struct {
	*platform.System
	room realRoom
}

func (v viaProgram) SwitchHosts(_ context.Context, lines []platform.HostsLine, off bool) error {
	args := []string{platform.VerbHostsOn}
	if off {
		args[0] = platform.VerbHostsOff
	}
	for _, l := range lines {
		args = append(args, l.Arg())
	}
	return v.room.helper(args...).Run()
}

const roomHosts = "\xef\xbb\xbf# top\r\n127.0.0.1 localhost\r\n192.0.2.1 " + staleName + " nas # old\r\n::1 ip6-localhost"

// switchedOff has the line of the hosts file switched off, through the journal.
func (r realRoom) switchedOff(journal string) (*change.Journal, change.Computer, change.Result) {
	r.Helper()
	r.write("/etc/hosts", roomHosts)
	r.write("/etc/nsswitch.conf", "hosts: files\n")
	c := change.Computer{Machine: viaProgram{r.host, r}}
	j := change.Open(journal)
	lines, err := r.host.HostsLines(r.Context(), []string{staleName})
	if err != nil || len(lines) != 1 || !r.finds(oldPlace)() {
		r.Fatalf("%+v, %v", lines, err)
	}
	result, err := change.Do(r.Context(), j, change.NewHostsEntry(c, lines))
	if err != nil || !result.InForce {
		r.Fatalf("%+v, %v", result, err)
	}
	return j, c, result
}

func hostsIs(text string) func() bool {
	return func() bool { got, err := os.ReadFile("/etc/hosts"); return err == nil && string(got) == text }
}

func TestRealSettingsHostsFile(t *testing.T) {
	r := newRealRoom(t)
	r.write("/etc/lab/hosts", "")
	r.do("rm /etc/hosts")
	r.do("ln -s lab/hosts /etc/hosts")
	j, c, result := r.switchedOff(filepath.Join(r.TempDir(), "journal.jsonl"))
	want := strings.Replace(roomHosts, "192.0.2.1 "+staleName+" nas # old", "192.0.2.1 nas # Fix502: 192.0.2.1 "+staleName+" nas # old", 1)
	if list, err := r.host.LookUp(r.Context(), staleName); err != nil || len(list) != 0 || !hostsIs(want)() {
		got, _ := os.ReadFile("/etc/hosts")
		r.Errorf("still found at %v, %v: %q", list, err, got)
	}
	if list, err := r.host.LookUp(r.Context(), "nas"); err != nil || !slices.Equal(list, []netip.Addr{oldPlace}) {
		r.Errorf("the line's other name: %v, %v", list, err)
	}
	if info, err := os.Lstat("/etc/hosts"); err != nil || info.Mode()&os.ModeSymlink == 0 {
		r.Errorf("the link is gone: %v", err)
	}
	if err := j.Undo(r.Context(), c, result.Entry.ID); err != nil || !hostsIs(roomHosts)() {
		r.Errorf("taken back: %v", err)
	}
	// A file that something is mounted on, as in a container, is left as it is.
	r.write("/run/mounted", roomHosts)
	r.do("mount --bind /run/mounted /etc/lab/hosts")
	lines, _ := r.host.HostsLines(r.Context(), []string{staleName})
	if err := (viaProgram{r.host, r}).SwitchHosts(r.Context(), lines, true); err == nil || !hostsIs(roomHosts)() {
		r.Errorf("mounted: %v", err)
	}
}

// An ordinary user takes a change back: without anybody to ask it stays and is said
// how to do by hand, and with the rights it is gone.
func TestRealSettingsHostsFileByPkexec(t *testing.T) {
	r := newRealRoom(t)
	r.do("useradd -u 64502 -m -d /run/home visitor")
	journal := "/run/home/.local/state/fix502/journal.jsonl"
	r.switchedOff(journal)
	r.do("chown -R 64502 /run/home")
	r.bus()
	r.background("/usr/lib/polkit-1/polkitd --no-debug")
	r.do("cp " + r.program + " /run/fix502")
	r.do("chmod 755 /run/fix502")
	undo := func() (string, error) {
		cmd := exec.CommandContext(r.Context(), "setpriv", "--reuid=64502", "--regid=64502", "--clear-groups",
			"sh", "-c", `/run/fix502 undo; exit $?`) // pkexec serves nobody whose parent is the first process
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/run/home", "SHELL=/bin/sh", "USER=visitor"}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := undo()
	if err == nil || hostsIs(roomHosts)() || !strings.Contains(out, "Open the hosts file as an administrator") {
		r.Fatalf("nobody to ask: %v\n%s", err, out)
	}
	// polkit reads its rules again in its own time, and misses what comes while it
	// starts, so they are written anew before each look.
	says := func(answer string) {
		rule := `polkit.addRule(function(a, s) { if (a.id == "org.freedesktop.policykit.exec") return polkit.Result.` + answer + `; });`
		r.write("/etc/polkit-1/10-lab.rules", rule)
		r.do("mv /etc/polkit-1/10-lab.rules /etc/polkit-1/rules.d/10-lab.rules")
	}
	r.until("a no", func() bool {
		says("NO")
		out, err = undo()
		return err != nil && strings.Contains(out, "You didn't give the rights")
	})
	r.until("the line as it was", func() bool {
		says("YES")
		out, err = undo()
		return err == nil && hostsIs(roomHosts)()
	})
}

// thereAndGone makes a change, looks, takes it back, and looks again.
func (r realRoom) thereAndGone(c change.Computer, what change.Change, see func() string, during string) {
	r.Helper()
	before := see()
	j := change.Open(filepath.Join(r.TempDir(), "journal.jsonl"))
	result, err := change.Do(r.Context(), j, what)
	if err != nil || !result.InForce || see() != during {
		r.Fatalf("%+v, %v: %s", result, err, see())
	}
	if err := j.Undo(r.Context(), c, result.Entry.ID); err != nil || see() != before {
		r.Errorf("taken back: %v: %s, was %s", err, see(), before)
	}
}

func TestRealSettingsGnomeProxy(t *testing.T) {
	r := newRealRoom(t)
	for name, value := range map[string]string{
		"HOME": r.TempDir(), "XDG_CONFIG_HOME": r.TempDir(), "XDG_CURRENT_DESKTOP": "GNOME", "GSETTINGS_BACKEND": "keyfile",
	} {
		r.Setenv(name, value)
	}
	if out, err := exec.CommandContext(r.Context(), "gsettings", "set", "org.gnome.system.proxy", "mode", "manual").CombinedOutput(); err != nil {
		r.Skipf("no settings of GNOME here: %s", out)
	}
	r.do("gsettings set org.gnome.system.proxy.http host proxy.example")
	r.do("gsettings set org.gnome.system.proxy.http port 3128")
	list, err := r.host.ProxySwitches(r.Context())
	if err != nil || len(list) != 1 {
		r.Fatalf("%+v, %v", list, err)
	}
	c := change.Computer{Machine: r.host}
	r.thereAndGone(c, change.NewProxyOff(c, list[0], "proxy.example:3128"), func() string {
		proxies, err := r.host.Proxies(r.Context())
		return fmt.Sprint(proxies, err) + r.do("gsettings get org.gnome.system.proxy.http host")
	}, fmt.Sprint([]platform.Proxy{}, nil)+"'proxy.example'\n")
}

func TestRealSettingsClockOfDbusmockTimedated(t *testing.T) {
	r := newRealRoom(t)
	if out, err := exec.CommandContext(r.Context(), "/usr/bin/python3", "-c", "import dbusmock").CombinedOutput(); err != nil {
		r.Skipf("no dbusmock here: %s", out)
	}
	// The policy of the real service forbids all but root to own the name.
	r.bus()
	r.background(`/usr/bin/python3 -m dbusmock --system --template timedated --parameters {"NTP":false}`)
	r.until("the keeper of the clock", func() bool {
		now, err := r.host.NetworkTime(r.Context())
		return err == nil && now.Known
	})
	see := func() string {
		now, err := r.host.NetworkTime(r.Context())
		return fmt.Sprint(now, err)
	}
	before, err := r.host.NetworkTime(r.Context())
	if err != nil || before.On {
		r.Fatalf("%+v, %v", before, err)
	}
	c := change.Computer{Machine: r.host}
	r.thereAndGone(c, change.NewSetClock(c, before), see, fmt.Sprint(platform.NetworkTime{Known: true, On: true, Synced: true}, nil))
}
