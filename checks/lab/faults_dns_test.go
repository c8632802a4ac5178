package lab

import "testing"

func TestFaultDNS(t *testing.T) {
	tellAll(t, startFaulty(t), dnsFaults())
}

func dnsFaults() map[string]fault {
	well := world{services: service(at(Gate, "/well"), withStatus(""))}
	secret := well
	secret.resolvers = "  - {id: secret, name: Secret, addresses: [127.0.0.72], dot: dot.lab.test, doh: \"https://dot.lab.test/dns-query\"}\n"
	tapped := well
	tapped.resolvers = "  - {id: tapped, name: Tapped, addresses: [127.0.0.73], dot: dot.lab.test, doh: \"https://dot.lab.test/dns-query\"}\n"
	none := well
	none.resolvers = "  - {id: none, name: None, addresses: [127.0.0.60]}\n"
	deny := well
	deny.resolvers = "  - {id: one, name: One, addresses: [127.0.0.64]}\n  - {id: two, name: Two, addresses: [127.0.0.64:53]}\n"
	plain := func(path string) string {
		return world{services: service("{host: gate.lab.test, path: " + path + ", port: 8080, scheme: http, expect: [200]}")}.String()
	}
	rows := map[string]fault{
		"without encryption, lying": {
			catalogue: plain("/well"), resolvers: []string{LyingResolver}, code: "dns.wrong_answer", by: "dns", problems: "host:gate.lab.test:8080",
		},
		"without encryption, lying, and the target answers 502": {
			catalogue: plain("/dead"), resolvers: []string{LyingResolver}, code: "dns.wrong_answer", by: "dns", problems: "host:gate.lab.test:8080",
		},
		"without encryption, NXDOMAIN, and the target answers 502": {
			catalogue: plain("/dead"), resolvers: []string{DenyingResolver}, code: "dns.wrong_answer", by: "dns", problems: "dns.system",
		},
		"without encryption, another server": {
			catalogue: plain("/well"), resolvers: []string{OtherResolver}, code: "dns.wrong_answer", by: "dns", problems: "host:gate.lab.test:8080",
		},
		"without encryption, well": {catalogue: plain("/well"), code: healthy, by: nobody},
		"one of two is silent": {
			catalogue: well.String(), resolvers: []string{SilentResolver, Configured},
			code: healthy, by: nobody, states: map[string]string{"dns.system": "notice"},
		},
		"silent, and the target answers 502": {
			catalogue: world{services: service(at(Gate, "/dead"))}.String(), resolvers: []string{SilentResolver},
			code: "dns.resolver_down", by: "dns", problems: "dns.system",
		},
		"lying, and an incident is announced elsewhere": {
			catalogue: well.String(), resolvers: []string{LyingResolver},
			code: "dns.wrong_answer", by: "dns", sure: "high", problems: "host:gate.lab.test",
		},
		"slow": {
			catalogue: well.String(), resolvers: []string{SlowResolver},
			code: "dns.slow", by: "dns", states: map[string]string{"dns.system": "notice"},
		},
		"plain questions are answered on the way": {
			catalogue: tapped.String(), resolvers: []string{LyingResolver},
			code: "dns.intercepted", by: "isp", also: []string{"dns.wrong_answer"}, problems: "host:gate.lab.test",
		},
		"down, and only encrypted others": {
			catalogue: secret.String(), resolvers: []string{SilentResolver},
			code: "dns.resolver_down", by: "dns", problems: "dns.system", states: map[string]string{"host:gate.lab.test": "skipped"},
		},
		"wrong, and only encrypted others": {
			catalogue: secret.String(), resolvers: []string{LyingResolver},
			code: "dns.wrong_answer", by: "dns", problems: "host:gate.lab.test",
		},
		"nobody knows anything": {
			catalogue: none.String(), resolvers: []string{NoResolver},
			code: "unknown", by: "unknown", problems: "dns.alternates dns.system", states: map[string]string{"host:gate.lab.test": "skipped"},
		},
		"no such name": {
			target: "ghost.lab.test", catalogue: well.String(),
			code: "dns.name_not_found", by: "service", sure: "high", problems: "dns.alternates dns.system",
			states: map[string]string{"host:ghost.lab.test": "skipped"},
		},
		"everybody says no such name": {
			catalogue: deny.String(), resolvers: []string{DenyingResolver},
			code: "dns.name_not_found", by: "service", problems: "dns.alternates dns.system",
			states: map[string]string{"host:gate.lab.test": "skipped"},
		},
	}
	for name, resolver := range map[string]string{
		"silent": SilentResolver, "nobody there": NoResolver, "SERVFAIL": BrokenResolver, "REFUSED": RefusingResolver, "garbage": GarbageResolver,
	} {
		rows[name] = fault{
			catalogue: well.String(), resolvers: []string{resolver},
			code: "dns.resolver_down", by: "dns", sure: "high", problems: "dns.system", states: map[string]string{"host:gate.lab.test": "skipped"},
		}
	}
	for name, resolver := range map[string]string{"NXDOMAIN": DenyingResolver, "empty": EmptyResolver, "0.0.0.0": SinkResolver} {
		rows[name] = fault{
			catalogue: well.String(), resolvers: []string{resolver},
			code: "dns.wrong_answer", by: "dns", sure: "high", problems: "dns.system", states: map[string]string{"host:gate.lab.test": "skipped"},
		}
	}
	return rows
}
