package platform

import "strings"

// windowsProxy turns what WinHTTP or the registry says into a setting. servers
// are by kind of target, "" for all of them; bypass is separated by commas,
// semicolons or spaces.
func windowsProxy(active bool, servers map[string]string, bypass string) proxySetting {
	p := proxySetting{Proxy: Proxy{Source: "windows"}}
	if !active {
		return p
	}
	for kind, server := range servers {
		server = strings.TrimSpace(server)
		switch strings.ToLower(strings.TrimSpace(kind)) {
		case "http":
			p.HTTP = server
		case "https":
			p.HTTPS = server
		case "socks":
			p.SOCKS = server
		}
	}
	if all := strings.TrimSpace(servers[""]); all != "" {
		p.HTTP, p.HTTPS = all, all
	}
	p.Bypass = strings.FieldsFunc(bypass, func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) })
	p.bypass = bypassList{rules: p.Bypass}
	return p
}
