package scenarios

import "slices"

// news is a page that has nothing to do with the target.
const news = "https://www.news.example/"

func networkScenarios() []scenario {
	return slices.Concat(linkScenarios(), portalScenarios(), familyScenarios(), mtuScenarios())
}

func linkScenarios() []scenario {
	down := func(name, code string, p plan, proofs ...proof) scenario {
		return scenario{name: name, code: code, by: "local_network", plan: p, proofs: proofs}
	}
	return []scenario{
		down("the network card is switched off", "network.no_link", plan{then: []string{"home ip link set eth0 down"}},
			prove(atHome, "ip -brief link show eth0", "DOWN"), fetch("https://198.51.100.10/", "000/7")),
		down("the cable is unplugged at the other end", "network.no_link", plan{then: []string{"router ip link set lan down"}},
			prove(atHome, "ip link show eth0", "NO-CARRIER")),
		down("nobody gave an address", "network.no_link", plan{then: []string{"home ip address flush dev eth0"}},
			prove(atHome, "ip -brief address show eth0", "UP"), fetch("https://198.51.100.10/", "000/7")),
		down("there is no way out of this network", "network.no_gateway", plan{then: []string{"home ip route delete default"}},
			prove(atHome, "ip route get 198.51.100.10", "Network is unreachable"), fetch("https://198.51.100.10/", "000/7")),
		down("the router has gone away", "network.no_gateway", plan{then: []string{"router ip address flush dev lan"}},
			fetch("https://198.51.100.10/", "000/")),
		down("the router is switched on and does nothing", "network.no_gateway",
			plan{rules: map[string]string{atRouter: drop("", "input") + drop("", "forward")}},
			fetch("https://198.51.100.10/", "000/28"), ask("chat.example", routerAddr, "timed out")),
		down("the provider's line is dead", "network.no_internet", plan{then: []string{"router ip link set wan down"}},
			prove(atHome, "ping -c 1 -W 1 192.168.1.1", "1 received"), fetch("https://198.51.100.10/", "000/")),
		down("the provider lets nothing through", "network.no_internet", plan{rules: map[string]string{atISP: drop("", "forward")}},
			prove(atHome, "ping -c 1 -W 1 192.168.1.1", "1 received"), fetch("https://198.51.100.10/", "000/28")),
		down("the provider has no way out", "network.no_internet", plan{then: []string{"isp ip route delete default"}},
			prove(atHome, "ping -c 1 -W 1 192.168.1.1", "1 received"), fetch("https://198.51.100.10/", "000/7")),
		down("a target by its address, and the line is dead", "network.no_internet", plan{then: []string{"router ip link set wan down"}},
			prove(atHome, "ping -c 1 -W 1 192.168.1.1", "1 received")),
	}
}

// hotel is a network with a sign-in page: what nginx answers on its router, what
// its firewall does, and what its resolver says.
func hotel(answer, rules, names string) plan {
	return plan{
		more: []*daemon{nginxAt(atRouter, "login", `server { listen 192.168.1.1:80 default_server; `+answer+` }
server { listen 192.168.1.1:80; server_name login.hotel.example; location / { return 200 "<html><form>Room number?</form></html>"; } }`, routerAddr+":80")},
		conf: map[string]string{house: "address=/login.hotel.example/192.168.1.1\n" + names},
		rules: map[string]string{atRouter: `table ip hotel {
  chain pre { type nat hook prerouting priority -100; iifname "lan" tcp dport 80 dnat to 192.168.1.1:80; }
  chain on { type filter hook forward priority 0; iifname "lan" ` + rules + `; }
}`},
	}
}

func portalScenarios() []scenario {
	const redirect = `location / { return 302 http://login.hotel.example/; }`
	sign := func(name string, p plan, proofs ...proof) scenario {
		return scenario{name: name, code: "network.captive_portal", by: "local_network", plan: p, proofs: proofs}
	}
	return []scenario{
		sign("a hotel's sign-in page, all else dropped", hotel(redirect, "drop", ""),
			page("http://probe.phone.example/ok.txt", "Location: http://login.hotel.example/"), fetch(api, "000/28")),
		sign("a café's sign-in page, all else refused", hotel(`location / { return 200 "<html><h1>Welcome</h1></html>"; }`, "reject with icmp type admin-prohibited", ""),
			page("http://check.desktop.example/204", "Welcome"), fetch(api, "000/7")),
		sign("a network that says that it wants a sign-in", hotel(`location / { return 511; }`, "tcp dport 443 reject with tcp reset", ""),
			fetch("http://probe.phone.example/ok.txt", "511/0"), fetch(api, "000/7")),
		sign("every name leads to the sign-in page", hotel(redirect, "drop", "address=/#/192.168.1.1\n"),
			ask("chat.example", routerAddr, "192.168.1.1"), page("http://probe.phone.example/ok.txt", "Location: http://login.hotel.example/")),
	}
}

func familyScenarios() []scenario {
	six := func(name, what string) scenario {
		p := plan{six: true, rules: map[string]string{atISP: does("meta nfproto ipv6", "forward", what)}}
		p.book.anchors = `["198.51.100.50:443", "198.51.100.51:443", "[2001:db8:100::50]:443", "[2001:db8:100::51]:443"]`
		return scenario{
			name: name, code: "network.ipv6_broken", by: "local_network", plan: p,
			proofs: []proof{fetch(api, "000/", "-6"), fetch(api, "200/0", "-4"), ask("chat.example", routerAddr, "2001:db8:100::10", "AAAA")},
		}
	}
	plain := six("IPv6 leads nowhere, and nothing in the catalogue says so", "drop")
	plain.plan.book.anchors = usualAnchors
	return []scenario{six("IPv6 is announced and leads nowhere", "drop"), six("IPv6 is announced and refused on the way", "reject with icmpx type no-route"), plain}
}

func mtuScenarios() []scenario {
	large := []proof{fetch(api, "000/28"), fetch("http://probe.phone.example/ok.txt", "200/0")}
	return []scenario{
		{
			name: "large packets get lost", code: "network.mtu", by: "local_network",
			plan:   plan{rules: map[string]string{atISP: drop("ip length > 1300", "forward")}},
			proofs: large,
		},
		{
			name: "a narrow line, and nobody may say so", code: "network.mtu", by: "local_network",
			plan: plan{
				then:  []string{"isp ip link set customers mtu 1280", "router ip link set wan mtu 1280"},
				rules: map[string]string{atISP: drop("icmp type destination-unreachable", "output"), atRouter: drop("icmp type destination-unreachable", "output")},
			},
			proofs: large,
		},
		{
			name: "a narrow line on the way to the target only, and nobody may say so", code: "network.mtu", by: "local_network",
			plan: plan{
				then:  []string{"isp ip route add 198.51.100.10/32 via 203.0.113.10 mtu 1280"},
				rules: map[string]string{atISP: drop("icmp type destination-unreachable", "output")},
			},
			proofs: []proof{prove(atHome, "ping -c 1 -W 1 198.51.100.10", "1 received"), prove(atHome, "ping -M do -s 1400 -c 1 -W 1 198.51.100.10", "0 received"), fetch(news, "200/0")},
		},
	}
}
