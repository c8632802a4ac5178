package report

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

var (
	ipv4Pattern = regexp.MustCompile(`\d+(?:\.\d+){3,}(\.in-addr\.arpa)?(/\d{1,2}\b)?`)
	ipv6Pattern = regexp.MustCompile(`(?i)[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*(%[0-9a-z][0-9a-z._-]*)?(/\d{1,3}\b)?`)
	// dashedPattern is what providers make host names of: "203-0-113-7.dsl.example.net".
	dashedPattern = regexp.MustCompile(`\d+(?:[-_]\d+){3,}`)
)

// longestIPv6 is the longest way to write an address: eight groups, or six before
// an IPv4 address.
const longestIPv6 = len("0000:0000:0000:0000:0000:ffff:255.255.255.255")

// hide replaces the addresses in a text.
func (p *pseudonyms) hide(s string) string {
	s = ipv6Pattern.ReplaceAllStringFunc(s, p.hideIPv6)
	s = ipv4Pattern.ReplaceAllStringFunc(s, p.hideIPv4)
	return dashedPattern.ReplaceAllStringFunc(s, p.hideDashed)
}

func (p *pseudonyms) hideIPv4(hit string) string {
	text, length, _ := strings.Cut(hit, "/")
	text, reversed := strings.CutSuffix(text, ".in-addr.arpa")
	a, ok := parseAddress(text)
	switch {
	case !ok:
		return hit
	case reversed:
		a = backwards(a)
	}
	return p.instead(a, hit, length)
}

// hideIPv6 finds the address in a run of hexadecimal digits and colons, to which
// the text around it may have added some: "id:fd00::1:".
func (p *pseudonyms) hideIPv6(hit string) string {
	text, length, _ := strings.Cut(hit, "/")
	text, _, _ = strings.Cut(text, "%")
	body := strings.TrimRight(text, ".")
	if strings.HasSuffix(body, ":") && !strings.HasSuffix(body, "::") {
		body = body[:len(body)-1]
	}
	for from := 0; ; {
		var a netip.Addr
		ok := len(body)-from <= longestIPv6
		if ok {
			a, ok = parseAddress(body[from:])
		}
		if ok && p.replaces(a) {
			return hit[:from] + p.instead(a, hit, length) + text[len(body):]
		}
		next := strings.IndexByte(body[from:], ':')
		if next < 0 || ok && global.Contains(a) { // a public address: what looks like another inside it is none
			return hit
		}
		from += next + 1
	}
}

// hideDashed replaces only this computer's public addresses: dates look the same.
func (p *pseudonyms) hideDashed(hit string) string {
	a, ok := parseAddress(strings.NewReplacer("-", ".", "_", ".").Replace(hit))
	if ok && a.Is4() && (p.own[a] || p.own[backwards(a)]) {
		return markAddress
	}
	return hit
}

// instead gives what is written in place of an address with the length of a network.
func (p *pseudonyms) instead(a netip.Addr, hit, length string) string {
	text, network, ok := p.standIn(a)
	switch {
	case !ok:
		return hit
	case length != "" && !network:
		return text + "/" + length
	}
	return text
}

func backwards(a netip.Addr) netip.Addr {
	b := a.As4()
	slices.Reverse(b[:])
	return netip.AddrFrom4(b)
}

// parseAddress reads an address in any notation that people and programs use, with
// leading zeros too, and without its zone.
func parseAddress(text string) (netip.Addr, bool) {
	text, _, _ = strings.Cut(text, "%")
	if !strings.Contains(text, ":") {
		parts := strings.Split(text, ".")
		for i, p := range parts {
			if parts[i] = strings.TrimLeft(p, "0"); parts[i] == "" && p != "" {
				parts[i] = "0"
			}
		}
		text = strings.Join(parts, ".")
	}
	a, err := netip.ParseAddr(text)
	return a.Unmap(), err == nil
}
