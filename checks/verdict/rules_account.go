package verdict

import (
	"slices"
	"strconv"

	"fix502/checks"
)

// bans are the makers of block pages of a service's own side: its delivery
// network's rules. All other block pages come from in between.
var bans = []string{"cloudflare", "cloudfront", "akamai", "imperva", "sucuri", "vercel"}

// isFilter tells a block page that something between the user and the service made.
func isFilter(p checks.PageFact) bool {
	return p.Kind == checks.PageBlock && p.Maker != "" && !slices.Contains(bans, p.Maker)
}

// rateLimited: the target asks to slow down, and unrelated hosts don't. Sure as
// accountHolding says.
func rateLimited(v *view) (Holding, bool) {
	limits := v.wrongAnswers(func(a answer) bool {
		return a.Page.Kind == checks.PageLimit || a.Status == 429 && a.Page.Kind != checks.PageHuman
	})
	if len(limits) == 0 || v.refusedEverywhere() {
		return Holding{}, false
	}
	return v.accountHolding(limits, ""), true
}

// blocked: the target turns this visitor away where a success is expected, and
// unrelated hosts don't. Sure as accountHolding says; one less for a check for
// humans: a program can't pass it, a browser may.
func blocked(v *view) (Holding, bool) {
	turned := v.wrongAnswers(func(a answer) bool {
		return !isFilter(a.Page) && a.Page.Kind != checks.PageLimit && slices.Contains([]int{401, 403, 451}, a.Status) ||
			a.Page.Kind == checks.PageBlock && !isFilter(a.Page) || a.Page.Kind == checks.PageHuman
	})
	if len(turned) == 0 || v.refusedEverywhere() {
		return Holding{}, false
	}
	first := turned[0]
	switch {
	case first.Page.Kind == checks.PageHuman:
		h := v.accountHolding(turned, "human")
		h.Confidence = lessSure[h.Confidence]
		return h, true
	case first.Status == 451:
		return v.accountHolding(turned, "law"), true
	case first.Page.Kind == checks.PageBlock:
		return v.accountHolding(turned, "ban"), true
	}
	return v.accountHolding(turned, ""), true
}

// accountHolding is high where two hosts of the target say the same and an unrelated
// one answers as it should, medium with one of these, low with neither.
func (v *view) accountHolding(answers []answer, variant string) Holding {
	first := answers[0]
	seconded := slices.ContainsFunc(answers, func(a answer) bool { return a.host != first.host })
	h := Holding{
		Confidence: sureness(seconded, v.unrelatedWorks(good)), Variant: variant,
		Args: v.args("status", strconv.Itoa(first.Status), "meaning", meanings[first.Status], "names", answerHosts(answers)),
	}
	if first.Page.Code != 0 {
		h.Args["code"] = strconv.Itoa(first.Page.Code)
	}
	h.Evidence = v.known(append(answerIDs(answers), checks.IDControls, checks.IDInternet)...)
	return h
}

// sureness is high where both of two further observations agree, medium with one of
// them, low with none.
func sureness(one, other bool) Confidence {
	switch {
	case one && other:
		return High
	case one || other:
		return Medium
	}
	return Low
}

func answerIDs(answers []answer) []checks.ID {
	var ids []checks.ID
	for _, a := range answers {
		ids = append(ids, a.id)
	}
	return ids
}

// appStuck: the target is well from here, the error is seen in the app, and
// processes of it hang or were left over. High with two of them, medium with one.
func appStuck(v *view) (Holding, bool) {
	if !v.works || v.Target.Seen != checks.SeenApp || v.Processes == nil || v.holds("service.incident") {
		return Holding{}, false
	}
	var names []string
	for _, p := range v.Processes.Processes {
		if p.Stuck {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return Holding{}, false
	}
	h := Holding{
		Confidence: Medium,
		Args:       v.args("names", join(names), "count", strconv.Itoa(len(names))),
		Evidence:   v.known(append([]checks.ID{checks.IDProcesses}, v.hostIDs(v.required)...)...),
	}
	if len(names) > 1 {
		h.Confidence = High
	}
	return h, true
}

// browserSuspect: the target is well from here and the error is seen in the
// browser. Medium: the browser itself isn't looked into.
func browserSuspect(v *view) (Holding, bool) {
	if !v.works || v.Target.Seen != checks.SeenBrowser || len(v.held) > 0 {
		return Holding{}, false
	}
	ids := append(v.hostIDs(v.required), checks.IDProxy, checks.IDControls)
	return Holding{Confidence: Medium, Args: v.args(), Evidence: v.known(ids...)}, true
}

// unknown says what was seen where nothing else fits. Always low.
func (v *view) unknown() Holding {
	h := Holding{Code: "unknown", AtFault: Nowhere, Confidence: Low, Args: v.args()}
	failing := v.failing()
	ids := v.hostIDs(failing)
	if len(ids) == 0 {
		ids = append(ids, checks.IDProxy)
	}
	h.Evidence = v.known(append(ids, checks.IDDNS, checks.IDInternet, checks.IDControls)...)
	answers := v.wrongAnswers(func(answer) bool { return true })
	switch {
	case len(v.required) == 0, len(failing) == 0 && len(v.unseen()) > 0:
		h.Variant = "unfinished"
	case v.failsEverywhere(), v.refusedEverywhere():
		h.Variant = "everywhere"
	case len(answers) > 0 && answers[0].Fail == checks.FailNone:
		h.Variant = "status"
		h.Args = v.args("status", strconv.Itoa(answers[0].Status), "meaning", meanings[answers[0].Status])
	case len(v.unsignedNames()) > 0:
		h.Variant, h.Args = "dnssec", v.args("names", join(v.unsignedNames()))
	case len(failing) > 0 && len(v.own(failing[0])) == 0:
		h.Variant = "nameless"
		h.Args = v.args("names", hostNames(failing))
	case slices.ContainsFunc(failing, func(h checks.HostFact) bool { return slices.ContainsFunc(v.own(h), badCertificate) }):
		h.Variant = "certificate"
	case slices.ContainsFunc(failing, func(h checks.HostFact) bool { return slices.ContainsFunc(v.own(h), connected) }):
		h.Variant = "silent"
	}
	return h
}
