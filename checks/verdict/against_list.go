package verdict

import (
	"slices"

	"fix502/checks"
)

// doubts lists what can speak against a ruling, strongest first.
var doubts = []doubt{
	// The target itself says otherwise.
	{code: "against.works", of: []string{
		"service.incident", "network.captive_portal", "network.ipv6_broken", "dns.slow", "device.clock_wrong",
	}, seen: whenever(targetWorks)},
	{code: "against.other_address", of: []string{"service.bad_gateway", "service.unreachable", "service.certificate", "edge.*", "path.*"}, seen: named(partlyAnswering)},
	{code: "against.other_part", of: []string{"service.incident", "service.bad_gateway", "service.unreachable", "service.certificate", "edge.*", "path.*", "account.*", "device.firewall"}, seen: named(partsThatWork)},

	// So do those who should know.
	{code: "against.edge_well", of: []string{"edge.*"}, seen: whenever(func(v *view, _ Ruling) bool {
		return v.edgeName() != "" && announces(v.EdgeState, checks.IndicatorNone)
	}, checks.IDStatusEdge)},
	{code: "against.edge_elsewhere", of: []string{"edge.*"}, seen: named(edgeElsewhere, checks.IDEdge)},
	{code: "against.status_well", of: []string{"service.*", "edge.*"}, but: []string{"service.incident"}, seen: whenever(func(v *view, _ Ruling) bool {
		return v.announcesNothing()
	}, checks.IDStatusService)},
	{code: "against.edge_announces", of: []string{"service.*"}, seen: whenever(func(v *view, _ Ruling) bool {
		return v.edgeName() != "" && announces(v.EdgeState, checks.IndicatorMinor, checks.IndicatorMajor, checks.IndicatorCritical)
	}, checks.IDStatusEdge)},
	{code: "against.others_fail", of: []string{"service.*", "edge.*", "path.*"}, but: []string{"service.incident"}, seen: named(controlsInTrouble, checks.IDControls)},

	// Something else stands in between.
	{code: "against.vpn", of: []string{
		"path.*", "service.unreachable", "service.slow", "account.*", "dns.wrong_answer", "dns.intercepted", "dns.resolver_down", "dns.slow",
		"network.no_internet", "network.mtu", "network.ipv6_broken", "unknown",
	}, seen: standsBetween(checks.SoftwareVPN)},
	{code: "against.software", of: []string{
		"path.*", "service.unreachable", "service.slow", "service.certificate", "account.blocked", "dns.wrong_answer", "dns.intercepted", "unknown",
	}, seen: standsBetween(checks.SoftwareAntivirus, checks.SoftwareFilter, checks.SoftwareParental, checks.SoftwareCompany, checks.SoftwareProxy, checks.SoftwareDeveloper)},
	{code: "against.proxied", of: []string{"healthy", "service.*", "account.*", "edge.*", "app.*", "browser.*"}, seen: whenever(onlyProxied, checks.IDProxy)},

	{code: "against.portal", of: []string{"service.*", "path.*", "edge.*", "account.*"}, seen: whenever(func(v *view, _ Ruling) bool {
		return v.Portal != nil && slices.ContainsFunc(v.Portal.Probes, func(p checks.PortalProbe) bool { return p.Kind == checks.PortalSignIn })
	}, checks.IDPortal)},

	// The observation has two meanings.
	{code: "against.status_late", of: []string{"path.blocked"}, seen: whenever(always, checks.IDStatusService)},
	{code: "against.one_line", of: []string{"service.unreachable"}, seen: whenever(always)},
	{code: "against.server_same", of: []string{"path.interfered"}, seen: whenever(func(_ *view, r Ruling) bool { return r.Confidence == Low })},
	{code: "against.program", of: []string{"account.blocked"}, seen: whenever(func(_ *view, r Ruling) bool { return r.Variant == "" || r.Variant == "ban" })},
	{code: "against.only_us", of: []string{"device.firewall"}, seen: whenever(always)},
	{code: "against.silent_by_habit", of: []string{"network.no_gateway"}, seen: whenever(func(_ *view, r Ruling) bool { return r.Variant == "silent" }, checks.IDRoute)},
	{code: "against.by_exclusion", of: []string{"browser.suspect"}, seen: whenever(always)},

	// What would have confirmed it could not be had.
	{code: "against.one_place", of: []string{"service.*", "path.*", "account.*", "edge.*"}, but: []string{"service.incident"}, seen: whenever(onePlace)},
	{code: "against.unconfirmed", of: []string{"service.unreachable", "service.certificate", "path.blocked"}, seen: named(unconfirmed, checks.IDAlternates)},
	{code: "against.no_others", of: []string{"service.bad_gateway", "account.*", "service.unreachable", "path.*"}, seen: whenever(func(v *view, _ Ruling) bool {
		return len(v.controls()) == 0
	})},
	{code: "against.status_stale", of: []string{"service.incident", "path.blocked", "healthy"}, seen: whenever(statusStale, checks.IDStatusService)},
	{code: "against.status_unread", of: []string{"healthy", "service.*", "edge.*"}, seen: whenever(func(v *view, _ Ruling) bool { return statusUnread(v.Status) }, checks.IDStatusService)},
	{code: "against.no_compare", of: []string{"device.hosts_override"}, seen: whenever(notHigh, checks.IDHostsFile)},
	{code: "against.no_direct", of: []string{"device.proxy"}, seen: whenever(notHigh, checks.IDProxy)},
	{code: "against.one_book", of: []string{"dns.resolver_down", "dns.wrong_answer", "dns.name_not_found", "dns.intercepted"}, seen: whenever(func(v *view, _ Ruling) bool {
		return v.voicesOf(false) == 1
	}, checks.IDAlternates)},
	{code: "against.no_books", of: []string{"dns.name_not_found"}, seen: whenever(func(v *view, _ Ruling) bool { return v.voicesOf(false) == 0 }, checks.IDAlternates)},
	{code: "against.no_secret", of: []string{"dns.wrong_answer", "dns.name_not_found"}, seen: whenever(func(v *view, _ Ruling) bool {
		return v.voicesOf(false) > 0 && v.voicesOf(true) == 0
	}, checks.IDAlternates)},
	{code: "against.one_other", of: []string{"device.tls_intercepted", "network.mtu"}, seen: whenever(notHigh, checks.IDControls)},
	{code: "against.unfinished", of: []string{"service.*", "path.*", "edge.*", "account.*"}, seen: func(v *view, _ Ruling) (sign, bool) {
		names := v.unseen()
		return sign{names: join(names)}, len(names) > 0
	}},
}
