package checks

import (
	"net"
	"strconv"
	"time"
)

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

	// OtherName and SmallParts are the same address tried in another way where the
	// exchange was cut or stalled after the connection stood; nil where not tried.
	OtherName  *ContrastFact `json:"other_name,omitempty"`
	SmallParts *ContrastFact `json:"small_parts,omitempty"`
}

// ContrastFact is an exchange repeated with one thing changed, to see whether that
// thing is what stands in the way.
type ContrastFact struct {
	Name     string `json:"name,omitempty"`    // the unrelated name that it carried in place of the host's
	Segment  int    `json:"segment,omitempty"` // the largest piece of data a packet carried, bytes
	Answered bool   `json:"answered"`          // the other side answered: TLS (any certificate) or HTTP
	Stage    string `json:"stage,omitempty"`   // where it failed, as in AttemptFact
	Fail     string `json:"fail,omitempty"`    // one of the Fail codes
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
	// Neighbours are hosts of other services behind the same edge.
	Neighbours []HostFact `json:"neighbours,omitempty"`
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
	Stuck  bool    `json:"stuck,omitempty"` // it hangs, or was left over
	// Reason is why it counts as stuck: "zombie" (ended, and its parent has not
	// noticed), "stopped" (held), "orphan" (a helper whose app is gone), "hung" (it does
	// not respond), "unseen" (the app itself, without any window).
	Reason string `json:"reason,omitempty"`
}
