package change

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fix502/platform"
)

// asking is a computer that asks the servers of dnsOfTin.
func asking(t *testing.T) (Computer, *dnsBook) {
	book := &dnsBook{now: dnsOfTin()}
	return Computer{
		Machine: machine{t: t, dns: book}, StateDir: t.TempDir(), AllowDNS: ofCatalogue,
		Watch: func(context.Context) error { return nil },
	}, book
}

var sameAddresses = cmpopts.EquateComparable(netip.Addr{})

// tried switches on trial, which has to succeed.
func tried(t *testing.T, j *Journal, c Computer) *Trial {
	t.Helper()
	trial, _, err := Try(t.Context(), j, c, NewSwitchDNS(c, "Example", dnsOfTin(), catalogueServers()))
	if err != nil || trial == nil {
		t.Fatalf("%+v, %v", trial, err)
	}
	return trial
}

func TestSwitchDNS(t *testing.T) {
	c, book := asking(t)
	j := fresh(t)
	trial := tried(t, j, c)
	want := []string{"ipv4 false [192.0.2.1 192.0.2.2]", "ipv6 false [2001:db8:1::1]"}
	if diff := cmp.Diff(want, told(book.now)); diff != "" {
		t.Error(diff)
	}
	if left := time.Until(trial.Until); left > dnsTrial || left < dnsTrial/2 {
		t.Errorf("on trial for %v", left)
	}
	if err := trial.TakeBack(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dnsOfTin(), book.now, sameAddresses); diff != "" {
		t.Errorf("taken back: %s", diff)
	}
	if list, err := j.Standing(t.Context(), c); err != nil || len(list) > 0 {
		t.Errorf("still standing: %+v, %v", list, err)
	}
}

func told(list []platform.DNSSetting) []string {
	var lines []string
	for _, d := range list {
		text, _ := json.Marshal(d.Servers)
		lines = append(lines, strings.NewReplacer(`"`, "", ",", " ").Replace(d.Family+map[bool]string{true: " true ", false: " false "}[d.Automatic]+string(text)))
	}
	return lines
}

// TestOnlyWhatIsOurs takes back what was not changed by others since.
func TestOnlyWhatIsOurs(t *testing.T) {
	c, book := asking(t)
	j := fresh(t)
	trial := tried(t, j, c)
	if err := trial.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	theirs := book.now[0]
	theirs.Servers = []netip.Addr{netip.MustParseAddr("198.51.100.1")}
	book.put([]platform.DNSSetting{theirs})
	if err := j.Undo(t.Context(), c, trial.Entry.ID); !errors.Is(err, ErrPartLeft) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]platform.DNSSetting{theirs, dnsOfTin()[1]}, book.now, sameAddresses); diff != "" {
		t.Error(diff)
	}
	if list, err := j.Standing(t.Context(), c); err != nil || len(list) > 0 {
		t.Errorf("still standing: %+v, %v", list, err)
	}
}

