package rehearsal

import (
	"bytes"
	"net/http"
	"net/netip"

	"fix502/platform"
)

// pathFaults are those between this computer and the service that others make.
func pathFaults() []Scenario {
	return []Scenario{
		{ID: "filter-page", Code: "path.interfered", set: func(w *World) {
			for _, s := range w.required() {
				s.handler = filterPage()
			}
		}},
		{ID: "name-cut", Code: "path.interfered", set: func(w *World) { w.net.wire = cutName }},
		{ID: "address-blocked", Code: "path.blocked", set: func(w *World) {
			w.net.fate = w.only(vanishes, serviceAddr, gatewayAddr, mediaAddr)
		}},
	}
}

// cutName cuts a connection when the service's name is seen in it, as a filter does
// that reads along: the name is readable at the beginning of every encrypted one.
func cutName(netip.AddrPort, bool) (up, down func(c *conn, p []byte)) {
	return func(c *conn, p []byte) {
		for _, name := range []string{serviceName, gatewayName, mediaName} {
			if bytes.Contains(p, []byte(name)) && !bytes.Contains(p, []byte(statusName)) {
				c.cut(platform.ConnReset)
			}
		}
	}, nil
}

// edgeFaults are those of the delivery network in front of the service.
func edgeFaults() []Scenario {
	return []Scenario{
		{ID: "edge-page", Code: "edge.outage", set: func(w *World) { w.answers(edgeOwn502()) }},
		{ID: "edge-down", Code: "edge.outage", set: func(w *World) {
			for _, name := range []string{serviceName, gatewayName, mediaName, canaryOne, canaryTwo} {
				s := w.site(name)
				s.handler = page(http.StatusInternalServerError, htmlPage, "<html><head><title>500 Internal Server Error</title></head><body><center><h1>500 Internal Server Error</h1></center><hr><center>cloudflare</center></body></html>", "Server", "cloudflare", "CF-RAY", ray)
			}
		}},
		{ID: "edge-announced", Code: "edge.outage", set: func(w *World) {
			w.answers(edge502())
			w.site(edgeStatusName).handler = statusPage("major", "Network outage", "", "")
		}},
	}
}
