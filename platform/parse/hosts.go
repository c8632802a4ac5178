package parse

import (
	"net/netip"
	"strings"
)

// Host is one line of a hosts file.
type Host struct {
	Addr  netip.Addr
	Names []string // lower case, without a closing dot; at least one
	Line  int      // counted from 1
}

// Hosts returns the lines of a hosts file that pin at least one name to an
// address. Lines that the system would not understand are left out.
func Hosts(data []byte) []Host {
	var hosts []Host
	for n, line := range lines(data) {
		fields := strings.Fields(cutComment(line, "#"))
		if len(fields) < 2 {
			continue
		}
		addr, err := netip.ParseAddr(fields[0])
		if err != nil {
			continue
		}
		var names []string
		for _, name := range fields[1:] {
			if name = strings.TrimSuffix(strings.ToLower(name), "."); name != "" {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			hosts = append(hosts, Host{Addr: addr, Names: names, Line: n})
		}
	}
	return hosts
}
