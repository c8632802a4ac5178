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
}

// ResolverFact is one resolver over one transport.
type ResolverFact struct {
	ID        string      `json:"id"`   // catalogue id, or the address for a configured one
	Name      string      `json:"name"` // as shown
	Address   string      `json:"address"`
	Transport string      `json:"transport"` // OverUDP …
	Stub      bool        `json:"stub,omitempty"`
	Upstream  bool        `json:"upstream,omitempty"`
	Domain    string      `json:"domain,omitempty"` // split DNS: serves only this
	Replies   []ReplyFact `json:"replies"`
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
}

// FailGarbage is a reply that is no DNS message, or answers another question.
const FailGarbage = "dns.garbage"

// Usable tells whether the reply says something definite: addresses, or that the
// name does not exist.
func (r ReplyFact) Usable() bool {
	return r.RCode == "NOERROR" && len(r.Addresses) > 0 || r.RCode == "NXDOMAIN"
}
