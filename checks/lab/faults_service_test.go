package lab

import (
	"strings"
	"testing"
)

// StartFaulty starts a lab with everything that can fail.
func startFaulty(t *testing.T) *Lab {
	t.Helper()
	l := start(t)
	must(t, l.StartFaults(t.Context()))
	must(t, l.StartOrigin(t.Context()))
	return l
}

func TestFaultService(t *testing.T) {
	l := startFaulty(t)
	t.Run("side by side", func(t *testing.T) { tellAll(t, l, serviceFaults()) })
	l.Announce(StatusOutage)
	t.Run("announced", func(t *testing.T) {
		tellAll(t, l, map[string]fault{
			"and the target fails": {
				catalogue: world{services: service(at(Gate, "/dead"), withStatus(""))}.String(),
				code:      "service.incident", by: "service", sure: "high", also: []string{"service.bad_gateway"}, problems: "host:gate.lab.test status:service",
			},
			"and the target works": {
				catalogue: world{services: service(at(Gate, "/well"), withStatus(""))}.String(),
				code:      "service.incident", by: "service", sure: "medium", problems: "status:service",
			},
			"nearer things come first": {
				catalogue: world{services: service(at(Gate, "/well"), withStatus(""))}.String(), resolvers: []string{LyingResolver},
				code: "dns.wrong_answer", by: "dns", problems: "dns.system host:gate.lab.test status:service",
			},
		})
	})
}

