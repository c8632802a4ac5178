package platform

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// extended is what Linux puts into a socket's error queue.
func extended(origin byte, from []byte) []byte {
	raw := make([]byte, 16)
	binary.NativeEndian.PutUint32(raw, uint32(unix.EHOSTUNREACH))
	raw[4], raw[5], raw[6] = origin, 3, 13
	return append(raw, from...)
}

func sender(family uint16, rest ...byte) []byte {
	return append(binary.NativeEndian.AppendUint16(nil, family), rest...)
}

func TestOffenderOf(t *testing.T) {
	four := sender(unix.AF_INET, 0, 0, 192, 168, 1, 23, 0, 0, 0, 0, 0, 0, 0, 0)
	six := sender(unix.AF_INET6, append(make([]byte, 6), append(netip.MustParseAddr("2001:db8:1::23").AsSlice(), 0, 0, 0, 0)...)...)
	for name, tt := range map[string]struct {
		raw  []byte
		want string
	}{
		"IPv4":                 {extended(unix.SO_EE_ORIGIN_ICMP, four), "192.168.1.23"},
		"IPv6":                 {extended(unix.SO_EE_ORIGIN_ICMP6, six), "2001:db8:1::23"},
		"no message came":      {extended(unix.SO_EE_ORIGIN_LOCAL, four), "invalid IP"},
		"another family":       {extended(unix.SO_EE_ORIGIN_ICMP, sender(unix.AF_UNIX, four...)), "invalid IP"},
		"cut in the address":   {extended(unix.SO_EE_ORIGIN_ICMP, four[:6]), "invalid IP"},
		"cut in the address 6": {extended(unix.SO_EE_ORIGIN_ICMP6, six[:20]), "invalid IP"},
		"nobody":               {extended(unix.SO_EE_ORIGIN_ICMP, nil), "invalid IP"},
		"nothing":              {nil, "invalid IP"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := offenderOf(tt.raw).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestIsOwn(t *testing.T) {
	for text, want := range map[string]bool{"127.0.0.1": true, "::1": true, "192.0.2.1": false} {
		if got := isOwn(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if isOwn(netip.Addr{}) {
		t.Error("no address is this computer's")
	}
}

// open counts the open files of this process.
func open(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestDialConnectsAndLeavesNothingOpen(t *testing.T) {
	warm, err := Dialer()(t.Context(), "udp", "127.0.0.1:9") // what the library opens once is open now
	if err != nil {
		t.Fatal(err)
	}
	_ = warm.Close()
	for _, network := range []string{"127.0.0.1:0", "[::1]:0"} {
		before := open(t)
		listener, err := net.Listen("tcp", network)
		if err != nil {
			t.Skipf("no such address here: %v", err)
		}
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				_, _ = io.WriteString(conn, "well")
				_ = conn.Close()
			}
		}()
		conn, err := Dialer()(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(conn)
		if string(said) != "well" || err != nil {
			t.Errorf("got %q, %v", said, err)
		}
		_ = conn.Close()
		address := listener.Addr().String()
		_ = listener.Close()
		// Nobody listens any more: that is the other side's refusal, not a firewall's.
		if _, err := Dialer()(t.Context(), "tcp", address); !errors.Is(err, ConnRefused) || errors.Is(err, NotPermitted) {
			t.Errorf("got %v", err)
		}
		if after := open(t); after > before {
			t.Errorf("%d files open, %d before", after, before)
		}
	}
}

func TestDialUDP(t *testing.T) {
	conn, err := Dialer()(t.Context(), "udp", "127.0.0.1:9")
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
}
