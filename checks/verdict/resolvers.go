package verdict

import (
	"net/netip"
	"slices"
	"strings"

	"fix502/checks"
)

// definite tells that a resolver said something that programs act on: addresses,
// none, or that the name doesn't exist.
func definite(r checks.ReplyFact) bool {
	return r.Fail == "" && (r.RCode == "NOERROR" || r.RCode == "NXDOMAIN")
}

// denies tells a definite reply without an address.
func denies(r checks.ReplyFact) bool { return definite(r) && !found(r) }

func found(r checks.ReplyFact) bool { return definite(r) && len(r.Addresses) > 0 }

func encrypted(r checks.ResolverFact) bool {
	return r.Transport == checks.OverDoT || r.Transport == checks.OverDoH
}

// sameName compares names as DNS does: case and a final dot don't matter.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

// within tells that a name lies in a domain of split DNS.
func within(name, domain string) bool {
	name, domain = strings.ToLower(strings.TrimSuffix(name, ".")), bareDomain(domain)
	return domain != "" && (name == domain || strings.HasSuffix(name, "."+domain))
}

// bareDomain is "" for a resolver that serves every name; systemd writes such a
// domain as "~.".
func bareDomain(domain string) string {
	return strings.ToLower(strings.Trim(strings.TrimPrefix(domain, "~"), "."))
}

// names lists the required names that this computer asks resolvers for: not
// addresses, not pinned, and none at all where a proxy does the asking.
func (v *view) names() []string {
	if v.viaProxy() {
		return nil
	}
	var list []string
	for _, h := range v.required {
		if !v.needsNoDNS(h) && !slices.ContainsFunc(list, func(n string) bool { return sameName(n, h.Host) }) {
			list = append(list, h.Host)
		}
	}
	return list
}

func (v *view) needsNoDNS(h checks.HostFact) bool {
	if _, err := netip.ParseAddr(strings.Trim(h.Host, "[]")); err == nil {
		return true
	}
	if sameName(h.Host, "localhost") || within(h.Host, "localhost") {
		return true
	}
	if v.HostsFile != nil && slices.ContainsFunc(v.HostsFile.Pins, func(p checks.PinLog) bool { return sameName(p.Name, h.Host) }) {
		return true
	}
	return slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
		return slices.Contains(a.From, checks.FromHostsFile) || slices.Contains(a.From, checks.FromLiteral)
	})
}

// asked lists the configured resolvers that programs ask for a name: those of its
// split-DNS domain where there are any, else those for every name. What stands
// behind a resolver on this computer isn't asked by programs, unless the system
// names nothing else.
func (v *view) asked(name string) []checks.ResolverFact {
	for _, behind := range []bool{false, true} {
		if list := v.responsible(name, behind); len(list) > 0 {
			return list
		}
	}
	return nil
}

func (v *view) responsible(name string, behind bool) []checks.ResolverFact {
	var special, general []checks.ResolverFact
	for _, r := range v.everyResolver() {
		switch {
		case r.Upstream != behind:
		case bareDomain(r.Domain) == "":
			general = append(general, r)
		case within(name, r.Domain):
			special = append(special, r)
		}
	}
	if len(special) > 0 {
		return special
	}
	return general
}

func (v *view) everyResolver() []checks.ResolverFact {
	if v.DNS == nil {
		return nil
	}
	return v.DNS.Answers
}

// shown is a resolver as it is named to people.
func shown(r checks.ResolverFact) string {
	for _, name := range []string{r.Name, r.Address, r.ID} {
		if name != "" {
			return name
		}
	}
	return "?"
}

// said is one resolver's reply for a name.
type said struct {
	checks.ReplyFact
	by checks.ResolverFact
}

func replies(resolvers []checks.ResolverFact, name string) []said {
	var list []said
	for _, r := range resolvers {
		for _, reply := range r.Replies {
			if sameName(reply.Name, name) {
				list = append(list, said{reply, r})
			}
		}
	}
	return list
}

