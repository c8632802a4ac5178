package scenarios

import "slices"

// liar makes a resolver say something else of the target.
func liar(resolver, address string) map[string]map[string]string {
	return map[string]map[string]string{resolver: {"chat.example": address}}
}

// tapped answers every plain question on the way, wherever it was going.
func tapped(lies string) plan {
	p := plan{rules: map[string]string{atISP: `table ip tap { chain c { type nat hook prerouting priority -100; iifname "customers" meta l4proto { tcp, udp } th dport 53 dnat to 203.0.113.9:53; }; }`}}
	p.more = []*daemon{p.dnsmasq("tap", atISP, "203.0.113.9", lies+"server="+ispDNS+"\n")}
	return p
}

// unsigned is a resolver that insists on signatures that nobody made.
const unsigned = `server:
  directory: "DIR"
  chroot: ""
  username: ""
  use-syslog: no
  interface: 203.0.113.53@53
  access-control: 0.0.0.0/0 allow
  do-daemonize: no
  num-threads: 1
  local-zone: "example." nodefault
  module-config: "validator iterator"
  trust-anchor: ". DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
forward-zone:
  name: "."
  forward-addr: 198.51.100.54
remote-control:
  control-enable: no
`

func dnsScenarios() []scenario {
	return slices.Concat(downScenarios(), wrongScenarios(), otherDNSScenarios())
}

func downScenarios() []scenario {
	alternate := ask("chat.example", first4, "198.51.100.10")
	down := func(name string, p plan, proofs ...proof) scenario {
		return scenario{name: name, code: "dns.resolver_down", by: "dns", plan: p, proofs: append(proofs, alternate)}
	}
	signed := plan{off: []string{provider}}
	signed.more = []*daemon{{
		name: "validator", room: afar, program: "unbound", args: []string{"-d", "-p", "-c", "DIR/validator.conf"},
		config: "validator.conf", text: unsigned, listens: []string{ispDNS + ":53"},
	}}
	empty := plan{off: []string{house}}
	empty.more = []*daemon{empty.dnsmasq("empty", atRouter, routerAddr, "")}
	odd := plan{off: []string{house, second}}
	nobody := plan{}
	nobody.resolvers = []string{"search home.arpa"}
	return []scenario{
		down("dnsmasq on the router has died", plan{off: []string{house}}, ask("chat.example", routerAddr, "connection refused")),
		down("the provider's resolver is silent", plan{off: []string{house}, resolvers: []string{ispDNS}, rules: map[string]string{afar: drop("ip daddr 203.0.113.53", "input")}},
			ask("chat.example", ispDNS, "timed out")),
		down("the provider's resolver fails on signatures", signed, ask("chat.example", routerAddr, "status: SERVFAIL", "+time=4")),
		down("the router's resolver knows nobody to ask", empty, ask("chat.example", routerAddr, "status: REFUSED")),
		down("two resolvers, both dead in their own way", plan{
			off: []string{house}, resolvers: []string{routerAddr, ispDNS}, rules: map[string]string{afar: drop("ip daddr 203.0.113.53", "input")},
		}, ask("chat.example", routerAddr, "connection refused"), ask("chat.example", ispDNS, "timed out")),
		down("dead, and one of the others as well", odd, ask("chat.example", routerAddr, "connection refused"), ask("chat.example", second4, "connection refused")),
		down("no resolver is set at all", nobody, fetch(api, "000/6")),
		down("a resolver is set that is none", plan{resolvers: []string{"192.168.1.77"}}, ask("chat.example", "192.168.1.77", "no servers could be reached")),
	}
}

