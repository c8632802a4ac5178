package verdict

import (
	"slices"

	"fix502/checks"
)

// mostReasons bounds what a ruling cites: three lines are read, ten are not.
const mostReasons = 3

// carries finds the observations on which a ruling stands, by taking them away:
// what changes the ruling, or makes it less sure, carries it. What the rule that
// held names is tried first, strongest first, then all else that was recorded.
// Where no observation is needed by itself, the smallest group is that can't be
// missing as a whole.
func (v *view) carries(r Ruling) []Reason {
	s := scale{view: v, ruling: r}
	for _, candidates := range [][]checks.ID{r.Evidence, v.recorded()} {
		if needed := s.needed(candidates); len(needed) > 0 {
			return worded(r.Holding, each(needed))
		}
		if group := s.group(candidates); len(group) > 0 {
			return []Reason{{Checks: group}}
		}
	}
	return nil
}

// each makes a reason of every check, the most telling few.
func each(ids []checks.ID) []Reason {
	var list []Reason
	for _, id := range telling(ids) {
		list = append(list, Reason{Checks: []checks.ID{id}})
	}
	return list
}

// spokenFor are the checks whose own line tells less than the ruling that rests on
// them: a resolver that answers quickly, and wrongly. There the ruling's summary
// is said in its place.
var spokenFor = map[string]checks.ID{
	"dns.wrong_answer": checks.IDDNS, "dns.intercepted": checks.IDAlternates, "device.tls_intercepted": checks.IDHost,
}

// worded gives the first reason of such a check the words of the ruling.
func worded(h Holding, list []Reason) []Reason {
	for i, r := range list {
		if kind, listed := spokenFor[h.Code]; listed && r.Checks[0].Kind() == kind {
			_, _, _, list[i].Code = TextCodes(h)
			list[i].Args = h.Args
			break
		}
	}
	return list
}

// telling picks the few to cite: the strongest, then those of other kinds, since two
// hosts say less than a host and an unrelated one. The order stays.
func telling(ids []checks.ID) []checks.ID {
	var kinds, picked []checks.ID
	for _, id := range ids {
		if len(picked) < mostReasons && !slices.Contains(kinds, id.Kind()) {
			kinds, picked = append(kinds, id.Kind()), append(picked, id)
		}
	}
	for _, id := range ids {
		if len(picked) < mostReasons && !slices.Contains(picked, id) {
			picked = append(picked, id)
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id checks.ID) bool { return !slices.Contains(picked, id) })
}

// scale weighs observations by what the ruling would be without them.
type scale struct {
	*view
	ruling Ruling
}

// needed lists the candidates without which, each by itself, the ruling falls.
func (s scale) needed(candidates []checks.ID) []checks.ID {
	var list []checks.ID
	for _, id := range candidates {
		if s.falls(id) {
			list = append(list, id)
		}
	}
	return list
}

// group finds the smallest beginning of the candidates without which the ruling
// falls, and leaves out of it what isn't needed; nil where there is none.
func (s scale) group(candidates []checks.ID) []checks.ID {
	for n := 2; n <= len(candidates); n++ {
		if !s.falls(candidates[:n]...) {
			continue
		}
		group := slices.Clone(candidates[:n])
		for i := len(group) - 2; i >= 0; i-- { // the last one made it fall
			if rest := slices.Delete(slices.Clone(group), i, i+1); s.falls(rest...) {
				group = rest
			}
		}
		return group
	}
	return nil
}

// falls tells that the ruling would be another without these observations, or less
// sure. Of what is not known at all nothing can be less sure: there it is another
// where something else would be said.
func (s scale) falls(without ...checks.ID) bool {
	other := look(s.without(without...)).judge()
	return other.Code != s.ruling.Code || levels[other.Confidence] < levels[s.ruling.Confidence] ||
		s.ruling.Code == "unknown" && other.Variant != s.ruling.Variant
}

var levels = map[Confidence]int{Low: 1, Medium: 2, High: 3}

// recorded lists the checks of which there are facts, from the user outwards.
func (v *view) recorded() []checks.ID {
	return v.known(append([]checks.ID{
		checks.IDHostsFile, checks.IDProxy, checks.IDClock, checks.IDLink, checks.IDRoute, checks.IDInternet, checks.IDPortal,
		checks.IDDNS, checks.IDAlternates, checks.IDEdge, checks.IDStatusEdge, checks.IDControls, checks.IDStatusService, checks.IDProcesses, checks.IDSoftware,
	}, v.hostIDs(v.Hosts)...)...)
}

// without is the facts as if these checks had never been made.
func (v *view) without(ids ...checks.ID) checks.Facts {
	f := v.Facts
	f.Hosts = nil
	for _, h := range v.Hosts {
		if !slices.Contains(ids, v.hostID(h)) {
			f.Hosts = append(f.Hosts, h)
		}
	}
	for _, id := range ids {
		forget(&f, id)
	}
	return f
}

// forget takes the fact of one check away, but for a host's.
func forget(f *checks.Facts, id checks.ID) {
	switch id {
	case checks.IDLink:
		f.Link = nil
	case checks.IDRoute:
		f.Route = nil
	case checks.IDInternet:
		f.Internet = nil
	case checks.IDPortal:
		f.Portal = nil
	case checks.IDHostsFile:
		f.HostsFile = nil
	case checks.IDProxy:
		f.Proxy = nil
	case checks.IDClock:
		f.Clock = nil
	default:
		forgetOuter(f, id)
	}
}

func forgetOuter(f *checks.Facts, id checks.ID) {
	switch id {
	case checks.IDDNS:
		f.DNS = nil
	case checks.IDAlternates:
		f.Alternate = nil
	case checks.IDEdge:
		f.Edge = nil
	case checks.IDControls:
		f.Controls = nil
	case checks.IDStatusService:
		f.Status = nil
	case checks.IDStatusEdge:
		f.EdgeState = nil
	case checks.IDProcesses:
		f.Processes = nil
	case checks.IDSoftware:
		f.Software = nil
	}
}