// firstReply is the reply that programs get for a name: the first definite one, in the
// order in which the resolvers are asked. Where those of each interface are asked by
// themselves, one that does not know the name is not the end.
func (v *view) firstReply(name string) (said, bool) {
	var denial said
	for _, s := range replies(v.asked(name), name) {
		denied := denial.by.Interface
		switch {
		case !definite(s.ReplyFact) || denied != "" && denied == s.by.Interface:
		case found(s.ReplyFact) || denied == "" && s.by.Interface == "":
			return s, true
		case denied == "":
			denial = s
		}
	}
	return denial, denial.by.Interface != ""
}

// invented tells a reply that leads only to where a configured resolver sends for
// names that don't exist: it means as much as that the name doesn't. An address that
// serves the name, by its certificate, is none of these.
func (v *view) invented(name string, r checks.ReplyFact) bool {
	if !found(r) || slices.ContainsFunc(r.Addresses, func(a string) bool { return !v.madeUp(a) }) {
		return false
	}
	return !slices.ContainsFunc(v.hostsOf(name), func(h checks.HostFact) bool {
		return h.Scheme != "http" && slices.ContainsFunc(v.triedOf(h, r.Addresses), served)
	})
}

// madeUp tells an address that a configured resolver gives for names that don't exist.
func (v *view) madeUp(address string) bool {
	return slices.ContainsFunc(v.everyResolver(), func(r checks.ResolverFact) bool { return slices.Contains(r.Rewrites, address) })
}

// searched is what programs get for a name because they try it with a search domain
// behind it first.
func (v *view) searched(name string) (checks.SearchFact, bool) {
	if v.DNS == nil {
		return checks.SearchFact{}, false
	}
	i := slices.IndexFunc(v.DNS.Search, func(f checks.SearchFact) bool { return sameName(f.Name, name) && len(f.Addresses) > 0 })
	if i < 0 {
		return checks.SearchFact{}, false
	}
	return v.DNS.Search[i], true
}

// triedOf lists the attempts to some addresses of a host.
func (v *view) triedOf(h checks.HostFact, addresses []string) []checks.AttemptFact {
	var list []checks.AttemptFact
	for _, a := range h.Attempts {
		if slices.Contains(addresses, a.Address) {
			list = append(list, a)
		}
	}
	return list
}

// alternates lists what the catalogue's resolvers replied for a name.
func (v *view) alternates(name string) []said {
	if v.Alternate == nil {
		return nil
	}
	return replies(v.Alternate.Answers, name)
}

// voices counts different resolvers among replies that fit; the same one over
// another transport, or listed twice, is no second observation.
func voices(list []said, fits func(checks.ReplyFact) bool) (ids, names []string) {
	heard := make(map[string]bool)
	for _, s := range list {
		address := strings.TrimSuffix(s.by.Address, ":53")
		if !fits(s.ReplyFact) || heard["id "+s.by.ID] || address != "" && heard[address] {
			continue
		}
		heard["id "+s.by.ID], heard[address] = true, true
		ids = append(ids, s.by.ID)
		names = append(names, shown(s.by))
	}
	return ids, names
}

// hostsOf lists the required hosts of a name: one for each port.
func (v *view) hostsOf(name string) []checks.HostFact {
	var list []checks.HostFact
	for _, h := range v.required {
		if sameName(h.Host, name) {
			list = append(list, h)
		}
	}
	return list
}

// proved tells that an address named by a resolver was seen to serve the host:
// by its certificate, or with plain http by the expected page.
func proved(h checks.HostFact, a checks.AttemptFact) bool {
	if h.Scheme == "http" {
		return a.Served && good(a)
	}
	return a.Served
}

// resolverNames lists the configured resolvers asked for the names, "" for none.
func (v *view) resolverNames(names []string) string {
	var list []string
	for _, n := range names {
		for _, r := range v.asked(n) {
			list = append(list, shown(r))
		}
	}
	return join(list)
}
