package platform

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// privateBus starts a message bus for the test alone and returns its address.
func privateBus(t *testing.T) string {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skipf("no message bus to test with: %v", err)
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	text := fmt.Sprintf(`<busconfig><type>custom</type><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`, dir)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), daemon, "--config-file="+config, "--nofork", "--nosyslog", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the message bus did not start: %v", err)
	}
	return strings.TrimSpace(address)
}

// service joins the bus under a name.
func service(t *testing.T, address, name string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return conn
}

func exportProperties(t *testing.T, conn *dbus.Conn, path dbus.ObjectPath, iface string, values map[string]any) {
	t.Helper()
	props := map[string]*prop.Prop{}
	for name, v := range values {
		props[name] = &prop.Prop{Value: v}
	}
	if _, err := prop.Export(conn, path, prop.Map{iface: props}); err != nil {
		t.Fatal(err)
	}
}

// resolvedManager plays the method of systemd-resolved that is called.
type resolvedManager struct{}

func (resolvedManager) GetLink(index int32) (dbus.ObjectPath, *dbus.Error) {
	return dbus.ObjectPath(fmt.Sprintf("/org/freedesktop/resolve1/link/%d", index)), nil
}

func TestResolversOfSystemdResolved(t *testing.T) {
	address := privateBus(t)
	host := recorded(map[string]string{"etc/resolv.conf": "nameserver 127.0.0.53\n"}, nil,
		map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": address})
	first := dnsServer("127.0.0.53", "resolv.conf", stub)

	t.Run("not running", func(t *testing.T) {
		got, err := host.Resolvers(t.Context())
		if want := []Resolver{first}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
		}
	})

	conn := service(t, address, resolvedName)
	const lo, split, idle, all = 1, 1001, 1002, 1003 // only the loopback exists on every computer
	manager := map[string]any{
		"DNS": []resolvedDNS{
			{Link: 0, Family: 2, Address: []byte{192, 0, 2, 1}},
			{Link: lo, Family: 2, Address: []byte{192, 0, 2, 2}},
			{Link: split, Family: 2, Address: []byte{10, 8, 0, 53}},
			{Link: idle, Family: 2, Address: []byte{10, 9, 0, 53}},
			{Link: all, Family: 2, Address: []byte{10, 10, 0, 53}},
			{Link: 0, Family: 2, Address: []byte{1, 2, 3}},
			{Link: 0, Family: 2, Address: []byte{127, 0, 0, 1}},
		},
		"FallbackDNS": []resolvedDNS{{Family: 2, Address: []byte{9, 9, 9, 9}}},
		"Domains": []resolvedDomain{
			{Link: lo, Name: "home.arpa"},
			{Link: split, Name: "Corp.example", RouteOnly: true},
			{Link: split, Name: "lab.example"},
			{Link: all, Name: ".", RouteOnly: true},
		},
	}
	if err := conn.Export(resolvedManager{}, "/org/freedesktop/resolve1", resolvedName+".Manager"); err != nil {
		t.Fatal(err)
	}
	exportProperties(t, conn, "/org/freedesktop/resolve1", resolvedName+".Manager", manager)
	for link, isDefault := range map[int32]bool{lo: true, split: false, idle: false, all: false} {
		path, _ := resolvedManager{}.GetLink(link)
		exportProperties(t, conn, path, resolvedLinks, map[string]any{"DefaultRoute": isDefault})
	}

	t.Run("running", func(t *testing.T) {
		const source = "systemd-resolved"
		want := []Resolver{
			first,
			dnsServer("192.0.2.1", source, upstream),
			dnsServer("192.0.2.2", source, upstream, on("lo")),
			dnsServer("10.8.0.53", source, upstream, forOnly("corp.example")),
			dnsServer("10.8.0.53", source, upstream, forOnly("lab.example")),
			dnsServer("10.10.0.53", source, upstream),
		}
		got, err := host.Resolvers(t.Context())
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
		}
	})

	t.Run("asked past resolv.conf", func(t *testing.T) {
		past := recorded(map[string]string{
			"etc/resolv.conf":   "nameserver 192.0.2.1\n",
			"etc/nsswitch.conf": "hosts: files resolve [!UNAVAIL=return] dns\n",
		}, nil, map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": address})
		got, err := past.Resolvers(t.Context())
		if err != nil || len(got) != 5 || got[0] != dnsServer("192.0.2.1", "resolv.conf") || !got[1].Upstream {
			t.Errorf("%v\ngot %+v", err, got)
		}
	})

	t.Run("nothing set, so its own fallback", func(t *testing.T) {
		manager["DNS"] = []resolvedDNS{}
		exportProperties(t, conn, "/org/freedesktop/resolve1", resolvedName+".Manager", manager)
		got, err := host.Resolvers(t.Context())
		want := []Resolver{first, dnsServer("9.9.9.9", "systemd-resolved", upstream)}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
		}
	})
}

