package parse

import (
	"bytes"
	"net/netip"
	"slices"
	"testing"
)

func TestSwitchResolvConf(t *testing.T) {
	servers := []netip.Addr{netip.MustParseAddr("192.0.2.7"), netip.MustParseAddr("2001:db8::7")}
	const set = switchMark + "\nnameserver 192.0.2.7\nnameserver 2001:db8::7\n"
	for name, tt := range map[string]struct{ before, after string }{
		"a plain file":            {"search home\nnameserver 192.0.2.1\noptions rotate\n", "search home\n" + set + "#Fix502 nameserver 192.0.2.1\noptions rotate\n"},
		"several, not together":   {"nameserver 192.0.2.1\n# note\nnameserver 192.0.2.2\n", set + "#Fix502 nameserver 192.0.2.1\n# note\n#Fix502 nameserver 192.0.2.2\n"},
		"no end of line":          {"# x\nnameserver 192.0.2.1", "# x\n" + set + "#Fix502 nameserver 192.0.2.1"},
		"none set":                {"search home", set + "search home"},
		"empty":                   {"", set},
		"a comment that looks so": {"#nameserver 192.0.2.9\nnameserver\t192.0.2.1\n", "#nameserver 192.0.2.9\n" + set + "#Fix502 nameserver\t192.0.2.1\n"},
		"lines of Windows":        {"nameserver 192.0.2.1\r\noptions rotate\r\n", set + "#Fix502 nameserver 192.0.2.1\r\noptions rotate\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			after := SwitchResolvConf([]byte(tt.before), servers)
			if string(after) != tt.after {
				t.Errorf("got\n%q\nwant\n%q", after, tt.after)
			}
			again := SwitchResolvConf(after, servers)
			if !bytes.Equal(again, after) {
				t.Errorf("a second time:\n%q", again)
			}
			if back := SwitchResolvConf(after, ResolvConf([]byte(tt.before))); string(back) != tt.before {
				t.Errorf("back:\n%q", back)
			}
		})
	}
}

func FuzzSwitchResolvConf(f *testing.F) {
	f.Add([]byte("search home\nnameserver 192.0.2.1\n"), []byte{192, 0, 2, 7})
	f.Add([]byte(switchMark+"\nnameserver 192.0.2.7\n#Fix502 nameserver 192.0.2.1"), []byte{192, 0, 2, 1})
	f.Fuzz(func(t *testing.T, data, server []byte) {
		a, ok := netip.AddrFromSlice(server)
		if !ok || bytes.Contains(data, []byte("Fix502")) {
			return // what Fix502 wrote is another test's
		}
		servers := []netip.Addr{a.Unmap()}
		after := SwitchResolvConf(data, servers)
		if got := ResolvConf(after); !slices.Equal(got, servers) {
			t.Errorf("set %v, read %v", servers, got)
		}
		if back := SwitchResolvConf(after, ResolvConf(data)); !bytes.Equal(back, data) && !slices.Equal(ResolvConf(data), servers) {
			t.Errorf("back:\n%q\nwant\n%q", back, data)
		}
	})
}
