package lab

import "testing"

func TestEndToEndFaultEdge(t *testing.T) {
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
	const behind = "edge: edge"
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
	}
}
