package verdict

import (
	"slices"

	"fix502/checks"
)

// rule says when one code of contract §3 holds.
type rule struct {
	code    string
	atFault string
	node    checks.Node // where the road is broken then
	// behind: the code holds only where nothing nearer to the user explains what is seen.
	behind bool
	// aside: the code says nothing about why the target fails; it comes first only
	// where no other holds.
	aside bool
	// own: the code rests on what the target's own hosts answer, and is less sure where
	// one of them wasn't looked at.
	own bool
	// needs are the checks whose facts must be there for the code to hold at all.
	needs []checks.ID
	// backed are checks without whose facts the code holds less surely.
	backed []checks.ID
	holds  func(*view) (Holding, bool)
}

// ruled is a rule that held, with what it found.
type ruled struct {
	rule
	Holding
}

// rules is the order of judgement, from the user outwards. Of two that hold the
// earlier one is the verdict; both are findings.
var rules = []rule{
	{code: "network.no_link", atFault: LocalNetwork, node: checks.NodeComputer, holds: noLink},
	{code: "network.no_gateway", atFault: LocalNetwork, node: checks.NodeRouter, holds: noGateway},
	{code: "device.hosts_override", atFault: ThisDevice, node: checks.NodeComputer, needs: []checks.ID{checks.IDHostsFile}, holds: hostsOverride},
	{code: "device.proxy", atFault: ThisDevice, node: checks.NodeComputer, holds: proxyFails},
	{code: "device.clock_wrong", atFault: ThisDevice, node: checks.NodeComputer, holds: clockBreaksCertificates},
	{code: "network.captive_portal", atFault: LocalNetwork, node: checks.NodeRouter, holds: captivePortal},
	{code: "device.tls_intercepted", atFault: ThisDevice, node: checks.NodeComputer, behind: true, own: true, holds: tlsIntercepted},
	{code: "device.firewall", atFault: ThisDevice, node: checks.NodeComputer, own: true, holds: firewall},
	{code: "network.no_internet", atFault: LocalNetwork, node: checks.NodeInternet, holds: noInternet},
	{code: "network.mtu", atFault: LocalNetwork, node: checks.NodeRouter, behind: true, own: true, holds: largeStall},
	{code: "dns.resolver_down", atFault: DNS, node: checks.NodeDNS, holds: resolverDown},
	{code: "dns.intercepted", atFault: ISP, node: checks.NodeDNS, backed: []checks.ID{checks.IDDNS}, holds: dnsIntercepted},
	{code: "dns.wrong_answer", atFault: DNS, node: checks.NodeDNS, own: true, backed: []checks.ID{checks.IDAlternates}, holds: wrongAnswer},
	{code: "dns.name_not_found", atFault: Service, node: checks.NodeDNS, behind: true, backed: []checks.ID{checks.IDDNS, checks.IDAlternates}, holds: nameNotFound},
	{code: "path.interfered", atFault: ISP, node: checks.NodeInternet, behind: true, own: true, backed: []checks.ID{checks.IDControls}, holds: interferedForSure},
	{code: "edge.outage", atFault: Edge, node: checks.NodeEdge, behind: true, own: true, holds: edgeOutage},
	{code: "path.interfered", atFault: ISP, node: checks.NodeInternet, behind: true, own: true, backed: []checks.ID{checks.IDControls}, holds: interfered},
	{code: "service.incident", atFault: Service, node: checks.NodeService, behind: true, own: true, holds: incidentShows},
	{code: "service.certificate", atFault: Service, node: checks.NodeService, behind: true, own: true, holds: certificate},
	{code: "service.bad_gateway", atFault: Service, node: checks.NodeService, behind: true, own: true, holds: badGateway},
	{code: "path.blocked", atFault: ISP, node: checks.NodeInternet, behind: true, own: true, backed: []checks.ID{checks.IDControls}, holds: pathBlocked},
	{code: "service.unreachable", atFault: Service, node: checks.NodeService, behind: true, own: true, backed: []checks.ID{checks.IDControls}, holds: unreachable},
	{code: "service.slow", atFault: Service, node: checks.NodeService, behind: true, own: true, holds: slow},
	{code: "account.rate_limited", atFault: Account, node: checks.NodeService, behind: true, own: true, holds: rateLimited},
	{code: "account.blocked", atFault: Account, node: checks.NodeService, behind: true, own: true, holds: blocked},
	{code: "service.incident", atFault: Service, node: checks.NodeService, behind: true, own: true, holds: incident},

	// What holds even though the target answers.
	{code: "device.clock_wrong", atFault: ThisDevice, node: checks.NodeComputer, aside: true, holds: clockWrong},
	{code: "network.ipv6_broken", atFault: LocalNetwork, node: checks.NodeRouter, aside: true, holds: ipv6Broken},
	{code: "dns.slow", atFault: DNS, node: checks.NodeDNS, aside: true, holds: dnsSlow},
	{code: "app.stuck", atFault: App, node: checks.NodeComputer, aside: true, holds: appStuck},
	{code: "browser.suspect", atFault: Browser, node: checks.NodeComputer, aside: true, holds: browserSuspect},
}

