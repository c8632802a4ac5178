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
	routers int
	devices int
	only    bool // nothing but what is in names is replaced
}

// global is the part of IPv6 that public addresses come from.
var global = netip.MustParsePrefix("2000::/3")

// localPattern is this computer's end of a connection in an error of the network:
// "read tcp 203.0.113.7:51234->1.1.1.1:443: connection reset".
var localPattern = regexp.MustCompile(`(\S+)->\S`)

// newPseudonyms reads the routers and this computer's own addresses from the facts.
func newPseudonyms(r Report) *pseudonyms {
	p := &pseudonyms{names: make(map[netip.Addr]string), own: make(map[netip.Addr]bool)}
	if u, err := url.Parse(r.Target.URL); err == nil {
		p.target, _ = parseAddress(u.Hostname())
	}
	facts, _ := r.shown() // facts that cannot be read name no address
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
	for _, c := range r.Checks {
		for _, end := range localPattern.FindAllStringSubmatch(c.Detail, -1) {
			if local, err := netip.ParseAddrPort(end[1]); err == nil {
				p.addOwn(local.Addr().String())
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
	suffix := string(rune('A' + p.routers%letters))
	if p.routers >= letters {
		suffix += strconv.Itoa(p.routers / letters)
	}
	p.routers++
	p.names[a] = "router-" + suffix + classOf(a)
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

// remember names an address.
func (p *pseudonyms) remember(a netip.Addr, name string) {
	if p.names == nil {
		p.names = make(map[netip.Addr]string)
	}
	p.names[a] = name
}

// device gives the name of a private address, a new one the first time.
func (p *pseudonyms) device(a netip.Addr) string {
	if name, known := p.names[a]; known {
		return name
	}
	p.devices++
	p.names[a] = "device-" + strconv.Itoa(p.devices) + classOf(a)
	return p.names[a]
}

// standIn says what an address becomes; ok is false where it stays. The network is
// true where a length that follows is part of what is replaced.
func (p *pseudonyms) standIn(a netip.Addr) (text string, network, ok bool) {
	if name, known := p.names[a]; known {
		return name, false, true
	}
	switch {
	case p.only, p.keeps(a):
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

// letters is how many routers have a letter of their own.
const letters = 26

// class is a kind of address. A pseudonym tells it: "device-2-v6-link" has to be
// judged, by people and by rules, as the address was that it stands for.
type class struct {
	suffix string
	prefix netip.Prefix
}

var classes = []class{
	{"-link", netip.MustParsePrefix("169.254.0.0/16")}, // given by nobody: the router did not answer
	{"-shared", shared},
	{"-v6-link", netip.MustParsePrefix("fe80::/10")},
	{"-v6", netip.MustParsePrefix("fc00::/7")},
	{"-v6-site", netip.MustParsePrefix("2001:db8::/32")},  // public, of this household; the prefix is for examples
	{"-public", netip.MustParsePrefix("198.51.100.0/24")}, // a router with a public address; for examples too
	{"", netip.MustParsePrefix("10.0.0.0/8")},             // private, the most common
}

// classOf gives the suffix of an address's class.
func classOf(a netip.Addr) string {
	if i := slices.IndexFunc(classes, func(c class) bool { return c.prefix.Contains(a) }); i >= 0 {
		return classes[i].suffix
	}
	switch {
	case a.Is6():
		return "-v6-site"
	case a.IsPrivate():
		return ""
	}
	return "-public"
}

// pseudonymPattern is a pseudonym where a fact has an address: alone, with a port
// or a length, or as the host of a web address.
var pseudonymPattern = regexp.MustCompile(`(^|://|\[)(router-([A-Z])(\d*)|device-(\d{1,4}))((?:-v6)?(?:-link|-shared|-site|-public)?)($|[\]:/])`)

// restored puts an address of the same class in the place of a pseudonym, the same
// one for the same name, so that redacted facts can be judged like others.
func restored(s string) string {
	part := pseudonymPattern.FindStringSubmatch(s)
	if part == nil {
		return s
	}
	at := slices.IndexFunc(classes, func(c class) bool { return c.suffix == part[6] })
	if at < 0 {
		return s
	}
	number, _ := strconv.Atoi(part[5])
	if part[3] != "" {
		const routers = 200 // apart from the devices
		round, _ := strconv.Atoi(part[4])
		number = routers + int(part[3][0]-'A') + round*letters
	}
	return strings.Replace(s, part[2]+part[6], nth(classes[at].prefix, number).String(), 1)
}

// nth counts addresses in the last two bytes of a network.
func nth(network netip.Prefix, n int) netip.Addr {
	b := network.Addr().AsSlice()
	b[len(b)-1] += byte(n)
	if network.Bits() <= len(b)*8-16 {
		b[len(b)-2] += byte(n >> 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

// shared is what providers give to customers behind their own translation, RFC 6598.
var shared = netip.MustParsePrefix("100.64.0.0/10")

func private(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLinkLocalUnicast() || shared.Contains(a)
}
