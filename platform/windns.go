package platform

import "strconv"

// netshLines are the command lines of netsh that set the servers of an adapter.
// Without "validate=no" it would ask each server first, and refuse slow ones.
func netshLines(index int, d DNSSetting) [][]string {
	family := DNSOverIPv4
	if d.Family == DNSOverIPv6 {
		family = DNSOverIPv6
	}
	name := "name=" + strconv.Itoa(index)
	if d.Automatic || len(d.Servers) == 0 {
		return [][]string{{"interface", family, "set", "dnsservers", name, "source=dhcp"}}
	}
	lines := [][]string{{"interface", family, "set", "dnsservers", name, "source=static", "address=" + d.Servers[0].String(), "register=both", "validate=no"}}
	for i, a := range d.Servers[1:] {
		lines = append(lines, []string{"interface", family, "add", "dnsservers", name, "address=" + a.String(), "index=" + strconv.Itoa(i+2), "validate=no"})
	}
	return lines
}
