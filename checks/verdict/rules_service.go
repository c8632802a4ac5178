package verdict

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fix502/checks"
)

// announces tells that a status page was read and has one of the indicators.
func announces(s *checks.StatusFact, indicators ...string) bool {
	return s != nil && s.Known && slices.Contains(indicators, s.Indicator)
}

// announcesNothing tells that the official status page says that all is well.
func (v *view) announcesNothing() bool {
	return announces(v.Status, checks.IndicatorNone) && v.openIncident() == nil && !v.maintenance()
}

// maintenance tells that the status page speaks of planned work: no incident, but
// no statement that all is well either.
func (v *view) maintenance() bool {
	return v.Status != nil && v.Status.Known && strings.Contains(strings.ToLower(v.Status.Description), "maintenance")
}

// openIncident is the newest unresolved incident that has an impact, or nil.
func (v *view) openIncident() *checks.IncidentFact {
	if v.Status == nil || !v.Status.Known {
		return nil
	}
	over := []string{"resolved", "postmortem", "completed", "scheduled"}
	harmless := []string{checks.IndicatorNone, "maintenance"}
	for _, i := range v.Status.Incidents {
		if !slices.Contains(over, strings.ToLower(i.Status)) && !slices.Contains(harmless, strings.ToLower(i.Impact)) {
			return &i
		}
	}
	return nil
}

// incident: the official status page announces an unresolved incident. High where
// the target is seen to fail from here too as servers do, medium where it works, or
// only turns us away.
func incident(v *view) (Holding, bool) {
	open := v.openIncident()
	if open == nil && !announces(v.Status, checks.IndicatorMinor, checks.IndicatorMajor, checks.IndicatorCritical) {
		return Holding{}, false
	}
	name, since := "", time.Time{}
	switch {
	case open != nil:
		name, since = open.Name, open.Started
	case len(v.Status.Incidents) > 0:
		name, since = v.Status.Incidents[0].Name, v.Status.Incidents[0].Started
	default:
		name = v.Status.Description
	}
	h := Holding{
		Confidence: Medium,
		Args:       v.args("incident", name, "indicator", v.Status.Indicator, "page", v.Status.URL),
		Evidence:   v.known(slices.Concat([]checks.ID{checks.IDStatusService}, v.failingIDs(), v.hostIDs(v.required))...),
	}
	if v.failsHard() {
		h.Confidence = High
	}
	if !since.IsZero() {
		h.Args["since"] = since.Format(time.RFC3339)
	}
	named := h.Args["incident"] != ""
	switch {
	case v.works && named:
		h.Variant = "working"
	case v.works:
		h.Variant = "working_unnamed"
	case !named:
		h.Variant = "unnamed"
	}
	return h, true
}

// incidentShows is incident where it is what is seen: not where the target only turns
// us away, which something of ours explains better.
func incidentShows(v *view) (Holding, bool) {
	_, limited := rateLimited(v)
	_, away := blocked(v)
	if (limited || away) && !v.failsHard() {
		return Holding{}, false
	}
	return incident(v)
}

// failingIDs are the checks that saw the target fail.
func (v *view) failingIDs() []checks.ID {
	if v.viaProxy() && !v.works {
		return []checks.ID{checks.IDProxy}
	}
	return v.hostIDs(v.failing())
}

// badGateway: the target answers with a server's error, and unrelated hosts don't.
// Two things make it sure: a second host or address of it that does so too, or the
// edge's own page that shows the edge at work; and an unrelated host that answers.
// High with both, medium with one, low with neither, where a proxy on the way made
// the page, or where the same host answers as it should at another of its addresses.
func badGateway(v *view) (Holding, bool) {
	bad := v.wrongAnswers(func(a answer) bool {
		return isGatewayError(a.Status) && !slices.Contains([]string{checks.PageEdge, checks.PageHuman, checks.PageLimit, checks.PageBlock}, a.Page.Kind)
	})
	if len(bad) == 0 || v.failsEverywhere() {
		return Holding{}, false
	}
	first := bad[0]
	h := Holding{
		Args: v.args("status", strconv.Itoa(first.Status), "meaning", meanings[first.Status], "edge", v.edgeName(), "names", answerHosts(bad), "maker", first.Page.Maker),
	}
	byEdge := first.Page.Kind == checks.PageOrigin && first.Page.Edge != "" && h.Args["edge"] != ""
	seconded := slices.ContainsFunc(bad, func(a answer) bool { return a.host != first.host || a.Address != first.Address })
	traced := byEdge && v.Edge != nil && v.Edge.Trace != nil && v.Edge.Trace.Valid
	h.Confidence = sureness(seconded || traced, v.unrelatedWorks(alive))
	if !seconded && (first.Page.Kind == checks.PageProxy || v.answersElsewhere()) {
		h.Confidence = Low
	}
	if byEdge {
		h.Variant = "edge"
	}
	h.Evidence = v.known(append(answerIDs(bad), checks.IDEdge, checks.IDControls, checks.IDInternet)...)
	return h, true
}

func answerHosts(answers []answer) string {
	var names []string
	for _, a := range answers {
		names = append(names, a.host)
	}
	return join(names)
}

// certificate: the target's certificate isn't acceptable at an address that
// independent resolvers confirm, unrelated hosts' are fine and the clock is right.
// High where all three are known, medium where one isn't, low where more aren't.
func certificate(v *view) (Holding, bool) {
	if off, _ := v.clockOff(); off != 0 || v.certificatesFailElsewhere() {
		return Holding{}, false
	}
	for _, h := range v.failing() {
		i := slices.IndexFunc(v.own(h), badCertificate)
		if i < 0 || slices.ContainsFunc(h.Attempts, good) {
			continue
		}
		bad := v.own(h)[i]
		confirmed := slices.Contains(bad.From, checks.FromLiteral) || v.Alternate != nil && slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
			return badCertificate(a) && slices.Contains(a.From, checks.FromAlternates)
		})
		// An expired certificate names the host, so the address is the host's.
		if !confirmed && bad.Fail != checks.FailExpired {
			continue
		}
		return Holding{
			Confidence: certain(confirmed, v.tlsFineElsewhere(), v.clockRight()), Variant: certificateTexts[bad.Fail],
			Args:     v.args("names", h.Host, "issuer", bad.Issuer),
			Evidence: v.known(v.hostID(h), checks.IDControls, checks.IDAlternates, checks.IDClock),
		}, true
	}
	return Holding{}, false
}

// certain is high where all of what has to be known is, medium where one thing
// isn't, low where more aren't.
func certain(known ...bool) Confidence {
	missing := 0
	for _, k := range known {
		missing += boolInt(!k)
	}
	return []Confidence{High, Medium, Low}[min(missing, 2)]
}

// clockRight tells that servers were asked for the time and it isn't off.
func (v *view) clockRight() bool {
	off, _ := v.clockOff()
	return v.Clock != nil && len(v.Clock.Sources) > 0 && off == 0
}

var certificateTexts = map[string]string{checks.FailExpired: "expired", checks.FailWrongName: "wrong_name", checks.FailUntrusted: "untrusted"}

func (v *view) certificatesFailElsewhere() bool {
	return slices.ContainsFunc(v.controls(), func(h checks.HostFact) bool { return slices.ContainsFunc(h.Attempts, badCertificate) })
}

// tlsFineElsewhere tells that an unrelated host's certificate was accepted.
func (v *view) tlsFineElsewhere() bool {
	return slices.ContainsFunc(v.controls(), func(h checks.HostFact) bool {
		return h.Scheme != "http" && slices.ContainsFunc(h.Attempts, served)
	})
}
