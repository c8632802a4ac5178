package verdict

import (
	"slices"
	"strconv"

	"fix502/checks"
)

// edgeOutage: the delivery network itself fails. One of three is enough: all of
// its canary hosts fail while unrelated hosts work, it answers the target with an
// error page of its own making, or its status page says major or critical. High
// where two of them agree, or two canaries do.
func edgeOutage(v *view) (Holding, bool) {
	if v.works || !v.failsHard() {
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
		variant, signs, ids = "canary", signs+1, append(ids, checks.IDEdge, checks.IDControls)
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
	h := Holding{Confidence: Medium, Variant: variant, Args: v.args("edge", edge), Evidence: v.known(append(ids, v.hostIDs(v.failing())...)...)}
	if signs > 1 || canaries > 1 {
		h.Confidence = High
	}
	if len(pages) > 0 {
		h.Args["status"], h.Args["meaning"] = strconv.Itoa(pages[0].Status), meanings[pages[0].Status]
	}
	return h, true
}

// canariesFailing counts the edge's canary hosts where all of them fail and
// unrelated hosts work, so that neither this network nor a single host is why.
// Where the edge's own page still answers on the target's host, the edge works.
func (v *view) canariesFailing() int {
	if v.Edge == nil || v.workingControls() == 0 || v.Edge.Trace != nil && v.Edge.Trace.Valid {
		return 0
	}
	for _, h := range v.Edge.Canaries {
		if len(h.Attempts) == 0 || slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool { return !fails(a) }) {
			return 0
		}
	}
	return len(v.Edge.Canaries)
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