// interferedForSure is interfered where the target's name is seen to be what is
// stopped. A bare cut isn't that: an edge that fails can look the same, so it comes
// after edge.outage.
func interferedForSure(v *view) (Holding, bool) {
	h, ok := interfered(v)
	return h, ok && h.Variant != "cut"
}

// Rule judges the facts. The same facts always give the same ruling, and facts
// that are missing only make it less sure.
func Rule(f checks.Facts) Ruling {
	v := look(f)
	r := v.judge()
	r.Carries = v.carries(r)
	if cited := citedIn(r.Carries); len(cited) > 0 {
		r.Evidence = cited
		if len(r.All) > 0 {
			r.All[0].Evidence = cited
		}
	}
	r.Against = v.against(r)
	r.Overturn = v.overturn(r)
	return r
}

// citedIn lists the checks of reasons, strongest first.
func citedIn(reasons []Reason) []checks.ID {
	var list []checks.ID
	for _, r := range reasons {
		list = append(list, r.Checks...)
	}
	return list
}

// judge finds what holds, and which of it comes first.
func (v *view) judge() Ruling {
	for _, r := range rules {
		if v.holds(r.code) || r.behind && v.explainedBefore(r.node) || len(v.known(r.needs...)) < len(r.needs) {
			continue
		}
		if h, ok := r.holds(v); ok {
			h.Code, h.AtFault = r.code, r.atFault
			if r.own && len(v.unseen()) > 0 || len(v.known(r.backed...)) < len(r.backed) {
				h.Confidence = lessSure[h.Confidence]
			}
			v.held = append(v.held, ruled{r, h})
		}
	}
	if len(v.held) == 0 {
		return v.nothingHolds()
	}
	// Stable, so that among equals the order of the table stays.
	slices.SortStableFunc(v.held, func(a, b ruled) int { return boolInt(a.aside) - boolInt(b.aside) })
	ruling := Ruling{Holding: v.held[0].Holding, Broken: v.held[0].node}
	for _, h := range v.held {
		ruling.All = append(ruling.All, h.Holding)
	}
	return ruling
}

var lessSure = map[Confidence]Confidence{High: Medium, Medium: Low, Low: Low}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (v *view) holds(code string) bool {
	return slices.ContainsFunc(v.held, func(h ruled) bool { return h.Code == code })
}

// explainedBefore tells that something nearer to the user than the node explains
// why the target fails.
func (v *view) explainedBefore(n checks.Node) bool {
	return slices.ContainsFunc(v.held, func(h ruled) bool {
		return !h.aside && slices.Index(checks.Road, h.node) < slices.Index(checks.Road, n)
	})
}

// nothingHolds is the ruling where no rule holds: the target is well, or what was
// seen fits nothing. Healthy is high where a second answer, or the official status
// page, agrees, else medium; one less where nobody looked for a proxy.
func (v *view) nothingHolds() Ruling {
	if !v.works {
		h := v.unknown()
		return Ruling{Holding: h, All: []Holding{h}}
	}
	h := Holding{Code: "healthy", AtFault: Nobody, Confidence: Medium, Args: v.args()}
	if v.announcesNothing() || v.severalAnswer() {
		h.Confidence = High
	}
	if v.Proxy == nil { // whether one stands in between wasn't looked at
		h.Confidence = lessSure[h.Confidence]
	}
	if v.Target.Seen == checks.SeenApp {
		h.Variant = "app"
	}
	ids := v.hostIDs(v.required)
	if v.viaProxy() {
		ids = append([]checks.ID{checks.IDProxy}, ids...)
	}
	h.Evidence = v.known(append(ids, checks.IDStatusService, checks.IDControls)...)
	return Ruling{Holding: h}
}

// severalAnswer tells that two answers agree that the target is well: two hosts', or
// that through a proxy and that without it.
func (v *view) severalAnswer() bool {
	if v.viaProxy() {
		return v.Proxy.Direct != nil && v.Proxy.Direct.Expected
	}
	return len(v.required) > 1
}
