package probe

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fix502/checks"
	"fix502/platform"
)

const (
	// dnsSystemLimit covers two tries over UDP, a TCP exchange, and some reserve.
	dnsSystemLimit = 6 * time.Second
	// systemPatience is how long AAAA may take longer than A: programs of this
	// computer wait for both.
	systemPatience = time.Second
	// slowDNS is the median, in milliseconds, from which an address book counts as slow.
	slowDNS = 500.0
	// maxResolvers bounds how many configured resolvers are asked; systems use three.
	maxResolvers = 8
)

// dnsSystem asks every resolver that this computer is set to use, by itself, for
// every name of the target.
func dnsSystem(s Setup) checks.Check {
	return checks.Check{
		ID: checks.IDDNS, Node: checks.NodeDNS, Timeout: dnsSystemLimit,
		Needs: []checks.ID{checks.IDLink}, ExplainedBy: []checks.ID{checks.IDInternet, checks.IDPortal},
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			names := dnsNames(s.Service.Hosts)
			if len(names) == 0 {
				return checks.Finding{
					State: checks.Skipped, Code: "dns.system.not_needed",
					Data: checks.DNSFact{Names: names, Answers: []checks.ResolverFact{}},
				}
			}
			list, err := t.Host.Resolvers(ctx)
			if err != nil && len(list) == 0 {
				return checks.Finding{State: checks.Failed, Code: "dns.system.unknown", Err: err}
			}
			fact := askConfigured(ctx, t, list, names)
			f := judgeSystem(fact, requiredNames(s.Service.Hosts))
			f.Data, f.Err = fact, err
			return f
		},
	}
}

func askConfigured(ctx context.Context, t *checks.Task, list []platform.Resolver, names []string) checks.DNSFact {
	var (
		fact    = checks.DNSFact{Names: names}
		sources []string
		chosen  []platform.Resolver
	)
	for _, r := range list {
		known := slices.ContainsFunc(chosen, func(o platform.Resolver) bool { return o.Addr == r.Addr && o.Domain == r.Domain })
		if known || len(chosen) == maxResolvers || len(namesFor(r, list, names)) == 0 {
			continue
		}
		chosen = append(chosen, r)
		if r.Source != "" && !slices.Contains(sources, r.Source) {
			sources = append(sources, r.Source)
		}
	}
	fact.Source = strings.Join(sources, ", ")
	fact.Answers = sideBySide(chosen, func(r platform.Resolver) checks.ResolverFact {
		id := resolverID(r)
		t.Note("dns.note.asking", checks.Args{"resolver": id})
		return checks.ResolverFact{
			ID: id, Name: id, Address: r.Addr.String(), Transport: checks.OverUDP,
			Stub: r.Stub, Upstream: r.Upstream, Domain: r.Domain,
			Replies: askNames(ctx, t, server{addr: r.Addr, transport: checks.OverUDP}, namesFor(r, list, names), systemPatience),
		}
	})
	return fact
}

// namesFor lists the names that this computer asks a resolver for. Names that a
// VPN brought resolvers of their own for are asked only there.
func namesFor(r platform.Resolver, all []platform.Resolver, names []string) []string {
	var list []string
	for _, name := range names {
		own := slices.ContainsFunc(all, func(o platform.Resolver) bool { return bareDomain(o.Domain) != "" && responsible(o, name) })
		if responsible(r, name) && (!own || bareDomain(r.Domain) != "") {
			list = append(list, name)
		}
	}
	return list
}

func resolverID(r platform.Resolver) string {
	if r.Addr.Port() == dnsPort {
		return r.Addr.Addr().String()
	}
	return r.Addr.String()
}

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
	opinionBlocked     = "blocked"     // gives an address that leads nowhere
	opinionEmpty       = "empty"       // knows the name, and no address
	opinionServfail    = "servfail"    // could not find out
	opinionRefuses     = "refuses"     // does not want to answer
	opinionGarbage     = "garbage"     // answers with something else
	opinionUnreachable = "unreachable" // nobody there
	opinionSilent      = "silent"      // no answer in time
)

// judgeSystem says what the configured resolvers that programs ask directly are
// good for. Those behind a forwarder on this computer are on record only.
func judgeSystem(fact checks.DNSFact, required []string) checks.Finding {
	var good, bad []opinion
	var times []float64
	for _, r := range direct(fact.Answers) {
		o := opinionOf(r, required)
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
	speed := medianOf(times)
	switch {
	case len(good)+len(bad) == 0:
		return checks.Finding{State: checks.Problem, Code: "dns.system.none"}
	case len(good) == 0:
		args := checks.Args{"resolver": bad[0].resolver, "name": bad[0].name}
		return checks.Finding{State: checks.Problem, Code: "dns.system." + bad[0].kind, Args: args}
	case len(bad) > 0:
		return checks.Finding{State: checks.Notice, Code: "dns.system.some", Args: checks.Args{
			"resolver": bad[0].resolver, "other": good[0].resolver, "name": bad[0].name,
			"value": fmt.Sprintf("%d of %d", len(good), len(good)+len(bad)),
		}}
	case speed > slowDNS:
		return checks.Finding{State: checks.Notice, Code: "dns.system.slow", Args: checks.Args{"value": shortTime(speed), "resolver": good[0].resolver}}
	}
	return checks.Finding{State: checks.OK, Code: "dns.system.ok", Args: checks.Args{"value": shortTime(speed), "resolver": good[0].resolver}}
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

// opinionOf is a resolver's first fault about a required name, or good.
func opinionOf(r checks.ResolverFact, required []string) opinion {
	for _, reply := range r.Replies {
		if !slices.Contains(required, reply.Name) {
			continue
		}
		if kind := opinionOn(reply); kind != opinionGood {
			return opinion{resolver: r.Name, kind: kind, name: reply.Name}
		}
	}
	return opinion{resolver: r.Name, kind: opinionGood}
}

func opinionOn(reply checks.ReplyFact) string {
	switch reply.Fail {
	case checks.FailNone:
	case checks.FailGarbage:
		return opinionGarbage
	case checks.FailTimeout, checks.FailCancelled:
		return opinionSilent
	default:
		return opinionUnreachable
	}
	switch {
	case reply.RCode == "NXDOMAIN":
		return opinionMissing
	case reply.RCode == "REFUSED":
		return opinionRefuses
	case reply.RCode != "NOERROR":
		return opinionServfail
	case len(reply.Addresses) == 0:
		return opinionEmpty
	case len(parsed(reply)) == 0:
		return opinionBlocked
	}
	return opinionGood
}
