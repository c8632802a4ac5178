package platform

import (
	"net"
	"strconv"
	"strings"

	"fix502/platform/parse"
)

// gnomeProxy reads the settings of GNOME and its kin out of what gsettings said.
// In its "none" mode the fields that were filled in earlier do not count.
func gnomeProxy(out []byte) (proxySetting, bool) {
	values := parse.GSettings(out)
	const schema = "org.gnome.system.proxy"
	server := func(kind string) string {
		host := parse.GVariantString(values[schema+"."+kind+" host"])
		port := parse.GVariantInt(values[schema+"."+kind+" port"])
		if host == "" || port <= 0 {
			return host
		}
		return net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(port))
	}
	p := proxySetting{Proxy: Proxy{Source: "gnome"}}
	switch parse.GVariantString(values[schema+" mode"]) {
	case "manual":
		p.HTTP, p.HTTPS, p.SOCKS = server("http"), server("https"), server("socks")
		p.Bypass = parse.GVariantStrings(values[schema+" ignore-hosts"])
		p.bypass = bypassList{rules: p.Bypass, domains: true}
		return p, p.HTTP != "" || p.HTTPS != "" || p.SOCKS != ""
	case "auto":
		p.PAC = parse.GVariantString(values[schema+" autoconfig-url"])
		p.Auto = p.PAC == ""
		return p, true
	}
	return proxySetting{}, false
}

// kdeProxy reads KDE's settings file. env reads the variables that it may name.
func kdeProxy(data []byte, env func(string) string) (proxySetting, bool) {
	k := parse.Kioslaverc(data)
	p := proxySetting{Proxy: Proxy{Source: "kde"}}
	switch k.Type {
	case parse.KDEManual:
		p.HTTP, p.HTTPS, p.SOCKS, p.Bypass = k.HTTP, k.HTTPS, k.SOCKS, k.Bypass
	case parse.KDEEnv:
		p.HTTP, p.HTTPS, p.SOCKS = env(k.HTTP), env(k.HTTPS), env(k.SOCKS)
		for _, name := range k.Bypass {
			p.Bypass = append(p.Bypass, strings.Split(env(name), ",")...)
		}
	case parse.KDEScript:
		p.PAC = k.PAC
		return p, k.PAC != ""
	case parse.KDEWPAD:
		p.Auto = true
		return p, true
	}
	p.bypass = bypassList{rules: p.Bypass, domains: true}
	p.reversed = k.Reversed
	return p, p.HTTP != "" || p.HTTPS != "" || p.SOCKS != ""
}
