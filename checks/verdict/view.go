package verdict

import (
	"net/netip"
	"slices"
	"strings"

	"fix502/checks"
)

// view is the facts, with the questions answered that many rules ask of them.
type view struct {
	checks.Facts
	required []checks.HostFact // the hosts that decide
	works    bool              // all of them answer as expected by the way this computer takes
	held     []ruled           // what held so far, from the user outwards
}

func look(f checks.Facts) *view {
	v := &view{Facts: f}
	for _, h := range f.Hosts {
		if h.Required {
			v.required = append(v.required, h)
		}
	}
	v.works = v.answersInFull()
	return v
}

func (v *view) answersInFull() bool {
	if p := v.proxyTry(); p != nil {
		return p.Expected && !p.ByProxy
	}
	for _, h := range v.required {
		if !v.hostWorks(h) {
			return false
		}
	}
	return len(v.required) > 0
}

// proxyTry is the fetch through the proxy in effect, nil where there is none.
func (v *view) proxyTry() *checks.ProxyTry {
	if v.Proxy == nil || v.Proxy.Effective == "" {
		return nil
	}
	return v.Proxy.Through
}

// viaProxy tells that the target's own answer comes through a proxy: names and
// connections are then left to it, and what fails without it doesn't matter.
func (v *view) viaProxy() bool {
	p := v.proxyTry()
	return p != nil && (p.Reached || p.Expected) && !p.ByProxy
}

// hostWorks tells that a host answers as it should by the way this computer
// takes. One address may be dead while another serves, as browsers go on to the
// next; an answer that isn't the expected one is shown to the user, so it counts.
func (v *view) hostWorks(h checks.HostFact) bool {
	works := false
	for _, a := range v.own(h) {
		switch {
		case good(a):
			works = true
		case a.Status != 0:
			return false
		}
	}
	return works
}

// good tells that an attempt gave the page that is wanted.
func good(a checks.AttemptFact) bool { return a.Expected && !isFilter(a.Page) }

// own lists the attempts by the way this computer itself takes: what the hosts
// file pins, else what its resolvers say, else the address that the target is.
// Addresses that only the alternates know are not on that way, unless nothing is
// known of this computer's resolvers.
func (v *view) own(h checks.HostFact) []checks.AttemptFact {
	ways := []string{checks.FromHostsFile, checks.FromSystem, checks.FromLiteral}
	if v.DNS == nil {
		ways = append(ways, checks.FromAlternates)
	}
	for _, from := range ways {
		if list := tries(h, from); len(list) > 0 {
			return list
		}
	}
	return nil
}

// tries lists the attempts to addresses known from one source; only the used
// ones where any of them is.
func tries(h checks.HostFact, from string) []checks.AttemptFact {
	var all, used []checks.AttemptFact
	for _, a := range h.Attempts {
		if !slices.Contains(a.From, from) {
			continue
		}
		all = append(all, a)
		if a.Used {
			used = append(used, a)
		}
	}
	if len(used) > 0 {
		return used
	}
	return all
}

// unpinned lists the attempts to addresses that are not only the hosts file's.
func unpinned(h checks.HostFact) []checks.AttemptFact {
	var list []checks.AttemptFact
	for _, a := range h.Attempts {
		if len(a.From) != 1 || a.From[0] != checks.FromHostsFile {
			list = append(list, a)
		}
	}
	return list
}

// failing lists the required hosts that don't work. Where a proxy fetches the
// target there are none: what fails without it is not the way taken.
func (v *view) failing() []checks.HostFact {
	if v.viaProxy() {
		return nil
	}
	var list []checks.HostFact
	for _, h := range v.required {
		if !v.hostWorks(h) {
			list = append(list, h)
		}
	}
	return list
}

// answer is one HTTP answer of the target by the way this computer takes.
type answer struct {
	checks.AttemptFact
	host string
	id   checks.ID
}

// answers lists what the target answered by the way this computer takes.
func (v *view) answers() []answer {
	if v.viaProxy() {
		p := v.Proxy.Through
		return []answer{{id: checks.IDProxy, AttemptFact: checks.AttemptFact{Status: p.Status, Expected: p.Expected, Served: true, Total: p.Took}}}
	}
	var list []answer
	for _, h := range v.required {
		for _, a := range v.own(h) {
			if a.Status != 0 {
				list = append(list, answer{AttemptFact: a, host: h.Host, id: hostID(h)})
			}
		}
	}
	return list
}

