package rehearsal

// faults lists the scenarios in which something is wrong, in the order of contract §3.
func faults() []Scenario {
	return []Scenario{
		{ID: "bad-gateway", Code: "service.bad_gateway", set: func(w *World) {
			w.site(serviceName).handler = behindEdge(edge502())
			w.site(gatewayName).handler = behindEdge(edge502())
		}},
	}
}
