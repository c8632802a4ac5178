package scenarios

import (
	"slices"
	"testing"
)

// TestLab plays every scenario and prints what came of it.
func TestLab(t *testing.T) {
	l := openLaboratory(t)
	t.Run("side by side", func(t *testing.T) {
		for _, c := range all() {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				l.run(t, c)
			})
		}
	})
	l.publish(t, "table.txt")
}

func all() []scenario {
	return slices.Concat(deviceScenarios(), networkScenarios(), dnsScenarios(), pathScenarios(), serviceScenarios(), traps())
}

// codes are those of the contract, §3.
var codes = []string{
	"healthy",
	"device.hosts_override", "device.proxy", "device.clock_wrong", "device.tls_intercepted", "device.firewall",
	"network.no_link", "network.no_gateway", "network.no_internet", "network.captive_portal", "network.ipv6_broken", "network.mtu",
	"dns.resolver_down", "dns.wrong_answer", "dns.slow", "dns.intercepted", "dns.name_not_found",
	"path.interfered", "path.blocked", "edge.outage",
	"service.incident", "service.bad_gateway", "service.unreachable", "service.certificate", "service.slow",
	"account.rate_limited", "account.blocked", "app.stuck", "browser.suspect", "unknown",
}

// leastScenarios and leastTraps are how many there have to be.
const (
	leastScenarios = 45
	leastTraps     = 14
)

// TestEveryCodeIsPlayed looks at the list only; it runs anywhere.
func TestEveryCodeIsPlayed(t *testing.T) {
	played, names, traps := map[string]bool{}, map[string]bool{}, 0
	for _, c := range all() {
		if names[c.name] {
			t.Errorf("two scenarios are called %q", c.name)
		}
		names[c.name], played[c.code] = true, true
		if !slices.Contains(codes, c.code) {
			t.Errorf("%s: the contract knows no code %q", c.name, c.code)
		}
		least := 1
		if c.trap {
			traps++
			least = 2 // that the oddity is there, and that the target works
		}
		if c.start != nil {
			least-- // it brings one of its own
		}
		if len(c.proofs) < least {
			t.Errorf("%s proves too little", c.name)
		}
	}
	for _, code := range codes {
		if !played[code] {
			t.Errorf("%s is never played", code)
		}
	}
	if len(names) < leastScenarios || traps < leastTraps {
		t.Errorf("only %d scenarios, %d of them traps", len(names), traps)
	}
}