// wrongAnswers lists those answers that are not the expected ones and fit.
func (v *view) wrongAnswers(fits func(answer) bool) []answer {
	var list []answer
	for _, a := range v.answers() {
		if !good(a.AttemptFact) && fits(a) {
			list = append(list, a)
		}
	}
	return list
}

func hostID(h checks.HostFact) checks.ID { return checks.HostID(h.Scheme, h.Host, h.Port) }

func hostIDs(hosts []checks.HostFact) []checks.ID {
	var ids []checks.ID
	for _, h := range hosts {
		ids = append(ids, hostID(h))
	}
	return ids
}

// connected tells that the other side took the connection.
func connected(a checks.AttemptFact) bool {
	return a.Status != 0 || a.Stage == "tls" || a.Stage == "http"
}

// badCertificate tells that an attempt ended at a certificate that isn't acceptable.
func badCertificate(a checks.AttemptFact) bool {
	switch a.Fail {
	case checks.FailExpired, checks.FailWrongName, checks.FailUntrusted, checks.FailCertificate:
		return true
	}
	return false
}

// anyTry tells whether an attempt at any host fits, a pinned address not counted.
func (v *view) anyTry(fits func(checks.AttemptFact) bool) bool {
	hosts := slices.Concat(v.Hosts, v.controls())
	if v.Edge != nil {
		hosts = append(hosts, v.Edge.Canaries...)
	}
	for _, h := range hosts {
		if slices.ContainsFunc(unpinned(h), fits) {
			return true
		}
	}
	return false
}

// online tells that something beyond this network answered. Plain DNS doesn't
// count: routers answer it themselves.
func (v *view) online() bool {
	if v.anchorsReached() > 0 || v.viaProxy() || v.anyTry(connected) || v.portalAnswered() {
		return true
	}
	for _, s := range []*checks.StatusFact{v.Status, v.EdgeState} {
		if s != nil && s.Known && !s.Stale {
			return true
		}
	}
	return v.Clock != nil && len(v.Clock.Sources) > 0 || v.encryptedAnswered()
}

// touched tells that packets went somewhere and back, be it to be refused.
func (v *view) touched() bool {
	return v.online() || v.anyTry(func(a checks.AttemptFact) bool {
		return a.Fail == checks.FailRefused || a.Fail == checks.FailReset
	})
}

func (v *view) portalAnswered() bool {
	return v.Portal != nil && slices.ContainsFunc(v.Portal.Probes, func(p checks.PortalProbe) bool {
		return p.Kind != checks.PortalSilent
	})
}

func (v *view) encryptedAnswered() bool {
	if v.Alternate == nil {
		return false
	}
	for _, r := range v.Alternate.Answers {
		if encrypted(r) && slices.ContainsFunc(r.Replies, definite) {
			return true
		}
	}
	return false
}

func (v *view) anchorsReached() int {
	if v.Internet == nil {
		return 0
	}
	return v.Internet.Reached
}

// noAnchor tells that anchors were tried and not one was reached.
func (v *view) noAnchor() bool {
	return v.Internet != nil && len(v.Internet.Anchors) > 0 && v.Internet.Reached == 0
}

func (v *view) controls() []checks.HostFact {
	if v.Controls == nil {
		return nil
	}
	return v.Controls.Hosts
}

// workingControls counts the unrelated hosts that answer as they should.
func (v *view) workingControls() int {
	n := 0
	for _, h := range v.controls() {
		if slices.ContainsFunc(h.Attempts, good) {
			n++
		}
	}
	return n
}

// othersReached tells that unrelated hosts can be reached while the target can't.
func (v *view) othersReached() bool {
	if len(v.controls()) == 0 {
		return v.anchorsReached() > 0
	}
	return slices.ContainsFunc(v.controls(), func(h checks.HostFact) bool { return slices.ContainsFunc(h.Attempts, connected) })
}

// everythingFails tells that unrelated hosts answer with server errors too: then
// something in between makes them, not the target.
func (v *view) everythingFails() bool {
	bad := 0
	for _, h := range v.controls() {
		if slices.ContainsFunc(h.Attempts, good) {
			return false
		}
		if slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool { return isGatewayError(a.Status) }) {
			bad++
		}
	}
	return bad >= 2 // one may fail by chance
}

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
	}
	return slices.Contains(hostIDs(v.Hosts), id)
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
