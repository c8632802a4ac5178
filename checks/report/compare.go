package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"fix502/checks"
	"fix502/checks/verdict"
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
	judge := verdict.NewJudge(v.facts)
	var list []bookLine
	add := func(d *checks.DNSFact, yours bool) {
		if d == nil {
			return
		}
		for _, r := range d.Answers {
			if len(r.Replies) > 0 {
				list = append(list, v.book(r, yours, judge))
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

func (v view) book(r checks.ResolverFact, yours bool, judge verdict.Judge) bookLine {
	b := bookLine{Name: cmp.Or(r.Name, r.ID), Where: row(either(strings.TrimSuffix(r.Address, ":53") == r.Name, "", r.Address), r.Transport), Yours: yours}
	worst := r.Replies[0]
	for _, reply := range r.Replies { // one line a resolver: the reply that is most amiss speaks for it
		if judge.Standing(reply).Rank() > judge.Standing(worst).Rank() {
			worst = reply
		}
	}
	b.Answer, b.Look = v.answer(worst, judge.Standing(worst))
	b.ms, b.Time = worst.RTT, took("", worst.RTT)
	return b
}

func severity(look string) int {
	return slices.Index([]string{string(checks.OK), lookUnknown, string(checks.Problem)}, look)
}

// answer says what one reply is worth.
func (v view) answer(r checks.ReplyFact, standing verdict.Standing) (words, look string) {
	code := cmp.Or(r.Fail, r.RCode)
	switch standing {
	case verdict.Right:
		return v.T("report.answer.right"), string(checks.OK)
	case verdict.Untested:
		return v.T("report.answer.some"), lookUnknown
	}
	return v.T("report.answer."+string(standing), "code", code), string(checks.Problem)
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
