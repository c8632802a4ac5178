package platform

import (
	"net/netip"
	"reflect"
	"testing"
)

func dnsServer(addr, source string, change ...func(*Resolver)) Resolver {
	r := Resolver{Addr: netip.AddrPortFrom(netip.MustParseAddr(addr), 53), Source: source}
	for _, c := range change {
		c(&r)
	}
	return r
}

func stub(r *Resolver)     { r.Stub = true }
func upstream(r *Resolver) { r.Upstream = true }

func on(name string) func(*Resolver)   { return func(r *Resolver) { r.Interface = name } }
func forOnly(d string) func(*Resolver) { return func(r *Resolver) { r.Domain = d } }

func TestResolversFromFiles(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		want  []Resolver
	}{
		"no file at all": {
			want: []Resolver{dnsServer("127.0.0.1", "resolv.conf (lists none)", stub)},
		},
		"an empty file": {
			files: map[string]string{"etc/resolv.conf": "search home\n"},
			want:  []Resolver{dnsServer("127.0.0.1", "resolv.conf (lists none)", stub)},
		},
		"plain servers, three of them at most, each once": {
			files: map[string]string{
				"etc/resolv.conf": "nameserver 192.0.2.1\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\nnameserver 192.0.2.4\n",
			},
			want: []Resolver{
				dnsServer("192.0.2.1", "resolv.conf"), dnsServer("fe80::1%eth0", "resolv.conf", on("eth0")),
			},
		},
		"systemd-resolved without a bus": {
			files: map[string]string{
				"etc/resolv.conf":                 "nameserver 127.0.0.53\n",
				"run/systemd/resolve/resolv.conf": "nameserver 192.0.2.7\nnameserver 2001:db8::7\n",
			},
			want: []Resolver{
				dnsServer("127.0.0.53", "resolv.conf", stub),
				dnsServer("192.0.2.7", "systemd-resolved", upstream), dnsServer("2001:db8::7", "systemd-resolved", upstream),
			},
		},
		"a leftover of systemd-resolved, which nothing names": {
			files: map[string]string{
				"etc/resolv.conf":                 "nameserver 192.0.2.1\n",
				"etc/nsswitch.conf":               "hosts: files resolve [!UNAVAIL=return] dns\n",
				"run/systemd/resolve/resolv.conf": "nameserver 192.0.2.7\n",
			},
			want: []Resolver{dnsServer("192.0.2.1", "resolv.conf")},
		},
		"NetworkManager's dnsmasq": {
			files: map[string]string{
				"etc/resolv.conf":                        "nameserver 127.0.0.1\n",
				"run/NetworkManager/no-stub-resolv.conf": "nameserver 192.0.2.8\nnameserver 127.0.0.1\n",
				"run/NetworkManager/resolv.conf":         "nameserver 127.0.0.1\n",
			},
			want: []Resolver{
				dnsServer("127.0.0.1", "resolv.conf", stub),
				dnsServer("192.0.2.8", "/run/NetworkManager/no-stub-resolv.conf", upstream),
			},
		},
		"a forwarder that tells nothing": {
			files: map[string]string{"etc/resolv.conf": "nameserver ::1\n"},
			want:  []Resolver{dnsServer("::1", "resolv.conf", stub)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			noBus := map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + t.TempDir() + "/no-bus"}
			got, err := recorded(tt.files, nil, noBus).Resolvers(t.Context())
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%v\ngot  %+v\nwant %+v", err, got, tt.want)
			}
		})
	}
}

func TestResolversTooLongAFile(t *testing.T) {
	long := make([]byte, settingsLimit+1)
	host := recorded(map[string]string{"etc/resolv.conf": string(long)}, nil, nil)
	if got, err := host.Resolvers(t.Context()); err == nil {
		t.Errorf("got %+v and no error", got)
	}
}
