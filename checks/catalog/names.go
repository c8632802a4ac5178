package catalog

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// The bounds of names, RFC 1035 §2.3.4.
const (
	maxHost  = 253
	maxLabel = 63
)

var (
	errName    = errors.New("no host name")
	errAddress = errors.New("no address that a computer can be reached at")
	errPort    = errors.New("no port number")
)

// hostName brings a host name or IP address into the one form that is used
// everywhere: lower case, punycode, no brackets, no dot at the end.
func hostName(text string) (string, error) {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		addr, err := address(inner)
		if !ok || err != nil || !addr.Is6() {
			return "", errAddress
		}
		return addr.String(), nil
	}
	if strings.Contains(text, ":") {
		addr, err := address(text)
		if err != nil {
			return "", err
		}
		return addr.String(), nil
	}
	name := strings.TrimSuffix(text, ".")
	if !isASCII(name) || strings.Contains(strings.ToLower(name), "xn--") {
		ascii, err := idna.Lookup.ToASCII(name)
		if err != nil {
			return "", errName
		}
		name = ascii
	}
	return plainName(strings.ToLower(strings.TrimSuffix(name, ".")))
}

// plainName checks a name of plain letters, digits, dots, '-' and '_'. A name
// that ends in a number must be an IPv4 address, as in browsers.
func plainName(name string) (string, error) {
	if name == "" || len(name) > maxHost {
		return "", errName
	}
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if !isLabel(label) {
			return "", errName
		}
	}
	if last := labels[len(labels)-1]; isNumber(last) {
		addr, err := address(name)
		if err != nil {
			return "", err
		}
		return addr.String(), nil
	}
	return name, nil
}

func isLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	return !strings.ContainsFunc(label, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' // '_' is seen in real names
	})
}

// isNumber is true for "17" and "0x11", the forms a part of an address can have.
func isNumber(label string) bool {
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		return !strings.ContainsFunc(hex, func(r rune) bool { return (r < 'a' || r > 'f') && (r < '0' || r > '9') })
	}
	return !strings.ContainsFunc(label, func(r rune) bool { return r < '0' || r > '9' })
}

// address reads an IP address that one computer can be reached at. One with a
// zone ("fe80::1%eth0") means nothing outside the computer it was written on.
func address(text string) (netip.Addr, error) {
	addr, err := netip.ParseAddr(text)
	if err != nil || addr.Zone() != "" || addr.IsUnspecified() || addr.IsMulticast() {
		return netip.Addr{}, errAddress
	}
	if addr == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return netip.Addr{}, errAddress
	}
	return addr.Unmap(), nil
}

// addressMaybePort brings "1.1.1.1", "1.1.1.1:53", "::1", "[::1]" and "[::1]:53"
// into one form: without brackets unless there is a port.
func addressMaybePort(text string) (string, error) {
	if at, err := netip.ParseAddrPort(text); err == nil {
		addr, err := address(at.Addr().String())
		if err != nil || at.Port() == 0 {
			return "", errAddress
		}
		return netip.AddrPortFrom(addr, at.Port()).String(), nil
	}
	if inner, ok := strings.CutPrefix(text, "["); ok && strings.Contains(inner, ":") {
		text = strings.TrimSuffix(inner, "]")
	}
	addr, err := address(text)
	if err != nil {
		return "", err
	}
	return addr.String(), nil
}

// splitPort separates "host:port", "[v6]:port", "host" and a bare IPv6 address.
// The port is 0 where there is none.
func splitPort(text string) (host string, port int, err error) {
	colon := strings.LastIndexByte(text, ':')
	bracket := strings.LastIndexByte(text, ']')
	if colon < 0 || bracket > colon || bracket < 0 && strings.Count(text, ":") > 1 {
		return text, 0, nil
	}
	port, err = portNumber(text[colon+1:])
	return text[:colon], port, err
}

func portNumber(text string) (int, error) {
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return 0, errPort
	}
	return int(port), nil
}

// isASCII also rejects nothing else: the characters are checked one by one later.
func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// webURL reads an http or https address without user name, of a host that can be.
func webURL(text string) (*url.URL, bool) {
	if strings.ContainsFunc(text, blankOrHidden) {
		return nil, false
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != schemeHTTPS && u.Scheme != schemeHTTP || u.Opaque != "" || u.User != nil {
		return nil, false
	}
	if _, err := hostName(bracketed(u.Hostname())); err != nil {
		return nil, false
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if _, err := portNumber(port); err != nil {
			return nil, false
		}
	}
	return u, true
}

// bracketed puts the brackets back that url.URL takes off an IPv6 address.
func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
