package verdict

import (
	"slices"
	"strings"

	"fix502/checks"
)

// The variants of device.tls_intercepted where it is known who opens connections.
const (
	interceptorUntrusted = "named"   // with certificates that this computer doesn't trust
	interceptorTrusted   = "trusted" // with certificates that it does
)

// tlsIntercepted: certificates of unrelated hosts come from one issuer that nobody
// vouches for, or from software known to open connections while the target fails
// in a way that this explains. An unknown issuer that this computer trusts is none.
func tlsIntercepted(v *view) (Holding, bool) {
	if v.works || v.holds("network.captive_portal") {
		return Holding{}, false
	}
	if h, ok := v.strangers(); ok {
		return h, true
	}
	return v.inspectors()
}

// strangers: high with two unrelated hosts, medium with one and the target.
func (v *view) strangers() (Holding, bool) {
	issuer, unrelated := v.strangeIssuer()
	targets := 0
	for _, h := range v.failing() {
		if slices.Contains(strangeIssuers(h), issuer) {
			targets++
		}
	}
	if unrelated == 0 || unrelated+targets < 2 {
		return Holding{}, false
	}
	h := Holding{
		Confidence: Medium,
		Args:       v.args("issuer", commonName(issuer)),
		Evidence:   v.known(append([]checks.ID{checks.IDControls, checks.IDEdge}, v.hostIDs(v.failing())...)...),
	}
	if unrelated > 1 {
		h.Confidence = High
	}
	if i := slices.IndexFunc(v.signers(), func(s checks.SoftwareSeen) bool { return s.Sign == issuer }); i >= 0 {
		h.Variant, h.Args["name"] = interceptorUntrusted, v.args("name", v.signers()[i].Name)["name"]
	}
	return h, true
}

// commonName is the part of an issuer that people can read: "CN=Shield,O=Shield" is
// "Shield". One without it stays as it is.
func commonName(issuer string) string {
	for _, key := range []string{"CN=", "O="} {
		if _, after, found := strings.Cut(issuer, key); found {
			name, _, _ := strings.Cut(after, ",")
			return name
		}
	}
	return issuer
}

// unrelated lists the hosts that belong to others than the target's owner.
func (v *view) unrelated() []checks.HostFact {
	if v.Edge == nil {
		return v.controls()
	}
	return slices.Concat(v.controls(), v.Edge.Canaries, v.Edge.Neighbours)
}

// strangeIssuer finds the issuer that most unrelated hosts' untrusted
// certificates share, and counts those hosts.
func (v *view) strangeIssuer() (issuer string, hosts int) {
	count := make(map[string]int)
	for _, h := range v.unrelated() {
		for _, name := range strangeIssuers(h) {
			count[name]++
			if count[name] > hosts {
				issuer, hosts = name, count[name]
			}
		}
	}
	return issuer, hosts
}

// strangeIssuers lists the issuers that no known authority vouches for, each once.
func strangeIssuers(h checks.HostFact) []string {
	var names []string
	for _, a := range h.Attempts {
		if a.Fail == checks.FailUntrusted && a.Issuer != "" && !slices.Contains(names, a.Issuer) {
			names = append(names, a.Issuer)
		}
	}
	return names
}

// signers lists the software that was seen at its work: it signs certificates.
func (v *view) signers() []checks.SoftwareSeen {
	if v.Software == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Software.Found), func(s checks.SoftwareSeen) bool { return s.By != checks.ByIssuer || s.Name == "" })
}

// inspectors: software that this computer trusts opens the connections to unrelated
// hosts, and the target fails in a way that this explains. Never high: that it opens
// connections is certain, that it is the reason is not.
func (v *view) inspectors() (Holding, bool) {
	announced := v.openIncident() != nil || announces(v.Status, checks.IndicatorMinor, checks.IndicatorMajor, checks.IndicatorCritical)
	if len(v.signers()) == 0 || announced || v.canariesFailing() > 0 {
		return Holding{}, false
	}
	sure, hosts := v.inspected()
	if len(hosts) == 0 {
		return Holding{}, false
	}
	for _, s := range v.signers() {
		unrelated := v.opened(v.unrelated(), s.ID)
		if unrelated == 0 || unrelated+v.opened(hosts, s.ID) < 2 {
			continue
		}
		if unrelated == 1 {
			sure = lessSure[sure]
		}
		return Holding{
			Confidence: sure, Variant: interceptorTrusted,
			Args:     v.args("name", s.Name, "issuer", s.Sign),
			Evidence: v.known(append([]checks.ID{checks.IDSoftware, checks.IDControls, checks.IDEdge}, v.hostIDs(hosts)...)...),
		}, true
	}
	return Holding{}, false
}

// opened counts the hosts whose certificate comes from this software.
func (v *view) opened(hosts []checks.HostFact, software string) int {
	n := 0
	for _, h := range hosts {
		if slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
			return a.Issuer != "" && slices.ContainsFunc(v.signers(), func(s checks.SoftwareSeen) bool { return s.ID == software && s.Sign == a.Issuer })
		}) {
			n++
		}
	}
	return n
}

// inspected lists the failing hosts that fail in a way in which opening their
// connections shows, and says how sure that makes it.
func (v *view) inspected() (sure Confidence, hosts []checks.HostFact) {
	for _, h := range v.failing() {
		var most Confidence
		for _, a := range v.own(h) {
			if s := inspectionShows(a); levels[s] > levels[most] {
				most = s
			}
		}
		if most == "" {
			continue
		}
		if hosts = append(hosts, h); levels[most] > levels[sure] {
			sure = most
		}
	}
	return sure, hosts
}

// inspectionShows tells how much an attempt looks like the work of software that
// opens connections, "" for not at all. A bad certificate is passed on by it, and a
// server's own errors are.
func inspectionShows(a checks.AttemptFact) Confidence {
	switch {
	case isFilter(a.Page):
		return Medium
	case a.Status != 0 && a.Page.Kind == checks.PageBlock, a.Status == 403 && a.Page.Kind != checks.PageHuman:
		return Low // some sites turn away connections that were opened on the way
	case a.Status != 0 || a.Stage == "tcp" || a.SmallParts != nil && a.SmallParts.Answered:
		return ""
	}
	switch a.Fail {
	case checks.FailReset, checks.FailClosed, checks.FailTLS, checks.FailNotTLS, checks.FailHTTP:
		return Medium
	}
	return ""
}
