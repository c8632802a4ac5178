package parse

import (
	"net/netip"
	"reflect"
	"testing"
)

const serviceOrder = `An asterisk (*) denotes that a network service is disabled.
(1) Ethernet
(Hardware Port: Ethernet, Device: en4)

(2) Wi-Fi
(Hardware Port: Wi-Fi, Device: en0)

(*) Thunderbolt (old) Bridge
(Hardware Port: Thunderbolt Bridge, Device: bridge0)

(3) My VPN
(Hardware Port: com.example.vpn, Device: )
`

// serviceOrderGerman is the same where the system speaks German and the user has
// renamed a service; the words in brackets are never translated.
const serviceOrderGerman = `Ein Sternchen (*) bedeutet, dass ein Netzwerkdienst deaktiviert ist.
(1) WLAN zu Hause (5 GHz)
(Hardware Port: WLAN, Device: en0)
`

func TestNetworkServices(t *testing.T) {
	for name, tt := range map[string]struct {
		out  string
		want []NetworkService
	}{
		"nothing": {},
		"English": {serviceOrder, []NetworkService{
			{Name: "Ethernet", Device: "en4"},
			{Name: "Wi-Fi", Device: "en0"},
			{Name: "Thunderbolt (old) Bridge", Device: "bridge0", Off: true},
			{Name: "My VPN"},
		}},
		"German":  {serviceOrderGerman, []NetworkService{{Name: "WLAN zu Hause (5 GHz)", Device: "en0"}}},
		"garbled": {"(1) \n(x) y\n(Hardware Port: a, Device: en9)\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := NetworkServices([]byte(tt.out)); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestNetworkServers(t *testing.T) {
	two := []netip.Addr{netip.MustParseAddr("1.1.1.1"), netip.MustParseAddr("2606:4700:4700::1111")}
	for out, want := range map[string][]netip.Addr{
		"There aren't any DNS Servers set on Wi-Fi.\n":  nil,
		"Auf WLAN sind keine DNS-Server eingestellt.\n": nil,
		"1.1.1.1\n2606:4700:4700::1111\n":               two,
		"":                                              nil,
		"Wi-Fi is not a recognized network service.\n** Error: x.\n": nil,
	} {
		if got := NetworkServers([]byte(out)); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v", out, got)
		}
	}
}

func TestNameServerList(t *testing.T) {
	want := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}
	for value, want := range map[string][]netip.Addr{
		"": nil, "192.0.2.1,2001:db8::1": want, "192.0.2.1 2001:db8::1": want, " 192.0.2.1, x ,2001:db8::1;": want,
	} {
		if got := NameServerList(value); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v", value, got)
		}
	}
}

func FuzzNetworkSetup(f *testing.F) {
	f.Add([]byte(serviceOrder))
	f.Add([]byte(serviceOrderGerman))
	f.Fuzz(func(t *testing.T, out []byte) {
		for _, s := range NetworkServices(out) {
			if s.Name == "" {
				t.Errorf("a service without a name: %+v", s)
			}
		}
		NetworkServers(out)
		NameServerList(string(out))
	})
}
