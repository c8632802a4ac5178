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

// wrongAnswer: what the configured resolver says of a name leads nowhere, and
// what an alternate says does. Addresses that differ are no fault: delivery
// networks give everyone others. Only what an address serves counts.
// High where two alternates agree or a certificate proves the alternate's
// address, medium with one.
func wrongAnswer(v *view) (Holding, bool) {
	if v.DNS == nil {
		return Holding{}, false
	}
	for _, name := range v.names() {
		reply, definite := v.firstReply(name)
		variant := ""
		switch {
		case !definite:
			variant = v.refusedAlone(name)
		case denies(reply.ReplyFact):
			variant = v.deniedAlone(name)
		default:
			variant = v.leadsAstray(name, reply)
		}
		if variant != "" {
			return v.wrongHolding(name, variant, reply), true
		}
	}
	return Holding{}, false
}

func (v *view) wrongHolding(name, variant string, reply said) Holding {
	ids, others := voices(v.alternates(name), found)
	h := Holding{
		Confidence: Medium, Variant: variant,
		Args: v.args("names", name, "resolver", v.resolverNames([]string{name}), "address", join(reply.Addresses),
			"alternates", join(others), "count", strconv.Itoa(len(ids))),
		Evidence: v.known(append([]checks.ID{checks.IDDNS, checks.IDAlternates}, hostIDs(v.hostsOf(name))...)...),
	}
	if len(ids) > 1 || v.certified(name, reply.Addresses) {
		h.Confidence = High
	}
	if len(ids) == 1 && variant == "astray" {
		h.Variant = "astray_one"
	}
	return h
}

// certified tells that a certificate proves an alternate's address of the name.
func (v *view) certified(name string, leftOut []string) bool {
	return v.alternateServes(name, leftOut) && slices.ContainsFunc(v.hostsOf(name), func(h checks.HostFact) bool { return h.Scheme != "http" })
}

// refusedAlone: other names get replies, this one doesn't, and an alternate's
// address serves it.
func (v *view) refusedAlone(name string) string {
	if len(replies(v.asked(name), name)) > 0 && v.alternateServes(name, nil) {
		return "refused"
	}
	return ""
}

// deniedAlone: the configured resolver knows no address, and alternates do. Where
// those addresses were tried and none serves the name, more alternates must know
// it than deny it: some resolvers invent addresses for names that don't exist.
func (v *view) deniedAlone(name string) string {
	all := v.alternates(name)
	know, _ := voices(all, found)
	deny, _ := voices(all, denies)
	switch {
	case len(know) == 0:
		return ""
	case v.alternateServes(name, nil), !v.alternateTried(name), len(know) > 1 && len(know) > len(deny):
		return "denied"
	}
	return ""
}

func (v *view) alternateTried(name string) bool {
	return slices.ContainsFunc(v.hostsOf(name), func(h checks.HostFact) bool {
		return len(tries(h, checks.FromAlternates)) > 0
	})
}

// leadsAstray: none of the addresses from the configured resolver that were tried
// serves the name, and another address, from an alternate, does.
func (v *view) leadsAstray(name string, reply said) string {
	for _, h := range v.hostsOf(name) {
		mine := v.triedOf(h, reply)
		if len(mine) == 0 || slices.ContainsFunc(mine, func(a checks.AttemptFact) bool { return proved(h, a) }) {
			return ""
		}
	}
	if !v.alternateServes(name, reply.Addresses) {
		return ""
	}
	return "astray"
}

// triedOf lists the attempts to the addresses of a reply.
func (v *view) triedOf(h checks.HostFact, reply said) []checks.AttemptFact {
	var list []checks.AttemptFact
	for _, a := range h.Attempts {
		if slices.Contains(reply.Addresses, a.Address) {
			list = append(list, a)
		}
	}
	return list
}

// dnsIntercepted: plain questions to the alternates are answered wrongly as well,
// while encrypted ones are right. High with two resolvers over encryption that
// agree or a certificate that proves their address, medium with one.
func dnsIntercepted(v *view) (Holding, bool) {
	for _, name := range v.names() {
		var plain, secret []said
		for _, s := range v.alternates(name) {
			if encrypted(s.by) {
				secret = append(secret, s)
			} else {
				plain = append(plain, s)
			}
		}
		if !v.plainAllWrong(name, plain) {
			continue
		}
		ids, others := voices(secret, func(r checks.ReplyFact) bool { return v.rightReply(name, r) })
		if len(ids) == 0 {
			continue
		}
		h := Holding{
			Confidence: Medium,
			Args:       v.args("names", name, "alternates", join(others)),
			Evidence:   v.known(append([]checks.ID{checks.IDAlternates, checks.IDDNS}, hostIDs(v.hostsOf(name))...)...),
		}
		if len(ids) > 1 || v.certified(name, nil) {
			h.Confidence = High
		}
		return h, true
	}
	return Holding{}, false
}

// plainAllWrong tells that plain questions got replies, from the alternates and
// from the configured resolvers, and not one of them is right.
func (v *view) plainAllWrong(name string, plain []said) bool {
	plainVoices, _ := voices(plain, definite)
	if mine, ok := v.firstReply(name); ok {
		plain = append(plain, mine)
	}
	return len(plainVoices) > 0 && !slices.ContainsFunc(plain, func(s said) bool {
		return definite(s.ReplyFact) && !v.wrongReply(name, s.ReplyFact)
	})
}

// rightReply tells that an address of the reply was seen to serve the name.
func (v *view) rightReply(name string, r checks.ReplyFact) bool {
	return found(r) && slices.ContainsFunc(v.hostsOf(name), func(h checks.HostFact) bool {
		return slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
			return slices.Contains(r.Addresses, a.Address) && proved(h, a)
		})
	})
}

// wrongReply tells that the reply is known to lead nowhere: no address, or
// addresses that were tried and don't serve the name.
func (v *view) wrongReply(name string, r checks.ReplyFact) bool {
	if !found(r) {
		return true
	}
	tried := false
	for _, h := range v.hostsOf(name) {
		for _, a := range h.Attempts {
			if slices.Contains(r.Addresses, a.Address) {
				tried = true
				if proved(h, a) {
					return false
				}
			}
		}
	}
	return tried
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

func (v *view) everyResolver() []checks.ResolverFact {
	if v.DNS == nil {
		return nil
	}
	return v.DNS.Answers
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
			best, bestName = m, r.Name
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
