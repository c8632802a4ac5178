package verdict

import (
	"net/netip"
	"slices"
	"strconv"

	"fix502/checks"
)

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
		if reply, variant := v.misleads(name); variant != "" {
			return v.wrongHolding(name, variant, reply), true
		}
	}
	return Holding{}, false
}

// misleads gives the reply that programs get for a name and in which way it is no
// use, "" where it is, or that can't be told.
func (v *view) misleads(name string) (reply said, variant string) {
	if longer, ok := v.searched(name); ok {
		reply = said{ReplyFact: checks.ReplyFact{Name: name, RCode: "NOERROR", Addresses: longer.Addresses}}
		if v.leadsAstray(name, reply) != "" {
			variant = "search"
		}
		return reply, variant
	}
	reply, definite := v.firstReply(name)
	switch {
	case !definite:
		variant = v.refusedAlone(name)
	case denies(reply.ReplyFact):
		variant = v.deniedAlone(name, reply)
	case v.invented(name, reply.ReplyFact):
		if variant = v.deniedAlone(name, reply); variant != "" {
			variant = "rewritten"
		}
	default:
		variant = v.leadsAstray(name, reply)
	}
	if variant != "" && v.keptBack(name) {
		variant = "filtered"
	}
	return reply, variant
}

func (v *view) wrongHolding(name, variant string, reply said) Holding {
	ids, others := voices(v.alternates(name), func(r checks.ReplyFact) bool { return found(r) && !v.invented(name, r) })
	h := Holding{
		Confidence: Medium, Variant: variant,
		Args: v.args("names", name, "resolver", v.resolverNames([]string{name}), "address", join(reply.Addresses),
			"alternates", join(others), "count", strconv.Itoa(len(ids)), "longer", v.longer(name)),
		Evidence: v.known(append([]checks.ID{checks.IDDNS, checks.IDAlternates}, v.hostIDs(v.hostsOf(name))...)...),
	}
	if len(ids) > 1 || v.certified(name, reply.Addresses) {
		h.Confidence = High
	}
	switch {
	case len(ids) == 0 && variant != "search": // who named the right address wasn't recorded
		h.Variant = ""
	case len(ids) == 1 && variant == "astray":
		h.Variant = "astray_one"
	}
	return h
}

// longer is a name with the search domain behind it that programs try first.
func (v *view) longer(name string) string {
	if f, ok := v.searched(name); ok {
		return name + "." + f.Domain
	}
	return name
}

// certified tells that a certificate proves an alternate's address of the name.
func (v *view) certified(name string, leftOut []string) bool {
	return v.alternateServes(name, leftOut) && slices.ContainsFunc(v.hostsOf(name), func(h checks.HostFact) bool { return h.Scheme != "http" })
}

// refusedAlone: other names get replies, this one doesn't, and an alternate's
// address serves it.
func (v *view) refusedAlone(name string) string {
	if v.holds("dns.resolver_down") || len(replies(v.asked(name), name)) == 0 || !v.alternateAnswers(name, nil) {
		return ""
	}
	if v.brokenSignature(name, v.asked(name)) {
		return "dnssec"
	}
	return "refused"
}

// deniedAlone: the configured resolver knows no address, or only that of names that
// don't exist, and alternates do. Where their addresses were tried and none serves
// the name, more alternates must know it than deny it: some resolvers invent
// addresses for names that don't exist.
func (v *view) deniedAlone(name string, reply said) string {
	all := v.alternates(name)
	know, _ := voices(all, func(r checks.ReplyFact) bool { return found(r) && !v.invented(name, r) })
	deny, _ := voices(all, denies)
	switch {
	case v.alternateAnswers(name, reply.Addresses), v.alternateServes(name, reply.Addresses),
		len(know) > 0 && !v.alternateTried(name),
		len(know) > 1 && len(know) > len(deny):
		return "denied"
	}
	return ""
}

// alternateAnswers tells that something answers at an alternate's address of the
// name, one that is not among those left out. Where nothing answers at the
// configured resolver's, there is nothing to compare with, and an error of the
// service's counts as well as its page.
func (v *view) alternateAnswers(name string, leftOut []string) bool {
	return slices.ContainsFunc(v.hostsOf(name), func(h checks.HostFact) bool {
		return slices.ContainsFunc(tries(h, checks.FromAlternates), func(a checks.AttemptFact) bool {
			return served(a) && !slices.Contains(leftOut, a.Address)
		})
	})
}

func (v *view) alternateTried(name string) bool {
	return slices.ContainsFunc(v.hostsOf(name), func(h checks.HostFact) bool {
		return len(tries(h, checks.FromAlternates)) > 0
	})
}

// leadsAstray: none of the addresses from the configured resolver that were tried
// serves the name, and another address, from an alternate, does.
func (v *view) leadsAstray(name string, reply said) string {
	answers := false
	for _, h := range v.hostsOf(name) {
		mine := v.triedOf(h, reply.Addresses)
		answers = answers || slices.ContainsFunc(mine, served)
		if v.hostWorks(h) || len(mine) == 0 && !leadsNowhere(reply.Addresses) || slices.ContainsFunc(mine, func(a checks.AttemptFact) bool { return proved(h, a) }) {
			return ""
		}
	}
	if v.alternateServes(name, reply.Addresses) || !answers && v.alternateAnswers(name, reply.Addresses) {
		return "astray"
	}
	return ""
}

// leadsNowhere tells addresses at which nobody can be, as blockers give them
// ("0.0.0.0"); they are not tried.
func leadsNowhere(addresses []string) bool {
	return !slices.ContainsFunc(addresses, func(text string) bool {
		a, err := netip.ParseAddr(text)
		return err != nil || !a.IsUnspecified()
	})
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
			Evidence:   v.known(append([]checks.ID{checks.IDAlternates, checks.IDDNS}, v.hostIDs(v.hostsOf(name))...)...),
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
	if !found(r) || v.invented(name, r) {
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
