package lab

import (
	"strings"
	"testing"
)

// The addresses on the cable between a computer and its router.
const (
	roomComputer = "10.9.0.2"
	roomRouter   = "10.9.0.1"
	// deafMAC belongs to nobody: what is sent there vanishes.
	deafMAC = "02:00:00:00:00:99"
)

// room makes a computer alone in a network and sets it up with the lines, each
// one an argument list of ip(8). Those that begin with "router" are done in a
// second room at the other end of the cable.
func room(t *testing.T, lines ...string) *Room {
	t.Helper()
	enter := func() *Room {
		r, err := NewRoom(t.Context())
		must(t, err)
		t.Cleanup(func() { _ = r.Close() })
		return r
	}
	computer, router := enter(), enter()
	must(t, computer.Joined(t.Context(), router))
	for _, line := range lines {
		if rest, far := strings.CutPrefix(line, "router "); far {
			must(t, router.IP(t.Context(), strings.Fields(rest)...))
			continue
		}
		must(t, computer.IP(t.Context(), strings.Fields(line)...))
	}
	return computer
}

// The beginnings that most rooms have.
var (
	loopback = "link set lo up"
	plugged  = []string{loopback, "link set cable up", "router link set cable up", "address add " + roomComputer + "/24 dev cable"}
	routed   = append(plugged, "route add default via "+roomRouter)
)

func with(lines []string, more ...string) []string {
	return append(lines[:len(lines):len(lines)], more...)
}

func TestFaultNetwork(t *testing.T) {
	l := startFaulty(t)
	const lost = "discord" // of the built-in catalogue, which knows only places that are out of reach here
	deaf := room(t, with(routed, "neighbor add "+roomRouter+" lladdr "+deafMAC+" dev cable nud permanent")...)
	pinged := room(t, with(routed, "router address add "+roomRouter+"/24 dev cable")...)
	unreachable := room(t, with(routed, "router address add "+roomRouter+"/24 dev cable", "router route add unreachable default")...)
	bare := room(t, loopback)
	tellAll(t, l, map[string]fault{
		"nothing is plugged in": {
			target: lost, room: room(t), code: "network.no_link", by: "local_network", sure: "high", problems: "network.link",
			states: map[string]string{"network.route": "skipped", "network.internet": "skipped", "dns.system": "skipped", "controls": "skipped", "host:discord.com": "skipped", "status:service": "skipped"},
		},
		"only the loopback is up": {
			target: lost, room: bare, code: "network.no_link", by: "local_network", sure: "high", problems: "network.link",
		},
		"the cable is in and nobody gave an address": {
			target: lost, room: room(t, loopback, "link set cable up", "router link set cable up"),
			code: "network.no_link", by: "local_network", sure: "high", problems: "network.link",
		},
		"an address, no way out": {
			target: lost, room: room(t, plugged...), code: "network.no_gateway", by: "local_network", sure: "high", problems: "network.route",
			states: map[string]string{"network.internet": "skipped"},
		},
		"the router is gone": {
			target: lost, room: room(t, routed...), resolvers: []string{roomRouter},
			code: "network.no_gateway", by: "local_network", sure: "medium", problems: "network.route",
		},
		"the router is silent": {
			target: lost, room: deaf, resolvers: []string{roomRouter, "192.0.2.53"},
			code: "network.no_gateway", by: "local_network", sure: "medium", problems: "network.route",
		},
		"the router answers and nothing behind it does": {
			target: lost, room: pinged, resolvers: []string{roomRouter},
			code: "network.no_internet", by: "local_network", sure: "high", problems: "network.internet",
			states: map[string]string{"dns.system": "skipped", "dns.alternates": "skipped", "controls": "skipped", "host:discord.com": "skipped"},
		},
		"the router says that there is no way": {
			target: lost, room: unreachable, resolvers: []string{roomRouter},
			code: "network.no_internet", by: "local_network", sure: "high", problems: "network.internet",
		},
		"a bare name, no internet": {
			target: "app.example", room: pinged, resolvers: []string{roomRouter},
			code: "network.no_internet", by: "local_network", problems: "network.internet",
		},
		"a bare address, no internet": {
			target: "https://192.0.2.80/", room: pinged, resolvers: []string{roomRouter},
			code: "network.no_internet", by: "local_network", problems: "network.internet",
		},
		"a second is not enough": {
			target: lost, room: deaf, args: []string{"--timeout", "1s"}, resolvers: []string{roomRouter},
			code: "unknown", by: "unknown", exit: 3, problems: "",
		},
	})
}

