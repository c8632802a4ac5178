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
	case slices.ContainsFunc(names, v.keptBack):
		return "filtered"
	case slices.ContainsFunc(names, func(n string) bool { return v.brokenSignature(n, v.asked(n)) }):
		return "dnssec"
	case slices.ContainsFunc(tried, func(s said) bool { return s.RCode != "" }):
		return "refused"
	case slices.ContainsFunc(tried, func(s said) bool { return s.Retried == checks.OverTCP }):
		return "cut"
	case stub && v.upstreamAnswers(names):
		return "stub"
	}
	return ""
}

// The extended errors by which a resolver says that it keeps a name back (RFC 8914,
// 4.16 to 4.19), and those about signatures that don't hold (4.7 to 4.13).
const (
	errBlocked, errProhibited  = 15, 18
	errBogus, errSignatureLast = 6, 12
)

// keptBack tells that a resolver that programs ask says itself that it keeps the
// name back. With REFUSED, "prohibited" is about who asks.
func (v *view) keptBack(name string) bool {
	return slices.ContainsFunc(replies(v.asked(name), name), func(s said) bool {
		return slices.ContainsFunc(s.Errors, func(code uint16) bool {
			return code >= errBlocked && code < errProhibited || code == errProhibited && s.RCode != "REFUSED"
		})
	})
}

// brokenSignature tells that one of the resolvers keeps the name back since the
// zone's signatures don't hold: it says so, or gives the address when asked not to
// check.
func (v *view) brokenSignature(name string, by []checks.ResolverFact) bool {
	return slices.ContainsFunc(replies(by, name), func(s said) bool {
		return s.RCode == "SERVFAIL" && (len(s.Unchecked) > 0 || slices.ContainsFunc(s.Errors, func(code uint16) bool {
			return code >= errBogus && code <= errSignatureLast
		}))
	})
}

// unsignedNames lists the names that nobody gives out because their signatures
// don't hold.
func (v *view) unsignedNames() []string {
	resolvers := v.everyResolver()
	if v.Alternate != nil {
		resolvers = slices.Concat(resolvers, v.Alternate.Answers)
	}
	return slices.DeleteFunc(v.names(), func(name string) bool {
		return !v.brokenSignature(name, resolvers) || slices.ContainsFunc(replies(resolvers, name), func(s said) bool { return definite(s.ReplyFact) })
	})
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

// nameNotFound: every resolver that answered says that a name doesn't exist, or sends
// to where it sends for such names. High
// where two different resolvers say so, medium where only one was asked, low
// where the others stayed silent.
func nameNotFound(v *view) (Holding, bool) {
	for _, name := range v.names() {
		all := append(v.alternates(name), replies(v.everyResolver(), name)...)
		missing := func(r checks.ReplyFact) bool { return denies(r) || v.invented(name, r) }
		_, longer := v.searched(name)
		if longer || slices.ContainsFunc(all, func(s said) bool { return found(s.ReplyFact) && !missing(s.ReplyFact) }) {
			continue
		}
		deny, _ := voices(all, missing)
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
		switch {
		case slices.ContainsFunc(all, func(s said) bool { return v.invented(name, s.ReplyFact) }):
			h.Variant = "rewritten"
		case !slices.ContainsFunc(all, func(s said) bool { return s.RCode == "NXDOMAIN" }):
			h.Variant = "empty"
		}
		return h, true
	}
	return Holding{}, false
}