func serviceFaults() map[string]fault {
	const web = "https://web.lab.test"
	failing := func(status string) string {
		return world{services: service(at(Gate, "/dead"), withStatus(status))}.String()
	}
	rows := map[string]fault{
		"a minor incident is announced": {
			catalogue: failing(web + "/announce/minor"), code: "service.incident", by: "service", also: []string{"service.bad_gateway"}, problems: "host:gate.lab.test",
		},
		"a critical incident is announced": {
			catalogue: failing(web + "/announce/critical"), code: "service.incident", by: "service", also: []string{"service.bad_gateway"},
			problems: "host:gate.lab.test status:service",
		},
		"maintenance is no incident": {
			catalogue: failing(web + "/announce/maintenance"), code: "service.bad_gateway", by: "service", problems: "host:gate.lab.test",
		},
		"slow": {
			catalogue: world{services: service(at("slow.lab.test", "/slow"), withStatus(""))}.String(), code: "service.slow", by: "service", sure: "high",
		},
		"takes the connection and says nothing": {
			catalogue: world{services: service(at(Stalls, "/"))}.String(), code: "service.unreachable", by: "service", problems: "host:stalls.lab.test",
		},
		"everybody takes the connection and says nothing": {
			catalogue: world{services: service(at(Stalls, "/")), controls: `[{host: stalls.lab.test}]`}.String(),
			code:      "network.mtu", by: "local_network", problems: "controls host:stalls.lab.test",
		},
		"IPv6 leads nowhere": {
			catalogue: world{services: service(at(Twofold, "/well")), anchors: `["127.0.0.14:443", "[::1]:9"]`}.String(), resolvers: []string{GoodResolver},
			code: "network.ipv6_broken", by: "local_network", sure: "medium", states: map[string]string{"host:twofold.lab.test": "notice"},
		},
		"everything is silent": {
			catalogue: world{
				services: service(at(Silent, "/"), withStatus("https://silent.lab.test")), resolvers: "  - {id: far, name: Far, addresses: [198.18.0.53]}\n",
				anchors: "[198.18.0.1:443, 198.18.0.2:443]", portals: "[{url: http://198.18.0.3/x, body: success}]", controls: "[{host: 198.18.0.4}]",
			}.String(),
			resolvers: []string{"198.18.0.54", "198.18.0.55"},
			code:      "network.no_internet", by: "local_network", problems: "network.internet",
		},
		"laid over the built-in catalogue": {
			catalogue: world{services: service(at(Gate, "/dead"))}.String(), over: true,
			code: "service.bad_gateway", by: "service", problems: "host:gate.lab.test",
		},
		"the service alone laid over the built-in catalogue, at an address": {
			catalogue: "version: 1\nservices:\n" + service("{host: 127.0.0.40, port: 8080, scheme: http, path: /dead}"), over: true,
			code: "service.bad_gateway", by: "service", problems: "-",
		},
		"healthy": {
			catalogue: world{services: service(at(Target, "/api")+", "+at(Gate, "/well"), withStatus(""))}.String(),
			code:      healthy, by: nobody, sure: "high",
		},
		"healthy, seen in the browser": {
			catalogue: world{services: service(at(Gate, "/well"), withStatus(""))}.String(), args: []string{"--seen", "browser"},
			code: "browser.suspect", by: "browser",
		},
		"healthy, seen in the app": {
			catalogue: world{services: service(at(Gate, "/well"), withStatus(""))}.String(), args: []string{"--seen", "app"},
			code: healthy, by: nobody,
		},
		"502 seen in the browser": {
			catalogue: world{services: service(at(Gate, "/dead"), withStatus(""))}.String(), args: []string{"--seen", "browser"},
			code: "service.bad_gateway", by: "service", problems: "host:gate.lab.test",
		},
		"502 at a host that is not required": {
			catalogue: world{services: service(at(Target, "/api") + ", {host: gate.lab.test, path: /dead, expect: [200], required: false}")}.String(),
			code:      healthy, by: nobody,
		},
		"nothing but the service in the catalogue": {
			catalogue: "version: 1\nservices:\n" + service(at(Gate, "/dead")),
			code:      "service.bad_gateway", by: "service", problems: "host:gate.lab.test",
		},
		"nothing but the service in the catalogue, and it is well": {
			catalogue: "version: 1\nservices:\n" + service(at(Gate, "/well")),
			code:      healthy, by: nobody,
		},
		"JSON catalogue": {
			catalogue: `{"version": 1, "services": [{"id": "lab", "name": "Lab", "url": "https://gate.lab.test/", "hosts": [{"host": "gate.lab.test", "path": "/dead"}]}]}`,
			code:      "service.bad_gateway", by: "service", problems: "host:gate.lab.test",
		},
		"bare host": {
			target: Gate, catalogue: world{services: service(at(Target, "/api"))}.String(),
			code: "unknown", by: "unknown", problems: "host:gate.lab.test", // nginx answers 404 there
		},
		"bare address, 502": {
			target: "https://gate.lab.test/dead", catalogue: world{services: service(at(Target, "/api"))}.String(),
			code: "service.bad_gateway", by: "service", problems: "host:gate.lab.test",
		},
		"nobody listens": {
			target: Nobody, catalogue: world{services: service(at(Target, "/api"))}.String(),
			code: "service.unreachable", by: "service", problems: "host:nobody.lab.test",
		},
		"silence": {
			target: Silent, catalogue: world{services: service(at(Target, "/api"))}.String(),
			code: "service.unreachable", by: "service", problems: "host:silent.lab.test",
		},
		"a route that throws packets away": {
			target: Vanished, catalogue: world{services: service(at(Target, "/api"))}.String(),
			code: "service.unreachable", by: "service", problems: "host:vanished.lab.test",
		},
		"nobody listens, all is well says the status page": {
			catalogue: world{services: service(at(Nobody, "/"), withStatus(""))}.String(),
			code:      "path.blocked", by: "isp", problems: "host:nobody.lab.test",
		},
		"cut whatever the name": {
			catalogue: world{services: service(at(Cut, "/"), withStatus(""))}.String(),
			code:      "path.blocked", by: "isp", sure: "low", problems: "host:cut.lab.test",
		},
		"the certificate has expired": {
			catalogue: world{services: service(at(Old, "/"), withStatus(""))}.String(),
			code:      "service.certificate", by: "service", sure: "high", problems: "host:old.lab.test",
		},
		"the status page answers HTML": {
			catalogue: world{services: service(at(Gate, "/dead"), withStatus("https://web.lab.test/html"))}.String(),
			code:      "service.bad_gateway", by: "service", problems: "host:gate.lab.test", states: map[string]string{"status:service": "notice"},
		},
		"the status page answers ten megabytes": {
			catalogue: world{services: service(at(Gate, "/dead"), withStatus("https://web.lab.test/huge"))}.String(),
			code:      "service.bad_gateway", by: "service", problems: "host:gate.lab.test", states: map[string]string{"status:service": "notice"},
		},
		"the status page is out of order": {
			catalogue: world{services: service(at(Nobody, "/"), withStatus("https://web.lab.test/status/500"))}.String(),
			code:      "service.unreachable", by: "service", problems: "host:nobody.lab.test", states: map[string]string{"status:service": "notice"},
		},
		"the page is ten megabytes": {
			catalogue: world{services: service(at(Web, "/huge"))}.String(),
			code:      healthy, by: nobody,
		},
		"too many requests": {
			catalogue: world{services: service(at(Web, "/status/429"))}.String(),
			code:      "account.rate_limited", by: "account", problems: "host:web.lab.test",
		},
		"turned away": {
			catalogue: world{services: service(at(Web, "/status/403"))}.String(),
			code:      "account.blocked", by: "account", problems: "host:web.lab.test",
		},
		"404 where 200 is expected": {
			catalogue: world{services: service(at(Web, "/status/404"))}.String(),
			code:      "unknown", by: "unknown", problems: "host:web.lab.test",
		},
	}
	for name, path := range map[string]string{"nginx 502": "/dead", "nginx 503": "/closed", "nginx 504": "/stuck"} {
		rows[name] = fault{
			catalogue: world{services: service(at(Gate, path), withStatus(""))}.String(),
			code:      "service.bad_gateway", by: "service", sure: "medium", problems: "host:gate.lab.test",
		}
	}
	for _, path := range []string{"/status/500", "/edge/520", "/edge/522", "/edge/530"} {
		rows["answers "+path] = fault{
			catalogue: world{services: service(at(Web, path))}.String(),
			code:      "service.bad_gateway", by: "service", problems: "host:web.lab.test",
		}
	}
	for name, address := range map[string]string{
		"address and port, 502":           "http://127.0.0.40:8080/dead",
		"IPv6 address and port, 502":      "http://[::1]:8080/dead",
		"address and port, resolver dead": "http://127.0.0.40:8080/dead",
	} {
		rows[name] = fault{
			target: address, catalogue: world{services: service(at(Target, "/api"))}.String(), resolvers: []string{NoResolver},
			code: "service.bad_gateway", by: "service", problems: "host:" + strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/dead"),
			states: map[string]string{"dns.system": "skipped", "dns.alternates": "skipped"},
		}
	}
	for name, address := range map[string]string{"address and port, well": "http://127.0.0.40:8080/well", "IPv6 address and port, well": "http://[::1]:8080/well"} {
		rows[name] = fault{
			target: address, catalogue: world{services: service(at(Target, "/api"))}.String(), resolvers: []string{},
			code: healthy, by: nobody,
		}
	}
	return rows
}
