package lab

import (
	"maps"
	"testing"
)

func TestFaultDNS(t *testing.T) {
	rows := dnsFaults()
	maps.Copy(rows, oddDNSFaults())
	tellAll(t, startFaulty(t), rows)
}

// oddDNSFaults are the resolvers that are odd in ways that take several servers.
func oddDNSFaults() map[string]fault {
	well := world{services: service(at(Gate, "/well"), withStatus(""))}
	hijacked := well
	hijacked.resolvers = "  - {id: hijacked, name: Hijacked, addresses: [127.0.0.107], dot: dot.lab.test, doh: \"https://dot.lab.test/dns-query\"}\n"
	second := well
	second.resolvers = "  - {id: second, name: Second, addresses: [127.0.0.61, 127.0.0.71]}\n"
	signed := world{services: service(at(Signed, "/")), resolvers: "  - {id: careless, name: Careless, addresses: [127.0.0.104]}\n"}
	strict := signed
	strict.resolvers = "  - {id: strict, name: Strict, addresses: [127.0.0.103]}\n"
	typo := world{services: service(at("gaet.lab.test", "/well"))}
	system := func(state string) map[string]string { return map[string]string{"dns.system": state} }
	return map[string]fault{
		"made-up answers, and the name is known": {
			catalogue: well.String(), resolvers: []string{RewritingResolver}, code: healthy, by: nobody, states: system("notice"),
		},
		"made-up answers, for the name as well": {
			catalogue: well.String(), resolvers: []string{TypoResolver},
			code: "dns.wrong_answer", by: "dns", says: "names that don't exist", sure: "high", problems: "dns.system host:gate.lab.test",
		},
		"made-up answers, and the name does not exist": {
			catalogue: typo.String(), resolvers: []string{RewritingResolver},
			code: "dns.name_not_found", by: "service", says: "a page that it keeps", problems: "dns.alternates dns.system host:gaet.lab.test",
		},
		"a signature has run out, and others don't mind": {
			catalogue: signed.String(), resolvers: []string{StrictResolver},
			code: "dns.resolver_down", by: "dns", says: "DNSSEC", sure: "high", problems: "dns.system",
		},
		"a signature has run out, and everybody minds": {
			catalogue: strict.String(), resolvers: []string{StrictResolver},
			code: "unknown", by: "unknown", says: "DNSSEC", problems: "dns.alternates dns.system",
		},
		"a filter that says so": {
			catalogue: well.String(), resolvers: []string{FilterResolver},
			code: "dns.wrong_answer", by: "dns", says: "says itself", sure: "high", problems: "dns.system",
		},
		"half an answer, and no TCP": {
			catalogue: well.String(), resolvers: []string{HalfResolver},
			code: "dns.resolver_down", by: "dns", says: "too long for one piece", sure: "high", problems: "dns.system",
		},
		"a search domain with an address for everything": {
			catalogue: well.String(), resolvers: []string{WildcardResolver}, conf: "search corp.test\noptions ndots:5\n",
			code: "dns.wrong_answer", by: "dns", says: "gate.lab.test.[domain]", sure: "high", problems: "host:gate.lab.test", states: system("notice"),
		},
		"a search domain that is asked last": {
			catalogue: well.String(), resolvers: []string{WildcardResolver}, conf: "search corp.test\n", code: healthy, by: nobody, states: system("ok"),
		},
		"search domains with nothing in them, asked first": {
			catalogue: well.String(), conf: "search ns.svc.cluster.test svc.cluster.test\noptions ndots:5\n", code: healthy, by: nobody, states: system("ok"),
		},
		"both of two are dead": {
			catalogue: well.String(), resolvers: []string{SilentResolver, NoResolver}, code: "dns.resolver_down", by: "dns", sure: "high", problems: "dns.system",
		},
		"port 53 is led elsewhere": {
			catalogue: hijacked.String(), resolvers: []string{LyingResolver}, code: "dns.intercepted", by: "isp", also: []string{"dns.wrong_answer"}, problems: "dns.system host:gate.lab.test",
		},
		"port 53 to another is led elsewhere, and ours is right": {catalogue: hijacked.String(), code: healthy, by: nobody},
		"the first address of another is silent":                 {catalogue: second.String(), code: healthy, by: nobody, states: map[string]string{"dns.alternates": "ok"}},
		"down, and the first address of the other is silent": {
			catalogue: second.String(), resolvers: []string{NoResolver}, code: "dns.resolver_down", by: "dns", problems: "dns.system",
		},
	}
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
			catalogue: plain("/well"), resolvers: []string{LyingResolver}, code: "dns.wrong_answer", by: "dns", problems: "dns.system host:gate.lab.test:8080",
		},
		"without encryption, lying, and the target answers 502": {
			catalogue: plain("/dead"), resolvers: []string{LyingResolver}, code: "dns.wrong_answer", by: "dns", problems: "dns.system host:gate.lab.test:8080",
		},
		"without encryption, NXDOMAIN, and the target answers 502": {
			catalogue: plain("/dead"), resolvers: []string{DenyingResolver}, code: "dns.wrong_answer", by: "dns", problems: "dns.system",
		},
		"without encryption, another server": {
			catalogue: plain("/well"), resolvers: []string{OtherResolver}, code: "dns.wrong_answer", by: "dns", problems: "dns.system host:gate.lab.test:8080",
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
			code: "dns.wrong_answer", by: "dns", sure: "high", problems: "dns.system host:gate.lab.test",
		},
		"slow": {
			catalogue: well.String(), resolvers: []string{SlowResolver},
			code: "dns.slow", by: "dns", states: map[string]string{"dns.system": "notice"},
		},
		"plain questions are answered on the way": {
			catalogue: tapped.String(), resolvers: []string{LyingResolver},
			code: "dns.intercepted", by: "isp", also: []string{"dns.wrong_answer"}, problems: "dns.system host:gate.lab.test",
		},
		"down, and only encrypted others": {
			catalogue: secret.String(), resolvers: []string{SilentResolver},
			code: "dns.resolver_down", by: "dns", problems: "dns.system", states: map[string]string{"host:gate.lab.test": "skipped"},
		},
		"wrong, and only encrypted others": {
			catalogue: secret.String(), resolvers: []string{LyingResolver},
			code: "dns.wrong_answer", by: "dns", problems: "dns.system host:gate.lab.test",
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
