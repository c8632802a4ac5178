package cable

import (
	"io"
	"net"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDestination(t *testing.T) {
	four := make([]byte, 20)
	four[0], four[16], four[19] = 0x45, 192, 7
	six := make([]byte, 40)
	six[0], six[24], six[39] = 0x60, 0x20, 9
	for name, tt := range map[string]struct {
		packet []byte
		want   netip.Addr
	}{
		"version 4":       {four, netip.AddrFrom4([4]byte{192, 0, 0, 7})},
		"version 6":       {six, netip.AddrFrom16([16]byte{0: 0x20, 15: 9})},
		"cut":             {four[:19], netip.Addr{}},
		"cut, version 6":  {six[:39], netip.Addr{}},
		"another version": {make([]byte, 60), netip.Addr{}},
		"empty":           {nil, netip.Addr{}},
	} {
		if got := destination(tt.packet); got != tt.want {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
}

func TestPacketsArriveInOrderUnlessLost(t *testing.T) {
	near, computer := net.Pipe()
	far, server := net.Pipe()
	c := &Cable{ends: [2]io.ReadWriteCloser{near, far}}
	c.Lose(func(to netip.Addr) bool { return to == netip.AddrFrom4([4]byte{10, 0, 0, 66}) })
	c.carry(near, far)
	packet := make([]byte, 20)
	packet[0], packet[16] = 0x45, 10
	go func() {
		for _, last := range []byte{1, 66, 2, 66, 3} {
			packet[19] = last
			if _, err := computer.Write(packet); err != nil {
				t.Error(err)
			}
		}
	}()
	var got []byte
	buf := make([]byte, 100)
	for range 3 {
		n, err := server.Read(buf)
		if err != nil || n != len(packet) {
			t.Fatalf("%d bytes, %v", n, err)
		}
		got = append(got, buf[19])
	}
	if diff := cmp.Diff([]byte{1, 2, 3}, got); diff != "" {
		t.Error(diff)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
