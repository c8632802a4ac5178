package wizard

import (
	"slices"
	"strings"
	"testing"

	"fix502/checks"
	"fix502/checks/verdict"
)

// everyCode lists the verdict codes of contract §3.
var everyCode = []string{
	"healthy", "device.hosts_override", "device.proxy", "device.clock_wrong", "device.tls_intercepted", "device.firewall",
	"network.no_link", "network.no_gateway", "network.no_internet", "network.captive_portal", "network.ipv6_broken", "network.mtu",
	"dns.resolver_down", "dns.wrong_answer", "dns.slow", "dns.intercepted", "dns.name_not_found", "path.interfered", "path.blocked",
	"edge.outage", "service.incident", "service.bad_gateway", "service.unreachable", "service.certificate", "service.slow",
	"account.rate_limited", "account.blocked", "app.stuck", "browser.suspect", "unknown",
}

func family(prefixes ...string) []string {
	var list []string
	for _, code := range everyCode {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(code, p) }) {
			list = append(list, code)
		}
	}
	return list
}

// TestAdvice holds the table of contract §4, written a second time as lists.
func TestAdvice(t *testing.T) {
	want := map[StepID][]string{
		CheckStatus:    family("service.", "edge."),
		EndProcess:     {"app.stuck"},
		Reload:         {"healthy", "browser.suspect", "service.bad_gateway"},
		NewSession:     {"browser.suspect"},
		ClearCache:     {"browser.suspect", "app.stuck"},
		SafeMode:       {"browser.suspect"},
		ChangeDNS:      {"dns.resolver_down", "dns.wrong_answer", "dns.slow", "dns.intercepted"},
		OtherBrowser:   {"browser.suspect"},
		Restart:        append(family("network."), "app.stuck"),
		ContactSupport: append(family("account.", "service."), "unknown"),
		ContactISP:     append(family("path."), "dns.intercepted", "network.no_internet"),
		ComeBackLater:  family("service.", "edge."),
	}
	// dns.name_not_found is the service's fault by contract §3, yet its code is not
	// in the family service.*, so the steps of that family are not recommended.
	for _, step := range Steps {
		for _, code := range everyCode {
			advice, _ := advise(step.ID, verdict.Ruling{Holding: verdict.Holding{Code: code}}, checks.SeenUnsure)
			if got, wanted := advice == Recommended, slices.Contains(want[step.ID], code); got != wanted {
				t.Errorf("step %s on %s: recommended %v, want %v", step.ID, code, got, wanted)
			}
		}
	}
	healthy := verdict.Ruling{Holding: verdict.Holding{Code: "healthy"}}
	if advice, _ := advise(EndProcess, healthy, checks.SeenApp); advice != Recommended {
		t.Errorf("healthy but seen in the app: closing it is %s, want recommended", advice)
	}
	if advice, _ := advise(EndProcess, healthy, checks.SeenBrowser); advice == Recommended {
		t.Error("healthy and seen in the browser: closing the app is recommended")
	}
}

func TestStepsAreTheContracts(t *testing.T) {
	ids := []StepID{
		"check-status", "end-process", "reload", "new-session", "clear-cache", "safe-mode", "change-dns", "other-browser",
		"restart", "contact-support", "contact-isp", "come-back-later",
	}
	for i, step := range Steps {
		if step.Number != i+1 || step.ID != ids[i] {
			t.Errorf("step %d is %d %s, want %s", i+1, step.Number, step.ID, ids[i])
		}
	}
	if len(Steps) != len(ids) {
		t.Errorf("%d steps, want %d", len(Steps), len(ids))
	}
}
