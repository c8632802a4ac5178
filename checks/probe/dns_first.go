package probe

import (
	"net/netip"

	"fix502/checks"
)

// programsGet are the addresses that a program on this computer gets for a name:
// what a search domain makes of it where that is tried first, else those of the
// first resolver with a definite reply. Where the resolvers of each interface are
// asked by themselves, one that does not know the name is not the end.
func programsGet(fact checks.DNSFact, name string) []netip.Addr {
	if list := searched(fact, name); len(list) > 0 {
		return list
	}
	var denied string // the interface whose resolver does not know the name
	for _, a := range askedFor(fact.Answers, name) {
		switch {
		case !definite(a.reply) || denied != "" && denied == a.by.Interface:
		case len(a.reply.Addresses) > 0 || a.by.Interface == "":
			return parsed(a.reply)
		default:
			denied = a.by.Interface
		}
	}
	return nil
}

// heard is the reply of one resolver.
type heard struct {
	reply checks.ReplyFact
	by    checks.ResolverFact
}

// askedFor lists the replies for a name by the resolvers that programs ask for it,
// in order: those of its own domain where a VPN brought any, else the general ones.
func askedFor(list []checks.ResolverFact, name string) []heard {
	var own, general []heard
	for _, r := range direct(list) {
		for _, reply := range r.Replies {
			switch {
			case reply.Name != name:
			case bareDomain(r.Domain) != "":
				own = append(own, heard{reply, r})
			default:
				general = append(general, heard{reply, r})
			}
		}
	}
	if len(own) > 0 {
		return own
	}
	return general
}

// definite tells that a resolver said something that programs act on: addresses,
// none, or that the name does not exist.
func definite(reply checks.ReplyFact) bool {
	return reply.Fail == "" && (reply.RCode == "NOERROR" || reply.RCode == "NXDOMAIN")
}
