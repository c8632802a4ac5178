package parse

import (
	"net/netip"
	"strings"
)

// NameServerList reads a list of servers as the registry of Windows keeps it:
// addresses with commas or spaces between. What is no address is left out.
func NameServerList(value string) []netip.Addr {
	var list []netip.Addr
	for _, word := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		if a, err := netip.ParseAddr(word); err == nil {
			list = append(list, a)
		}
	}
	return list
}
