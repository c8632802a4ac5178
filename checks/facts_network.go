package checks

// LinkFact lists the interfaces that could carry traffic.
type LinkFact struct {
	Interfaces []InterfaceFact `json:"interfaces"`
	// Usable is true where an interface is up with an address that is not only
	// link-local, or where the system has a way to at least one anchor or resolver
	// of the catalogue.
	Usable bool `json:"usable"`
	IPv4   bool `json:"ipv4"` // a source address towards an IPv4 anchor exists
	IPv6   bool `json:"ipv6"`
}

// InterfaceFact is one interface.
type InterfaceFact struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"` // platform.InterfaceKind
	Up    bool     `json:"up"`
	Addrs []string `json:"addresses"`
	// Description is the driver's own name for it, where the system has one.
	Description string `json:"description,omitempty"`
}

// RouteFact tells about the default routes and their routers.
type RouteFact struct {
	Routers []RouterFact `json:"routers"` // one for each default route
	// Direct is true where the anchors are on this very link (no router needed).
	Direct bool `json:"direct,omitempty"`
}

// RouterFact is one default route.
type RouterFact struct {
	Address   string  `json:"address"` // "" for an on-link route
	Interface string  `json:"interface"`
	Answers   bool    `json:"answers"`
	How       string  `json:"how,omitempty"` // "icmp", "tcp": what it answered to
	RTT       float64 `json:"rtt_ms,omitempty"`
}

// InternetFact holds one connection attempt to each reachability anchor.
type InternetFact struct {
	Anchors []ConnectFact `json:"anchors"`
	Reached int           `json:"reached"`
}

// ConnectFact is one TCP connection attempt.
type ConnectFact struct {
	Address string  `json:"address"` // host:port
	OK      bool    `json:"ok"`
	RTT     float64 `json:"rtt_ms,omitempty"`
	Fail    string  `json:"fail,omitempty"` // one of the Fail codes
}

// The kinds of answer to a portal probe.
const (
	PortalExpected = "expected" // the known page
	PortalSignIn   = "portal"   // another page, or a redirect to another site, in place of the known one
	PortalSilent   = "silent"   // no answer at all
	PortalOdd      = "odd"      // an answer that is neither: a server error, say
)

// PortalFact holds the answers of the known probe pages.
type PortalFact struct {
	Probes []PortalProbe `json:"probes"`
}

// PortalProbe is one probe page's answer.
type PortalProbe struct {
	URL      string `json:"url"`
	Kind     string `json:"kind"` // one of the Portal kinds
	Status   int    `json:"status,omitempty"`
	Location string `json:"location,omitempty"` // where it redirects to: the sign-in page
	Fail     string `json:"fail,omitempty"`
}

// HostsFileFact lists the lines of the hosts file that name a host of the target.
type HostsFileFact struct {
	Path string   `json:"path"`
	Pins []PinLog `json:"pins"`
	// Lines is how many entries the file has in all.
	Lines int `json:"lines"`
}

// PinLog is one name of the target that the hosts file pins to an address. Whether
// the address serves it is in the host's own HostFact (attempts from "hosts").
type PinLog struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Line    int    `json:"line"`
}

// ProxyFact tells about proxies and whether the target can be had through the
// one in effect, and without it.
type ProxyFact struct {
	Settings  []ProxySetting `json:"settings"`
	Effective string         `json:"effective,omitempty"` // proxy that the target's address would use, "" for none
	Source    string         `json:"source,omitempty"`    // where Effective was set
	Through   *ProxyTry      `json:"through,omitempty"`   // the target through it
	Direct    *ProxyTry      `json:"direct,omitempty"`    // the target without it
}

// ProxySetting is one setting found; credentials are never recorded.
type ProxySetting struct {
	Source string `json:"source"`
	HTTP   string `json:"http,omitempty"`
	HTTPS  string `json:"https,omitempty"`
	SOCKS  string `json:"socks,omitempty"`
	PAC    string `json:"pac,omitempty"`
	Auto   bool   `json:"auto,omitempty"`
}

// ProxyTry is one fetch of the target with or without the proxy.
type ProxyTry struct {
	Reached  bool   `json:"reached"`          // the target's own answer came back
	Status   int    `json:"status,omitempty"` // status of the target's answer, or of the proxy's refusal
	ByProxy  bool   `json:"by_proxy"`         // the status is the proxy's own (CONNECT refused, X-Squid-Error, 407 …)
	Expected bool   `json:"expected"`         // the answer is one the catalogue expects
	Fail     string `json:"fail,omitempty"`
	// Stage is "proxy" where not even the proxy could be connected to.
	Stage string  `json:"stage,omitempty"`
	Took  float64 `json:"took_ms,omitempty"`
}

// StageProxy is the stage of a try that did not get past the way to the proxy.
const StageProxy = "proxy"

// ClockFact compares this clock with what servers say.
type ClockFact struct {
	Sources []ClockSource `json:"sources"`
	Offset  float64       `json:"offset_s"` // median of (server - here), seconds; 0 where nothing is known
}

// ClockSource is one server's time.
type ClockSource struct {
	Host   string  `json:"host"`
	Offset float64 `json:"offset_s"`
}
