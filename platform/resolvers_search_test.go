package platform

import (
	"reflect"
	"testing"
)

func TestMacSearch(t *testing.T) {
	host := recorded(nil, map[string]string{"/usr/sbin/scutil --dns": sample(t, "scutil-dns/macos-15-home.txt")}, nil)
	got, err := host.macSearch(t.Context())
	if want := (Search{Domains: []string{"home"}, Ndots: 1}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
	if got, err := recorded(nil, nil, nil).macSearch(t.Context()); err == nil {
		t.Errorf("without scutil: got %+v and no error", got)
	}
}
