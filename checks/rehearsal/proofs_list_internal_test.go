package rehearsal

import (
	"net/netip"
	"strings"

	"fix502/checks"
)

// Each scenario's own fault, seen without the checks.

var deviceProofs = map[string]func(*eye){
	"hosts-override": func(e *eye) {
		e.is(strings.Join(e.pins(), " "), strangerAddr.String())
		e.is(e.page(front, strangerAddr), checks.FailWrongName)
		e.serves()
	},
	"hosts-nowhere": func(e *eye) {
		e.is(strings.Join(e.pins(), " "), "127.0.0.1")
		e.is(e.opens("tcp", netip.MustParseAddr("127.0.0.1"), 443), checks.FailRefused)
		e.serves()
	},
	"proxy-down":    func(e *eye) { e.is(e.opens("tcp", proxyAddr, 3128), checks.FailRefused); e.serves() },
	"proxy-sign-in": func(e *eye) { e.is(e.page("http://proxy.example:3128/", proxyAddr), "407 "); e.serves() },
	"proxy-502":     func(e *eye) { e.is(e.page("http://proxy.example:3128/", proxyAddr), "502 "); e.serves() },
	"clock-hours": func(e *eye) {
		if off := e.env.Now().Sub(e.authority.now).Hours(); off < 2 || off > 4 {
			e.Errorf("%v hours", off)
		}
		e.serves()
	},
	"clock-years": func(e *eye) {
		e.is(e.page(front, serviceAddr), checks.FailExpired) // Go calls a certificate of the future so too
		e.is(e.page("http://"+serviceName+"/api/gateway", serviceAddr), "200 ")
	},
	"antivirus": func(e *eye) {
		e.is(e.page(front, serviceAddr), checks.FailUntrusted)
		e.is(e.page(control, controlAddr), checks.FailUntrusted)
	},
	"firewall": func(e *eye) { e.is(e.opens("tcp", serviceAddr, 443), checks.FailFirewall); e.others() },
	"firewall-everything": func(e *eye) {
		e.is(e.opens("tcp", serviceAddr, 443), checks.FailFirewall)
		e.is(e.opens("tcp", anchorAddr, 443), checks.FailFirewall)
		e.is(e.book(routerAddr, serviceName), serviceAddr.String())
	},
}

var networkProofs = map[string]func(*eye){
	"no-link": func(e *eye) {
		e.is(e.opens("udp", anchorAddr, 443), checks.FailUnreachable)
		e.is(e.opens("tcp", routerAddr, 53), checks.FailUnreachable)
	},
	"no-route": func(e *eye) {
		e.is(e.opens("tcp", anchorAddr, 443), checks.FailUnreachable)
		e.is(e.opens("tcp", routerAddr, 53), "open")
	},
	"router-silent": func(e *eye) {
		e.is(e.opens("tcp", routerAddr, 53), checks.FailTimeout)
		e.is(e.book(routerAddr, serviceName), checks.FailTimeout)
	},
	"no-internet": func(e *eye) {
		e.is(e.opens("tcp", routerAddr, 53), "open")
		e.is(e.opens("tcp", anchorAddr, 443), checks.FailTimeout)
		e.is(e.book(routerAddr, serviceName), "SERVFAIL")
	},
	"sign-in-page": func(e *eye) {
		e.says(e.page("http://"+portalOne+"/success.txt", portalAddr), "sign-in.hotel.example")
		e.is(e.opens("tcp", serviceAddr, 443), checks.FailRefused)
	},
	"ipv6-broken": func(e *eye) {
		e.is(e.opens("tcp", serviceAddr6, 443), checks.FailTimeout)
		e.is(e.opens("udp", serviceAddr6, 443), "open") // the system has a way
		e.serves()
	},
	"large-packets-lost": func(e *eye) {
		e.is(e.page(front, serviceAddr), checks.FailTimeout)
		e.is(e.page("http://"+portalOne+"/success.txt", portalAddr), "200 success")
		e.is(e.pageOver(front, serviceAddr, e.env.DialSmall), "200 ")
	},
}

