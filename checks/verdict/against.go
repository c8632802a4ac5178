package verdict

import (
	"slices"
	"strings"

	"fix502/checks"
)

// mostDoubts bounds what is said against a ruling.
const mostDoubts = 3

// doubt is one observation, or the lack of one, that can speak against a ruling.
type doubt struct {
	code string   // its text
	of   []string // verdict codes it can speak against, or families ending in ".*"
	// but are codes that such a family doesn't mean.
	but []string
	// seen gives what was seen that speaks against the ruling; ok is false where
	// nothing does.
	seen func(*view, Ruling) (sign, bool)
}

// sign is what a doubt rests on.
type sign struct {
	checks []checks.ID // that saw it, or should have
	names  string      // value of {names}
}

// against lists what speaks against a ruling, strongest first.
func (v *view) against(r Ruling) []Reason {
	var list []Reason
	for _, d := range doubts {
		if len(list) == mostDoubts || !means(d.of, r.Code) || slices.Contains(d.but, r.Code) {
			continue
		}
		s, ok := d.seen(v, r)
		if !ok {
			continue
		}
		args := v.args("names", s.names)
		for key, value := range r.Args {
			if args[key] == "" {
				args[key] = value
			}
		}
		list = append(list, Reason{Checks: v.known(s.checks...), Code: d.code, Args: args})
	}
	return list
}

// means tells that a list of codes and families has a code in it.
func means(list []string, code string) bool {
	return slices.ContainsFunc(list, func(entry string) bool {
		family, whole := strings.CutSuffix(entry, "*")
		return entry == code || whole && strings.HasPrefix(code, family)
	})
}

// whenever makes a doubt of a condition that needs no names.
func whenever(holds func(*view, Ruling) bool, ids ...checks.ID) func(*view, Ruling) (sign, bool) {
	return func(v *view, r Ruling) (sign, bool) { return sign{checks: ids}, holds(v, r) }
}

// named makes a doubt of hosts: it speaks where there are any.
func named(find func(*view) []checks.HostFact, ids ...checks.ID) func(*view, Ruling) (sign, bool) {
	return func(v *view, _ Ruling) (sign, bool) {
		hosts := find(v)
		return sign{checks: append(v.hostIDs(hosts), ids...), names: hostNames(hosts)}, len(hosts) > 0
	}
}

func always(*view, Ruling) bool { return true }

func notHigh(_ *view, r Ruling) bool { return r.Confidence != High }

func targetWorks(v *view, _ Ruling) bool { return v.works }

// softwareOf lists the software of some kinds that was seen to stand in between.
func (v *view) softwareOf(kinds ...string) []string {
	if v.Software == nil {
		return nil
	}
	var names []string
	for _, s := range v.Software.Found {
		if slices.Contains(kinds, s.Kind) {
			names = append(names, s.Name)
		}
	}
	return names
}

// standsBetween makes a doubt of software of some kinds.
func standsBetween(kinds ...string) func(*view, Ruling) (sign, bool) {
	return func(v *view, _ Ruling) (sign, bool) {
		names := v.softwareOf(kinds...)
		return sign{checks: []checks.ID{checks.IDSoftware}, names: join(names)}, join(names) != ""
	}
}

// partsThatWork lists the required hosts that answer as they should while others don't.
func partsThatWork(v *view) []checks.HostFact {
	if v.works || v.viaProxy() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.required), func(h checks.HostFact) bool { return !v.hostWorks(h) })
}

// partlyAnswering lists the failing hosts that answer as they should at another of
// their addresses.
func partlyAnswering(v *view) []checks.HostFact {
	return slices.DeleteFunc(v.failing(), func(h checks.HostFact) bool { return !slices.ContainsFunc(unpinned(h), good) })
}

// unconfirmed lists the failing hosts of whose addresses no independent resolver
// named any.
func unconfirmed(v *view) []checks.HostFact {
	return slices.DeleteFunc(v.failing(), func(h checks.HostFact) bool {
		return slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
			return slices.Contains(a.From, checks.FromAlternates) || slices.Contains(a.From, checks.FromLiteral)
		})
	})
}

// controlsInTrouble lists the unrelated hosts that can't be reached or fail, while
// others answer.
func controlsInTrouble(v *view) []checks.HostFact {
	return slices.DeleteFunc(slices.Clone(v.controls()), func(h checks.HostFact) bool {
		return len(h.Attempts) == 0 || slices.ContainsFunc(h.Attempts, alive)
	})
}

// edgeElsewhere lists hosts behind the same edge that answer as they should.
func edgeElsewhere(v *view) []checks.HostFact {
	if v.Edge == nil || v.edgeName() == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Concat(v.Edge.Canaries, v.Edge.Neighbours), func(h checks.HostFact) bool {
		return !slices.ContainsFunc(h.Attempts, good)
	})
}

// onePlace tells that the target's trouble was seen in one exchange only, and
// nothing else confirms it.
func onePlace(v *view, r Ruling) bool {
	tries := 0
	for _, h := range v.required {
		tries += len(unpinned(h))
	}
	return r.Confidence != High && tries == 1 && len(v.required) == 1
}

// onlyProxied tells that all that is known of the target came through a proxy.
func onlyProxied(v *view, _ Ruling) bool {
	return v.viaProxy() && (v.Proxy.Direct == nil || !v.Proxy.Direct.Reached)
}

// voicesOf counts the alternates that gave a definite reply for any of the target's
// names, over these transports only where any are given.
func (v *view) voicesOf(secret bool) int {
	var all []said
	for _, name := range v.names() {
		for _, s := range v.alternates(name) {
			if !secret || encrypted(s.by) {
				all = append(all, s)
			}
		}
	}
	ids, _ := voices(all, definite)
	return len(ids)
}

func statusUnread(s *checks.StatusFact) bool { return s != nil && !s.Known }

func statusStale(v *view, _ Ruling) bool { return v.Status != nil && v.Status.Known && v.Status.Stale }
