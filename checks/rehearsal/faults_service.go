package rehearsal

import (
	"net/http"
	"time"
)

const (
	// slowAnswer is above the 5 s of contract §3, and below what a check waits for.
	slowAnswer = 5200 * time.Millisecond
	// longOver is how long ago an expired certificate ended.
	longOver = -3 * 24 * time.Hour
)

// serviceFaults are those of the service itself.
func serviceFaults() []Scenario {
	answering := func(h http.Handler) func(*World) { return func(w *World) { w.answers(h) } }
	return []Scenario{
		{ID: "incident", Code: "service.incident", set: func(w *World) {
			w.answers(edge502())
			w.site(statusName).handler = statusPage("major", "Partial System Outage", announced("identified"), "")
		}},
		{ID: "incident-elsewhere", Code: "service.incident", set: func(w *World) {
			w.site(statusName).handler = statusPage("minor", "Minor Service Outage", announced("investigating"), "")
		}},
		{ID: "bad-gateway", Code: "service.bad_gateway", set: answering(edge502())},
		{ID: "bad-gateway-plain", Code: "service.bad_gateway", set: func(w *World) {
			w.site(serviceName).handler = page(http.StatusBadGateway, htmlPage, nginx("502 Bad Gateway"), "Server", "nginx")
		}},
		{ID: "gateway-timeout", Code: "service.bad_gateway", set: func(w *World) {
			w.site(gatewayName).handler = page(http.StatusGatewayTimeout, htmlPage, nginx("504 Gateway Time-out"), "Server", "nginx")
		}},
		{ID: "origin-down", Code: "service.bad_gateway", set: answering(page(522, textPage, "error code: 522"))},
		{ID: "unreachable", Code: "service.unreachable", set: func(w *World) {
			w.net.fate = w.only(vanishes, serviceAddr, gatewayAddr, mediaAddr, statusAddr)
		}},
		{ID: "refused", Code: "service.unreachable", set: func(w *World) {
			w.catalog.Services[0].Status = nil
			w.net.fate = w.only(refuses, serviceAddr, gatewayAddr)
		}},
		{ID: "certificate-expired", Code: "service.certificate", set: func(w *World) {
			for _, s := range w.required() {
				s.ends = longOver
			}
		}},
		{ID: "certificate-wrong-name", Code: "service.certificate", set: func(w *World) {
			w.site(serviceName).cert = []string{"www.somebody-else.example"}
		}},
		{ID: "certificate-unknown", Code: "service.certificate", set: func(w *World) {
			w.site(serviceName).signer = w.stranger("Chitchat Test CA")
		}},
		{ID: "slow", Code: "service.slow", set: func(w *World) {
			for _, s := range w.required() {
				s.handler = late(slowAnswer, s.handler)
			}
		}},
	}
}