var dnsProofs = map[string]func(*eye){
	"resolver-down": func(e *eye) {
		e.is(e.book(routerAddr, serviceName), checks.FailTimeout)
		e.is(e.book(bookAddr, serviceName), serviceAddr.String())
		e.serves()
	},
	"resolver-fails": func(e *eye) {
		e.is(e.book(routerAddr, controlOne), "SERVFAIL")
		e.is(e.book(bookAddr, serviceName), serviceAddr.String())
	},
	"resolver-refuses": func(e *eye) {
		e.is(e.book(routerAddr, controlOne), "REFUSED")
		e.is(e.book(bookAddr, serviceName), serviceAddr.String())
	},
	"no-resolver": func(e *eye) {
		if list, err := e.computer.Resolvers(e.Context()); len(list) != 0 || err != nil {
			e.Errorf("%v, %v", list, err)
		}
		e.is(e.book(bookAddr, serviceName), serviceAddr.String())
	},
	"wrong-address": func(e *eye) {
		e.is(e.book(routerAddr, serviceName), strangerAddr.String())
		e.is(e.page(front, strangerAddr), checks.FailWrongName)
		e.is(e.book(bookAddr, serviceName), serviceAddr.String())
		e.serves()
	},
	"name-denied": func(e *eye) {
		e.is(e.book(routerAddr, serviceName), "NXDOMAIN")
		e.is(e.book(routerAddr, controlOne), controlAddr.String())
		e.is(e.book(bookAddr, serviceName), serviceAddr.String())
	},
	"name-blocked": func(e *eye) {
		e.is(e.book(routerAddr, serviceName), "0.0.0.0")
		e.is(e.book(bookAddr, serviceName), serviceAddr.String())
	},
	"name-refused": func(e *eye) {
		e.is(e.book(routerAddr, serviceName), "REFUSED")
		e.is(e.book(routerAddr, gatewayName), gatewayAddr.String())
	},
	"resolver-slow": func(e *eye) {
		before := e.env.Now()
		e.is(e.book(routerAddr, serviceName), serviceAddr.String())
		if took := e.env.Now().Sub(before); took < slowReply { // the time is synctest's
			e.Errorf("it took %v", took)
		}
	},
	"dns-intercepted": func(e *eye) {
		for _, at := range []netip.Addr{routerAddr, bookAddr, bookAddr2} {
			e.is(e.book(at, serviceName), strangerAddr.String())
		}
		e.is(e.secretBook(bookAddr, bookOne, serviceName), serviceAddr.String())
	},
	"name-gone": func(e *eye) {
		for _, at := range []netip.Addr{routerAddr, bookAddr, bookAddr2} {
			e.is(e.book(at, serviceName), "NXDOMAIN")
		}
		e.is(e.secretBook(bookAddr, bookOne, serviceName), "NXDOMAIN")
	},
}

var serviceProofs = map[string]func(*eye){
	"filter-page": func(e *eye) { e.says(e.page(front, serviceAddr), "FortiGuard"); e.others() },
	"name-cut": func(e *eye) {
		e.is(e.page(front, serviceAddr), checks.FailReset)
		e.is(e.page("https://www.else.example/", serviceAddr), checks.FailWrongName) // the same address, asked for another name
		e.others()
	},
	"address-blocked": func(e *eye) {
		e.is(e.opens("tcp", serviceAddr, 443), checks.FailTimeout)
		e.says(e.page(summary, statusAddr), `"indicator":"none"`)
		e.others()
	},
	"edge-page": func(e *eye) {
		e.says(e.page(front, serviceAddr), `id="cf-cloudflare-status" class="cf-error-source"`)
		e.others()
	},
	"edge-down": func(e *eye) {
		e.is(e.page("https://"+canaryOne+"/", canaryAddr), "500 ")
		e.is(e.page("https://"+canaryTwo+"/", canaryAddr2), "500 ")
		e.is(e.page("https://"+serviceName+tracePath, serviceAddr), "500 ")
		e.others()
	},
	"edge-announced": func(e *eye) {
		e.says(e.page("https://"+edgeStatusName+"/api/v2/summary.json", edgeStatus), `"indicator":"major"`)
		e.is(e.page(front, serviceAddr), "502 ")
	},
	"incident": func(e *eye) {
		e.says(e.page(summary, statusAddr), `"status":"identified"`)
		e.is(e.page(front, serviceAddr), "502 ")
	},
	"incident-elsewhere": func(e *eye) { e.says(e.page(summary, statusAddr), `"indicator":"minor"`); e.serves() },
	"bad-gateway": func(e *eye) {
		e.says(e.page(front, serviceAddr), `id="cf-host-status" class="cf-error-source"`)
		e.says(e.page("https://"+serviceName+tracePath, serviceAddr), "colo=FRA")
		e.others()
	},
	"bad-gateway-plain": func(e *eye) {
		e.says(e.page(front, serviceAddr), "502 Bad Gateway")
		e.is(e.page(gateway, gatewayAddr), "404 ")
	},
	"gateway-timeout": func(e *eye) { e.is(e.page(front, serviceAddr), "200 "); e.is(e.page(gateway, gatewayAddr), "504 ") },
	"origin-down":     func(e *eye) { e.is(e.page(front, serviceAddr), "522 "); e.others() },
	"unreachable": func(e *eye) {
		e.is(e.opens("tcp", serviceAddr, 443), checks.FailTimeout)
		e.is(e.opens("tcp", statusAddr, 443), checks.FailTimeout)
		e.others()
	},
	"refused":                func(e *eye) { e.is(e.opens("tcp", serviceAddr, 443), checks.FailRefused); e.others() },
	"certificate-expired":    func(e *eye) { e.is(e.page(front, serviceAddr), checks.FailExpired); e.others() },
	"certificate-wrong-name": func(e *eye) { e.is(e.page(front, serviceAddr), checks.FailWrongName); e.others() },
	"certificate-unknown":    func(e *eye) { e.is(e.page(front, serviceAddr), checks.FailUntrusted); e.others() },
	"slow": func(e *eye) {
		before := e.env.Now()
		e.serves()
		if took := e.env.Now().Sub(before); took < 2*slowAnswer { // the time is synctest's
			e.Errorf("two pages took %v", took)
		}
	},
}

