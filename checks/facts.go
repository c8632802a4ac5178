package checks

import (
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"time"
)

// Seen says where the user sees the error.
type Seen string

// The places of contract §1, --seen.
const (
	SeenApp     Seen = "app"
	SeenBrowser Seen = "browser"
	SeenUnsure  Seen = "unsure"
)

// The fixed IDs of checks. Those made for one host or owner append ":name".
const (
	IDLink       ID = "network.link"     // LinkFact
	IDRoute      ID = "network.route"    // RouteFact
	IDInternet   ID = "network.internet" // InternetFact: the reachability anchors
	IDPortal     ID = "network.portal"   // PortalFact
	IDHostsFile  ID = "device.hosts"     // HostsFileFact
	IDProxy      ID = "device.proxy"     // ProxyFact
	IDClock      ID = "device.clock"     // ClockFact
	IDDNS        ID = "dns.system"       // DNSFact: the configured resolvers
	IDAlternates ID = "dns.alternates"   // DNSFact: the catalogue's resolvers
	IDHost       ID = "host"             // HostFact, one check a host of the target: "host:discord.com"
	IDEdge       ID = "edge.canaries"    // EdgeFact
	IDControls   ID = "controls"         // ControlsFact
	IDStatus     ID = "status"           // StatusFact: "status:service", "status:edge"
	IDProcesses  ID = "app.processes"    // ProcessesFact
)

// The two owners of a status page.
const (
	IDStatusService ID = "status:service"
	IDStatusEdge    ID = "status:edge"
)

// TargetFact says what is not working.
type TargetFact struct {
	ID   string `json:"id"`   // catalogue id, or the host name for a bare target
	Name string `json:"name"` // as shown, "Discord"
	URL  string `json:"url"`
	Seen Seen   `json:"seen"`
	// Known is true for a service of the catalogue, false for a bare host or URL.
	Known bool   `json:"known"`
	Edge  string `json:"edge,omitempty"` // catalogue id of the edge in front of it
}

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

// The transports of DNS.
const (
	OverUDP = "udp"
	OverTCP = "tcp"
	OverDoT = "dot"
	OverDoH = "doh"
)

// DNSFact holds what a group of resolvers said about the target's names.
type DNSFact struct {
	// Names are the names of the target that were asked for; literal addresses
	// and pinned names are asked too and can be told from HostsFileFact.
	Names   []string       `json:"names"`
	Answers []ResolverFact `json:"resolvers"`
	// Source tells where the configured resolvers were found, "" for the catalogue's.
	Source string `json:"source,omitempty"`
}

// ResolverFact is one resolver over one transport.
type ResolverFact struct {
	ID        string      `json:"id"`   // catalogue id, or the address for a configured one
	Name      string      `json:"name"` // as shown
	Address   string      `json:"address"`
	Transport string      `json:"transport"` // OverUDP …
	Stub      bool        `json:"stub,omitempty"`
	Upstream  bool        `json:"upstream,omitempty"`
	Domain    string      `json:"domain,omitempty"` // split DNS: serves only this
	Replies   []ReplyFact `json:"replies"`
}

// ReplyFact is one resolver's reply for one name (A and AAAA together).
type ReplyFact struct {
	Name      string   `json:"name"`
	RCode     string   `json:"rcode,omitempty"` // "NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED" …; "" where none came
	Addresses []string `json:"addresses,omitempty"`
	CNAMEs    []string `json:"cnames,omitempty"`
	RTT       float64  `json:"rtt_ms,omitempty"` // of the A question
	TTL       uint32   `json:"ttl_s,omitempty"`
	Fail      string   `json:"fail,omitempty"`    // why no usable reply came: a Fail code, or "dns.garbage"
	Retried   string   `json:"retried,omitempty"` // "tcp" where the UDP reply was truncated
}

// FailGarbage is a reply that is no DNS message, or answers another question.
const FailGarbage = "dns.garbage"

// Usable tells whether the reply says something definite: addresses, or that the
// name does not exist.
func (r ReplyFact) Usable() bool {
	return r.RCode == "NOERROR" && len(r.Addresses) > 0 || r.RCode == "NXDOMAIN"
}

// The ways in which an address of a host became known.
const (
	FromHostsFile  = "hosts"      // the hosts file pins it
	FromSystem     = "system"     // a configured resolver says so
	FromAlternates = "alternates" // a catalogue resolver says so
	FromLiteral    = "literal"    // the target is an address
)

// HostFact is what one host of the target (or an unrelated one) answered.
type HostFact struct {
	Host     string        `json:"host"`
	Port     int           `json:"port"`
	Scheme   string        `json:"scheme"`
	Path     string        `json:"path"`
	Expect   []int         `json:"expect,omitempty"` // empty means any 2xx or 3xx
	Required bool          `json:"required"`
	Attempts []AttemptFact `json:"attempts"`
}

