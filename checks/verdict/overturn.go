package verdict

import (
	"strings"

	"fix502/checks"
)

// turn is the cheapest further observation that would overturn a code. The first
// row that fits is taken; the last one of a code always does.
type turn struct {
	of     string // verdict code
	when   func(*view, Ruling) bool
	text   string // text code; the values are those of the ruling's own texts
	action Action
}

// overturn picks what would change a ruling.
func (v *view) overturn(r Ruling) *Turn {
	for _, t := range turns {
		if t.of != r.Code || !t.when(v, r) {
			continue
		}
		args := v.args("vpn", join(v.softwareOf(checks.SoftwareVPN)), "software", join(v.softwareOf(filters...)), "edge", v.edgeName())
		for key, value := range r.Args {
			if args[key] == "" {
				args[key] = value
			}
		}
		return &Turn{Code: t.text, Args: args, Action: t.action}
	}
	return nil
}

// filters are the kinds of software that change or stop traffic and can be switched
// off for a moment.
var filters = []string{checks.SoftwareAntivirus, checks.SoftwareFilter, checks.SoftwareParental}

func variant(names ...string) func(*view, Ruling) bool {
	return func(_ *view, r Ruling) bool {
		for _, n := range names {
			if r.Variant == n || strings.HasPrefix(r.Variant, n+"_") {
				return true
			}
		}
		return false
	}
}

func seenIn(where checks.Seen) func(*view, Ruling) bool {
	return func(v *view, _ Ruling) bool { return v.Target.Seen == where }
}

func behindVPN(v *view, _ Ruling) bool { return len(v.softwareOf(checks.SoftwareVPN)) > 0 }

func filtered(v *view, _ Ruling) bool { return len(v.softwareOf(filters...)) > 0 }

func noClock(v *view, r Ruling) bool { return r.Variant == "expired" && !v.clockRight() }

func unread(v *view, _ Ruling) bool {
	return v.Status != nil && v.Status.URL != "" && statusUnread(v.Status)
}

func addressUnconfirmed(v *view, _ Ruling) bool { return len(unconfirmed(v)) > 0 }

func madeUp(v *view, _ Ruling) bool { return !v.Target.Known }

// turns lists, for every code, what would overturn it. What was observed already is
// not asked for again, but for what may have been a passing hiccup.
var turns = []turn{
	{"healthy", seenIn(checks.SeenApp), "turn.healthy.app", ActBrowser},
	{"healthy", always, "turn.healthy", ActBrowser},

	{"device.hosts_override", always, "turn.hosts_override", ActCheck},
	{"device.proxy", always, "turn.proxy", ActCheck},
	{"device.clock_wrong", always, "turn.clock", ""},
	{"device.tls_intercepted", filtered, "turn.filter_off", ActCheck},
	{"device.tls_intercepted", always, "turn.other_device", ""},
	{"device.firewall", always, "turn.firewall", ActBrowser},

	{"network.no_link", always, "turn.no_link", ActCheck},
	{"network.no_gateway", always, "turn.other_device_online", ""},
	{"network.no_internet", behindVPN, "turn.vpn_off", ActCheck},
	{"network.no_internet", always, "turn.other_device_online", ""},
	{"network.captive_portal", always, "turn.portal", ActBrowser},
	{"network.ipv6_broken", always, "turn.ipv6", ActCheck},
	{"network.mtu", behindVPN, "turn.vpn_off", ActCheck},
	{"network.mtu", always, "turn.hotspot", ""},

	{"dns.resolver_down", always, "turn.books_again", ActResolvers},
	{"dns.wrong_answer", always, "turn.books_again_right", ActResolvers},
	{"dns.slow", always, "turn.books_again_quick", ActResolvers},
	{"dns.intercepted", behindVPN, "turn.vpn_off", ActCheck},
	{"dns.intercepted", always, "turn.intercepted", ""},
	{"dns.name_not_found", madeUp, "turn.spelling", ActCheck},
	{"dns.name_not_found", always, "turn.mobile", ""},

	{"path.interfered", behindVPN, "turn.vpn_off", ActCheck},
	{"path.interfered", filtered, "turn.filter_off", ActCheck},
	{"path.interfered", always, "turn.mobile_fails", ""},
	{"path.blocked", behindVPN, "turn.vpn_off", ActCheck},
	{"path.blocked", always, "turn.mobile_fails", ""},
	{"edge.outage", always, "turn.mobile", ""},

	{"service.incident", statusStale, "turn.status_again", ActCheck},
	{"service.incident", targetWorks, "turn.incident_works", ActStatus},
	{"service.incident", always, "turn.incident", ActStatus},
	{"service.bad_gateway", notHigh, "turn.again", ActCheck},
	{"service.bad_gateway", always, "turn.mobile", ""},
	{"service.unreachable", behindVPN, "turn.vpn_off", ActCheck},
	{"service.unreachable", addressUnconfirmed, "turn.books", ActResolvers},
	{"service.unreachable", unread, "turn.status", ActStatus},
	{"service.unreachable", always, "turn.mobile", ""},
	{"service.certificate", noClock, "turn.clock_right", ""},
	{"service.certificate", filtered, "turn.filter_off", ActCheck},
	{"service.certificate", always, "turn.certificate", ""},
	{"service.slow", always, "turn.slow", ActCheck},

	{"account.rate_limited", always, "turn.wait", ActCheck},
	{"account.blocked", variant("human"), "turn.human", ActBrowser},
	{"account.blocked", behindVPN, "turn.vpn_off", ActCheck},
	{"account.blocked", variant("law"), "turn.mobile", ""},
	{"account.blocked", always, "turn.browser", ActBrowser},
	{"app.stuck", always, "turn.app", ActApp},
	{"browser.suspect", always, "turn.other_browser", ActElsewhere},

	{"unknown", variant("unfinished"), "turn.finish", ActCheck},
	{"unknown", variant("status"), "turn.unknown_browser", ActBrowser},
	{"unknown", variant("everywhere"), "turn.everywhere", ""},
	{"unknown", behindVPN, "turn.vpn_off", ActCheck},
	{"unknown", always, "turn.unknown", ""},
}
