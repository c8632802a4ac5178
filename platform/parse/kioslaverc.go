package parse

import (
	"net"
	"strings"
)

// The kinds of proxy that KDE knows, as kioslaverc numbers them.
const (
	KDENone   = "0"
	KDEManual = "1"
	KDEScript = "2"
	KDEWPAD   = "3"
	KDEEnv    = "4" // the values name environment variables
)

// KDEProxy is the "Proxy Settings" section of KDE's kioslaverc.
type KDEProxy struct {
	Type     string // KDENone …
	HTTP     string // host:port or URL, "" for none
	HTTPS    string
	SOCKS    string
	PAC      string
	Bypass   []string
	Reversed bool // Bypass names the only hosts that do go through the proxy
}

// Kioslaverc reads the file. A file without the section is KDENone.
func Kioslaverc(data []byte) KDEProxy {
	s := INI(data)["Proxy Settings"]
	p := KDEProxy{
		Type:     s["ProxyType"],
		HTTP:     spacedPort(s["httpProxy"]),
		HTTPS:    spacedPort(s["httpsProxy"]),
		SOCKS:    spacedPort(s["socksProxy"]),
		PAC:      s["Proxy Config Script"],
		Bypass:   strings.FieldsFunc(s["NoProxyFor"], func(r rune) bool { return r == ',' || r == ' ' }),
		Reversed: s["ReversedException"] == "true",
	}
	if p.Type == "" {
		p.Type = KDENone
	}
	return p
}

// spacedPort turns KDE's "http://host 3128" into "http://host:3128".
func spacedPort(s string) string {
	host, port, ok := strings.Cut(s, " ")
	port = strings.TrimSpace(port)
	if !ok || port == "" || port == "0" {
		return host
	}
	scheme := ""
	if i := strings.Index(host, "://"); i >= 0 {
		scheme, host = host[:i+3], host[i+3:]
	}
	if strings.Count(host, ":") > 1 && !strings.HasPrefix(host, "[") {
		return scheme + net.JoinHostPort(host, port)
	}
	return scheme + host + ":" + port
}
