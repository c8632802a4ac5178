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
// replaced by a known filter's page or cut off.
//
// The page: medium, high where two hosts get it, or where the same address answers
// another name otherwise. The cut, where the same address answered for an unrelated
// name: medium, high where two hosts or addresses show it; low where small packets
// pass, which has another meaning too; one less where the service announces trouble,
// and nothing where that is major. The cut alone: low, since a failing server can
// look the same.
func interfered(v *view) (Holding, bool) {
	if pages := v.blockPages(); len(pages) > 0 {
		h := v.accountHolding(pages, "")
		if slices.ContainsFunc(pages, func(a answer) bool { return answeredOtherName(a.AttemptFact) }) && v.unrelatedWorks(alive) {
			h.Confidence = High
		}
		return h, true
	}
	if v.holds("edge.outage") || !v.unrelatedWorks(alive) {
		return Holding{}, false
	}
	if hosts := v.stoppedByName(); len(hosts) > 0 {
		return v.namedHolding(hosts), !announces(v.Status, checks.IndicatorMajor, checks.IndicatorCritical)
	}
	var cut []checks.HostFact
	for _, h := range v.outOfReach() {
		if !slices.ContainsFunc(unpinned(h), func(a checks.AttemptFact) bool { return a.Stage != "tls" || a.OtherName != nil }) {
			cut = append(cut, h)
		}
	}
	if len(cut) == 0 || !v.announcesNothing() {
		return Holding{}, false
	}
	h := v.reachHolding(cut)
	h.Confidence, h.Variant = Low, "cut"
	return h, true
}

// stoppedByName lists the failing hosts that have an address which answers for an
// unrelated name, and is cut or silent for theirs.
func (v *view) stoppedByName() []checks.HostFact {
	return slices.DeleteFunc(slices.Clone(v.failing()), func(h checks.HostFact) bool {
		return !slices.ContainsFunc(unpinned(h), byName)
	})
}

// byName tells that an exchange came to nothing after the connection was taken, and
// that its address answered for an unrelated name.
func byName(a checks.AttemptFact) bool {
	switch a.Fail {
	case checks.FailReset, checks.FailClosed, checks.FailTimeout:
		return a.Status == 0 && connected(a) && answeredOtherName(a)
	}
	return false
}

func answeredOtherName(a checks.AttemptFact) bool { return a.OtherName != nil && a.OtherName.Answered }

// namedHolding weighs what was seen of hosts that are stopped by their name.
func (v *view) namedHolding(hosts []checks.HostFact) Holding {
	h := v.reachHolding(hosts)
	proofs, clear := 0, 0
	for _, host := range hosts {
		for _, a := range unpinned(host) {
			if !byName(a) {
				continue
			}
			proofs++
			clear += boolInt(a.Fail != checks.FailTimeout || !passesSmall(a))
		}
	}
	h.Variant, h.Confidence = "named", Medium
	switch {
	case clear == 0:
		h.Confidence = Low
	case proofs > 1:
		h.Confidence = High
	}
	if v.openIncident() != nil || announces(v.Status, checks.IndicatorMinor) {
		h.Confidence = lessSure[h.Confidence]
	}
	return h
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
		Evidence:   v.known(append(v.hostIDs(hosts), checks.IDControls, checks.IDInternet, checks.IDStatusService, checks.IDStatusEdge)...),
	}
	if attempts > 1 {
		h.Confidence = Medium
	}
	if slices.ContainsFunc(unpinned(hosts[0]), func(a checks.AttemptFact) bool { return a.Fail == checks.FailRefused }) {
		h.Variant = "refused"
	}
	return h
}
