package verdict

import (
	"slices"

	"fix502/checks"
)

// view is the facts, with the questions answered that many rules ask of them.
type view struct {
	checks.Facts
	required []checks.HostFact // the hosts that decide
	works    bool              // all of them answer as expected by the way this computer takes
	held     []ruled           // what held so far, from the user outwards
}

func look(f checks.Facts) *view {
	v := &view{Facts: f}
	for _, h := range f.Hosts {
		if h.Required {
			v.required = append(v.required, h)
		}
	}
	v.works = v.answersInFull()
	return v
}

// unseen lists the names of the target that resolvers were asked for while their
// hosts weren't looked at: the run was stopped before.
func (v *view) unseen() []string {
	var list []string
	for _, fact := range []*checks.DNSFact{v.DNS, v.Alternate} {
		if fact == nil {
			continue
		}
		for _, name := range fact.Names {
			if !slices.ContainsFunc(v.Hosts, func(h checks.HostFact) bool { return sameName(h.Host, name) }) && !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

func (v *view) answersInFull() bool {
	if p := v.proxyTry(); p != nil {
		return p.Expected && !p.ByProxy
	}
	for _, h := range v.required {
		if !v.hostWorks(h) {
			return false
		}
	}
	return len(v.required) > 0 && len(v.unseen()) == 0
}

// proxyTry is the fetch through the proxy in effect, nil where there is none.
func (v *view) proxyTry() *checks.ProxyTry {
	if v.Proxy == nil || v.Proxy.Effective == "" {
		return nil
	}
	return v.Proxy.Through
}

// viaProxy tells that the target's own answer comes through a proxy: names and
// connections are then left to it, and what fails without it doesn't matter.
func (v *view) viaProxy() bool {
	p := v.proxyTry()
	return p != nil && (p.Reached || p.Expected) && !p.ByProxy
}

// hostWorks tells that a host answers as it should by the way this computer
// takes. One address may be dead while another serves, as browsers go on to the
// next; an answer that isn't the expected one is shown to the user, so it counts.
func (v *view) hostWorks(h checks.HostFact) bool {
	works := false
	for _, a := range v.own(h) {
		switch {
		case good(a):
			works = true
		case a.Status != 0:
			return false
		}
	}
	return works
}

// good tells that an attempt gave the page that is wanted.
func good(a checks.AttemptFact) bool { return a.Expected && !isFilter(a.Page) }

// own lists the attempts by the way this computer itself takes: what the hosts
// file pins, else what its resolvers say, else the address that the target is.
// Addresses that only the alternates know are not on that way, unless nothing is
// known of this computer's resolvers.
func (v *view) own(h checks.HostFact) []checks.AttemptFact {
	ways := []string{checks.FromHostsFile, checks.FromSystem, checks.FromLiteral}
	if v.DNS == nil {
		ways = append(ways, checks.FromAlternates)
	}
	for _, from := range ways {
		if list := tries(h, from); len(list) > 0 {
			return list
		}
	}
	return nil
}

// tries lists the attempts to addresses known from one source; only the used
// ones where any of them is.
func tries(h checks.HostFact, from string) []checks.AttemptFact {
	var all, used []checks.AttemptFact
	for _, a := range h.Attempts {
		if !slices.Contains(a.From, from) {
			continue
		}
		all = append(all, a)
		if a.Used {
			used = append(used, a)
		}
	}
	if len(used) > 0 {
		return used
	}
	return all
}

// unpinned lists the attempts to addresses that are not only the hosts file's.
func unpinned(h checks.HostFact) []checks.AttemptFact {
	var list []checks.AttemptFact
	for _, a := range h.Attempts {
		if len(a.From) != 1 || a.From[0] != checks.FromHostsFile {
			list = append(list, a)
		}
	}
	return list
}

// failing lists the required hosts that don't work. Where a proxy fetches the
// target there are none: what fails without it is not the way taken.
func (v *view) failing() []checks.HostFact {
	if v.viaProxy() {
		return nil
	}
	var list []checks.HostFact
	for _, h := range v.required {
		if !v.hostWorks(h) {
			list = append(list, h)
		}
	}
	return list
}

// answer is one HTTP answer of the target by the way this computer takes.
type answer struct {
	checks.AttemptFact
	host string
	id   checks.ID
}

// answers lists what the target answered by the way this computer takes.
func (v *view) answers() []answer {
	if v.viaProxy() {
		p := v.Proxy.Through
		return []answer{{id: checks.IDProxy, AttemptFact: checks.AttemptFact{Status: p.Status, Expected: p.Expected, Served: true, Total: p.Took}}}
	}
	var list []answer
	for _, h := range v.required {
		for _, a := range v.own(h) {
			if a.Status != 0 {
				list = append(list, answer{AttemptFact: a, host: h.Host, id: v.hostID(h)})
			}
		}
	}
	return list
}

// wrongAnswers lists those answers that are not the expected ones and fit.
func (v *view) wrongAnswers(fits func(answer) bool) []answer {
	var list []answer
	for _, a := range v.answers() {
		if !good(a.AttemptFact) && fits(a) {
			list = append(list, a)
		}
	}
	return list
}

// hostID names the check of a host. Where the target has several pages at one
// place, all but the first carry their scheme and path as well.
func (v *view) hostID(h checks.HostFact) checks.ID {
	id := checks.HostID(h.Scheme, h.Host, h.Port)
	for _, o := range v.Hosts {
		if checks.HostID(o.Scheme, o.Host, o.Port) != id {
			continue
		}
		if o.Scheme == h.Scheme && o.Path == h.Path {
			return id
		}
		return id + checks.ID(":"+h.Scheme+h.Path)
	}
	return id
}

func (v *view) hostIDs(hosts []checks.HostFact) []checks.ID {
	var ids []checks.ID
	for _, h := range hosts {
		ids = append(ids, v.hostID(h))
	}
	return ids
}

// connected tells that the other side took the connection.
func connected(a checks.AttemptFact) bool {
	return a.Status != 0 || a.Stage == "tls" || a.Stage == "http"
}

// badCertificate tells that an attempt ended at a certificate that isn't acceptable.
func badCertificate(a checks.AttemptFact) bool {
	switch a.Fail {
	case checks.FailExpired, checks.FailWrongName, checks.FailUntrusted, checks.FailCertificate:
		return true
	}
	return false
}

// anyTry tells whether an attempt at any host fits, a pinned address not counted.
func (v *view) anyTry(fits func(checks.AttemptFact) bool) bool {
	hosts := slices.Concat(v.Hosts, v.controls())
	if v.Edge != nil {
		hosts = slices.Concat(hosts, v.Edge.Canaries, v.Edge.Neighbours)
	}
	for _, h := range hosts {
		if slices.ContainsFunc(unpinned(h), fits) {
			return true
		}
	}
	return false
}

// online tells that something beyond this network answered. Plain DNS doesn't
// count: routers answer it themselves.
func (v *view) online() bool {
	if v.anchorsReached() > 0 || v.viaProxy() || v.anyTry(connected) || v.portalAnswered() {
		return true
	}
	for _, s := range []*checks.StatusFact{v.Status, v.EdgeState} {
		if s != nil && s.Known && !s.Stale {
			return true
		}
	}
	return v.encryptedAnswered()
}

// touched tells that packets went somewhere and back, be it to be refused.
func (v *view) touched() bool {
	return v.online() || v.anyTry(func(a checks.AttemptFact) bool {
		return a.Fail == checks.FailRefused || a.Fail == checks.FailReset
	})
}

func (v *view) portalAnswered() bool {
	return v.Portal != nil && slices.ContainsFunc(v.Portal.Probes, func(p checks.PortalProbe) bool {
		return p.Kind != checks.PortalSilent
	})
}

func (v *view) encryptedAnswered() bool {
	if v.Alternate == nil {
		return false
	}
	for _, r := range v.Alternate.Answers {
		if encrypted(r) && slices.ContainsFunc(r.Replies, definite) {
			return true
		}
	}
	return false
}

func (v *view) anchorsReached() int {
	if v.Internet == nil {
		return 0
	}
	return v.Internet.Reached
}

// noAnchor tells that anchors were tried and not one was reached.
func (v *view) noAnchor() bool {
	return v.Internet != nil && len(v.Internet.Anchors) > 0 && v.Internet.Reached == 0
}
