package probe

import (
	"context"
	"fmt"
	"io/fs"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/platformtest"
)

func TestHostsFile(t *testing.T) {
	entry := func(line int, addr string, names ...string) platform.HostsEntry {
		return platform.HostsEntry{Addr: netip.MustParseAddr(addr), Names: names, Line: line}
	}
	usual := entry(1, "127.0.0.1", "localhost")
	for name, tt := range map[string]struct {
		entries []platform.HostsEntry
		err     error
		want    string
		pins    []checks.PinLog
		lines   int
	}{
		"the usual":       {entries: []platform.HostsEntry{usual}, want: "ok hosts_file.ok no entry", lines: 1},
		"other names":     {entries: []platform.HostsEntry{entry(2, "192.0.2.1", "cdn.app.test", "app.test.example", "myapp.test")}, want: "ok hosts_file.ok no entry", lines: 1},
		"pinned":          {entries: []platform.HostsEntry{usual, entry(7, "192.0.2.1", "other.test", "App.Test.")}, want: "notice hosts_file.pinned 192.0.2.1", pins: []checks.PinLog{{Name: "app.test", Address: "192.0.2.1", Line: 7}}, lines: 2},
		"blocked twice":   {entries: []platform.HostsEntry{entry(3, "0.0.0.0", "app.test"), entry(4, "::", "app.test")}, want: "notice hosts_file.pinned 0.0.0.0", pins: []checks.PinLog{{Name: "app.test", Address: "0.0.0.0", Line: 3}, {Name: "app.test", Address: "::", Line: 4}}, lines: 2},
		"no file":         {err: fmt.Errorf("reading the hosts file: %w", fs.ErrNotExist), want: "ok hosts_file.ok no entry"},
		"a file to hide":  {err: fmt.Errorf("reading the hosts file: %w", fs.ErrPermission), want: "notice hosts_file.unreadable"},
		"read to a point": {entries: []platform.HostsEntry{usual}, err: fs.ErrInvalid, want: "notice hosts_file.unreadable"},
	} {
		t.Run(name, func(t *testing.T) {
			host := &platformtest.Host{OnHostsFile: func(context.Context) (string, []platform.HostsEntry, error) { return "/etc/hosts", tt.entries, tt.err }}
			s := Setup{Service: catalog.Service{Hosts: []catalog.Host{{Host: "app.test"}, {Host: "localhost"}, {Host: "lab.localhost"}}}}
			f := hostsFile(s).Run(t.Context(), surroundings{host: host}.task())
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			fact, known := f.Data.(checks.HostsFileFact)
			if known && (fact.Path != "/etc/hosts" || fact.Lines != tt.lines) {
				t.Errorf("fact %+v", fact)
			}
			if len(fact.Pins)+len(tt.pins) > 0 && !cmp.Equal(fact.Pins, tt.pins) {
				t.Errorf("pins %+v", fact.Pins)
			}
		})
	}
}

// A blocking list names hundreds of thousands of hosts; a hostile one the same
// host as often.
func TestHostsFileIsBounded(t *testing.T) {
	var entries []platform.HostsEntry
	for i := range 10 * pinLimit {
		entries = append(entries, platform.HostsEntry{Addr: netip.MustParseAddr("0.0.0.0"), Names: []string{"app.test"}, Line: i + 1})
	}
	got := pins(Setup{Service: catalog.Service{Hosts: []catalog.Host{{Host: "App.test"}}}}, entries)
	if len(got) != pinLimit || got[0].Line != 1 {
		t.Errorf("%d pins", len(got))
	}
}
