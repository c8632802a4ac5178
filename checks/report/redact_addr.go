package report

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A public address of this computer is cut to the network that its provider is
// known by, which support can use and which is no one household.
const (
	keepIPv4 = 24
	keepIPv6 = 48 // what one site may have: every other address in it is of this household
)

// pseudonyms remembers which name stands for which address throughout a report.
type pseudonyms struct {
	names   map[netip.Addr]string
	own     map[netip.Addr]bool // public addresses of this computer
	homes   []netip.Prefix      // its IPv6 networks
	target  netip.Addr          // where the user gave an address as the target
	devices int
}

// global is the part of IPv6 that public addresses come from.
var global = netip.MustParsePrefix("2000::/3")

// newPseudonyms reads the routers and this computer's own addresses from the facts.
func newPseudonyms(r Report) *pseudonyms {
	p := &pseudonyms{names: make(map[netip.Addr]string), own: make(map[netip.Addr]bool)}
	if u, err := url.Parse(r.Target.URL); err == nil {
		p.target, _ = parseAddress(u.Hostname())
	}
	facts, _ := r.Facts() // facts that cannot be read name no address
	if facts.Route != nil {
		for _, router := range facts.Route.Routers {
			p.addRouter(router.Address)
		}
	}
	if facts.Link != nil {
		for _, i := range facts.Link.Interfaces {
			for _, a := range i.Addrs {
				p.addOwn(a)
			}
		}
	}
	return p
}

// addRouter names a router "router-A", "router-B" and so on.
func (p *pseudonyms) addRouter(text string) {
	a, ok := parseAddress(text)
	if _, named := p.names[a]; !ok || named || p.keeps(a) {
		return
	}
	const letters = 26
	n := len(p.names)
	suffix := string(rune('A' + n%letters))
	if n >= letters {
		suffix += strconv.Itoa(n / letters)
	}
	p.names[a] = "router-" + suffix
}

// addOwn notes an address of this computer, given with or without the length of
// its network.
func (p *pseudonyms) addOwn(text string) {
	text, _, _ = strings.Cut(text, "/")
	a, ok := parseAddress(text)
	switch {
	case !ok || p.keeps(a):
	case private(a):
		p.device(a)
	default:
		p.own[a] = true
		p.own[cut(a).Addr()] = true // what is left of it after redaction, so that a second time changes nothing
		if a.Is6() {
			p.homes = append(p.homes, cut(a))
		}
	}
}

// device gives the name of a private address, a new one the first time.
func (p *pseudonyms) device(a netip.Addr) string {
	if name, known := p.names[a]; known {
		return name
	}
	p.devices++
	p.names[a] = "device-" + strconv.Itoa(p.devices)
	return p.names[a]
}

// standIn says what an address becomes; ok is false where it stays. The network is
// true where a length that follows is part of what is replaced.
func (p *pseudonyms) standIn(a netip.Addr) (text string, network, ok bool) {
	if name, known := p.names[a]; known {
		return name, false, true
	}
	switch {
	case p.keeps(a):
		return "", false, false
	case p.own[a]:
		return cut(a).String(), true, true
	case private(a), slices.ContainsFunc(p.homes, func(n netip.Prefix) bool { return n.Contains(a) }):
		return p.device(a), false, true
	}
	return "", false, false
}

func (p *pseudonyms) replaces(a netip.Addr) bool { _, _, ok := p.standIn(a); return ok }

// cut gives the network of a public address.
func cut(a netip.Addr) netip.Prefix {
	bits := keepIPv6
	if a.Is4() {
		bits = keepIPv4
	}
	network, _ := a.Prefix(bits)
	return network
}

// keeps tells which addresses stay: those that are the same on every computer, and
// the one that the user gave as the target.
func (p *pseudonyms) keeps(a netip.Addr) bool {
	return a == p.target || a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

// shared is what providers give to customers behind their own translation, RFC 6598.
var shared = netip.MustParsePrefix("100.64.0.0/10")

func private(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLinkLocalUnicast() || shared.Contains(a)
}

var (
	ipv4Pattern = regexp.MustCompile(`\d+(?:\.\d+){3,}(\.in-addr\.arpa)?(/\d{1,2}\b)?`)
	ipv6Pattern = regexp.MustCompile(`(?i)[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*(%[0-9a-z][0-9a-z._-]*)?(/\d{1,3}\b)?`)
	// dashedPattern is what providers make host names of: "203-0-113-7.dsl.example.net".
	dashedPattern = regexp.MustCompile(`\d+(?:[-_]\d+){3,}`)
)

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
		a, ok := parseAddress(body[from:])
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
