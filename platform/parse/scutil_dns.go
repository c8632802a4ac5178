package parse

import (
	"net/netip"
	"strings"
)

// DNSResolver is one "resolver #n" of macOS's `scutil --dns`.
type DNSResolver struct {
	Scoped       bool   // from a section of scoped or service-specific queries
	Domain       string // serves only this domain, "" for all
	Servers      []netip.Addr
	Port         uint16   // 0 for the usual one
	Interface    string   // BSD name out of "14 (en0)", "" where none is named
	Multicast    bool     // Bonjour: no server is asked
	Supplemental bool     // added for its domain, by a VPN as a rule
	Search       []string // put behind names without a dot
}

// ScutilDNS reads `scutil --dns`, section by section, in order.
func ScutilDNS(data []byte) []DNSResolver {
	var resolvers []DNSResolver
	var scoped, open bool
	for _, line := range lines(data) {
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "DNS configuration") {
			scoped, open = strings.Contains(text, "(for "), false
			continue
		}
		if strings.HasPrefix(text, "resolver #") {
			resolvers, open = append(resolvers, DNSResolver{Scoped: scoped}), true
			continue
		}
		key, value, ok := strings.Cut(text, " : ")
		if open && ok {
			resolvers[len(resolvers)-1].set(strings.TrimSpace(key), strings.TrimSpace(value))
		}
	}
	return resolvers
}

// set takes one "key : value" line. List keys carry an index, "nameserver[0]".
func (r *DNSResolver) set(key, value string) {
	key, _, _ = strings.Cut(key, "[")
	switch key {
	case "domain":
		r.Domain = strings.TrimSuffix(strings.ToLower(value), ".")
	case "search domain":
		r.Search = append(r.Search, domains([]string{value})...)
	case "nameserver":
		if a, err := netip.ParseAddr(value); err == nil {
			r.Servers = append(r.Servers, a)
		}
	case "port":
		if p, err := netip.ParseAddrPort("0.0.0.0:" + value); err == nil {
			r.Port = p.Port()
		}
	case "if_index":
		if _, name, ok := strings.Cut(value, "("); ok {
			r.Interface = strings.TrimSuffix(name, ")")
		}
	case "options":
		r.Multicast = r.Multicast || strings.Contains(value, "mdns")
	case "flags":
		r.Scoped = r.Scoped || hasWord(value, "Scoped")
		r.Supplemental = hasWord(value, "Supplemental")
	}
}

// hasWord tells whether a comma-separated list holds the word.
func hasWord(list, word string) bool {
	for w := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(w) == word {
			return true
		}
	}
	return false
}