func TestNotSwitched(t *testing.T) {
	for name, tt := range map[string]struct {
		alter func(*dnsBook)
		err   error
		calls int
	}{
		"the user denies the rights": {func(b *dnsBook) {
			b.set = func([]platform.DNSSetting, platform.DNSGuard) error { return platform.ErrRightsDenied }
		}, platform.ErrRightsDenied, 1},
		"it is set already": {func(b *dnsBook) { b.put(Switched(b.now, catalogueServers())) }, nil, 0},
		"somebody changed it meanwhile": {func(b *dnsBook) {
			b.now[0].Automatic, b.now[0].Servers = false, []netip.Addr{netip.MustParseAddr("198.51.100.1")}
		}, platform.DNSElsewhere, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, book := asking(t)
			tt.alter(book)
			before := told(book.now)
			trial, _, err := Try(t.Context(), fresh(t), c, NewSwitchDNS(c, "Example", dnsOfTin(), catalogueServers()))
			if trial != nil || !errors.Is(err, tt.err) || book.calls != tt.calls {
				t.Errorf("%+v, %v, %d calls", trial, err, book.calls)
			}
			if diff := cmp.Diff(before, told(book.now)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestWhoeverHasTheRights plays the process with rights that waits to be told: no
// second one is asked for.
func TestWhoeverHasTheRights(t *testing.T) {
	c, book := asking(t)
	var guard platform.DNSGuard
	book.set = func(want []platform.DNSSetting, g platform.DNSGuard) error {
		guard = g
		book.put(want)
		return os.WriteFile(g.Token+".asked", nil, 0o600)
	}
	j := fresh(t)
	trial := tried(t, j, c)
	seen := false
	c.Machine = watching{c.Machine.(machine), func() {
		if said, err := os.ReadFile(guard.Token); err == nil && string(said) == "back" {
			seen = true
			book.put(dnsOfTin())
		}
	}}
	trial.computer = c
	if err := trial.TakeBack(t.Context()); err != nil || !seen || book.calls != 1 {
		t.Errorf("%v, told %v, %d calls", err, seen, book.calls)
	}
}

// watching is a machine on which something happens before each look.
type watching struct {
	machine
	before func()
}

func (w watching) DNSNow(ctx context.Context, about []platform.DNSSetting) ([]platform.DNSSetting, error) {
	w.before()
	return w.machine.DNSNow(ctx, about)
}

func TestKeptIsTold(t *testing.T) {
	c, _ := asking(t)
	trial := tried(t, fresh(t), c)
	if err := trial.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(platform.TokenPath(c.StateDir, trial.Entry.Subject))
	if err != nil || string(said) != "keep" {
		t.Errorf("%q, %v", said, err)
	}
}

func TestHostileSwitches(t *testing.T) {
	c, book := asking(t)
	j := fresh(t)
	good := NewSwitchDNS(c, "Example", dnsOfTin(), catalogueServers()).Describe().Args.(switchDNSArgs)
	evil := []netip.Addr{netip.MustParseAddr("198.51.100.66")}
	for name, alter := range map[string]func(*switchDNSArgs){
		"servers of no catalogue":   func(a *switchDNSArgs) { a.After[0].Servers = evil },
		"no server":                 func(a *switchDNSArgs) { a.Before[0].Servers = []netip.Addr{netip.IPv4Unspecified()} },
		"an unknown way":            func(a *switchDNSArgs) { a.Before[1].Way = "shell" },
		"an interface that escapes": func(a *switchDNSArgs) { a.Before[0].Interface = "../../etc" },
		"nothing before":            func(a *switchDNSArgs) { a.Before = nil },
		"nothing after":             func(a *switchDNSArgs) { a.After = nil },
		"very many":                 func(a *switchDNSArgs) { a.Before = make([]platform.DNSSetting, 9) },
		"a token elsewhere":         func(a *switchDNSArgs) { a.Token = "../../x" },
	} {
		t.Run(name, func(t *testing.T) {
			var args switchDNSArgs
			text, err := json.Marshal(good)
			must(t, errors.Join(err, json.Unmarshal(text, &args)))
			alter(&args)
			if text, err = json.Marshal(args); err != nil {
				t.Fatal(err)
			}
			if got, err := restoreSwitchDNS(Entry{Args: text}, c); !errors.Is(err, ErrNotAllowed) {
				t.Errorf("restored: %+v, %v", got, err)
			}
		})
	}
	if list, err := Recover(t.Context(), j, c); err != nil || len(list) > 0 || book.calls > 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// TestSwitched says what each kind of list becomes.
func TestSwitched(t *testing.T) {
	four, six := netip.MustParseAddr("198.51.100.1"), netip.MustParseAddr("2001:db8:9::1")
	both := func(in ...netip.Addr) platform.DNSSetting {
		return platform.DNSSetting{Way: platform.WayResolvConf, Family: platform.DNSOverBoth, InUse: in}
	}
	for name, tt := range map[string]struct {
		before platform.DNSSetting
		want   string
	}{
		"one list, IPv4 in it":   {both(four), "both false [192.0.2.1 192.0.2.2]"},
		"one list, IPv6 in it":   {both(six), "both false [2001:db8:1::1]"},
		"one list, both in it":   {both(four, six), "both false [192.0.2.1 192.0.2.2 2001:db8:1::1]"},
		"one list, nothing":      {both(), "both false [192.0.2.1 192.0.2.2]"},
		"a list of IPv6, static": {dnsOfTin()[1], "ipv6 false [2001:db8:1::1]"},
	} {
		if got := told(Switched([]platform.DNSSetting{tt.before}, catalogueServers())); len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := Switched(dnsOfTin(), nil); len(got) > 0 {
		t.Errorf("with no addresses: %+v", got)
	}
}

// TestWatchdogLeavesTheUserTime plays a user who needs long to find a password: the
// watchdog counts from when the change was made.
func TestWatchdogLeavesTheUserTime(t *testing.T) {
	c, book := asking(t)
	j := fresh(t)
	synctest.Test(t, func(t *testing.T) {
		j.now = time.Now
		started := make(chan struct{})
		c.Watch = func(context.Context) error { close(started); return nil }
		book.set = func(want []platform.DNSSetting, _ platform.DNSGuard) error {
			if len(want) == 2 && want[0].Automatic { // on the way back nobody is asked
				book.put(want)
				return nil
			}
			time.Sleep(80 * time.Second)
			book.put(want)
			return nil
		}
		ended := make(chan error, 1)
		go func() {
			<-started
			ended <- Watchdog(t.Context(), j, c)
		}()
		trial, _, err := Try(t.Context(), j, c, NewSwitchDNS(c, "Example", dnsOfTin(), catalogueServers()))
		if err != nil {
			t.Fatal(err)
		}
		made := time.Now()
		if err := <-ended; err != nil { // this program hangs, with the trial in its hands
			t.Error(err)
		}
		if took := time.Since(made); took < watchPatience || took > 3*watchPatience {
			t.Errorf("taken back after %v", took)
		}
		trial.release()
	})
	if diff := cmp.Diff(dnsOfTin(), book.now, sameAddresses); diff != "" {
		t.Error(diff)
	}
}

// privileged records what helper mode does.
type privileged struct {
	rights bool
	left   bool // the environment of whoever asked is forgotten
	calls  []string
}

func (p *privileged) Elevated() bool { return p.rights }

func (p *privileged) TryDNS(_ context.Context, want []platform.DNSSetting, token string) error {
	p.calls = append(p.calls, "try "+want[0].Arg()+" "+token)
	return nil
}

func (p *privileged) PutDNS(_ context.Context, want []platform.DNSSetting) error {
	p.calls = append(p.calls, "set "+want[0].Arg())
	return nil
}

func TestHelperDNS(t *testing.T) {
	token := platform.TokenPath(t.TempDir(), "ABC")
	const good, other = "resolv.conf,both,,only,192.0.2.7", "networkmanager,ipv4,eth0,automatic"
	for name, tt := range map[string]struct {
		args []string
		code int
		call string
	}{
		"on trial":          {[]string{platform.VerbTryDNS, token, good}, platform.HelperDone, "try " + good + " " + token},
		"for good":          {[]string{platform.VerbSetDNS, other, good}, platform.HelperDone, "set " + other},
		"no setting":        {[]string{platform.VerbSetDNS}, platform.HelperRefused, ""},
		"no token":          {[]string{platform.VerbTryDNS, good}, platform.HelperRefused, ""},
		"a token elsewhere": {[]string{platform.VerbTryDNS, "/etc/passwd", good}, platform.HelperRefused, ""},
		"a name as server":  {[]string{platform.VerbSetDNS, "resolv.conf,both,,only,example.com"}, platform.HelperRefused, ""},
		"the same twice":    {[]string{platform.VerbSetDNS, good, good}, platform.HelperRefused, ""},
		"more than allowed": {append([]string{platform.VerbSetDNS}, strings.Fields(strings.Repeat(good+" ", 9))...), platform.HelperRefused, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := &privileged{rights: true}
			code, err := Help(t.Context(), p, tt.args)
			if code != tt.code || (code == platform.HelperDone) != (err == nil) || strings.Join(p.calls, "") != tt.call {
				t.Errorf("%d, %v, %q", code, err, p.calls)
			}
		})
	}
	p := &privileged{}
	if code, _ := Help(t.Context(), p, []string{platform.VerbSetDNS, good}); code != platform.HelperNoRights || len(p.calls) > 0 {
		t.Errorf("without rights: %d, %q", code, p.calls)
	}
}

// TestCoveredChangesComeBackToo: of two switches the older one is covered by the newer
// one, and both are taken back, in reverse order.
func TestCoveredChangesComeBackToo(t *testing.T) {
	c, book := asking(t)
	j := fresh(t)
	if err := tried(t, j, c).Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := []netip.Addr{netip.MustParseAddr("192.0.2.3"), netip.MustParseAddr("2001:db8:1::1")}
	trial, _, err := Try(t.Context(), j, c, NewSwitchDNS(c, "Another", book.now, other))
	if err != nil {
		t.Fatal(err)
	}
	if err := trial.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := j.UndoAll(t.Context(), c)
	if err != nil || len(list) != 2 || list[0].Entry.Words["resolver"] != "Another" {
		t.Errorf("%+v, %v", list, err)
	}
	if diff := cmp.Diff(dnsOfTin(), book.now, sameAddresses); diff != "" {
		t.Errorf("taken back: %s", diff)
	}
}
