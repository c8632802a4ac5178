package parse

import (
	"net/netip"
	"strings"
)

// ResolvConf returns the name servers listed in a resolv.conf(5) file, in order
// and all of them, although the C library asks only the first three.
func ResolvConf(data []byte) []netip.Addr {
	var servers []netip.Addr
	for _, line := range lines(data) {
		fields := strings.Fields(cutComment(line, "#;"))
		if len(fields) < 2 || fields[0] != "nameserver" {
			continue
		}
		if a, err := netip.ParseAddr(fields[1]); err == nil {
			servers = append(servers, a)
		}
	}
	return servers
}

// NSSwitchHosts returns the sources that nsswitch.conf(5) names for host names,
// in order and without the actions in brackets: "files", "resolve", "dns".
func NSSwitchHosts(data []byte) []string {
	for _, line := range lines(data) {
		database, list, ok := strings.Cut(cutComment(line, "#"), ":")
		if !ok || strings.TrimSpace(database) != "hosts" {
			continue
		}
		var sources []string
		for _, word := range strings.Fields(dropBrackets(list)) {
			sources = append(sources, strings.ToLower(word))
		}
		return sources
	}
	return nil
}

// dropBrackets cuts every "[NOTFOUND=return]" out, with whatever stands in it.
func dropBrackets(s string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "[")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		out.WriteByte(' ')
		if _, s, found = strings.Cut(rest, "]"); !found {
			return out.String()
		}
	}
}