func TestFaultPortal(t *testing.T) {
	target := service(at(Gate, "/well"), withStatus(""))
	const (
		replaced = `[{url: "http://one.test/success.txt", status: 200, body: success}, {url: "http://two.test/generate_204", status: 204}]`
		nobodyAt = `["127.0.0.44:443", "127.0.0.44:80"]`
		far      = "  - {id: far, name: Far, addresses: [127.0.0.60]}\n"
	)
	hotel := []string{HotelResolver}
	tellAll(t, startFaulty(t), map[string]fault{
		"every name leads to the sign-in page": {
			catalogue: world{services: target, portals: replaced, anchors: nobodyAt, resolvers: far}.String(), resolvers: hotel,
			code: "network.captive_portal", by: "local_network", sure: "high", problems: "network.portal",
		},
		"and the anchors are let through": {
			catalogue: world{services: target, portals: replaced, resolvers: far}.String(), resolvers: hotel,
			code: "network.captive_portal", by: "local_network", sure: "high", problems: "network.portal",
		},
		"and other address books are let through": {
			catalogue: world{services: target, portals: replaced}.String(), resolvers: hotel,
			code: "network.captive_portal", by: "local_network", sure: "high", problems: "network.portal", also: []string{"dns.wrong_answer"},
		},
		"a target without encryption is redirected": {
			catalogue: world{services: service("{host: app.test, path: /, scheme: http, expect: [200]}"), portals: replaced, resolvers: far}.String(), resolvers: hotel,
			code: "network.captive_portal", by: "local_network", sure: "high", problems: "network.portal",
		},
		"another page in place of the known one": {
			catalogue: world{services: service(at(Nobody, "/")), portals: `[{url: "http://web.lab.test:8080/html", status: 200, body: success}]`}.String(),
			code:      "network.captive_portal", by: "local_network", sure: "medium", problems: "network.portal",
		},
		"another page, and the target works": {
			catalogue: world{services: target, portals: `[{url: "http://web.lab.test:8080/html", status: 200, body: success}]`}.String(),
			code:      "network.captive_portal", by: "local_network", sure: "low", problems: "network.portal",
		},
	})
}

// TestFaultPath has something on the way that looks for names.
func TestFaultPath(t *testing.T) {
	tellAll(t, startFaulty(t), map[string]fault{
		"cut where the name is read": {
			catalogue: world{services: service(at(Named, "/"), withStatus(""))}.String(),
			code:      "path.interfered", by: "isp", sure: "medium", problems: "host:named.lab.test",
		},
		"and no status page": {
			catalogue: world{services: service(at(Named, "/"))}.String(),
			code:      "path.interfered", by: "isp", sure: "medium", problems: "host:named.lab.test",
		},
		"at both addresses": {
			catalogue: world{services: service(at(NamedToo, "/"), withStatus(""))}.String(),
			code:      "path.interfered", by: "isp", sure: "high", problems: "host:named-too.lab.test",
		},
		"two names": {
			catalogue: world{services: service(at(Named, "/")+", "+at(Hushed, "/"), withStatus(""))}.String(),
			code:      "path.interfered", by: "isp", sure: "high", problems: "host:hushed.lab.test host:named.lab.test",
		},
		"silent where the name is read": {
			catalogue: world{services: service(at(Hushed, "/"), withStatus(""))}.String(),
			code:      "path.interfered", by: "isp", sure: "medium", problems: "host:hushed.lab.test",
		},
		"a bare name": {
			target: "https://named.lab.test/", catalogue: world{services: service(at(Web, "/"))}.String(),
			code: "path.interfered", by: "isp", sure: "medium", problems: "host:named.lab.test",
		},
		"silent whatever the name": {
			catalogue: world{services: service(at(Stalls, "/"), withStatus(""))}.String(),
			code:      "path.blocked", by: "isp", sure: "low", problems: "host:stalls.lab.test",
		},
	})
}
