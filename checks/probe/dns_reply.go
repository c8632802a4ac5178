package probe

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"fix502/checks"
)

// The most that is recorded of one reply; real ones hold far less.
const (
	maxAddresses = 32
	maxCNAMEs    = 16
	maxErrors    = 8
)

// dnsHeader is the size of the fixed part of a message; its counts of records
// begin at dnsCounts.
const (
	dnsHeader = 12
	dnsCounts = 4
)

// readReply reads what came back for a question. It returns errGarbage where that
// is no reply to it. Of a reply that was cut short in the middle of a record only
// the header is left, which says so.
func readReply(raw []byte, query *dns.Msg) (*dns.Msg, error) {
	reply := new(dns.Msg)
	if reply.Unpack(raw) != nil {
		if len(raw) < dnsHeader {
			return nil, errGarbage
		}
		header := append(slices.Clone(raw[:dnsCounts]), make([]byte, dnsHeader-dnsCounts)...)
		if reply = new(dns.Msg); reply.Unpack(header) != nil || !reply.Truncated {
			return nil, errGarbage
		}
		reply.Question = query.Question
	}
	if !answers(query, reply) {
		return nil, errGarbage
	}
	return reply, nil
}

// merge makes one reply of the outcomes of the A and the AAAA question.
func merge(name string, queries [2]*dns.Msg, got [2]outcome) checks.ReplyFact {
	fact := checks.ReplyFact{Name: name, RTT: milliseconds(got[0].rtt), Retried: got[0].retried}
	for i, out := range got {
		found := addresses(queries[i], out.reply)
		for _, rr := range found {
			if fact.TTL == 0 || rr.ttl < fact.TTL {
				fact.TTL = rr.ttl
			}
			if text := rr.addr.String(); len(fact.Addresses) < maxAddresses && !slices.Contains(fact.Addresses, text) {
				fact.Addresses = append(fact.Addresses, text)
			}
		}
		if fact.CNAMEs == nil {
			fact.CNAMEs = aliases(queries[i], out.reply)
		}
		fact.Errors = union(fact.Errors, extendedErrors(out.reply))
	}
	leading := got[0]
	switch {
	case len(addresses(queries[0], got[0].reply)) > 0:
	case len(fact.Addresses) > 0, // only AAAA has addresses: that is the answer
		leading.reply == nil && got[1].reply != nil && got[1].reply.Rcode != dns.RcodeSuccess:
		leading = got[1]
		fact.RTT, fact.Retried = milliseconds(leading.rtt), leading.retried
	}
	if leading.reply == nil {
		fact.Fail, fact.RTT = failOf(leading.err), 0
		return fact
	}
	fact.RCode = rcode(leading.reply.Rcode)
	return fact
}

// extendedErrors are the codes of RFC 8914 by which a resolver explains itself.
func extendedErrors(reply *dns.Msg) []uint16 {
	if reply == nil {
		return nil
	}
	var codes []uint16
	for _, rr := range reply.Extra {
		opt, is := rr.(*dns.OPT)
		if !is {
			continue
		}
		for _, o := range opt.Option {
			if e, is := o.(*dns.EDNS0_EDE); is {
				codes = append(codes, e.InfoCode)
			}
		}
	}
	return codes
}

// union adds codes that are not there yet, up to maxErrors.
func union(codes, more []uint16) []uint16 {
	for _, c := range more {
		if len(codes) < maxErrors && !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	return codes
}

func rcode(code int) string {
	if text, known := dns.RcodeToString[code]; known {
		return text
	}
	return "RCODE" // one that no standard names
}

type addressRecord struct {
	addr netip.Addr
	ttl  uint32
}

// addresses returns the addresses that a reply gives for the name in question or
// for the aliases it leads to. Records about other names are passed over.
func addresses(query, reply *dns.Msg) []addressRecord {
	if reply == nil || reply.Rcode != dns.RcodeSuccess {
		return nil
	}
	about := map[string]bool{strings.ToLower(query.Question[0].Name): true}
	for _, alias := range aliases(query, reply) {
		about[dns.Fqdn(alias)] = true
	}
	var found []addressRecord
	for _, rr := range reply.Answer {
		if !about[strings.ToLower(rr.Header().Name)] {
			continue
		}
		var addr netip.Addr
		switch rr := rr.(type) {
		case *dns.A:
			addr, _ = netip.AddrFromSlice(rr.A.To4())
		case *dns.AAAA:
			addr, _ = netip.AddrFromSlice(rr.AAAA.To16())
		}
		if addr.IsValid() {
			found = append(found, addressRecord{addr: addr, ttl: rr.Header().Ttl})
		}
	}
	return found
}

// aliases follows the CNAMEs from the name in question, without the final dot.
func aliases(query, reply *dns.Msg) []string {
	if reply == nil {
		return nil
	}
	next := make(map[string]string)
	for _, rr := range reply.Answer {
		if alias, is := rr.(*dns.CNAME); is {
			next[strings.ToLower(alias.Hdr.Name)] = strings.ToLower(alias.Target)
		}
	}
	var chain []string
	for name := next[strings.ToLower(query.Question[0].Name)]; name != "" && len(chain) < maxCNAMEs; name = next[name] {
		chain = append(chain, strings.TrimSuffix(name, "."))
	}
	return chain
}

// parsed turns the addresses of a reply into values, without those that lead
// nowhere: blockers answer 0.0.0.0 or ::.
func parsed(reply checks.ReplyFact) []netip.Addr {
	var list []netip.Addr
	for _, text := range reply.Addresses {
		if addr, err := netip.ParseAddr(text); err == nil && !addr.IsUnspecified() {
			list = append(list, addr.Unmap())
		}
	}
	return list
}
