package verdict

import (
	"slices"
	"strconv"

	"fix502/checks"
)

// The limits of a slow resolver, contract §3.
const (
	slowReply  = 500.0 // milliseconds, median
	slowFactor = 5     // times the best alternate's median
)

// dnsSlow: right answers, with a median over half a second and over five times
// the best alternate's. High where two alternates are that much faster.
func dnsSlow(v *view) (Holding, bool) {
	took := median(v.askedRTTs())
	if took <= slowReply || v.holds("dns.wrong_answer") || v.holds("dns.intercepted") {
		return Holding{}, false
	}
	best, bestName, faster := v.faster(took)
	if faster == 0 {
		return Holding{}, false
	}
	h := Holding{
		Confidence: Medium,
		Args:       v.args("resolver", v.resolverNames(v.names()), "ms", round(took), "seconds", strconv.FormatFloat(took/1000, 'f', 1, 64), "best", round(best), "alternates", bestName),
		Evidence:   v.known(checks.IDDNS, checks.IDAlternates),
	}
	if faster > 1 {
		h.Confidence = High
	}
	return h, true
}

// askedRTTs lists how long the resolvers that programs ask took for the names.
func (v *view) askedRTTs() []float64 {
	var list []float64
	for _, name := range v.names() {
		for _, s := range replies(v.asked(name), name) {
			if s.Usable() && s.RTT > 0 {
				list = append(list, s.RTT)
			}
		}
	}
	return list
}

// faster counts the alternates that are faster by the factor, and names the best.
func (v *view) faster(took float64) (best float64, name string, count int) {
	var ids []string
	best = took
	if v.Alternate == nil {
		return best, "", 0
	}
	for _, r := range v.Alternate.Answers {
		m := median(rtts(r))
		if m <= 0 || took <= slowFactor*m {
			continue
		}
		if !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
		if m < best {
			best, name = m, shown(r)
		}
	}
	return best, name, len(ids)
}

func rtts(r checks.ResolverFact) []float64 {
	var list []float64
	for _, reply := range r.Replies {
		if reply.Usable() && reply.RTT > 0 {
			list = append(list, reply.RTT)
		}
	}
	return list
}

// median is 0 for nothing.
func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

func round(ms float64) string { return strconv.FormatFloat(ms, 'f', 0, 64) }

// The limits of a slow service, milliseconds for a whole answer.
const (
	slowAnswer  = 5000.0 // contract §3
	quickAnswer = 2000.0 // what an unrelated host takes at most on a line that is well
)

// slow: right answers, each over five seconds, while unrelated hosts are quick.
// High with two unrelated hosts, medium with one, or with anchors where the
// catalogue names none. So is a service that takes the
// connection and then gives no answer for as long as it was waited for, which is
// longer; low, since nobody knows whether one would have come.
func slow(v *view) (Holding, bool) {
	fastest, ok := v.slowestPace()
	if !ok || !v.unrelatedWorks(good) || v.otherHosts(sluggish) > 0 {
		return Holding{}, false
	}
	h := Holding{
		Confidence: Medium,
		Args:       v.args("seconds", strconv.Itoa(int(fastest/1000))),
		Evidence:   v.known(append(v.hostIDs(v.required), checks.IDProxy, checks.IDControls, checks.IDInternet)...),
	}
	if v.workingControls() > 1 {
		h.Confidence = High
	}
	if !v.works {
		h.Confidence, h.Variant = Low, "silent"
		h.Args["names"] = hostNames(v.failing())
	}
	return h, true
}

// slowestPace is how long the quickest answer took; ok is false where that isn't
// slow, or the target fails in another way.
func (v *view) slowestPace() (ms float64, ok bool) {
	if !v.works {
		return slowAnswer, v.keepsSilent()
	}
	for _, a := range v.answers() {
		if a.Total <= slowAnswer {
			return 0, false
		}
		if ms == 0 || a.Total < ms {
			ms = a.Total
		}
	}
	return ms, ms > 0
}

// keepsSilent tells that every host that fails was reached, proved who it is, and
// then gave no answer in the time there was.
func (v *view) keepsSilent() bool {
	for _, h := range v.failing() {
		own := v.own(h)
		if len(own) == 0 || slices.ContainsFunc(own, func(a checks.AttemptFact) bool {
			return a.Stage != "http" || a.Fail != checks.FailTimeout || h.Scheme != "http" && !a.Served
		}) {
			return false
		}
	}
	return len(v.failing()) > 0
}

func sluggish(a checks.AttemptFact) bool { return good(a) && a.Total > quickAnswer }
