package lab

import "testing"

func TestFaultDevice(t *testing.T) {
	tellAll(t, startFaulty(t), deviceFaults())
}

func deviceFaults() map[string]fault {
	well := world{services: service(at(Gate, "/well"), withStatus(""))}.String()
	dead := world{services: service(at(Gate, "/dead"), withStatus(""))}.String()
	through := func(proxy string) []string { return []string{"https_proxy=" + proxy, "http_proxy=" + proxy} }
	rows := map[string]fault{
		"a pin that leads to another server": {
			catalogue: well, hosts: addrWrong + " gate.lab.test\n",
			code: "device.hosts_override", by: "this_device", sure: "high", problems: "host:gate.lab.test", states: map[string]string{"device.hosts": "notice"},
		},
		"a pin that leads nowhere": {
			catalogue: well, hosts: "0.0.0.0 gate.lab.test\n",
			code: "device.hosts_override", by: "this_device", sure: "high", problems: "host:gate.lab.test",
		},
		"a pin into silence": {
			catalogue: well, hosts: addrSilent + " GATE.lab.test # old\n",
			code: "device.hosts_override", by: "this_device", sure: "high", problems: "host:gate.lab.test",
		},
		"a pin to an IPv6 address at which nobody is": {
			catalogue: well, hosts: "::1 gate.lab.test\n",
			code: "device.hosts_override", by: "this_device", sure: "high", problems: "host:gate.lab.test",
		},
		"a pin to the right address": {
			catalogue: well, hosts: addrGate + " gate.lab.test\n",
			code: healthy, by: nobody, states: map[string]string{"device.hosts": "notice"},
		},
		"a pin to the right address of a target that fails": {
			catalogue: dead, hosts: addrGate + " gate.lab.test\n",
			code: "service.bad_gateway", by: "service", problems: "host:gate.lab.test",
		},
		"a wrong pin, and the resolver is down": {
			catalogue: well, hosts: addrWrong + " gate.lab.test\n", resolvers: []string{SilentResolver},
			code: "device.hosts_override", by: "this_device", problems: "dns.system host:gate.lab.test",
		},
		"a pin of another name": {
			catalogue: well, hosts: "127.0.0.1 elsewhere.test\n", code: healthy, by: nobody,
		},
		"a proxy that works": {
			catalogue: well, env: through(GoodProxy), code: healthy, by: nobody, states: map[string]string{"device.proxy": "notice"},
		},
		"a proxy that works, and the target answers 502": {
			catalogue: dead, env: through(GoodProxy), code: "service.bad_gateway", by: "service", problems: "host:gate.lab.test",
		},
		"a proxy that works, and the resolver is down": {
			catalogue: well, env: through(GoodProxy), resolvers: []string{SilentResolver},
			code: healthy, by: nobody, problems: "dns.system",
		},
		"a dead proxy that is not for this target": {
			catalogue: well, env: append(through(DeadProxy), "no_proxy=.lab.test"), code: healthy, by: nobody,
		},
		"a proxy that never answers": {
			catalogue: well, env: through(MuteProxy), code: "device.proxy", by: "this_device", sure: "high", problems: "device.proxy",
		},
		"a dead proxy, a target without encryption": {
			catalogue: world{services: service("{host: gate.lab.test, path: /well, port: 8080, scheme: http, expect: [200]}")}.String(), env: through(DeadProxy),
			code: "device.proxy", by: "this_device", sure: "high", problems: "device.proxy",
		},
		"a proxy that answers 502, a target without encryption": {
			catalogue: world{services: service("{host: gate.lab.test, path: /well, port: 8080, scheme: http, expect: [200]}")}.String(), env: through(RefusingProxy(502)),
			code: "device.proxy", by: "this_device", sure: "high", problems: "device.proxy",
		},
		"a dead proxy, and the target answers 502": {
			catalogue: dead, env: through(DeadProxy), code: "device.proxy", by: "this_device", sure: "medium", problems: "device.proxy host:gate.lab.test",
		},
		"every certificate is of an authority that nobody knows": {
			catalogue: well, env: []string{"SSL_CERT_FILE=/nonexistent", "SSL_CERT_DIR=/nonexistent"},
			code: "device.tls_intercepted", by: "this_device", sure: "high", problems: "controls host:gate.lab.test",
		},
		"other clocks say something else": {
			catalogue: world{services: service(at(Gate, "/well")), controls: "[{host: ahead.lab.test, path: /ahead}, {host: web.lab.test, path: /ahead}]"}.String(),
			code:      "device.clock_wrong", by: "this_device", sure: "high", problems: "device.clock",
		},
		"connecting is refused by this computer": {
			target: "forbidden.lab.test", catalogue: well,
			code: "device.firewall", by: "this_device", problems: "host:forbidden.lab.test",
		},
	}
	rows["a dead proxy"] = fault{
		catalogue: well, env: through(DeadProxy), code: "device.proxy", by: "this_device", sure: "high", problems: "device.proxy",
	}
	for name, status := range map[string]int{"403": 403, "407": 407, "502": 502, "503": 503, "504": 504} {
		rows["a proxy that answers "+name] = fault{
			catalogue: well, env: through(RefusingProxy(status)),
			code: "device.proxy", by: "this_device", sure: "high", problems: "device.proxy",
		}
	}
	return rows
}
