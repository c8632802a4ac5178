package parse

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ResolvConf returns the name servers listed in a resolv.conf(5) file, in order
// and all of them, although the C library asks only the first three.
func ResolvConf(data []byte) []netip.Addr {
	var servers []netip.Addr
	for _, line := range lines(data) {
		fields := strings.Fields(cutComment(line, "#;"))
		if len(fields) < 2 || fields[0] != "nameserver" {
			continue
		}
		if a, err := netip.ParseAddr(fields[1]); err == nil {
			servers = append(servers, a)
		}
	}
	return servers
}

// Search is what resolv.conf(5) says about how names are asked for.
type Search struct {
	Domains []string      // in order, lower case, without the final dot
	Ndots   int           // names with fewer dots are asked for with the domains behind them first
	Timeout time.Duration // how long one server is waited for before the next is asked
}

// The values of the C library where a file says nothing, and the most it takes.
const (
	usualNdots   = 1
	mostNdots    = 15
	usualTimeout = 5 * time.Second
	mostTimeout  = 30 * time.Second
)

// ResolvSearch reads the search domains and options of a resolv.conf(5) file. Of
// several "search" and "domain" lines the last one counts.
func ResolvSearch(data []byte) Search {
	search := Search{Ndots: usualNdots, Timeout: usualTimeout}
	for _, line := range lines(data) {
		fields := strings.Fields(cutComment(line, "#;"))
		if len(fields) < 2 {
			continue
		}
		switch fields[0] {
		case "domain":
			search.Domains = domains(fields[1:2])
		case "search":
			search.Domains = domains(fields[1:])
		case "options":
			search.set(fields[1:])
		}
	}
	return search
}

// set takes the words of an "options" line.
func (s *Search) set(options []string) {
	for _, o := range options {
		key, value, _ := strings.Cut(o, ":")
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			continue
		}
		switch key {
		case "ndots":
			s.Ndots = min(n, mostNdots)
		case "timeout":
			s.Timeout = time.Duration(min(n, int(mostTimeout/time.Second))) * time.Second
		}
	}
}

// domains brings search domains into one form. The root, which adds nothing to a
// name, and repeats are left out.
func domains(words []string) []string {
	var list []string
	for _, w := range words {
		w = strings.ToLower(strings.Trim(w, "."))
		if w != "" && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

// DomainList reads search domains that are separated by commas or spaces, as
// Windows keeps them in its registry.
func DomainList(text string) []string {
	return domains(strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }))
}

// NSSwitchHosts returns the sources that nsswitch.conf(5) names for host names,
// in order and without the actions in brackets: "files", "resolve", "dns".
func NSSwitchHosts(data []byte) []string {
	for _, line := range lines(data) {
		database, list, ok := strings.Cut(cutComment(line, "#"), ":")
		if !ok || strings.TrimSpace(database) != "hosts" {
			continue
		}
		var sources []string
		for _, word := range strings.Fields(dropBrackets(list)) {
			sources = append(sources, strings.ToLower(word))
		}
		return sources
	}
	return nil
}

// dropBrackets cuts every "[NOTFOUND=return]" out, with whatever stands in it.
func dropBrackets(s string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "[")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		out.WriteByte(' ')
		if _, s, found = strings.Cut(rest, "]"); !found {
			return out.String()
		}
	}
}