func wrongScenarios() []scenario {
	alternate := ask("chat.example", first4, "198.51.100.10")
	wrong := func(name, address, shown string) scenario {
		return scenario{
			name: name, code: "dns.wrong_answer", by: "dns", plan: plan{says: liar(provider, address)},
			proofs: []proof{ask("chat.example", routerAddr, shown), alternate},
		}
	}
	hole := plan{conf: map[string]string{house: "address=/chat.example/0.0.0.0\n"}}
	two := plan{resolvers: []string{ispDNS, second4}, says: liar(provider, "198.51.100.90")}
	other := plan{says: map[string]map[string]string{provider: {"api-chat.example": "198.51.100.90"}}}
	other.book.hosts = twoHosts
	vanished := wrong("an address at which nobody is any more", "198.51.100.91", "198.51.100.91")
	return []scenario{
		wrong("an address that serves somebody else", "198.51.100.90", "198.51.100.90"),
		wrong("no such name, says one", "", "status: NXDOMAIN"),
		wrong("an address of a private network", "10.20.30.40", "10.20.30.40"),
		wrong("this computer itself", "127.0.0.1", "127.0.0.1"),
		vanished,
		{
			name: "the first of two resolvers lies", code: "dns.wrong_answer", by: "dns", plan: two,
			proofs: []proof{ask("chat.example", ispDNS, "198.51.100.90"), ask("chat.example", second4, "198.51.100.10"), fetch(api, "000/60")},
		},
		{
			name: "a lie about the second of two hosts", code: "dns.wrong_answer", by: "dns", plan: other,
			proofs: []proof{ask("api-chat.example", routerAddr, "198.51.100.90"), works, fetch("https://api-chat.example/", "000/60")},
		},
		{
			name: "a sinkhole on the router", code: "dns.wrong_answer", by: "dns", plan: hole,
			proofs: []proof{ask("chat.example", routerAddr, "0.0.0.0"), alternate},
		},
		{
			name: "a lie, and the status page announces something small", code: "dns.wrong_answer", by: "dns",
			plan:   plan{says: liar(provider, "198.51.100.90")}.announcing(statusMinor),
			proofs: []proof{ask("chat.example", routerAddr, "198.51.100.90"), alternate},
		},
	}
}

func otherDNSScenarios() []scenario {
	slow := plan{off: []string{provider}, more: []*daemon{serving(afar, "slow-dns", ispDNS+":53")}}
	gone := plan{says: map[string]map[string]string{first: {"chat.example": ""}, second: {"chat.example": ""}, provider: {"chat.example": ""}}}
	return []scenario{
		{
			name: "the resolver takes its time", code: "dns.slow", by: "dns", plan: slow,
			proofs: []proof{fetch(api, "Resolving timed out", "--connect-timeout", "0.6"), ask("chat.example", first4, "198.51.100.10"), works},
		},
		{
			name: "plain questions get a lie on the way", code: "dns.intercepted", by: "isp", plan: tapped("address=/chat.example/198.51.100.90\n"),
			proofs: []proof{ask("chat.example", second4, "198.51.100.90"), ask("chat.example", second4, "198.51.100.10", "+https"), ask("www.news.example", second4, "198.51.100.30")},
		},
		{
			name: "plain questions get no such name on the way", code: "dns.intercepted", by: "isp", plan: func() plan {
				p := tapped("address=/chat.example/\n")
				p.resolvers = []string{first4}
				return p
			}(),
			proofs: []proof{ask("chat.example", first4, "status: NXDOMAIN"), ask("chat.example", first4, "198.51.100.10", "+tls")},
		},
		{
			name: "the name was given up", code: "dns.name_not_found", by: "service", plan: gone,
			proofs: []proof{ask("chat.example", routerAddr, "status: NXDOMAIN"), ask("chat.example", first4, "status: NXDOMAIN", "+tls"), ask("chat.example", second4, "status: NXDOMAIN")},
		},
		{
			name: "a name with a letter missing", target: "chta.example", code: "dns.name_not_found", by: "service",
			proofs: []proof{ask("chta.example", routerAddr, "status: NXDOMAIN"), ask("chta.example", first4, "status: NXDOMAIN")},
		},
	}
}
