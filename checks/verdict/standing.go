package verdict

import (
	"slices"

	"fix502/checks"
)

// Standing is how a resolver's reply for a name of the target is judged.
type Standing string

// The standings, best first.
const (
	Right    Standing = "right"     // an address that serves the name
	Untested Standing = "untested"  // an address that nobody connected to
	NotFound Standing = "not-found" // says that the name does not exist, or has no address
	Wrong    Standing = "wrong"     // an address that does not serve the name
	Refused  Standing = "refused"   // refuses, or gives no usable reply
	Silent   Standing = "silent"    // no reply at all
)

var standings = []Standing{Right, Untested, NotFound, Wrong, Refused, Silent}

// silence lists the ways in which nothing comes back from a resolver.
var silence = []string{checks.FailNone, checks.FailTimeout, checks.FailUnreachable, checks.FailRefused}

// Rank is a standing's place, 0 the best.
func (s Standing) Rank() int { return slices.Index(standings, s) }

// Judge judges replies by whether the addresses in them were seen to serve the
// name, not by whether they are equal: delivery networks differ on purpose.
type Judge struct {
	served map[visit]bool
	madeUp map[string]bool // the addresses that a configured resolver gives for names that do not exist
}

// visit is one address tried for one name.
type visit struct{ name, address string }

// NewJudge knows which addresses of the target's hosts were tried, and serve.
func NewJudge(f checks.Facts) Judge {
	j := Judge{served: make(map[visit]bool), madeUp: make(map[string]bool)}
	if f.DNS != nil {
		for _, r := range f.DNS.Answers {
			for _, a := range r.Rewrites {
				j.madeUp[a] = true
			}
		}
	}
	for _, h := range f.Hosts {
		for _, a := range h.Attempts {
			v := visit{h.Host, a.Address}
			j.served[v] = j.served[v] || a.Served
		}
	}
	return j
}

// Standing judges one reply.
func (j Judge) Standing(r checks.ReplyFact) Standing {
	switch {
	case r.RCode == "NXDOMAIN":
		return NotFound
	case r.RCode == "" && slices.Contains(silence, r.Fail):
		return Silent
	case r.RCode != "NOERROR" || r.Fail != "":
		return Refused
	case len(r.Addresses) == 0:
		return NotFound
	}
	tried := 0
	for _, a := range r.Addresses {
		served, known := j.served[visit{r.Name, a}]
		if served {
			return Right
		}
		if known {
			tried++
		}
	}
	switch {
	case !slices.ContainsFunc(r.Addresses, func(a string) bool { return !j.madeUp[a] }):
		return NotFound
	case tried == 0:
		return Untested
	}
	return Wrong
}
