package platform

import (
	"net/netip"
	"os"
	"reflect"
	"testing"
)

// sample reads a recording that the parsers are tested with.
func sample(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("parse/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestMacInterfaces(t *testing.T) {
	host := recorded(nil, map[string]string{
		"/usr/sbin/networksetup -listallhardwareports": sample(t, "hardwareports/macbook.txt"),
		"/sbin/ifconfig -a":                            sample(t, "ifconfig/macbook-wifi-off.txt"),
	}, nil)
	link := []netip.Prefix{netip.MustParsePrefix("fe80::1/64")}
	inner := []netip.Prefix{netip.MustParsePrefix("10.8.0.2/24")}
	got := host.macInterfaces(t.Context(), []Interface{
		{Name: "lo0", Kind: KindLoopback, Up: true},
		{Name: "en0", Kind: KindOther, Up: true},
		{Name: "en4", Kind: KindOther, Up: true},
		{Name: "en7", Kind: KindOther, Up: true},
		{Name: "bridge0", Kind: KindOther, Up: true},
		{Name: "utun0", Kind: KindOther, Up: true, Addrs: link},
		{Name: "utun4", Kind: KindOther, Up: true, Addrs: inner},
		{Name: "ipsec0", Kind: KindOther},
	})
	want := []Interface{
		{Name: "lo0", Kind: KindLoopback, Up: true},
		{Name: "en0", Kind: KindWiFi, Up: false},
		{Name: "en4", Kind: KindEthernet, Up: true},
		{Name: "en7", Kind: KindMobile, Up: true},
		{Name: "bridge0", Kind: KindOther, Up: true},
		{Name: "utun0", Kind: KindOther, Up: true, Addrs: link},
		{Name: "utun4", Kind: KindVPN, Up: true, Addrs: inner},
		{Name: "ipsec0", Kind: KindVPN},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestMacInterfacesWithoutPrograms(t *testing.T) {
	got := recorded(nil, nil, nil).macInterfaces(t.Context(), []Interface{{Name: "en0", Kind: KindOther, Up: true}})
	if want := []Interface{{Name: "en0", Kind: KindOther, Up: true}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAdapterKinds(t *testing.T) {
	for _, tt := range []struct {
		a    adapter
		want InterfaceKind
	}{
		{adapter{Type: ifTypeLoopback}, KindLoopback},
		{adapter{Type: ifTypeWiFi, Description: "Intel(R) Wi-Fi 6 AX201 160MHz"}, KindWiFi},
		{adapter{Type: ifTypeMobile}, KindMobile},
		{adapter{Type: ifTypeMobile2}, KindMobile},
		{adapter{Type: ifTypePPP}, KindVPN},
		{adapter{Type: ifTypeTunnel}, KindVPN},
		{adapter{Type: ifTypeVirtual, Description: "Wintun Userspace Tunnel"}, KindVPN},
		{adapter{Type: ifTypeEthernet, Description: "TAP-Windows Adapter V9"}, KindVPN},
		{adapter{Type: ifTypeEthernet, Name: "ProtonVPN"}, KindVPN},
		{adapter{Type: ifTypeEthernet, Description: "Realtek PCIe GbE Family Controller"}, KindEthernet},
		{adapter{Type: 1}, KindOther},
	} {
		if got := tt.a.kind(); got != tt.want {
			t.Errorf("%+v: got %s, want %s", tt.a, got, tt.want)
		}
		i := adapterInterfaces([]adapter{tt.a})
		if len(i) != 1 || i[0].Kind != tt.want || i[0].Name != tt.a.Name {
			t.Errorf("as an interface: %+v", i)
		}
	}
}

func TestAdapterResolvers(t *testing.T) {
	server := netip.MustParseAddrPort("10.50.13.1:53")
	got := adapterResolvers([]adapter{
		{Name: "Tailscale", Up: true, Type: ifTypeVirtual, DNS: addrs(t, "fec0:0:0:ffff::1%1", "fec0:0:0:ffff::2%1", "fec0:0:0:ffff::3")},
		{Name: "Ethernet 2", Up: true, Type: ifTypeEthernet, DNS: addrs(t, "10.50.13.1", "127.0.0.1")},
		{Name: "Bluetooth", Up: false, Type: ifTypeEthernet, DNS: addrs(t, "192.0.2.9")},
		{Name: "Loopback", Up: true, Type: ifTypeLoopback, DNS: addrs(t, "192.0.2.9")},
	})
	want := []Resolver{
		{Addr: server, Interface: "Ethernet 2", Source: "registry", Apart: true},
		{Addr: netip.MustParseAddrPort("127.0.0.1:53"), Interface: "Ethernet 2", Source: "registry", Stub: true, Apart: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestMacResolvers(t *testing.T) {
	read := func(name string) ([]Resolver, error) {
		return recorded(nil, map[string]string{"/usr/sbin/scutil --dns": sample(t, name)}, nil).macResolvers(t.Context())
	}
	got, err := read("scutil-dns/macos-14-vpn-split.txt")
	want := []Resolver{
		{Addr: netip.MustParseAddrPort("192.0.2.1:53"), Interface: "en0", Source: "scutil"},
		{Addr: netip.MustParseAddrPort("192.0.2.2:53"), Interface: "en0", Source: "scutil"},
		{Addr: netip.MustParseAddrPort("10.8.0.53:5353"), Interface: "utun4", Source: "scutil", Domain: "corp.example"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("a VPN for one domain: %v\ngot  %+v\nwant %+v", err, got, want)
	}
	got, err = read("scutil-dns/macos-15-home.txt")
	want = []Resolver{
		{Addr: netip.MustParseAddrPort("192.168.1.1:53"), Interface: "en0", Source: "scutil"},
		{Addr: netip.MustParseAddrPort("[fe80::800c:67ff:fe1d:fd64%12]:53"), Interface: "en0", Source: "scutil"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("at home: %v\ngot  %+v\nwant %+v", err, got, want)
	}
	if got, err := recorded(nil, nil, nil).macResolvers(t.Context()); err == nil {
		t.Errorf("without scutil: got %+v and no error", got)
	}
}
