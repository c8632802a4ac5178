package scenarios

import (
	"cmp"
	"fmt"
	"strings"
)

// plan says in what a street differs from one where all is well.
type plan struct {
	sites map[string]string            // by site: what nginx does there; off for nobody listens
	says  map[string]map[string]string // by resolver: what it says of names in place of the truth, "" for no such name
	conf  map[string]string            // by resolver: further lines of its configuration
	off   []string                     // resolvers that are not started
	more  []*daemon                    // what else runs
	six   bool                         // there is IPv6 all the way
	rules map[string]string            // by room: what nftables does there once all runs
	then  []string                     // commands once all runs, the room first

	resolvers []string // of the computer; the router where nil
	hosts     string   // lines of its hosts file
	env       []string
	book      book
}

// off is what nginx does where a site isn't served by it.
const off = "off"

// nameservers are the lines of resolv.conf.
func (p plan) nameservers() []string {
	list := p.resolvers
	if list == nil {
		list = []string{routerAddr}
	}
	var lines []string
	for _, r := range list {
		if !strings.Contains(r, " ") { // "search home.arpa" stays as it is
			r = "nameserver " + r
		}
		lines = append(lines, r)
	}
	return lines
}

// book is the catalogue; what is not given is as usual.
type book struct {
	hosts, about, edges, resolvers, anchors, portals, controls string
}

// The usual parts of the catalogue.
const (
	usualHosts     = `[{host: chat.example, path: /api, expect: [200]}]`
	usualStatus    = `    status: {kind: statuspage, url: "https://chatstatus.example"}` + "\n"
	usualResolvers = `  - {id: first, name: First, addresses: [198.51.100.53], dot: dns.first.example, doh: "https://dns.first.example/dns-query"}
  - {id: second, name: Second, addresses: [198.51.100.54], dot: dns.second.example, doh: "https://dns.second.example/dns-query"}
`
	usualAnchors  = `["198.51.100.50:443", "198.51.100.51:443", "198.51.100.53:443"]`
	usualPortals  = `[{url: "http://probe.phone.example/ok.txt", status: 200, body: success}, {url: "http://check.desktop.example/204", status: 204}]`
	usualControls = `[{host: www.news.example}, {host: www.maps.example}]`

	// none leaves out a part that is usually there.
	none = " "
)

func (b book) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "version: 1\nservices:\n  - id: chat\n    name: Chat\n    url: https://chat.example/app\n    hosts: %s\n%s",
		cmp.Or(b.hosts, usualHosts), strings.TrimRight(cmp.Or(b.about, usualStatus), " "))
	if b.edges != "" {
		s.WriteString("edges:\n" + b.edges)
	}
	if b.resolvers != none {
		s.WriteString("resolvers:\n" + cmp.Or(b.resolvers, usualResolvers))
	}
	fmt.Fprintf(&s, "reachability:\n  anchors: %s\n  portals: %s\n  controls: %s\n",
		cmp.Or(b.anchors, usualAnchors), cmp.Or(b.portals, usualPortals), cmp.Or(b.controls, usualControls))
	return s.String()
}
