package platform

import (
	"reflect"
	"testing"
	"time"
)

func TestSearchDomainsFromFiles(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		want  Search
	}{
		"no file at all": {want: Search{Ndots: 1, Wait: 5 * time.Second}},
		"a container": {
			files: map[string]string{"etc/resolv.conf": "nameserver 192.0.2.1\nsearch a.test b.test\noptions ndots:5 timeout:2\n"},
			want:  Search{Domains: []string{"a.test", "b.test"}, Ndots: 5, Wait: 2 * time.Second},
		},
		"systemd-resolved comes first, and is not there": {
			files: map[string]string{
				"etc/resolv.conf": "search a.test\noptions ndots:3\n", "etc/nsswitch.conf": "hosts: files resolve [!UNAVAIL=return] dns\n",
			},
			want: Search{Domains: []string{"a.test"}, Ndots: 3, Wait: 5 * time.Second},
		},
	} {
		t.Run(name, func(t *testing.T) {
			noBus := map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + t.TempDir() + "/no-bus"}
			got, err := recorded(tt.files, nil, noBus).SearchDomains(t.Context())
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%v\ngot  %+v\nwant %+v", err, got, tt.want)
			}
		})
	}
}

func TestSearchDomainsTooLongAFile(t *testing.T) {
	host := recorded(map[string]string{"etc/resolv.conf": string(make([]byte, settingsLimit+1))}, nil, nil)
	if got, err := host.SearchDomains(t.Context()); err == nil || got.Ndots != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// Where the C library hands names to systemd-resolved, ndots means nothing.
func TestSearchDomainsOfSystemdResolved(t *testing.T) {
	address := privateBus(t)
	host := recorded(map[string]string{
		"etc/resolv.conf": "search a.test\noptions ndots:5\n", "etc/nsswitch.conf": "hosts: files resolve [!UNAVAIL=return] dns\n",
	}, nil, map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": address})
	for _, want := range []int{5, 1} {
		got, err := host.SearchDomains(t.Context())
		if err != nil || got.Ndots != want {
			t.Errorf("%v, got %+v, want %d dots", err, got, want)
		}
		if want == 5 {
			service(t, address, resolvedName)
		}
	}
}
