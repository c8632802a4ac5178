package platform

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"
)

// flushable plays the part of systemd-resolved that is asked.
type flushable struct {
	flushed chan struct{}
	refuse  bool
}

func (f flushable) FlushCaches() *dbus.Error {
	if f.refuse {
		return dbus.MakeFailedError(errors.New("not today"))
	}
	f.flushed <- struct{}{}
	return nil
}

func TestFlushResolved(t *testing.T) {
	address := privateBus(t)
	s := recorded(nil, nil, map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": address})
	if list := s.busCaches(t.Context()); len(list) != 0 {
		t.Errorf("not running: %+v", list)
	}
	for _, refuse := range []bool{false, true} {
		conn := service(t, address, resolvedName)
		f := flushable{flushed: make(chan struct{}, 1), refuse: refuse}
		if err := conn.Export(f, "/org/freedesktop/resolve1", resolvedName+".Manager"); err != nil {
			t.Fatal(err)
		}
		list := s.busCaches(t.Context())
		if len(list) != 1 || list[0].Name != "systemd-resolved" || list[0].Rights || list[0].ByHand {
			t.Fatalf("found %+v", list)
		}
		if err := list[0].flush(t.Context()); (err != nil) != refuse || len(f.flushed) == 0 != refuse {
			t.Errorf("refusing %t: %v", refuse, err)
		}
		if _, err := conn.ReleaseName(resolvedName); err != nil {
			t.Fatal(err)
		}
	}
}

// manager plays NetworkManager with a forwarder of its own, or without.
type manager struct{ reloaded chan uint32 }

func (m manager) Reload(flags uint32) *dbus.Error {
	m.reloaded <- flags
	return nil
}

// mode plays its properties.
type mode string

func (m mode) Get(_, name string) (dbus.Variant, *dbus.Error) {
	if name != "Mode" {
		return dbus.Variant{}, dbus.MakeFailedError(errors.New("no such property"))
	}
	return dbus.MakeVariant(string(m)), nil
}

func TestFlushNetworkManager(t *testing.T) {
	address := privateBus(t)
	s := recorded(nil, nil, map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": address})
	for m, want := range map[mode]bool{"dnsmasq": true, "default": false, "systemd-resolved": false} {
		conn := service(t, address, networkManagerName)
		nm := manager{make(chan uint32, 1)}
		err := errors.Join(
			conn.Export(nm, "/org/freedesktop/NetworkManager", networkManagerName),
			conn.Export(m, "/org/freedesktop/NetworkManager/DnsManager", "org.freedesktop.DBus.Properties"),
		)
		if err != nil {
			t.Fatal(err)
		}
		list := s.busCaches(t.Context())
		if len(list) == 1 != want {
			t.Fatalf("%s: found %+v", m, list)
		}
		if want {
			if err := list[0].flush(t.Context()); err != nil || !list[0].Rights || <-nm.reloaded != 4 {
				t.Errorf("%s: %+v, %v", m, list[0], err)
			}
		}
		if _, err := conn.ReleaseName(networkManagerName); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoBusNoCaches(t *testing.T) {
	s := recorded(nil, nil, map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/no/such/bus"})
	if list := s.busCaches(t.Context()); len(list) != 0 {
		t.Errorf("found %+v", list)
	}
}

func TestNSCD(t *testing.T) {
	running := filepath.Join(t.TempDir(), "socket")
	listener, err := net.Listen("unix", running)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	nobody := filepath.Join(t.TempDir(), "socket")
	if isServing(nobody) || !isServing(nobody, running) {
		t.Error("who listens is told wrong")
	}
	if err := recorded(nil, map[string]string{"nscd -i hosts": ""}, nil).flushNSCD(t.Context()); err != nil {
		t.Error(err)
	}
	if err := recorded(nil, nil, nil).flushNSCD(t.Context()); err == nil {
		t.Error("no program, no error")
	}
}

func TestForwarderCaches(t *testing.T) {
	for conf, want := range map[string]bool{
		"nameserver 127.0.0.1":                       true,
		"nameserver ::1":                             true,
		"nameserver 127.0.1.1":                       true,
		"nameserver 127.0.0.53":                      false, // systemd-resolved's own
		"nameserver 192.0.2.1":                       false,
		"nameserver 192.0.2.1\nnameserver 127.0.0.1": true,
		"": false, // nobody was set to be asked
	} {
		list := recorded(map[string]string{"etc/resolv.conf": conf}, nil, nil).forwarderCaches(t.Context())
		if len(list) > 0 != want {
			t.Errorf("%q gave %+v", conf, list)
		}
	}
}

func TestCachesAmong(t *testing.T) {
	processes := []Process{{Name: "unbound"}, {Name: "dnsmasq"}, {Name: "dnsmasq"}, {Name: "bash"}, {Name: "stubby"}, {Name: "systemd-resolve"}}
	list := recorded(nil, nil, nil).cachesAmong(processes, netip.MustParseAddr("127.0.0.1"))
	type shown struct {
		Name           string
		Rights, ByHand bool
	}
	var got []shown
	for _, c := range list {
		got = append(got, shown{c.Name, c.Rights, c.ByHand})
	}
	want := []shown{{"dnsmasq", true, false}, {"Stubby", false, true}, {"Unbound", true, false}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A forwarder that holds no socket at which questions arrive is left alone.
func TestForwardersOfOthersAreLeftAlone(t *testing.T) {
	self := Process{PID: int32(os.Getpid()), Name: "dnsmasq"}
	s := recorded(map[string]string{"proc/net/udp": "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n" +
		"  1: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0 0\n"}, nil, nil)
	for _, c := range s.cachesAmong([]Process{self}, netip.MustParseAddr("127.0.0.1")) {
		if err := c.flush(t.Context()); !errors.Is(err, errNotAnswering) {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func TestDNSSockets(t *testing.T) {
	const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"
	s := recorded(map[string]string{
		"proc/net/udp": head + " 12: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 111 2 0 0\n" +
			" 13: 0101007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 222 2 0 0\n" +
			" 14: 00000000:0036 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 333 2 0 0\n",
		"proc/net/udp6": head + " 15: 00000000000000000000000000000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 444 2 0 0\n" +
			" 16: 00000000000000000000000001000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 555 2 0 0\n",
	}, nil, nil)
	for at, want := range map[string][]string{"127.0.0.1": {"111", "444"}, "127.0.1.1": {"222", "444"}, "::1": {"444", "555"}} {
		if got := s.dnsSockets(netip.MustParseAddr(at)); !slices.Equal(got, want) {
			t.Errorf("%s: %q", at, got)
		}
	}
}

func TestFlushUnboundFollowsNoSettingsOfOthers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "unbound.conf")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o666); err != nil {
		t.Fatal(err)
	}
	s := recorded(nil, map[string]string{"unbound-control -c " + file + " flush_zone .": "ok", "unbound-control flush_zone .": "ok"}, nil)
	for _, args := range [][]string{{"unbound", "-c", file}, {"unbound", "-c" + file}, {"unbound", "-d", "-c", "relative.conf"}} {
		if err := s.flushUnbound(t.Context(), Process{Args: args}); !errors.Is(err, errNotTrusted) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if err := s.flushUnbound(t.Context(), Process{Args: []string{"unbound", "-d"}}); err != nil {
		t.Errorf("by its usual settings: %v", err)
	}
	// What takes no orders and has settings that are not good is not touched.
	if err := recorded(nil, nil, nil).flushUnbound(t.Context(), Process{Name: "unbound"}); err == nil {
		t.Error("no error")
	}
}
