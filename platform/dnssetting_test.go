package platform

import (
	"net/netip"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestDNSArg(t *testing.T) {
	for _, d := range []DNSSetting{
		{Way: WayNetworkManager, Family: DNSOverIPv4, Interface: "eth0", Servers: addrs(t, "9.9.9.9", "149.112.112.112")},
		{Way: WayNetworkManager, Family: DNSOverIPv6, Interface: "eth0", Automatic: true, Servers: addrs(t, "2620:fe::fe")},
		{Way: WayWindows, Family: DNSOverIPv4, Interface: "{4D36E972-E325-11CE-BFC1-08002BE10318}", Automatic: true},
		{Way: WayResolvConf, Family: DNSOverBoth},
	} {
		got, err := ParseDNSArg(d.Arg())
		if err != nil || !reflect.DeepEqual(got, d) {
			t.Errorf("%q: got %+v, %v", d.Arg(), got, err)
		}
	}
	for _, arg := range []string{
		"", "resolv.conf,both,", "registry,both,,only,9.9.9.9", "resolv.conf,ipv5,,only,9.9.9.9", "resolv.conf,both,,maybe,9.9.9.9",
		"resolv.conf,both,,only,example.com", "resolv.conf,both,,only,", "resolv.conf,both,,only,0.0.0.0", "resolv.conf,both,,only,224.0.0.1",
		"networkmanager,ipv4,eth0,only,2620:fe::fe", "networkmanager,ipv6,eth0,only,9.9.9.9", "networkmanager,ipv4,../eth0,only,9.9.9.9",
		"networkmanager,ipv4,eth 0,only,9.9.9.9", "networkmanager,ipv4,-eth\n0,only,9.9.9.9", "windows,ipv4,{x},only", "systemd-resolved,both,eth0,only",
		"networkmanager,ipv4," + strings.Repeat("e", 65) + ",only,9.9.9.9", "resolv.conf,both,,only" + strings.Repeat(",9.9.9.9", 33),
		"resolv.conf,both,,only,255.255.255.255", "resolv.conf,both,,only,::ffff:9.9.9.9",
	} {
		if got, err := ParseDNSArg(arg); err == nil {
			t.Errorf("%q is taken: %+v", arg, got)
		}
	}
}

func FuzzParseDNSArg(f *testing.F) {
	f.Add("resolv.conf,both,,only,9.9.9.9")
	f.Add("networkmanager,ipv6,eth0,automatic,2620:fe::fe%eth0")
	f.Fuzz(func(t *testing.T, arg string) {
		d, err := ParseDNSArg(arg)
		if err != nil {
			return
		}
		again, err := ParseDNSArg(d.Arg())
		if err != nil || !reflect.DeepEqual(again, d) {
			t.Errorf("%q: %+v, %v", arg, again, err)
		}
		if strings.ContainsAny(d.Interface, "/\\ \n\x00") {
			t.Errorf("an interface that leads elsewhere: %q", d.Interface)
		}
	})
}

func TestCheckToken(t *testing.T) {
	dir := t.TempDir()
	if err := CheckToken(TokenPath(dir, "ABC234")); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{
		"", "dns-trial-ABC.token", filepath.Join(dir, "passwd"), TokenPath(dir, ""), TokenPath(dir, "../x"), TokenPath(dir, "abc"),
		dir + "/../" + "dns-trial-ABC.token", TokenPath(dir, "ABC") + "/", "dns-trial-.token",
	} {
		if CheckToken(bad) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestHoldsIn(t *testing.T) {
	ours := DNSSetting{Way: WayResolved, Family: DNSOverBoth, Interface: "eth0", Servers: addrs(t, "9.9.9.9")}
	with := func(change func(*DNSSetting)) []DNSSetting {
		d := ours
		d.InUse = d.Servers
		change(&d)
		return []DNSSetting{d}
	}
	for name, tt := range map[string]struct {
		now  []DNSSetting
		want bool
	}{
		"as it was set":             {with(func(*DNSSetting) {}), true},
		"networkd doesn't say":      {with(func(d *DNSSetting) { d.Automatic, d.Servers = true, nil }), true},
		"the network's again":       {with(func(d *DNSSetting) { d.Automatic, d.Servers, d.InUse = true, nil, addrs(t, "192.0.2.1") }), false},
		"somebody else's":           {with(func(d *DNSSetting) { d.Servers = append(d.Servers, netip.MustParseAddr("192.0.2.1")) }), false},
		"of another connection":     {with(func(d *DNSSetting) { d.Interface = "wlan0" }), false},
		"of another way":            {with(func(d *DNSSetting) { d.Way = WayResolvConf }), false},
		"the connection isn't here": {nil, false},
	} {
		if got := ours.HoldsIn(tt.now); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestDefaultLinks(t *testing.T) {
	route := func(dest, name string) tableRoute {
		return tableRoute{Dest: netip.MustParsePrefix(dest), Route: Route{Interface: name}}
	}
	got := defaultLinks([]tableRoute{route("0.0.0.0/0", "eth0"), route("::/0", "eth0"), route("192.0.2.0/24", "eth1"), route("0.0.0.0/1", "tun0"), route("::/0", "wlan0")})
	want := []dnsLink{{Interface: "eth0", V4: true, V6: true}, {Interface: "tun0", V4: true}, {Interface: "wlan0", V6: true}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}
