package platform

import (
	"errors"
	"net"
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
	var result FlushResult
	s.flushResolved(t.Context(), &result)
	if diff := cmp.Diff(FlushResult{}, result); diff != "" {
		t.Errorf("not running: %s", diff)
	}
	for _, refuse := range []bool{false, true} {
		conn := service(t, address, resolvedName)
		f := flushable{flushed: make(chan struct{}, 1), refuse: refuse}
		if err := conn.Export(f, "/org/freedesktop/resolve1", resolvedName+".Manager"); err != nil {
			t.Fatal(err)
		}
		result = FlushResult{}
		s.flushResolved(t.Context(), &result)
		want := FlushResult{Flushed: []string{"systemd-resolved"}}
		if refuse {
			want = FlushResult{Refused: []string{"systemd-resolved"}}
		}
		if diff := cmp.Diff(want, result); diff != "" || len(f.flushed) == 0 != refuse {
			t.Errorf("refusing %t: %s", refuse, diff)
		}
		if _, err := conn.ReleaseName(resolvedName); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFlushResolvedWithoutABus(t *testing.T) {
	var result FlushResult
	recorded(nil, nil, map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/no/such/bus"}).flushResolved(t.Context(), &result)
	if diff := cmp.Diff(FlushResult{}, result); diff != "" {
		t.Error(diff)
	}
}

func TestFlushNSCD(t *testing.T) {
	const flush = "nscd -i hosts"
	running := filepath.Join(t.TempDir(), "socket")
	listener, err := net.Listen("unix", running)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	nobody := filepath.Join(t.TempDir(), "socket")
	for name, row := range map[string]struct {
		sockets  []string
		root     bool
		programs map[string]string
		want     FlushResult
	}{
		"not running":          {[]string{nobody}, true, map[string]string{flush: ""}, FlushResult{}},
		"running, as a user":   {[]string{nobody, running}, false, map[string]string{flush: ""}, FlushResult{Refused: []string{"nscd"}}},
		"running, as root":     {[]string{nobody, running}, true, map[string]string{flush: ""}, FlushResult{Flushed: []string{"nscd"}}},
		"running, as root, no": {[]string{nobody, running}, true, nil, FlushResult{Refused: []string{"nscd"}}},
	} {
		var result FlushResult
		recorded(nil, row.programs, nil).flushNSCD(t.Context(), row.sockets, row.root, &result)
		if diff := cmp.Diff(row.want, result); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFindForwarder(t *testing.T) {
	for conf, want := range map[string]bool{
		"nameserver 127.0.0.1":                       true,
		"nameserver ::1":                             true,
		"nameserver 127.0.1.1":                       true,
		"nameserver 127.0.0.53":                      false, // systemd-resolved's own
		"nameserver 192.0.2.1":                       false,
		"nameserver 192.0.2.1\nnameserver 127.0.0.1": true,
		"": false, // nobody was set to be asked
	} {
		var result FlushResult
		recorded(map[string]string{"etc/resolv.conf": conf}, nil, nil).findForwarder(t.Context(), &result)
		if got := len(result.Refused) > 0; got != want || len(result.Flushed) > 0 {
			t.Errorf("%q gave %+v", conf, result)
		}
	}
}

func TestForwarders(t *testing.T) {
	processes := []Process{{Name: "unbound"}, {Name: "dnsmasq"}, {Name: "dnsmasq"}, {Name: "bash"}, {Name: "systemd-resolve"}}
	if got := forwarders(processes); !slices.Equal(got, []string{"dnsmasq", "Unbound"}) {
		t.Errorf("found %q", got)
	}
}

func TestFlushNoneMeansNone(t *testing.T) {
	s := recorded(map[string]string{"etc/resolv.conf": "nameserver 127.0.0.1"}, nil, map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/no/such/bus"})
	result, err := s.FlushDNS(t.Context())
	if err != nil || result.None || len(result.Refused) == 0 {
		t.Errorf("with a forwarder: %+v, %v", result, err)
	}
}
