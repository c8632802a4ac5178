package verdict

import (
	"slices"
	"strconv"

	"fix502/checks"
)

// resolverDown: no configured resolver gives a usable reply for any of the names
// and an alternate does. High where two alternates do, or where an address that
// the one names was seen to serve its name; medium with one.
func resolverDown(v *view) (Holding, bool) {
	names := v.names()
	if v.DNS == nil || len(names) == 0 || v.resolverSpeaks() {
		return Holding{}, false
	}
	var tried, alternates []said
	proof := false
	for _, n := range names {
		tried = append(tried, replies(v.asked(n), n)...)
		alternates = append(alternates, v.alternates(n)...)
		proof = proof || v.alternateServes(n, nil)
	}
	ids, others := voices(alternates, checks.ReplyFact.Usable)
	if len(ids) == 0 {
		return Holding{}, false
	}
	h := Holding{
		Confidence: Medium,
		Variant:    v.silence(names, tried),
		Args:       v.args("resolver", v.resolverNames(names), "alternates", join(others), "count", strconv.Itoa(len(ids)), "names", join(names)),
		Evidence:   v.known(checks.IDDNS, checks.IDAlternates),
	}
	if len(ids) > 1 || proof {
		h.Confidence = High
	}
	return h, true
}

// resolverSpeaks tells that a configured resolver said something definite of any
// name of the target that it was really needed for.
func (v *view) resolverSpeaks() bool {
	return slices.ContainsFunc(v.Hosts, func(h checks.HostFact) bool {
		_, spoke := v.firstReply(h.Host)
		return spoke && !v.needsNoDNS(h)
	})
}

// silence picks the text for how the configured resolvers fail.
func (v *view) silence(names []string, tried []said) string {
	stub := false
	for _, n := range names {
		stub = stub || slices.ContainsFunc(v.asked(n), func(r checks.ResolverFact) bool { return r.Stub })
	}
	switch {
	case v.resolverNames(names) == "":
		return "none"
	case slices.ContainsFunc(tried, func(s said) bool { return s.RCode != "" }):
		return "refused"
	case stub && v.upstreamAnswers(names):
		return "stub"
	}
	return ""
}

// upstreamAnswers tells that what stands behind the resolver on this computer
// works: then the resolver itself is what fails.
func (v *view) upstreamAnswers(names []string) bool {
	for _, r := range v.DNS.Answers {
		for _, n := range names {
			if r.Upstream && slices.ContainsFunc(replies([]checks.ResolverFact{r}, n), func(s said) bool { return s.Usable() }) {
				return true
			}
		}
	}
	return false
}

// alternateServes tells that an address from an alternate serves the name, one
// that is not among those left out.
func (v *view) alternateServes(name string, leftOut []string) bool {
	for _, h := range v.hostsOf(name) {
		if slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
			return slices.Contains(a.From, checks.FromAlternates) && !slices.Contains(leftOut, a.Address) && proved(h, a)
		}) {
			return true
		}
	}
	return false
}

// nameNotFound: every resolver that answered says that a name doesn't exist. High
// where two different resolvers say so, medium where only one was asked, low
// where the others stayed silent.
func nameNotFound(v *view) (Holding, bool) {
	for _, name := range v.names() {
		all := append(v.alternates(name), replies(v.everyResolver(), name)...)
		if slices.ContainsFunc(all, func(s said) bool { return found(s.ReplyFact) }) {
			continue
		}
		deny, _ := voices(all, denies)
		if len(deny) == 0 {
			continue
		}
		h := Holding{
			Confidence: Medium,
			Args:       v.args("names", name, "count", strconv.Itoa(len(deny))),
			Evidence:   v.known(checks.IDAlternates, checks.IDDNS),
		}
		switch {
		case len(deny) > 1:
			h.Confidence = High
		case len(v.alternates(name)) > 0:
			h.Confidence = Low
		}
		if !slices.ContainsFunc(all, func(s said) bool { return s.RCode == "NXDOMAIN" }) {
			h.Variant = "empty"
		}
		return h, true
	}
	return Holding{}, false
}

// The limits of a slow resolver, contract §3.
const (
	slowReply  = 500.0 // milliseconds, median
	slowFactor = 5     // times the best alternate's median
)

// dnsSlow: right answers, with a median over half a second and over five times
// the best alternate's. High where two alternates are that much faster.
func dnsSlow(v *view) (Holding, bool) {
	var mine []float64
	for _, name := range v.names() {
		for _, s := range replies(v.asked(name), name) {
			if s.Usable() && s.RTT > 0 {
				mine = append(mine, s.RTT)
			}
		}
	}
	took := median(mine)
	if took <= slowReply || v.Alternate == nil || v.holds("dns.wrong_answer") || v.holds("dns.intercepted") {
		return Holding{}, false
	}
	var faster []string
	best, bestName := took, ""
	for _, r := range v.Alternate.Answers {
		m := median(rtts(r))
		if m <= 0 || took <= slowFactor*m {
			continue
		}
		if !slices.Contains(faster, r.ID) {
			faster = append(faster, r.ID)
		}
		if m < best {
			best, bestName = m, shown(r)
		}
	}
	if len(faster) == 0 {
		return Holding{}, false
	}
	h := Holding{
		Confidence: Medium,
		Args:       v.args("resolver", v.resolverNames(v.names()), "ms", round(took), "best", round(best), "alternates", bestName),
		Evidence:   v.known(checks.IDDNS, checks.IDAlternates),
	}
	if len(faster) > 1 {
		h.Confidence = High
	}
	return h, true
}

func rtts(r checks.ResolverFact) []float64 {
	var list []float64
	for _, reply := range r.Replies {
		if reply.Usable() && reply.RTT > 0 {
			list = append(list, reply.RTT)
		}
	}
	return list
}

// median is 0 for nothing.
func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

func round(ms float64) string { return strconv.FormatFloat(ms, 'f', 0, 64) }
