package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The catalogue's resolvers.
const (
	first4  = "198.51.100.53"
	second4 = "198.51.100.54"
)

// Resolvers by name; the plan speaks of them so.
const (
	first    = "first"  // unbound, public: plain, DoT, DoH
	second   = "second" // another
	provider = "isp"    // dnsmasq, the provider's
	house    = "router" // dnsmasq on the router, asks the provider's
)

// truth is what every name's addresses are, parted by spaces.
var truth = map[string]string{
	"chat.example":          "198.51.100.10 2001:db8:100::10",
	"api-chat.example":      "198.51.100.11",
	"cdn-chat.example":      "198.51.100.12",
	"chatstatus.example":    "198.51.100.20",
	"edgestatus.example":    "198.51.100.21",
	"www.news.example":      "198.51.100.30 2001:db8:100::30",
	"www.maps.example":      "198.51.100.31 2001:db8:100::31",
	"probe.phone.example":   "198.51.100.40",
	"check.desktop.example": "198.51.100.41",
	"www.edge.example":      "198.51.100.60",
	"shop.example":          "198.51.100.61",
	"dns.first.example":     first4,
	"dns.second.example":    second4,
}

// knows lists what a resolver says of every name.
func (p plan) knows(resolver string) map[string]string {
	all := maps.Clone(truth)
	for name, says := range p.says[resolver] {
		all[name] = says
	}
	for name, addresses := range all {
		if addresses == "" {
			delete(all, name)
		}
	}
	return all
}

// resolverDaemons are the resolvers that run.
func (p plan) resolverDaemons() []*daemon {
	var list []*daemon
	for _, d := range []*daemon{
		p.unbound(first, first4), p.unbound(second, second4),
		p.dnsmasq(provider, afar, ispDNS, p.records(provider)),
		p.dnsmasq(house, atRouter, routerAddr, "server="+ispDNS+"\n"),
	} {
		if !slices.Contains(p.off, d.name) {
			list = append(list, d)
		}
	}
	return list
}

// unbound is a public resolver.
func (p plan) unbound(name, address string) *daemon {
	var data strings.Builder
	known := p.knows(name)
	for _, host := range slices.Sorted(maps.Keys(known)) {
		for _, a := range strings.Fields(known[host]) {
			kind := "A"
			if strings.Contains(a, ":") {
				kind = "AAAA"
			}
			fmt.Fprintf(&data, "  local-data: \"%s. 60 IN %s %s\"\n", host, kind, a)
		}
	}
	config := strings.NewReplacer("NAME", name, "ADDRESS", address, "DATA", data.String(), "MORE", p.conf[name]).Replace(unboundConfig)
	return &daemon{
		name: name, room: afar, program: "unbound", args: []string{"-d", "-p", "-c", "DIR/" + name + ".conf"},
		config: name + ".conf", text: config, listens: []string{address + ":53", address + ":853", address + ":443"},
	}
}

const unboundConfig = `server:
  directory: "DIR"
  chroot: ""
  username: ""
  use-syslog: no
  interface: ADDRESS@53
  interface: ADDRESS@853
  interface: ADDRESS@443
  https-port: 443
  tls-service-key: "CERTS/NAME.key"
  tls-service-pem: "CERTS/NAME.pem"
  access-control: 0.0.0.0/0 allow
  access-control: ::/0 allow
  do-not-query-localhost: no
  do-daemonize: no
  num-threads: 1
  module-config: "iterator"
  local-zone: "." static
DATA
MORE
remote-control:
  control-enable: no
`

// records are those of a resolver, as dnsmasq wants them.
func (p plan) records(name string) string {
	var b strings.Builder
	b.WriteString("local=/example/\n") // what isn't known of these doesn't exist
	known := p.knows(name)
	for _, host := range slices.Sorted(maps.Keys(known)) {
		for _, address := range strings.Fields(known[host]) {
			fmt.Fprintf(&b, "host-record=%s,%s\n", host, address)
		}
	}
	return b.String()
}

// dnsmasq is a small resolver with these lines of configuration.
func (p plan) dnsmasq(name, room, address, lines string) *daemon {
	return &daemon{
		name: name, room: room, program: "dnsmasq", args: []string{"--keep-in-foreground", "--conf-file=DIR/" + name + ".conf"},
		config: name + ".conf", listens: []string{address + ":53"},
		text: "no-resolv\nno-hosts\nbind-interfaces\nexcept-interface=lo\nuser=root\npid-file=\ncache-size=0\nlisten-address=" + address + "\n" + lines + p.conf[name],
	}
}
