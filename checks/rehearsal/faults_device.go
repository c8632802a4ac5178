package rehearsal

import (
	"net/http"
	"net/netip"
	"time"

	"fix502/platform"
)

// deviceFaults are those of this computer.
func deviceFaults() []Scenario {
	const (
		hours = 3 * time.Hour
		years = 4 * 365 * 24 * time.Hour // long before any certificate of this world was made
	)
	return []Scenario{
		{ID: "hosts-override", Code: "device.hosts_override", set: func(w *World) { w.pin(strangerAddr) }},
		{ID: "hosts-nowhere", Code: "device.hosts_override", set: func(w *World) { w.pin(netip.MustParseAddr("127.0.0.1")) }},
		{ID: "proxy-down", Code: "device.proxy", set: func(w *World) { w.useProxy(nil) }},
		{ID: "proxy-sign-in", Code: "device.proxy", set: func(w *World) {
			w.useProxy(page(http.StatusProxyAuthRequired, textPage, "Proxy Authentication Required\n", "Proxy-Authenticate", `Basic realm="office"`))
		}},
		{ID: "proxy-502", Code: "device.proxy", set: func(w *World) {
			w.useProxy(page(http.StatusBadGateway, htmlPage, "<html><head><title>ERROR: The requested URL could not be retrieved</title></head><body>ERROR: The requested URL could not be retrieved</body></html>", "X-Squid-Error", "ERR_CONNECT_FAIL 111"))
		}},
		{ID: "clock-hours", Code: "device.clock_wrong", set: func(w *World) { w.ahead = hours }},
		{ID: "clock-years", Code: "device.clock_wrong", set: func(w *World) { w.ahead = -years }},
		{ID: "antivirus", Code: "device.tls_intercepted", set: func(w *World) {
			for _, s := range w.sites {
				s.signer = w.stranger("Watchful Antivirus Web Shield")
			}
		}},
		{ID: "firewall", Code: "device.firewall", set: func(w *World) {
			w.net.fate = w.only(forbidden, serviceAddr, serviceAddr6, gatewayAddr, gatewayAddr6)
		}},
		{ID: "firewall-everything", Code: "device.firewall", set: func(w *World) {
			w.net.fate = func(network string, _ netip.AddrPort) fate {
				if network == "tcp" {
					return forbidden
				}
				return reaches
			}
		}},
	}
}

// pin writes the service's name into the hosts file.
func (w *World) pin(addr netip.Addr) {
	w.computer.hosts = append(w.computer.hosts, platform.HostsEntry{Addr: addr, Names: []string{serviceName}, Line: 7})
	w.add(&site{names: []string{"www.stranger.example"}, addrs: []netip.Addr{strangerAddr}, handler: well()})
}

// useProxy sets the computer to a proxy that answers everything in one way, or with
// nil is not there.
func (w *World) useProxy(h http.Handler) {
	const address = "192.168.1.30:3128"
	w.computer.proxies = []platform.Proxy{{Source: "environment", HTTP: "http://" + address, HTTPS: "http://" + address}}
	w.computer.proxy = "http://" + address
	if h != nil {
		w.plain = append(w.plain, plainServer{netip.AddrPortFrom(proxyAddr, 3128), h})
		return
	}
	w.net.fate = w.only(refuses, proxyAddr)
}

// only gives one fate to some addresses, and leaves all others alone.
func (w *World) only(what fate, addrs ...netip.Addr) func(string, netip.AddrPort) fate {
	return func(_ string, to netip.AddrPort) fate {
		for _, a := range addrs {
			if a == to.Addr() {
				return what
			}
		}
		return reaches
	}
}