// HostID names the check of one host: "host:discord.com", with ":8443" behind it
// where the port is not the scheme's own. A port of 0 is the scheme's own.
func HostID(scheme, host string, port int) ID {
	own := 443
	if scheme == "http" {
		own = 80
	}
	if port == 0 || port == own {
		return IDHost + ":" + ID(host)
	}
	return IDHost + ":" + ID(net.JoinHostPort(host, strconv.Itoa(port)))
}

// AttemptFact is one exchange with one address of a host. Times are milliseconds
// from the start of that phase.
type AttemptFact struct {
	Address string   `json:"address"`
	Family  string   `json:"family"` // "ipv4", "ipv6"
	From    []string `json:"from"`   // FromHostsFile … more than one where sources agree
	Used    bool     `json:"used"`   // the way this computer itself would take: pin before system before alternates

	TCP   float64 `json:"tcp_ms,omitempty"`
	TLS   float64 `json:"tls_ms,omitempty"`
	First float64 `json:"first_byte_ms,omitempty"`
	Total float64 `json:"total_ms,omitempty"`

	Stage string `json:"stage,omitempty"` // where it failed: "tcp", "tls", "http"; "" where an HTTP answer came
	Fail  string `json:"fail,omitempty"`  // one of the Fail codes
	Error string `json:"error,omitempty"` // technical text, for support

	TLSVersion string    `json:"tls_version,omitempty"`
	Issuer     string    `json:"issuer,omitempty"` // of the leaf certificate
	NotAfter   time.Time `json:"not_after,omitzero"`

	Status   int               `json:"status,omitempty"`
	Expected bool              `json:"expected"`          // the status is one of those expected
	Served   bool              `json:"served"`            // the address serves the name: a certificate for it (https), or any HTTP answer (http)
	Headers  map[string]string `json:"headers,omitempty"` // those that tell who answered: Server, CF-RAY, Via, X-Cache …
	Page     PageFact          `json:"page,omitzero"`
}

// PageFact is what the recogniser of error pages says of an answer (checks/verdict).
type PageFact struct {
	Maker string `json:"maker,omitempty"` // server family: "nginx", "cloudflare", "haproxy", "squid" …; "" where unknown
	Kind  string `json:"kind,omitempty"`  // one of the Page kinds
	Edge  string `json:"edge,omitempty"`  // edge recognised from headers: "cloudflare", "cloudfront", "fastly", "akamai", "azure"
	Code  int    `json:"code,omitempty"`  // a code named on the page that is not the status: 1015, 522
	Ray   string `json:"ray,omitempty"`   // the edge's request id
}

// The kinds of page.
const (
	PageOrigin = "origin" // the service's own servers failed (said by them or by the edge)
	PageEdge   = "edge"   // the delivery network itself failed
	PageProxy  = "proxy"  // a proxy on the user's side made it
	PageBlock  = "block"  // a block page
	PageHuman  = "human"  // a "are you human" check
	PageLimit  = "limit"  // too many requests
)

// EdgeFact tells whether the delivery network itself works.
type EdgeFact struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Canaries []HostFact `json:"canaries"`
	Trace    *TraceFact `json:"trace,omitempty"` // the edge's own page on the target's host
}

// TraceFact is the answer of /cdn-cgi/trace on the target's own host.
type TraceFact struct {
	Host   string `json:"host"`
	Status int    `json:"status,omitempty"`
	Colo   string `json:"colo,omitempty"` // the edge location, "FRA"
	Valid  bool   `json:"valid"`          // the answer has the form of a trace
	Fail   string `json:"fail,omitempty"`
}

// ControlsFact holds unrelated hosts: do they work while the target doesn't?
type ControlsFact struct {
	Hosts []HostFact `json:"hosts"`
}

// The indicators of a status page.
const (
	IndicatorNone     = "none"
	IndicatorMinor    = "minor"
	IndicatorMajor    = "major"
	IndicatorCritical = "critical"
	IndicatorUnknown  = "unknown"
)

// StatusFact is what an official status page announces.
type StatusFact struct {
	Owner       string         `json:"owner"` // "service" or "edge"
	Name        string         `json:"name"`  // whose page, "Discord"
	URL         string         `json:"url"`   // for people
	Kind        string         `json:"kind"`
	Known       bool           `json:"known"`     // the page was read and understood
	Indicator   string         `json:"indicator"` // IndicatorUnknown where not Known
	Description string         `json:"description,omitempty"`
	Incidents   []IncidentFact `json:"incidents,omitempty"`  // unresolved ones, newest first; maintenance is not among them
	Components  []string       `json:"components,omitempty"` // names of those not operational
	Source      string         `json:"source,omitempty"`     // the address that was read
	Fail        string         `json:"fail,omitempty"`       // a Fail code, "http.<status>", or "status.form" for a form we don't know
	Stale       bool           `json:"stale,omitempty"`      // from the cache, because the page asked us to wait
}

// FailForm is a status page in a form that is not understood.
const FailForm = "status.form"

// IncidentFact is one announced, unresolved incident.
type IncidentFact struct {
	Name      string    `json:"name"`
	Impact    string    `json:"impact"`
	Status    string    `json:"status"`
	Started   time.Time `json:"started,omitzero"`
	Update    string    `json:"update,omitempty"` // text of the newest update
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	Link      string    `json:"link,omitempty"`
}

