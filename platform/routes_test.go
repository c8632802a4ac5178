package platform

import (
	"net/netip"
	"slices"
	"testing"
)

func tableLine(dest, gateway, iface string, metric int, preferred bool) tableRoute {
	r := tableRoute{
		Dest: netip.MustParsePrefix(dest), Route: Route{Interface: iface, Metric: metric}, Preferred: preferred,
	}
	if gateway != "" {
		r.Gateway = netip.MustParseAddr(gateway)
	}
	return r
}

func TestDefaultRoutes(t *testing.T) {
	router, other := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("198.51.100.1")
	for name, tt := range map[string]struct {
		table []tableRoute
		want  []Route
	}{
		"none": {table: []tableRoute{tableLine("192.0.2.0/24", "", "eth0", 0, false)}},
		"the lower metric first": {
			table: []tableRoute{
				tableLine("0.0.0.0/0", "198.51.100.1", "wlan0", 600, false),
				tableLine("0.0.0.0/0", "192.0.2.1", "eth0", 100, false),
			},
			want: []Route{
				{Gateway: router, Interface: "eth0", Metric: 100}, {Gateway: other, Interface: "wlan0", Metric: 600},
			},
		},
		"the system's own choice first": {
			table: []tableRoute{
				tableLine("0.0.0.0/0", "192.0.2.1", "eth0", 100, false),
				tableLine("0.0.0.0/0", "", "wg0", 0, true),
			},
			want: []Route{{Interface: "wg0"}, {Gateway: router, Interface: "eth0", Metric: 100}},
		},
		"two halves of a VPN are one way": {
			table: []tableRoute{
				tableLine("0.0.0.0/0", "192.0.2.1", "eth0", 100, false),
				tableLine("0.0.0.0/1", "198.51.100.1", "tun0", 200, false),
				tableLine("128.0.0.0/1", "198.51.100.1", "tun0", 200, false),
			},
			want: []Route{
				{Gateway: other, Interface: "tun0", Metric: 200}, {Gateway: router, Interface: "eth0", Metric: 100},
			},
		},
		"half of it is none": {
			table: []tableRoute{tableLine("0.0.0.0/1", "198.51.100.1", "tun0", 0, false)},
		},
		"halves of different links are none": {
			table: []tableRoute{
				tableLine("0.0.0.0/1", "", "tun0", 0, false), tableLine("128.0.0.0/1", "", "tun1", 0, false),
			},
		},
		"IPv6, whole, halved and by the addresses in use": {
			table: []tableRoute{
				tableLine("::/0", "", "eth0", 1024, false),
				tableLine("::/1", "", "tun0", 0, false),
				tableLine("8000::/1", "", "tun0", 0, false),
				tableLine("2000::/3", "", "tun1", 5, false),
			},
			want: []Route{{Interface: "tun0"}, {Interface: "tun1", Metric: 5}, {Interface: "eth0", Metric: 1024}},
		},
		"the same twice is once": {
			table: []tableRoute{
				tableLine("0.0.0.0/0", "192.0.2.1", "eth0", 0, true), tableLine("0.0.0.0/0", "192.0.2.1", "eth0", 0, false),
			},
			want: []Route{{Gateway: router, Interface: "eth0"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := defaultRoutes(tt.table); !slices.Equal(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}
