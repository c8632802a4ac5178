package platform

import (
	"cmp"
	"net"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
)

// bypassList names the hosts that are reached without the proxy.
type bypassList struct {
	rules   []string // "host", "*.domain", ".domain", "10.0.0.0/8", "169.254/16", "host:port", "<local>"
	domains bool     // a plain name stands for its subdomains too (GNOME, KDE)
	dotless bool     // names without a dot count as local
}

// covers tells whether the list names the target.
func (b bypassList) covers(u *url.URL) bool {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	addr, err := netip.ParseAddr(host)
	if b.dotless && err != nil && !strings.Contains(host, ".") {
		return true
	}
	port := cmp.Or(u.Port(), defaultPorts[u.Scheme])
	return slices.ContainsFunc(b.rules, func(rule string) bool {
		return b.matches(strings.ToLower(strings.TrimSpace(rule)), u.Scheme, host, port, addr.Unmap())
	})
}

// matches decides one rule; addr is invalid for a host that is a name.
func (b bypassList) matches(rule, scheme, host, port string, addr netip.Addr) bool {
	if rule == "<local>" {
		return !addr.IsValid() && !strings.Contains(host, ".")
	}
	if s, rest, ok := strings.Cut(rule, "://"); ok {
		if s != scheme {
			return false
		}
		rule = rest
	}
	if block, ok := loosePrefix(rule); ok {
		return addr.IsValid() && block.Contains(addr)
	}
	if h, p, err := net.SplitHostPort(rule); err == nil {
		if p != port {
			return false
		}
		rule = h
	}
	rule = strings.Trim(rule, "[]")
	if a, err := netip.ParseAddr(rule); err == nil {
		return a.Unmap() == addr
	}
	return b.matchesName(rule, host)
}

func (b bypassList) matchesName(rule, host string) bool {
	if rule == "" {
		return false
	}
	if suffix, ok := strings.CutPrefix(rule, "."); ok {
		return strings.HasSuffix(host, rule) || b.domains && host == suffix
	}
	if strings.Contains(rule, "*") {
		matched, err := path.Match(rule, host)
		return err == nil && matched || b.domains && rule == "*."+host
	}
	return host == rule || b.domains && strings.HasSuffix(host, "."+rule)
}

// loosePrefix reads "10.0.0.0/8" and macOS's "169.254/16".
func loosePrefix(rule string) (netip.Prefix, bool) {
	front, bits, ok := strings.Cut(rule, "/")
	if !ok {
		return netip.Prefix{}, false
	}
	if !strings.Contains(front, ":") {
		for strings.Count(front, ".") < 3 {
			front += ".0"
		}
	}
	p, err := netip.ParsePrefix(front + "/" + bits)
	return p.Masked(), err == nil
}