// ProcessesFact lists the running processes of the target's app.
type ProcessesFact struct {
	Installed bool          `json:"installed"` // an app of the target is known for this system
	Processes []ProcessFact `json:"processes"`
}

// ProcessFact is one of them.
type ProcessFact struct {
	PID    int32   `json:"pid"`
	Name   string  `json:"name"`
	App    string  `json:"app"`  // catalogue id of the app, "discord-ptb"
	Main   bool    `json:"main"` // the app itself, not one of its helpers
	Age    float64 `json:"age_s"`
	State  string  `json:"state,omitempty"`
	Memory uint64  `json:"memory_bytes,omitempty"`
	Stuck  bool    `json:"stuck,omitempty"`  // zombie, stopped, or a helper whose app is gone
	Reason string  `json:"reason,omitempty"` // why it counts as stuck: "zombie", "stopped", "orphan"
}

// Facts is all that one run saw. A fact that was not recorded is nil.
type Facts struct {
	Target    TargetFact     `json:"target"`
	Link      *LinkFact      `json:"link,omitempty"`
	Route     *RouteFact     `json:"route,omitempty"`
	Internet  *InternetFact  `json:"internet,omitempty"`
	Portal    *PortalFact    `json:"portal,omitempty"`
	HostsFile *HostsFileFact `json:"hosts_file,omitempty"`
	Proxy     *ProxyFact     `json:"proxy,omitempty"`
	Clock     *ClockFact     `json:"clock,omitempty"`
	DNS       *DNSFact       `json:"dns,omitempty"`
	Alternate *DNSFact       `json:"alternates,omitempty"`
	Hosts     []HostFact     `json:"hosts,omitempty"`
	Edge      *EdgeFact      `json:"edge,omitempty"`
	Controls  *ControlsFact  `json:"controls,omitempty"`
	Status    *StatusFact    `json:"status,omitempty"`      // the service's page
	EdgeState *StatusFact    `json:"edge_status,omitempty"` // the edge's page
	Processes *ProcessesFact `json:"processes,omitempty"`
}

// Add records what one check observed. Unknown types are a programming error.
func (f *Facts) Add(data any) error {
	switch v := data.(type) {
	case nil:
	case LinkFact:
		f.Link = &v
	case RouteFact:
		f.Route = &v
	case InternetFact:
		f.Internet = &v
	case PortalFact:
		f.Portal = &v
	case HostsFileFact:
		f.HostsFile = &v
	case ProxyFact:
		f.Proxy = &v
	case ClockFact:
		f.Clock = &v
	case HostFact:
		f.Hosts = append(f.Hosts, v)
	case EdgeFact:
		f.Edge = &v
	case ControlsFact:
		f.Controls = &v
	case ProcessesFact:
		f.Processes = &v
	case StatusFact:
		if v.Owner == "edge" {
			f.EdgeState = &v
		} else {
			f.Status = &v
		}
	default:
		return fmt.Errorf("recording facts: %T is no fact", data)
	}
	return nil
}

// Collect gathers the facts of a finished run. Findings are taken in the order
// of the plan so that the same run always gives the same facts.
func Collect(target TargetFact, p *Plan, findings map[ID]Finding) (Facts, error) {
	facts := Facts{Target: target}
	for _, c := range p.Checks() {
		if err := facts.record(c.ID, findings[c.ID].Data); err != nil {
			return facts, fmt.Errorf("%s: %w", c.ID, err)
		}
	}
	return facts, nil
}

func (f *Facts) record(id ID, data any) error {
	if v, ok := data.(DNSFact); ok {
		if id == IDAlternates {
			f.Alternate = &v
		} else {
			f.DNS = &v
		}
		return nil
	}
	return f.Add(data)
}

// AddJSON records a fact from a report, the data of the check with this ID, and
// returns it. It returns nil where the check recorded none.
func (f *Facts) AddJSON(id ID, raw json.RawMessage) (any, error) {
	decode, known := decoders[id.Kind()]
	if !known || len(raw) == 0 || string(raw) == "null" || string(raw) == "{}" {
		return nil, nil
	}
	data, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("reading the facts of %s: %w", id, err)
	}
	return data, f.record(id, data)
}

var decoders = map[ID]func(json.RawMessage) (any, error){
	IDLink: decode[LinkFact], IDRoute: decode[RouteFact], IDInternet: decode[InternetFact],
	IDPortal: decode[PortalFact], IDHostsFile: decode[HostsFileFact], IDProxy: decode[ProxyFact],
	IDClock: decode[ClockFact], IDDNS: decode[DNSFact], IDAlternates: decode[DNSFact],
	IDHost: decode[HostFact], IDEdge: decode[EdgeFact], IDControls: decode[ControlsFact],
	IDStatus: decode[StatusFact], IDProcesses: decode[ProcessesFact],
}

func decode[T any](raw json.RawMessage) (any, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}
