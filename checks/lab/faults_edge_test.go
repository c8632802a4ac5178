package lab

import "testing"

func TestFaultEdge(t *testing.T) {
	l := startFaulty(t)
	l.Announce(StatusOutage) // here it is the edge's page
	tellAll(t, l, edgeFaults())
}

// edges is an edge in the catalogue with these canaries, and perhaps a status page.
func edges(canaries, status string) string {
	s := "  - id: edge\n    name: Edge\n    canaries: [" + canaries + "]\n"
	if status != "" {
		s += "    " + status + "\n"
	}
	return s
}

func edgeFaults() map[string]fault {
	const (
		behind = "edge: edge"
		calm   = "https://web.lab.test/announce/none"
	)
	beside := func(host string) string {
		return "  - {id: beside, name: Beside, url: \"https://beside.test\", edge: edge, hosts: [" + host + "]}\n"
	}
	deadCanaries := edges(at(Nobody, "/")+", "+at(Gate, "/closed"), "")
	goodCanaries := edges(at(Gate, "/well"), "")
	return map[string]fault{
		"the canaries are dead, the target fails": {
			catalogue: world{services: service(at(Web, "/status/502"), behind), edges: deadCanaries}.String(),
			code:      "edge.outage", by: "edge", sure: "high", problems: "edge.canaries host:web.lab.test",
		},
		"the canaries are dead, the target cannot be reached": {
			catalogue: world{services: service(at(Nobody, "/"), behind), edges: deadCanaries}.String(),
			code:      "edge.outage", by: "edge", sure: "high", problems: "edge.canaries host:nobody.lab.test",
		},
		"the canaries are dead, the target works": {
			catalogue: world{services: service(at(Web, "/status/200"), behind), edges: deadCanaries}.String(),
			code:      healthy, by: nobody, problems: "edge.canaries",
		},
		"a page of its own": {
			catalogue: world{services: service(at(Web, "/edge/500"), behind), edges: goodCanaries}.String(),
			code:      "edge.outage", by: "edge", sure: "medium", problems: "host:web.lab.test",
		},
		"a page of its own, a bare address": {
			target: "https://web.lab.test/edge/500", catalogue: world{services: service(at(Web, "/"))}.String(),
			code: "edge.outage", by: "edge", sure: "medium", problems: "host:web.lab.test",
		},
		"it says itself that it fails": {
			catalogue: world{services: service(at(Web, "/edge/502"), behind), edges: edges(at(Gate, "/well"), withStatus(""))}.String(),
			code:      "edge.outage", by: "edge", problems: "host:web.lab.test status:edge",
		},
		"it says itself that it fails, and the target works": {
			catalogue: world{services: service(at(Web, "/edge/200"), behind), edges: edges(at(Gate, "/well"), withStatus(""))}.String(),
			code:      healthy, by: nobody, problems: "status:edge",
		},
		"it says itself that something small fails": {
			catalogue: world{services: service(at(Web, "/status/502"), behind), edges: edges(at(Gate, "/well"), withStatus("https://web.lab.test/announce/minor"))}.String(),
			code:      "service.bad_gateway", by: "service", problems: "host:web.lab.test",
		},
		"it says that the origin fails": {
			catalogue: world{services: service(at(Web, "/edge/520"), behind), edges: goodCanaries}.String(),
			code:      "service.bad_gateway", by: "service", problems: "host:web.lab.test",
		},
		"the canaries are dead, and so is another service behind it": {
			catalogue: world{services: service(at(Web, "/status/503"), behind) + beside(at(Nobody, "/")), edges: edges(at(Gate, "/closed"), "")}.String(),
			code:      "edge.outage", by: "edge", sure: "high", problems: "edge.canaries host:web.lab.test",
		},
		"the canaries are dead, another service behind it works": {
			catalogue: world{services: service(at(Web, "/status/503"), behind) + beside(at(Gate, "/well")), edges: deadCanaries}.String(),
			code:      "edge.outage", by: "edge", sure: "medium", problems: "host:web.lab.test", states: map[string]string{"edge.canaries": "notice"},
		},
		"a page of its own, another service behind it works": {
			catalogue: world{services: service(at(Web, "/edge/500"), behind) + beside(at(Gate, "/well")), edges: goodCanaries}.String(),
			code:      "edge.outage", by: "edge", sure: "low", problems: "host:web.lab.test",
		},
		"the canaries are dead, its own page answers on the target": {
			catalogue: world{services: service(at(Web, "/edge/502"), behind), edges: deadCanaries + "    trace: /trace\n"}.String(),
			code:      "service.bad_gateway", by: "service", sure: "high", problems: "host:web.lab.test", states: map[string]string{"edge.canaries": "notice"},
		},
		"nothing behind it is within reach, and all is well officially": {
			catalogue: world{services: service(at(Silent, "/"), behind, withStatus(calm)) + beside(at(Nobody, "/")), edges: edges(at(Nobody, "/"), withStatus(calm))}.String(),
			code:      "path.blocked", by: "isp", problems: "edge.canaries host:silent.lab.test",
		},
		"one of three addresses is dead": {
			catalogue: world{services: service(at(Three, "/"), behind), edges: goodCanaries}.String(),
			code:      healthy, by: nobody, states: map[string]string{"host:three.lab.test": "notice"},
		},
		"one of two addresses answers 502": {
			catalogue: world{services: service(at(Mixed, "/"), behind), edges: goodCanaries}.String(),
			code:      "service.bad_gateway", by: "service", sure: "low", problems: "host:mixed.lab.test",
		},
		"one of two addresses gives a page of its own": {
			catalogue: world{services: service(at(HalfEdge, "/"), behind), edges: goodCanaries}.String(),
			code:      "edge.outage", by: "edge", sure: "low", problems: "host:half.lab.test",
		},
		"a bare address whose answer names it": {
			target: "https://web.lab.test/edge/502", catalogue: world{services: service(at(Web, "/")), edges: "  - {id: cloudflare, name: Cloudflare, trace: /trace, canaries: [" + at(Gate, "/well") + "]}\n"}.String(),
			code: "service.bad_gateway", by: "service", sure: "high", problems: "host:web.lab.test", states: map[string]string{"edge.canaries": "ok"},
		},
		"a bare address that works": {
			target: "https://web.lab.test/edge/200", catalogue: world{services: service(at(Web, "/")), edges: "  - {id: cloudflare, name: Cloudflare, trace: /trace}\n"}.String(),
			code: healthy, by: nobody, states: map[string]string{"edge.canaries": "skipped"},
		},
	}
}
