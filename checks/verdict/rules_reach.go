package verdict

import (
	"slices"

	"fix502/checks"
)

// outOfReach lists the required hosts none of whose addresses takes a connection.
// Where this computer knows no address of a host, its name is the question.
func (v *view) outOfReach() []checks.HostFact {
	var list []checks.HostFact
	for _, h := range v.failing() {
		attempts := unpinned(h)
		if len(attempts) > 0 && len(v.own(h)) > 0 && !slices.ContainsFunc(attempts, func(a checks.AttemptFact) bool { return !noConnection(a) }) {
			list = append(list, h)
		}
	}
	return list
}

// noConnection tells that an address can't be reached. What breaks off while the
// encryption is agreed on counts: nothing of the service came through.
func noConnection(a checks.AttemptFact) bool {
	switch a.Fail {
	case checks.FailTimeout, checks.FailUnreachable, checks.FailRefused, checks.FailReset, checks.FailClosed:
		return a.Status == 0 && (a.Stage == "tcp" || a.Stage == "tls" || a.Stage == "")
	}
	return false
}

// interfered: the target's address answers, and what carries the target's name is
// replaced by a known filter's page or cut off. The page: medium, high where two
// hosts get it. The cut: low, since a failing server can look the same.
func interfered(v *view) (Holding, bool) {
	if pages := v.blockPages(); len(pages) > 0 {
		return v.accountHolding(pages, ""), true
	}
	var cut []checks.HostFact
	for _, h := range v.outOfReach() {
		if !slices.ContainsFunc(unpinned(h), func(a checks.AttemptFact) bool { return a.Stage != "tls" }) {
			cut = append(cut, h)
		}
	}
	if len(cut) == 0 || v.workingControls() == 0 || !v.announcesNothing() || v.holds("edge.outage") {
		return Holding{}, false
	}
	h := v.reachHolding(cut)
	h.Confidence, h.Variant = Low, "cut"
	return h, true
}

// blockPages lists the target's answers that are a known filter's page, where
// unrelated hosts don't get one.
func (v *view) blockPages() []answer {
	for _, h := range v.controls() {
		if slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool { return isFilter(a.Page) }) {
			return nil
		}
	}
	return v.wrongAnswers(func(a answer) bool { return isFilter(a.Page) })
}

// pathBlocked: the target can't be reached, unrelated hosts can, and the official
// status says that all is well. Never high: a status page is the last to notice.
// Medium with two hosts or addresses out of reach, low with one.
func pathBlocked(v *view) (Holding, bool) {
	hosts := v.outOfReach()
	if len(hosts) == 0 || !v.othersReached() || !v.announcesNothing() || v.holds("edge.outage") || v.holds("path.interfered") {
		return Holding{}, false
	}
	return v.reachHolding(hosts), true
}

// unreachable: the target can't be reached, unrelated hosts can, and no official
// status is known. Never high: from one place an outage looks like a blockade.
func unreachable(v *view) (Holding, bool) {
	hosts := v.outOfReach()
	if len(hosts) == 0 || !v.othersReached() || v.announcesNothing() || v.holds("service.incident") {
		return Holding{}, false
	}
	return v.reachHolding(hosts), true
}

func (v *view) reachHolding(hosts []checks.HostFact) Holding {
	attempts := 0
	for _, h := range hosts {
		attempts += len(unpinned(h))
	}
	h := Holding{
		Confidence: Low,
		Args:       v.args("names", hostNames(hosts)),
		Evidence:   v.known(append(v.hostIDs(hosts), checks.IDControls, checks.IDInternet, checks.IDStatusService)...),
	}
	if attempts > 1 {
		h.Confidence = Medium
	}
	if slices.ContainsFunc(unpinned(hosts[0]), func(a checks.AttemptFact) bool { return a.Fail == checks.FailRefused }) {
		h.Variant = "refused"
	}
	return h
}
