package parse

import "strings"

// PACResult turns what a proxy script answered into the address of a proxy:
// "http://host:3128" or "socks5://host:1080", "" for a direct way. Of several
// choices the first counts. Understood are the forms of FindProxyForURL
// ("PROXY host:3128; DIRECT"), of WinHTTP ("host:3128;other:3128", also with spaces)
// and of GLib ("http://host:3128", "direct://").
func PACResult(s string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(s), ";")
	fields := strings.Fields(first)
	if len(fields) == 0 {
		return ""
	}
	if len(fields) == 1 || strings.Contains(fields[0], ":") {
		return bareProxy(fields[0])
	}
	switch word := fields[1]; strings.ToUpper(fields[0]) {
	case "PROXY", "HTTP":
		return "http://" + word
	case "HTTPS":
		return "https://" + word
	case "SOCKS4":
		return "socks4://" + word
	case "SOCKS", "SOCKS5":
		return "socks5://" + word
	}
	return ""
}

// bareProxy reads a choice that is one word.
func bareProxy(word string) string {
	switch upper := strings.ToUpper(word); {
	case upper == "DIRECT" || upper == "DIRECT://":
		return ""
	case strings.Contains(word, "://"):
		return word
	}
	// WinHTTP may name the scheme of the target in front: "https=host:3128".
	if _, host, ok := strings.Cut(word, "="); ok {
		word = host
	}
	return "http://" + word
}

// WindowsProxyServer reads the value ProxyServer of Windows' registry: one proxy
// for everything, under "", or "http=host:port;https=host:port;socks=host:port".
func WindowsProxyServer(s string) map[string]string {
	servers := map[string]string{}
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == ' ' }) {
		kind, server, ok := strings.Cut(part, "=")
		if !ok {
			kind, server = "", part
		}
		servers[strings.ToLower(kind)] = server
	}
	return servers
}
