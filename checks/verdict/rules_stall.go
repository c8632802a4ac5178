package verdict

import (
	"slices"

	"fix502/checks"
)

// largeStall: small exchanges pass and large ones stall.
//
// Seen directly, where the same address of the target answers in small packets and
// neither it nor an unrelated name there does in large ones: medium, high where an
// unrelated host stalls too. Seen by many, where every unrelated host stalls as well
// after its connection was taken, which is a small exchange: medium, high where two
// do.
func largeStall(v *view) (Holding, bool) {
	stalled := v.failing()
	if proven := slices.DeleteFunc(slices.Clone(stalled), func(h checks.HostFact) bool { return !onlySmall(h) }); len(proven) > 0 {
		return v.stallHolding(proven, v.unrelatedStall() > 0), true
	}
	small := v.anchorsReached() > 0 || v.Portal != nil && slices.ContainsFunc(v.Portal.Probes, func(p checks.PortalProbe) bool { return p.Kind == checks.PortalExpected })
	stalled = slices.DeleteFunc(stalled, func(h checks.HostFact) bool { return !stalls(h) })
	if !small || len(stalled) == 0 || v.unrelatedStall() == 0 || v.workingControls() > 0 {
		return Holding{}, false
	}
	return v.stallHolding(stalled, v.unrelatedStall() > 1), true
}

func (v *view) stallHolding(hosts []checks.HostFact, sure bool) Holding {
	h := Holding{
		Confidence: Medium, Args: v.args("names", hostNames(hosts)),
		Evidence: v.known(append(v.hostIDs(hosts), checks.IDControls, checks.IDInternet, checks.IDPortal)...),
	}
	if sure {
		h.Confidence = High
	}
	return h
}

// unrelatedStall counts the unrelated hosts that stall.
func (v *view) unrelatedStall() int {
	n := 0
	for _, h := range v.controls() {
		n += boolInt(stalls(h))
	}
	return n
}

// onlySmall tells that an address of a host answers in small packets only: in large
// ones it is silent, whatever name they carry.
func onlySmall(h checks.HostFact) bool {
	return slices.ContainsFunc(unpinned(h), func(a checks.AttemptFact) bool {
		return passesSmall(a) && a.Fail == checks.FailTimeout && connected(a) && !answeredOtherName(a)
	})
}

func passesSmall(a checks.AttemptFact) bool { return a.SmallParts != nil && a.SmallParts.Answered }

// stalls tells that every exchange with a host ended in silence after the connection
// was taken. Without encryption a silent server is only that, unless its answer had
// begun to come.
func stalls(h checks.HostFact) bool {
	list := unpinned(h)
	return len(list) > 0 && !slices.ContainsFunc(list, func(a checks.AttemptFact) bool {
		return !connected(a) || a.Fail != checks.FailTimeout || h.Scheme == "http" && a.Status == 0
	})
}
