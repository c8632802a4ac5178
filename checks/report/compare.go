package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"fix502/checks"
)

// bookLine is one address book in the comparison.
type bookLine struct {
	Name, Where string
	Yours       bool
	Answer      string
	Look        string  // a state: ok, problem, or unknown
	Time        string  // "12 ms", "" where none came
	Bar         float64 // 0 to 100, of the slowest
	ms          float64
}

// Books compares the resolvers: this computer's own first, then the right ones,
// the fastest first.
func (v view) Books() []bookLine {
	served := v.served()
	var list []bookLine
	add := func(d *checks.DNSFact, yours bool) {
		if d == nil {
			return
		}
		for _, r := range d.Answers {
			if len(r.Replies) > 0 {
				list = append(list, v.book(r, yours, served))
			}
		}
	}
	add(v.facts.DNS, true)
	add(v.facts.Alternate, false)
	slowest := 0.0
	for _, b := range list {
		slowest = max(slowest, b.ms)
	}
	for i := range list {
		if slowest > 0 {
			list[i].Bar = list[i].ms / slowest * 100
		}
	}
	slices.SortStableFunc(list, func(a, b bookLine) int {
		return cmp.Or(rank(a.Yours)-rank(b.Yours), severity(a.Look)-severity(b.Look),
			rank(a.ms > 0)-rank(b.ms > 0), cmp.Compare(a.ms, b.ms))
	})
	return list
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// served tells of each address of the target that was visited whether it serves
// the name it was visited for.
func (v view) served() map[string]bool {
	seen := make(map[string]bool)
	for _, h := range v.facts.Hosts {
		for _, a := range h.Attempts {
			key := h.Host + " " + a.Address
			seen[key] = seen[key] || a.Served
		}
	}
	return seen
}

func (v view) book(r checks.ResolverFact, yours bool, served map[string]bool) bookLine {
	b := bookLine{Name: cmp.Or(r.Name, r.ID), Where: row(either(strings.TrimSuffix(r.Address, ":53") == r.Name, "", r.Address), r.Transport), Yours: yours}
	worst := r.Replies[0]
	for _, reply := range r.Replies { // one line a resolver: the reply that is most amiss speaks for it
		_, look := v.answer(reply, served)
		if _, before := v.answer(worst, served); severity(look) > severity(before) {
			worst = reply
		}
	}
	b.Answer, b.Look = v.answer(worst, served)
	b.ms, b.Time = worst.RTT, took("", worst.RTT)
	return b
}

func severity(look string) int {
	return slices.Index([]string{string(checks.OK), lookUnknown, string(checks.Problem)}, look)
}

// answer says what one reply is worth. Addresses are right or wrong only where
// they were visited; the others are left open.
func (v view) answer(r checks.ReplyFact, served map[string]bool) (words, look string) {
	switch {
	case r.Fail == checks.FailTimeout, r.Fail == checks.FailUnreachable, r.RCode == "" && r.Fail == "":
		return v.T("report.answer.silent"), string(checks.Problem)
	case r.RCode == "NXDOMAIN":
		return v.T("report.answer.nobody"), string(checks.Problem)
	case r.RCode == "REFUSED":
		return v.T("report.answer.refused", "code", r.RCode), string(checks.Problem)
	case r.Fail != "" || r.RCode != "NOERROR":
		return v.T("report.answer.none", "code", cmp.Or(r.Fail, r.RCode)), string(checks.Problem)
	case len(r.Addresses) == 0:
		return v.T("report.answer.empty"), string(checks.Problem)
	}
	visited := false
	for _, a := range r.Addresses {
		good, known := served[r.Name+" "+a]
		if good {
			return v.T("report.answer.right"), string(checks.OK)
		}
		visited = visited || known
	}
	if visited {
		return v.T("report.answer.wrong"), string(checks.Problem)
	}
	return v.T("report.answer.some"), lookUnknown
}

// headerGroup is the headers of one answer.
type headerGroup struct {
	Of      string
	Headers []fact
}

// Headers are the response headers that tell who answered.
func (v view) Headers() []headerGroup {
	all := slices.Clone(v.facts.Hosts)
	if v.facts.Edge != nil {
		all = append(all, v.facts.Edge.Canaries...)
	}
	if v.facts.Controls != nil {
		all = append(all, v.facts.Controls.Hosts...)
	}
	var list []headerGroup
	for _, h := range all {
		for _, a := range h.Attempts {
			if len(a.Headers) == 0 {
				continue
			}
			g := headerGroup{Of: row(address(h), a.Address, number("HTTP", a.Status))}
			for _, name := range slices.Sorted(maps.Keys(a.Headers)) {
				g.Headers = append(g.Headers, fact{oneLine(name), a.Headers[name]})
			}
			list = append(list, g)
		}
	}
	return list
}
