package verdict

import (
	"net/netip"
	"slices"
	"strings"

	"fix502/checks"
)

// known keeps of the evidence what was really recorded, without repeats.
func (v *view) known(ids ...checks.ID) []checks.ID {
	var list []checks.ID
	for _, id := range ids {
		if v.has(id) && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

func (v *view) has(id checks.ID) bool {
	switch id {
	case checks.IDLink:
		return v.Link != nil
	case checks.IDRoute:
		return v.Route != nil
	case checks.IDInternet:
		return v.Internet != nil
	case checks.IDPortal:
		return v.Portal != nil
	case checks.IDHostsFile:
		return v.HostsFile != nil
	case checks.IDProxy:
		return v.Proxy != nil
	case checks.IDClock:
		return v.Clock != nil
	case checks.IDDNS:
		return v.DNS != nil
	case checks.IDAlternates:
		return v.Alternate != nil
	}
	return v.hasOuter(id)
}

func (v *view) hasOuter(id checks.ID) bool {
	switch id {
	case checks.IDEdge:
		return v.Edge != nil
	case checks.IDControls:
		return v.Controls != nil
	case checks.IDStatusService:
		return v.Status != nil
	case checks.IDStatusEdge:
		return v.EdgeState != nil
	case checks.IDProcesses:
		return v.Processes != nil
	case checks.IDSoftware:
		return v.Software != nil
	}
	return slices.Contains(v.hostIDs(v.Hosts), id)
}

// argLimit bounds a value that goes into a text, in bytes: two lines of it.
const argLimit = 200

// args makes the values of a holding's texts; {service} is always among them.
func (v *view) args(pairs ...string) checks.Args {
	args := checks.Args{"service": v.service()}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = clip(collapse(pairs[i+1]), argLimit)
	}
	return args
}

func (v *view) service() string {
	for _, name := range []string{v.Target.Name, v.Target.ID, v.Target.URL} {
		if name = collapse(name); name != "" {
			return clip(name, argLimit)
		}
	}
	return "?"
}

// edgeNames are the names of delivery networks for the recogniser's ids.
var edgeNames = map[string]string{
	"cloudflare": "Cloudflare", "cloudfront": "Amazon CloudFront", "fastly": "Fastly", "akamai": "Akamai",
	"azure": "Microsoft Azure", "google": "Google", "vercel": "Vercel", "netlify": "Netlify",
}

// edgeName names the delivery network in front of the target, "" where none is known.
func (v *view) edgeName() string {
	switch {
	case v.Edge != nil && v.Edge.Name != "":
		return v.Edge.Name
	case v.EdgeState != nil && v.EdgeState.Name != "":
		return v.EdgeState.Name
	}
	for _, a := range v.answers() {
		if name := edgeNames[a.Page.Edge]; name != "" {
			return name
		}
	}
	return edgeNames[v.Target.Edge]
}

// listLimit is how many names a text lists before it says "…".
const listLimit = 3

// join puts names together for a text, without repeats.
func join(names []string) string {
	var short []string
	for _, n := range names {
		if n == "" || slices.Contains(short, n) {
			continue
		}
		if len(short) == listLimit {
			return strings.Join(short, ", ") + ", …"
		}
		short = append(short, n)
	}
	return strings.Join(short, ", ")
}

func hostNames(hosts []checks.HostFact) string {
	var names []string
	for _, h := range hosts {
		names = append(names, h.Host)
	}
	return join(names)
}

// bogus tells an address that no public name can be at: this computer, a private
// network, nothing at all.
func bogus(address string) bool {
	a, err := netip.ParseAddr(address)
	return err == nil && (a.IsUnspecified() || a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast())
}

// meanings are the names of statuses in the protocol itself, not to be translated.
// Those from 520 on are Cloudflare's.
var meanings = map[int]string{
	401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 407: "Proxy Authentication Required",
	429: "Too Many Requests", 451: "Unavailable For Legal Reasons",
	500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
	520: "Unknown Error", 521: "Web Server Is Down", 522: "Connection Timed Out", 523: "Origin Is Unreachable",
	524: "A Timeout Occurred", 525: "SSL Handshake Failed", 526: "Invalid SSL Certificate", 527: "Railgun Error", 530: "Origin DNS Error",
}
