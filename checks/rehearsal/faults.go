package rehearsal

import (
	"net/http"
	"slices"

	"fix502/checks"
)

// faults lists the scenarios in which something is wrong, in the order of contract §3.
func faults() []Scenario {
	return slices.Concat(deviceFaults(), networkFaults(), dnsFaults(), pathFaults(), edgeFaults(), serviceFaults(), accountFaults(), otherFaults())
}

// required are the service's sites that it cannot work without.
func (w *World) required() []*site { return []*site{w.site(serviceName), w.site(gatewayName)} }

// answers makes the service answer in one way, at all that it needs.
func (w *World) answers(h http.Handler) {
	for _, s := range w.required() {
		s.handler = behindEdge(h)
	}
}

// accountFaults are those in which the service turns this visitor away.
func accountFaults() []Scenario {
	answering := func(h http.Handler) func(*World) { return func(w *World) { w.answers(h) } }
	return []Scenario{
		{ID: "rate-limited", Code: "account.rate_limited", set: answering(limitPage())},
		{ID: "too-many-requests", Code: "account.rate_limited", set: func(w *World) {
			w.site(serviceName).handler = page(http.StatusTooManyRequests, jsonPage, `{"message":"You are being rate limited."}`, "Retry-After", "30")
		}},
		{ID: "blocked", Code: "account.blocked", set: answering(page(http.StatusForbidden, jsonPage, `{"message":"Access denied"}`))},
		{ID: "banned", Code: "account.blocked", set: answering(banPage())},
		{ID: "human-check", Code: "account.blocked", set: answering(humanCheck())},
		{ID: "blocked-by-law", Code: "account.blocked", set: answering(page(http.StatusUnavailableForLegalReasons, textPage, "Unavailable For Legal Reasons\n"))},
	}
}

// otherFaults are the app's, the browser's, and what fits nothing.
func otherFaults() []Scenario {
	return []Scenario{
		{ID: "app-stuck", Code: "app.stuck", Seen: checks.SeenApp, set: func(w *World) { w.computer.processes = stuckApp() }},
		{ID: "browser-suspect", Code: "browser.suspect", Seen: checks.SeenBrowser},
		{ID: "odd-answer", Code: "unknown", set: func(w *World) {
			w.site(serviceName).handler = behindEdge(page(http.StatusNotFound, textPage, "404 page not found\n"))
		}},
		{ID: "errors-everywhere", Code: "unknown", set: func(w *World) {
			for _, s := range w.sites {
				if !slices.Contains([]string{portalOne, portalTwo}, s.names[0]) {
					s.handler = page(http.StatusServiceUnavailable, textPage, "Service Unavailable\n")
				}
			}
		}},
	}
}
