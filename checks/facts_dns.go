package checks

// The transports of DNS.
const (
	OverUDP = "udp"
	OverTCP = "tcp"
	OverDoT = "dot"
	OverDoH = "doh"
)

// DNSFact holds what a group of resolvers said about the target's names.
type DNSFact struct {
	// Names are the names of the target that were asked for; literal addresses
	// and pinned names are asked too and can be told from HostsFileFact.
	Names   []string       `json:"names"`
	Answers []ResolverFact `json:"resolvers"`
	// Source tells where the configured resolvers were found, "" for the catalogue's.
	Source string `json:"source,omitempty"`
	// Search is what the configured search domains make of the target's names, where
	// programs on this computer would try that first; empty elsewhere.
	Search []SearchFact `json:"search,omitempty"`
}

// SearchFact is a name of the target with a search domain behind it, which a
// configured resolver has an address for.
type SearchFact struct {
	Name      string   `json:"name"`   // of the target
	Domain    string   `json:"domain"` // the search domain
	Addresses []string `json:"addresses"`
}

// ResolverFact is one resolver over one transport.
type ResolverFact struct {
	ID        string `json:"id"`   // catalogue id, or the address for a configured one
	Name      string `json:"name"` // as shown
	Address   string `json:"address"`
	Transport string `json:"transport"` // OverUDP …
	Stub      bool   `json:"stub,omitempty"`
	Upstream  bool   `json:"upstream,omitempty"`
	Domain    string `json:"domain,omitempty"` // split DNS: serves only this
	// Interface is set where this computer asks the resolvers of each interface by
	// themselves (Windows): that one of them knows no such name ends nothing.
	Interface string      `json:"interface,omitempty"`
	Replies   []ReplyFact `json:"replies"`
	// Rewrites are the addresses that this resolver gives for names that do not
	// exist: a page of its operator's. No address of the target is among them.
	Rewrites []string `json:"rewrites,omitempty"`
}

// ReplyFact is one resolver's reply for one name (A and AAAA together).
type ReplyFact struct {
	Name      string   `json:"name"`
	RCode     string   `json:"rcode,omitempty"` // "NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED" …; "" where none came
	Addresses []string `json:"addresses,omitempty"`
	CNAMEs    []string `json:"cnames,omitempty"`
	RTT       float64  `json:"rtt_ms,omitempty"` // of the A question
	TTL       uint32   `json:"ttl_s,omitempty"`
	Fail      string   `json:"fail,omitempty"`    // why no usable reply came: a Fail code, or "dns.garbage"
	Retried   string   `json:"retried,omitempty"` // "tcp" where the UDP reply was truncated
	// Errors are the extended DNS errors of the reply (RFC 8914): 6 DNSSEC bogus, 15 blocked …
	Errors []uint16 `json:"errors,omitempty"`
	// Unchecked are the addresses that the same resolver gives, after a SERVFAIL, when
	// asked not to validate (CD bit): then the zone's signatures are what is broken.
	Unchecked []string `json:"unchecked,omitempty"`
}

// FailGarbage is a reply that is no DNS message, or answers another question.
const FailGarbage = "dns.garbage"

// Usable tells whether the reply says something definite: addresses, or that the
// name does not exist.
func (r ReplyFact) Usable() bool {
	return r.RCode == "NOERROR" && len(r.Addresses) > 0 || r.RCode == "NXDOMAIN"
}
