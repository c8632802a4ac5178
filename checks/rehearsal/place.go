package rehearsal

import "net/netip"

// The places of the world. Names end in .example and addresses are those set aside
// for documentation (RFC 2606, 5737, 3849), so that none of them can be mistaken
// for a real one.
const (
	serviceID   = "chitchat"
	serviceName = "chitchat.example"
	gatewayName = "gateway.chitchat.example"
	mediaName   = "media.chitchat.example"
	statusName  = "status.chitchat.example"

	edgeStatusName = "status.cdn.example"
	canaryOne      = "www.cdn.example"
	canaryTwo      = "docs.cdn.example"

	portalOne = "portal.north.example"
	portalTwo = "check.south.example"

	controlOne   = "www.encyclopedia.example"
	controlTwo   = "www.weather.example"
	controlThree = "www.library.example"

	bookOne = "dns.one.example"
	bookTwo = "dns.two.example"
)

var (
	ownIPv4    = netip.MustParseAddr("192.168.1.20")
	ownIPv6    = netip.MustParseAddr("2001:db8:20::20")
	routerAddr = netip.MustParseAddr("192.168.1.1")

	serviceAddr  = netip.MustParseAddr("203.0.113.10")
	serviceAddr6 = netip.MustParseAddr("2001:db8:502::10")
	gatewayAddr  = netip.MustParseAddr("203.0.113.11")
	gatewayAddr6 = netip.MustParseAddr("2001:db8:502::11")
	mediaAddr    = netip.MustParseAddr("203.0.113.12")
	secondAddr   = netip.MustParseAddr("203.0.113.20") // of the service too, at another place of its delivery network
	statusAddr   = netip.MustParseAddr("203.0.113.30")
	canaryAddr   = netip.MustParseAddr("203.0.113.41")
	canaryAddr2  = netip.MustParseAddr("203.0.113.42")
	edgeStatus   = netip.MustParseAddr("203.0.113.43")

	portalAddr   = netip.MustParseAddr("198.51.100.21")
	portalAddr2  = netip.MustParseAddr("198.51.100.22")
	controlAddr  = netip.MustParseAddr("198.51.100.31")
	controlAddr6 = netip.MustParseAddr("2001:db8:31::31")
	controlAddr2 = netip.MustParseAddr("198.51.100.32")
	controlAddr3 = netip.MustParseAddr("198.51.100.33")

	bookAddr    = netip.MustParseAddr("198.51.100.1")
	bookAddr2   = netip.MustParseAddr("198.51.100.2")
	anchorAddr  = netip.MustParseAddr("192.0.2.1")
	anchorAddr2 = netip.MustParseAddr("192.0.2.2")
	anchorAddr6 = netip.MustParseAddr("2001:db8:1::1")
	deadBook    = netip.MustParseAddr("198.51.100.9") // nobody is there
	anchorAddr3 = netip.MustParseAddr("192.0.2.3")

	strangerAddr = netip.MustParseAddr("198.51.100.66") // a web server that knows nothing of the service
	signInAddr   = netip.MustParseAddr("192.168.1.254") // where a network's sign-in page is
	proxyAddr    = netip.MustParseAddr("192.168.1.30")
)

// catalogue describes the world in the form of contract §5.
const catalogue = `version: 1
services:
  - id: chitchat
    name: Chitchat
    url: https://chitchat.example/app
    hosts:
      - {host: chitchat.example, path: /api/gateway, expect: [200]}
      - {host: gateway.chitchat.example, path: /, expect: [200, 404]}
      - {host: media.chitchat.example, path: /, required: false}
    edge: example-cdn
    status: {kind: statuspage, url: "https://status.chitchat.example"}
    support: {url: "https://chitchat.example/support", email: support@chitchat.example}
    apps:
      - id: chitchat
        name: Chitchat
        flavour: stable
        linux: {processes: [chitchat], paths: [/opt/chitchat], launch: [[/opt/chitchat/chitchat]]}
        windows: {processes: [Chitchat.exe], paths: ["${PROGRAMFILES}/Chitchat"], launch: [["${PROGRAMFILES}/Chitchat/Chitchat.exe"]]}
        macos: {processes: [Chitchat], paths: [/Applications/Chitchat.app], launch: [[/usr/bin/open, -a, Chitchat]]}
edges:
  - id: example-cdn
    name: Example CDN
    status: {kind: statuspage, url: "https://status.cdn.example"}
    trace: /cdn-cgi/trace
    canaries:
      - {host: www.cdn.example, path: /}
      - {host: docs.cdn.example, path: /}
resolvers:
  - {id: one, name: DNS One, addresses: [198.51.100.1], dot: dns.one.example, doh: "https://dns.one.example/dns-query"}
  - {id: two, name: DNS Two, addresses: [198.51.100.2], dot: dns.two.example, doh: "https://dns.two.example/dns-query"}
reachability:
  anchors: ["192.0.2.1:443", "192.0.2.2:443", "192.0.2.3:443"]
  portals:
    - {url: "http://portal.north.example/success.txt", status: 200, body: success}
    - {url: "http://check.south.example/generate_204", status: 204}
  controls:
    - {host: www.encyclopedia.example}
    - {host: www.weather.example}
    - {host: www.library.example}
`
