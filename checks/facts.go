package checks

import (
	"encoding/json"
	"fmt"
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
	IDSoftware   ID = "device.software"  // SoftwareFact
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
	Software  *SoftwareFact  `json:"software,omitempty"`
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
	case SoftwareFact:
		f.Software = &v
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
	IDStatus: decode[StatusFact], IDProcesses: decode[ProcessesFact], IDSoftware: decode[SoftwareFact],
}

// Records tells whether a check with this ID is known to record a fact.
func Records(id ID) bool { _, known := decoders[id.Kind()]; return known }

func decode[T any](raw json.RawMessage) (any, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}
