package platform

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
)

func TestProcessStates(t *testing.T) {
	child := waiting(t)
	pid := child.Process.Pid
	if p, ok := seen(t, pid); !ok || p.State != "sleeping" && p.State != "running" {
		t.Errorf("waiting for input: %+v", p)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("%v, %v", status, err)
	}
	if p, ok := seen(t, pid); !ok || p.State != "stopped" {
		t.Errorf("stopped: %+v", p)
	}
}

func TestInfoFromFiles(t *testing.T) {
	host := recorded(map[string]string{
		"usr/lib/os-release": "NAME=\"Fedora Linux\"\nVERSION_ID=41\n", "proc/uptime": "3600.50 7000.00\n",
	}, nil, nil)
	info, err := host.Info(t.Context())
	if err != nil || info.Version != "Fedora Linux 41" || info.Uptime != time.Hour+500*time.Millisecond {
		t.Errorf("%+v, %v", info, err)
	}
	for _, uptime := range []string{"", "-1 0", "x", "1e300 1", "NaN 1"} {
		host := recorded(map[string]string{"proc/uptime": uptime}, nil, nil)
		if info, err := host.Info(t.Context()); err != nil || info.Version != "Linux" || info.Uptime != 0 {
			t.Errorf("uptime %q: %+v, %v", uptime, info, err)
		}
	}
}

func TestPingWithoutAnswer(t *testing.T) {
	near := ownNetwork(t)
	host := New()
	// Nobody has this address at the other end of the cable.
	silent := addrs(t, "192.0.2.99")[0]
	neighbour := netlink.Neigh{
		LinkIndex: near.Attrs().Index, IP: silent.AsSlice(), State: netlink.NUD_PERMANENT,
		HardwareAddr: []byte{2, 0, 0, 0, 0, 99},
	}
	if err := netlink.NeighAdd(&neighbour); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := host.Ping(ctx, silent)
	if !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("silence: %v", err)
	}
	if _, err := host.Ping(t.Context(), addrs(t, "198.51.100.1")[0]); !errors.Is(err, NetUnreachable) {
		t.Errorf("no way there: %v", err)
	}
}
