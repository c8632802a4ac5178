package verdict

import (
	"slices"
	"strconv"

	"fix502/checks"
)

// edgeOutage: the delivery network itself fails. One of three signs is enough: all
// of its canary hosts fail while unrelated hosts work, it answers the target with an
// error page of its own making, or its status page says major or critical.
//
// Medium with one sign; high with two, with two canaries, or where other services
// behind it fail as well. One less where such a service works, or the target does at
// another of its addresses: then it is not the whole network. Canaries say nothing
// where the network's own page answers on the target's host, or where the target's
// address answers for another name: then it works.
func edgeOutage(v *view) (Holding, bool) {
	if v.works || !v.failsHard() || v.edgeOutOfReach() {
		return Holding{}, false
	}
	pages := v.wrongAnswers(func(a answer) bool { return a.Page.Kind == checks.PageEdge })
	canaries := v.canariesFailing()
	announced := announces(v.EdgeState, checks.IndicatorMajor, checks.IndicatorCritical)

	var ids []checks.ID
	variant, signs := "", 0
	if len(pages) > 0 {
		variant, signs, ids = "page", signs+1, append(ids, pages[0].id)
	}
	if canaries > 0 {
		variant, signs, ids = "canary", signs+1, append(ids, checks.IDEdge, checks.IDControls, checks.IDInternet)
	}
	if announced {
		variant, signs, ids = "announced", signs+1, append(ids, checks.IDStatusEdge)
	}
	if signs == 0 {
		return Holding{}, false
	}
	edge := v.edgeName()
	if edge == "" {
		variant = "nameless"
	}
	h := Holding{
		Confidence: v.edgeSureness(signs > 1 || canaries > 1), Variant: variant,
		Args: v.args("edge", edge), Evidence: v.known(append(ids, v.hostIDs(v.failing())...)...),
	}
	if len(pages) > 0 {
		h.Args["status"], h.Args["meaning"] = strconv.Itoa(pages[0].Status), meanings[pages[0].Status]
	}
	return h, true
}

// edgeSureness weighs an outage whose signs are one, or agree.
func (v *view) edgeSureness(agree bool) Confidence {
	well, ill := v.neighbours()
	sure := Medium
	if agree || ill > 0 && well == 0 && v.workingControls() > 0 {
		sure = High
	}
	if well > 0 || v.answersElsewhere() {
		return lessSure[sure]
	}
	return sure
}

// neighbours counts the other services behind the edge that answer as they should,
// and those that fail.
func (v *view) neighbours() (well, ill int) {
	if v.Edge == nil {
		return 0, 0
	}
	for _, h := range v.Edge.Neighbours {
		well += boolInt(slices.ContainsFunc(h.Attempts, good))
		ill += boolInt(allFail(h))
	}
	return well, ill
}

// answersElsewhere tells that a failing host answers as it should at another of the
// addresses that this computer would take.
func (v *view) answersElsewhere() bool {
	return slices.ContainsFunc(v.failing(), func(h checks.HostFact) bool { return slices.ContainsFunc(v.own(h), good) })
}

// canariesFailing counts the edge's canary hosts where all of them fail and
// unrelated hosts work, so that neither this network nor a single host is why.
// Where the edge still answers by itself, it works: its own page on the target's
// host, or anything to another name at the target's address.
func (v *view) canariesFailing() int {
	if v.Edge == nil || !v.unrelatedWorks(good) || v.Edge.Trace != nil && v.Edge.Trace.Valid || len(v.stoppedByName()) > 0 {
		return 0
	}
	if slices.ContainsFunc(v.Edge.Canaries, func(h checks.HostFact) bool { return !allFail(h) }) {
		return 0
	}
	return len(v.Edge.Canaries)
}

// allFail tells that a host was visited and fails at every address tried.
func allFail(h checks.HostFact) bool {
	return len(h.Attempts) > 0 && !slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool { return !fails(a) })
}

// edgeOutOfReach tells that the way to the edge is what fails: nothing behind it
// takes a connection, while both its status page and the service's say that all is
// well. From one place that can't be told from an outage that nobody noticed yet, so
// it takes both pages.
func (v *view) edgeOutOfReach() bool {
	if v.Edge == nil || len(v.Edge.Canaries) == 0 || len(v.failing()) == 0 || !v.announcesNothing() || !announces(v.EdgeState, checks.IndicatorNone) {
		return false
	}
	for _, h := range slices.Concat(v.failing(), v.Edge.Canaries, v.Edge.Neighbours) {
		if len(h.Attempts) == 0 || slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool { return connected(a) || !fails(a) }) {
			return false
		}
	}
	return true
}

// fails tells a server's failure: no connection, no answer, or a server error. A
// refusal of this visitor (403, 429) or a certificate is none.
func fails(a checks.AttemptFact) bool {
	if a.Status != 0 {
		return !a.Expected && a.Status >= 500
	}
	return a.Fail != checks.FailNone && !badCertificate(a) && a.Fail != checks.FailNoAddress
}

// failsHard tells that the target fails as a server or a connection does, not only
// by turning this visitor away.
func (v *view) failsHard() bool {
	if v.viaProxy() {
		return slices.ContainsFunc(v.answers(), func(a answer) bool { return fails(a.AttemptFact) })
	}
	return slices.ContainsFunc(v.failing(), func(h checks.HostFact) bool { return slices.ContainsFunc(v.own(h), fails) })
}
