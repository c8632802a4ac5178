package probe

import (
	"net/netip"
	"slices"

	"fix502/checks"
	"fix502/checks/catalog"
)

// maxPins is how many pinned addresses of one name are tried.
const maxPins = 4

// candidate is an address that a host may have.
type candidate struct {
	addr netip.Addr
	from []string // who says so
	used bool     // this computer itself would go there
}

// candidates gathers what is known about a host, in the order in which this
// computer believes it: the address itself, the hosts file, its resolvers, others.
type candidates []candidate

func (c *candidates) add(from string, used bool, addrs ...netip.Addr) {
	for _, addr := range addrs {
		i := slices.IndexFunc(*c, func(k candidate) bool { return k.addr == addr })
		if i < 0 {
			*c = append(*c, candidate{addr: addr, from: []string{from}, used: used})
			continue
		}
		k := &(*c)[i]
		k.used = k.used || used
		if !slices.Contains(k.from, from) {
			k.from = append(k.from, from)
		}
	}
}

// knownAddresses gathers what has been said about a host so far.
func knownAddresses(t *checks.Task, h catalog.Host, said sayings) candidates {
	var c candidates
	name := canonical(h.Host)
	if addr, literal := literalAddr(name); literal {
		c.add(checks.FromLiteral, true, addr)
		return c
	}
	pinned := pinsOf(t, name)
	c.add(checks.FromHostsFile, true, pinned...)
	if said.system != nil {
		first, others := systemAddresses(*said.system, name)
		c.add(checks.FromSystem, len(pinned) == 0, first...)
		c.add(checks.FromSystem, false, others...)
	}
	if isLocalhost(name) && len(c) == 0 {
		c.add(checks.FromSystem, true, loopbackAddrs()...)
		return c
	}
	if said.others != nil {
		c.add(checks.FromAlternates, false, alternateAddresses(*said.others, name)...)
	}
	return c
}

func pinsOf(t *checks.Task, name string) []netip.Addr {
	file, _ := checks.FactOf[checks.HostsFileFact](t, checks.IDHostsFile)
	var list []netip.Addr
	for _, p := range file.Pins {
		addr, err := netip.ParseAddr(p.Address)
		if err == nil && canonical(p.Name) == name && len(list) < maxPins {
			list = append(list, addr.Unmap())
		}
	}
	return list
}

// systemAddresses tells what this computer's resolvers say: the answer that a
// program would get, which is that of the first resolver with a definite one,
// and whatever else the others know.
func systemAddresses(fact checks.DNSFact, name string) (first, others []netip.Addr) {
	for _, r := range fact.Answers {
		for _, reply := range r.Replies {
			if reply.Name == name {
				others = append(others, parsed(reply)...)
			}
		}
	}
	return programsGet(fact, name), others
}

// alternateAddresses lists what the catalogue's resolvers say, encrypted answers
// first: nobody on the way can have changed them.
func alternateAddresses(fact checks.DNSFact, name string) []netip.Addr {
	var secret, plain []netip.Addr
	for _, r := range fact.Answers {
		for _, reply := range r.Replies {
			if reply.Name != name {
				continue
			}
			if r.Transport == checks.OverDoT || r.Transport == checks.OverDoH {
				secret = append(secret, parsed(reply)...)
			} else {
				plain = append(plain, parsed(reply)...)
			}
		}
	}
	return append(secret, plain...)
}

// share is how many addresses of a host are tried.
type share struct {
	ipv6      bool // this network has it
	four, six int  // of each family
}

// worthTrying picks a handful of the candidates: every pinned one, the first few
// that this computer would take, and, where others know addresses that it doesn't,
// the first of each family of those. So a wrong answer is told by whether its
// address serves the name, and no server gets more than a few visits.
func (c candidates) worthTrying(few share) candidates {
	var pinned, used, foreign candidates
	for _, k := range c {
		switch {
		case slices.Contains(k.from, checks.FromHostsFile):
			pinned = append(pinned, k)
		case k.used:
			used = append(used, k)
		case slices.Contains(k.from, checks.FromAlternates):
			foreign = append(foreign, k)
		}
	}
	return slices.Concat(pinned, used.first(few), foreign.first(oneOfEachFamily(few.ipv6)))
}

// oneOfEachFamily is enough to see whether a host answers at all.
func oneOfEachFamily(ipv6 bool) share { return share{ipv6: ipv6, four: 1, six: 1} }

// shareOf says how many addresses of a host are tried: those of the target's main
// host all, as far as that is polite, for one of them may be what fails.
func shareOf(s Setup, h catalog.Host, ipv6 bool) share {
	target, known := mainHost(s.Service.Hosts)
	if known && requestFor(target).url() == requestFor(h).url() {
		return share{ipv6: ipv6, four: 4, six: 2}
	}
	return oneOfEachFamily(ipv6)
}

// first picks the first addresses of each family. IPv6 counts only where this
// network has it, the address is on this computer, or there is no other.
func (c candidates) first(few share) candidates {
	var four, six candidates
	for _, k := range c {
		if k.addr.Is4() && len(four) < few.four {
			four = append(four, k)
		}
	}
	for _, k := range c {
		if k.addr.Is6() && len(six) < few.six && (few.ipv6 || k.addr.IsLoopback() || len(four) == 0) {
			six = append(six, k)
		}
	}
	return append(four, six...)
}
