package report

import (
	"net/netip"
	"regexp"
	"strings"
)

// A hardware address has six groups of two hexadecimal digits, eight where it was
// widened. macOS leaves out leading zeros.
const (
	macGroups  = 6
	wideGroups = 8
)

var (
	colonPattern = regexp.MustCompile(`[0-9A-Za-z]*(?::[0-9A-Za-z.]*){5,}`)
	dashPattern  = regexp.MustCompile(`[0-9A-Za-z]+(?:-[0-9A-Za-z]+){5,}`)
	dotPattern   = regexp.MustCompile(`(?i)\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b`)
	// namePattern is an interface that Linux named by its hardware address.
	namePattern = regexp.MustCompile(`(?i)\b(enx|wlx|wwx)[0-9a-f]{12}\b`)
)

// hideMACs leaves out hardware addresses in every usual notation.
func hideMACs(s string) string {
	s = colonPattern.ReplaceAllStringFunc(s, func(hit string) string {
		if a, err := netip.ParseAddr(hit); err == nil && !wide(hit) && a.Is6() {
			return hit
		}
		return hideGroups(hit, ":", 1)
	})
	s = dashPattern.ReplaceAllStringFunc(s, func(hit string) string { return hideGroups(hit, "-", 2) })
	s = dotPattern.ReplaceAllString(s, markMAC)
	return namePattern.ReplaceAllString(s, "${1}"+markMAC)
}

// wide tells a widened hardware address from an IPv6 address, which has no reason
// to be written with eight groups of two digits.
func wide(s string) bool {
	groups := strings.Split(s, ":")
	for _, g := range groups {
		if !isHex(g, 2) {
			return false
		}
	}
	return len(groups) == wideGroups
}

// hideGroups replaces each run of groups that is as long as a hardware address. A
// longer one is a fingerprint. A run of seven has a label in front of it ("be:").
func hideGroups(s, sep string, least int) string {
	groups := strings.Split(s, sep)
	out := make([]string, 0, len(groups))
	for at := 0; at < len(groups); {
		end := at
		for end < len(groups) && isHex(groups[end], least) {
			end++
		}
		switch n := end - at; {
		case n >= macGroups && n <= wideGroups:
			out = append(out, markMAC)
			at = end
		case n == 0:
			out = append(out, groups[at])
			at++
		default:
			out = append(out, groups[at:end]...)
			at = end
		}
	}
	return strings.Join(out, sep)
}

func isHex(s string, least int) bool {
	return len(s) >= least && len(s) <= 2 && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}
