package verdict

import (
	"net/http"
	"slices"

	"fix502/checks"
)

func (v *view) controls() []checks.HostFact {
	if v.Controls == nil {
		return nil
	}
	return v.Controls.Hosts
}

// otherHosts counts the unrelated hosts that one attempt of each fits.
func (v *view) otherHosts(fits func(checks.AttemptFact) bool) int {
	n := 0
	for _, h := range v.controls() {
		if slices.ContainsFunc(h.Attempts, fits) {
			n++
		}
	}
	return n
}

// workingControls counts the unrelated hosts that answer as they should.
func (v *view) workingControls() int { return v.otherHosts(good) }

// unrelatedWorks tells that something works that has nothing to do with the target:
// an unrelated host, or a reachability anchor where the catalogue names no such host.
func (v *view) unrelatedWorks(works func(checks.AttemptFact) bool) bool {
	if v.Controls != nil && len(v.Controls.Hosts) == 0 {
		return v.anchorsReached() > 0
	}
	return v.otherHosts(works) > 0
}

// alive tells that a host's own server answered, be it to turn a program away, as
// some do with all but browsers.
func alive(a checks.AttemptFact) bool {
	return a.Status != 0 && a.Status < http.StatusInternalServerError && !isFilter(a.Page)
}

// othersReached tells that unrelated hosts can be reached while the target can't.
func (v *view) othersReached() bool {
	if len(v.controls()) == 0 {
		return v.anchorsReached() > 0
	}
	return v.otherHosts(connected) > 0
}

// A host may fail, or turn us away, by chance; so many that have nothing to do with
// each other don't.
const notByChance = 2

// failsEverywhere tells that unrelated hosts answer with server errors too: then
// something in between makes them, not the target.
func (v *view) failsEverywhere() bool {
	return v.workingControls() == 0 && v.otherHosts(func(a checks.AttemptFact) bool { return isGatewayError(a.Status) }) >= notByChance
}

// refusedEverywhere tells that unrelated hosts turn us away too: then something in
// between does it, not the target.
func (v *view) refusedEverywhere() bool {
	return v.workingControls() == 0 && v.otherHosts(func(a checks.AttemptFact) bool {
		return isFilter(a.Page) || slices.Contains([]int{401, 403, 429, 451}, a.Status)
	}) >= notByChance
}