var otherProofs = map[string]func(*eye){
	"rate-limited":      func(e *eye) { e.is(e.page(front, serviceAddr), "429 error code: 1015") },
	"too-many-requests": func(e *eye) { e.is(e.page(front, serviceAddr), "429 {") },
	"blocked":           func(e *eye) { e.is(e.page(front, serviceAddr), "403 {") },
	"banned":            func(e *eye) { e.is(e.page(front, serviceAddr), "403 error code: 1020") },
	"human-check":       func(e *eye) { e.says(e.page(front, serviceAddr), "Just a moment...") },
	"blocked-by-law":    func(e *eye) { e.is(e.page(front, serviceAddr), "451 ") },
	"app-stuck": func(e *eye) {
		if list := e.computer.processes; len(list) != 2 || list[1].State != "stopped" {
			e.Errorf("%+v", list)
		}
		e.serves()
	},
	"browser-suspect":   func(e *eye) { e.is(string(e.Seen), "browser"); e.serves() },
	"odd-answer":        func(e *eye) { e.is(e.page(front, serviceAddr), "404 ") },
	"errors-everywhere": func(e *eye) { e.is(e.page(front, serviceAddr), "503 "); e.is(e.page(control, controlAddr), "503 ") },
}

var trapProofs = map[string]func(*eye){
	"all-well":       func(e *eye) { e.serves(); e.others() },
	"app-only":       func(e *eye) { e.is(string(e.Seen), "app"); e.serves() },
	"dead-alternate": func(e *eye) { e.is(e.book(bookAddr2, serviceName), checks.FailTimeout); e.serves() },
	"first-resolver-dead": func(e *eye) {
		list, _ := e.computer.Resolvers(e.Context())
		e.is(e.book(list[0].Addr.Addr(), serviceName), checks.FailTimeout)
		e.is(e.book(list[1].Addr.Addr(), serviceName), serviceAddr.String())
	},
	"other-addresses": func(e *eye) {
		e.is(e.book(routerAddr, serviceName), secondAddr.String())
		e.is(e.book(bookAddr, serviceName), serviceAddr.String())
		e.is(e.page(front, secondAddr), "200 ")
		e.serves()
	},
	"no-ipv6":       func(e *eye) { e.is(e.opens("udp", serviceAddr6, 443), checks.FailUnreachable); e.serves() },
	"both-families": func(e *eye) { e.is(e.page(front, serviceAddr6), "200 "); e.serves() },
	"shy-router": func(e *eye) {
		e.is(e.opens("tcp", routerAddr, 53), checks.FailTimeout)
		e.is(e.book(routerAddr, serviceName), serviceAddr.String())
		e.serves()
	},
	"control-down":   func(e *eye) { e.is(e.opens("tcp", controlAddr2, 443), checks.FailTimeout); e.others(); e.serves() },
	"portal-blocked": func(e *eye) { e.is(e.opens("tcp", portalAddr, 80), checks.FailTimeout); e.serves() },
	"proxy-works": func(e *eye) {
		e.is(e.opens("tcp", proxyAddr, 3128), "open")
		e.is(e.computer.proxy, "http://192.168.1.30:3128")
		e.serves()
	},
	"edge-notice": func(e *eye) {
		e.says(e.page("https://"+edgeStatusName+"/api/v2/summary.json", edgeStatus), `"indicator":"minor"`)
		e.serves()
	},
	"status-page-down":    func(e *eye) { e.is(e.page(summary, statusAddr), "500 "); e.serves() },
	"status-page-endless": func(e *eye) { e.is(e.page(summary, statusAddr), "200 "+strings.Repeat(" ", 2<<10)); e.serves() },
	"maintenance":         func(e *eye) { e.says(e.page(summary, statusAddr), `"scheduled_maintenances":[{`); e.serves() },
	"incident-resolved":   func(e *eye) { e.says(e.page(summary, statusAddr), `"status":"resolved"`); e.serves() },
	"redirects":           func(e *eye) { e.is(e.page(front, serviceAddr), "302 ") },
	"expected-403":        func(e *eye) { e.is(e.page(front, serviceAddr), "403 ") },
	"optional-down":       func(e *eye) { e.is(e.page("https://"+mediaName+"/", mediaAddr), "502 "); e.serves() },
}
