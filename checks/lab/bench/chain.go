package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// How many round trips an answer takes when nothing is known before. A name costs
// one question; a connection one (SYN and its answer); encryption by TLS 1.3 one
// more; what is asked and answered on it one more. Closing costs none: nobody waits.
const (
	tripsLookup  = 1
	tripsConnect = 1
	tripsTLS     = 1
	tripsAsk     = 1

	tripsHTTP  = tripsConnect + tripsAsk
	tripsHTTPS = tripsConnect + tripsTLS + tripsAsk
)

// report is what is read of the program's own.
type report struct {
	Duration float64 `json:"duration_ms"`
	Verdict  struct {
		Code string `json:"code"`
	} `json:"verdict"`
	Checks []reportCheck `json:"checks"`
}

type reportCheck struct {
	ID      string          `json:"id"`
	State   string          `json:"state"`
	Started float64         `json:"started_ms"`
	Took    float64         `json:"duration_ms"`
	Data    json.RawMessage `json:"data"`
}

// finished counts the checks that came to an end of their own.
func (r report) finished() int {
	n := 0
	for _, c := range r.Checks {
		if c.State == "ok" || c.State == "notice" || c.State == "problem" {
			n++
		}
	}
	return n
}

// timeline tells when each check began and ended, in the order in which they ended.
func (r report) timeline() string {
	list := slices.Clone(r.Checks)
	slices.SortFunc(list, func(a, b reportCheck) int { return cmp.Compare(a.Started+a.Took, b.Started+b.Took) })
	var b strings.Builder
	for _, c := range list {
		fmt.Fprintf(&b, "  %7.1f to %7.1f ms  %-8s %s\n", c.Started, c.Started+c.Took, c.State, c.ID)
	}
	return b.String()
}

// longestChain counts the round trips of the longest chain of answers in which each
// was needed to ask for the next, over all that the report says was asked. What was
// asked side by side counts once.
func longestChain(r report) (trips int, ends string) {
	alternates := 0
	for _, c := range r.Checks {
		if c.ID == "dns.alternates" {
			alternates = chainOf(c, 0)
		}
	}
	for _, c := range r.Checks {
		n := chainOf(c, alternates)
		if n > trips || n == trips && strings.HasPrefix(c.ID, "host:") { // of several the target's own is named
			trips, ends = n, c.ID
		}
	}
	return trips, ends
}

// chainOf counts the round trips up to the end of one check. Every check but those
// of hosts begins with nothing known.
func chainOf(c reportCheck, alternates int) int {
	kind, _, _ := strings.Cut(c.ID, ":")
	if c.State == "skipped" {
		return 0
	}
	switch kind {
	case "network.internet", "network.route":
		return tripsConnect
	case "dns.system":
		return tripsAsk
	case "dns.alternates":
		return slowestTransport(c.Data)
	case "network.portal":
		return tripsLookup + tripsHTTP
	case "device.clock", "controls", "edge", "status":
		return tripsLookup + tripsHTTPS
	case "host":
		return hostChain(c.Data, alternates)
	}
	return 0 // asked of this computer itself
}

// transports are the ways to ask a resolver, by the round trips of one answer.
var transports = map[string]int{
	"udp": tripsAsk, "tcp": tripsConnect + tripsAsk, "dot": tripsConnect + tripsTLS + tripsAsk, "doh": tripsHTTPS,
}

func slowestTransport(data json.RawMessage) int {
	var fact struct {
		Resolvers []struct {
			Transport string `json:"transport"`
		} `json:"resolvers"`
	}
	_ = json.Unmarshal(data, &fact) // what cannot be read counts as nothing
	slowest := 0
	for _, r := range fact.Resolvers {
		slowest = max(slowest, transports[r.Transport])
	}
	return slowest
}

// hostChain counts to the end of a host's check: its name, then a page. An address
// that only other resolvers know is asked when the last of them has answered, since
// only then is it clear that it is worth it.
func hostChain(data json.RawMessage, alternates int) int {
	var fact struct {
		Attempts []struct {
			From []string `json:"from"`
		} `json:"attempts"`
	}
	_ = json.Unmarshal(data, &fact) // what cannot be read counts as nothing
	longest := 0
	for _, a := range fact.Attempts {
		known := tripsLookup
		if !slices.Contains(a.From, "system") {
			known = alternates
		}
		longest = max(longest, known+tripsHTTPS)
	}
	return longest
}
