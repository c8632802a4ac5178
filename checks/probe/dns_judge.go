package probe

import (
	"fmt"
	"slices"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
)

// opinion is how one resolver did, in one word: the end of a text code.
type opinion struct {
	resolver string
	kind     string
	name     string // the name in question
}

// The opinions.
const (
	opinionGood        = "ok"
	opinionMissing     = "nxdomain"    // says that the name does not exist
	opinionRewritten   = "rewritten"   // sends to where it sends for names that do not exist
	opinionFiltered    = "filtered"    // keeps the name back on purpose, and says so
	opinionUnsigned    = "dnssec"      // keeps the name back since its signature is broken
	opinionBlocked     = "blocked"     // gives an address that leads nowhere
	opinionEmpty       = "empty"       // knows the name, and no address
	opinionServfail    = "servfail"    // could not find out
	opinionRefuses     = "refuses"     // does not want to answer
	opinionGarbage     = "garbage"     // answers with something else
	opinionCut         = "cut"         // answers in part, and not over TCP, where the rest would be
	opinionUnreachable = "unreachable" // nobody there
	opinionSilent      = "silent"      // no answer in time
)

// judgeSystem says what the configured resolvers that programs ask directly are
// good for. Those behind a forwarder on this computer are on record only. wait is
// how long programs wait for a silent one, 0 where that is not known.
func judgeSystem(fact checks.DNSFact, required []string, wait time.Duration) checks.Finding {
	asked := direct(fact.Answers)
	var good, bad []opinion
	var times []float64
	for _, r := range asked {
		o := opinionOf(r, required, fact.Search)
		if o.kind != opinionGood {
			bad = append(bad, o)
			continue
		}
		good = append(good, o)
		for _, reply := range r.Replies {
			if reply.RTT > 0 {
				times = append(times, reply.RTT)
			}
		}
	}
	switch {
	case len(asked) == 0:
		return checks.Finding{State: checks.Problem, Code: "dns.system.none"}
	case len(good) == 0:
		args := checks.Args{"resolver": bad[0].resolver, "name": bad[0].name}
		return checks.Finding{State: checks.Problem, Code: "dns.system." + bad[0].kind, Args: args}
	case len(fact.Search) > 0:
		first := fact.Search[0]
		args := checks.Args{"name": first.Name, "other": first.Name + "." + first.Domain}
		return checks.Finding{State: checks.Notice, Code: "dns.system.search", Args: args}
	case len(bad) > 0:
		return someBad(asked, good, bad, wait)
	}
	return judgeGood(asked, good[0].resolver, medianOf(times))
}

// someBad is the finding where one resolver does and another does not.
func someBad(asked []checks.ResolverFact, good, bad []opinion, wait time.Duration) checks.Finding {
	f := checks.Finding{State: checks.Notice, Code: "dns.system.some", Args: checks.Args{
		"resolver": bad[0].resolver, "other": good[0].resolver, "name": bad[0].name,
		"value": fmt.Sprintf("%d of %d", len(good), len(good)+len(bad)),
	}}
	first := asked[0]
	if bad[0].resolver == first.Name && bad[0].kind == opinionSilent && first.Interface == "" && wait > 0 {
		f.Code, f.Args["wait"] = "dns.system.first_silent", fmt.Sprintf("%g s", wait.Seconds())
	}
	return f
}

// judgeGood is the finding where all do.
func judgeGood(asked []checks.ResolverFact, resolver string, speed float64) checks.Finding {
	args := checks.Args{"value": shortTime(speed), "resolver": resolver}
	if speed > slowDNS {
		return checks.Finding{State: checks.Notice, Code: "dns.system.slow", Args: args}
	}
	if i := slices.IndexFunc(asked, func(r checks.ResolverFact) bool { return len(r.Rewrites) > 0 }); i >= 0 {
		args["resolver"] = asked[i].Name
		return checks.Finding{State: checks.Notice, Code: "dns.system.rewrites", Args: args}
	}
	return checks.Finding{State: checks.OK, Code: "dns.system.ok", Args: args}
}

// direct are the resolvers that programs ask themselves, or all where the system
// names only those behind them.
func direct(list []checks.ResolverFact) []checks.ResolverFact {
	var asked []checks.ResolverFact
	for _, r := range list {
		if !r.Upstream {
			asked = append(asked, r)
		}
	}
	if len(asked) == 0 {
		return list
	}
	return asked
}

// opinionOf is a resolver's first fault about a required name, or good. That it does
// not know a name is none where programs ask for it with a search domain behind it.
func opinionOf(r checks.ResolverFact, required []string, search []checks.SearchFact) opinion {
	for _, reply := range r.Replies {
		longer := slices.ContainsFunc(search, func(f checks.SearchFact) bool { return f.Name == reply.Name })
		if !slices.Contains(required, reply.Name) || longer && definite(reply) {
			continue
		}
		kind := opinionOn(reply)
		if kind == opinionGood && rewritten(r, reply) {
			kind = opinionRewritten
		}
		if kind != opinionGood {
			return opinion{resolver: r.Name, kind: kind, name: reply.Name}
		}
	}
	return opinion{resolver: r.Name, kind: opinionGood}
}

func opinionOn(reply checks.ReplyFact) string {
	switch {
	case reply.Fail == checks.FailNone:
		return opinionOnCode(reply)
	case reply.Fail == checks.FailGarbage:
		return opinionGarbage
	case reply.Retried == checks.OverTCP:
		return opinionCut
	case reply.Fail == checks.FailTimeout, reply.Fail == checks.FailCancelled:
		return opinionSilent
	}
	return opinionUnreachable
}

func opinionOnCode(reply checks.ReplyFact) string {
	switch {
	case keptBack(reply):
		return opinionFiltered
	case reply.RCode == "NXDOMAIN":
		return opinionMissing
	case reply.RCode == "REFUSED":
		return opinionRefuses
	case brokenSignature(reply):
		return opinionUnsigned
	case reply.RCode != "NOERROR":
		return opinionServfail
	case len(reply.Addresses) == 0:
		return opinionEmpty
	case len(parsed(reply)) == 0:
		return opinionBlocked
	}
	return opinionGood
}

// keptBack tells that the resolver itself says that it keeps the name back. With
// REFUSED, "prohibited" is about who asks (RFC 8914, 4.19).
func keptBack(reply checks.ReplyFact) bool {
	return slices.ContainsFunc(reply.Errors, func(code uint16) bool {
		switch code {
		case dns.ExtendedErrorCodeBlocked, dns.ExtendedErrorCodeCensored, dns.ExtendedErrorCodeFiltered:
			return true
		}
		return code == dns.ExtendedErrorCodeProhibited && reply.RCode != "REFUSED"
	})
}

// brokenSignature tells that the resolver keeps the name back since the zone's
// signatures do not hold: it says so, or gives the address when asked not to check.
func brokenSignature(reply checks.ReplyFact) bool {
	return reply.RCode == "SERVFAIL" && (len(reply.Unchecked) > 0 || slices.ContainsFunc(reply.Errors, func(code uint16) bool {
		return code >= dns.ExtendedErrorCodeDNSBogus && code <= dns.ExtendedErrorCodeNSECMissing
	}))
}