func TestResolversOfNetworkManager(t *testing.T) {
	address := privateBus(t)
	conn := service(t, address, networkManagerName)
	exportProperties(t, conn, "/org/freedesktop/NetworkManager/DnsManager", networkManagerName+".DnsManager", map[string]any{
		"Configuration": []map[string]dbus.Variant{
			{
				"nameservers": dbus.MakeVariant([]string{"192.0.2.1", "fe80::1", "127.0.0.1", "no address"}),
				"interface":   dbus.MakeVariant("wlan0"), "priority": dbus.MakeVariant(int32(100)),
			},
			{"domains": dbus.MakeVariant([]string{"home.arpa"})},
		},
	})
	host := recorded(map[string]string{"etc/resolv.conf": "nameserver 127.0.1.1\n"}, nil,
		map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": address})
	got, err := host.Resolvers(t.Context())
	want := []Resolver{
		dnsServer("127.0.1.1", "resolv.conf", stub),
		dnsServer("192.0.2.1", "NetworkManager", upstream, on("wlan0")),
		dnsServer("fe80::1%wlan0", "NetworkManager", upstream, on("wlan0")),
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
}

// pacRunner plays GLib's runner of proxy scripts.
type pacRunner struct {
	mu    sync.Mutex
	asked []string
}

func (r *pacRunner) Lookup(script, address string) ([]string, *dbus.Error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, script+" "+address)
	if strings.Contains(address, "inside.example") {
		return []string{"direct://"}, nil
	}
	return []string{"http://proxy.example:3128", "direct://"}, nil
}

func TestProxyForByScript(t *testing.T) {
	address := privateBus(t)
	conn := service(t, address, "org.gtk.GLib.PACRunner")
	runner := &pacRunner{}
	if err := conn.Export(runner, "/org/gtk/GLib/PACRunner", "org.gtk.GLib.PACRunner"); err != nil {
		t.Fatal(err)
	}
	host := recorded(nil, map[string]string{
		"gsettings list-recursively org.gnome.system.proxy": "org.gnome.system.proxy mode 'auto'\n" +
			"org.gnome.system.proxy autoconfig-url 'http://wpad.example/proxy.pac'\n",
	}, map[string]string{"XDG_CURRENT_DESKTOP": "ubuntu:GNOME", "DBUS_SESSION_BUS_ADDRESS": address})
	for target, want := range map[string]string{
		"https://discord.com/app?secret=1": "http://proxy.example:3128",
		"https://inside.example/":          "",
	} {
		if got, err := host.ProxyFor(t.Context(), target); err != nil || got != want {
			t.Errorf("%s: got %q, %v", target, got, err)
		}
	}
	runner.mu.Lock()
	defer runner.mu.Unlock()
	for _, a := range runner.asked {
		if strings.Contains(a, "secret") || !strings.HasPrefix(a, "http://wpad.example/proxy.pac https://") {
			t.Errorf("the script was asked %q", a)
		}
	}
	if len(runner.asked) != 2 {
		t.Errorf("asked %d times", len(runner.asked))
	}
}
