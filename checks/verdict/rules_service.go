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
// the target fails from here too, medium where only the page says so.
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
		Confidence: High,
		Args:       v.args("incident", name, "indicator", v.Status.Indicator, "page", v.Status.URL),
		Evidence:   v.known(append([]checks.ID{checks.IDStatusService}, v.hostIDs(v.failing())...)...),
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
	if v.works {
		h.Confidence = Medium
	}
	return h, true
}

// badGateway: the target answers with a server's error. High where a second host
// or address of it does so too, or the edge says by itself that the service's own
// servers fail; medium with one answer; low where a proxy on the way made the page.
func badGateway(v *view) (Holding, bool) {
	bad := v.wrongAnswers(func(a answer) bool {
		return isGatewayError(a.Status) && !slices.Contains([]string{checks.PageEdge, checks.PageHuman, checks.PageLimit, checks.PageBlock}, a.Page.Kind)
	})
	if len(bad) == 0 || v.everythingFails() {
		return Holding{}, false
	}
	first := bad[0]
	h := Holding{
		Confidence: Medium,
		Args:       v.args("status", strconv.Itoa(first.Status), "meaning", meanings[first.Status], "edge", v.edgeName(), "names", answerHosts(bad), "maker", first.Page.Maker),
	}
	byEdge := first.Page.Kind == checks.PageOrigin && first.Page.Edge != "" && h.Args["edge"] != ""
	seconded := slices.ContainsFunc(bad, func(a answer) bool { return a.host != first.host || a.Address != first.Address })
	traced := byEdge && v.Edge != nil && v.Edge.Trace != nil && v.Edge.Trace.Valid
	switch {
	case first.Page.Kind == checks.PageProxy && !seconded:
		h.Confidence = Low
	case seconded, traced:
		h.Confidence = High
	}
	if byEdge {
		h.Variant = "edge"
	}
	var ids []checks.ID
	for _, a := range bad {
		ids = append(ids, a.id)
	}
	h.Evidence = v.known(append(ids, checks.IDEdge, checks.IDControls, checks.IDStatusService)...)
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
// High where both are known, medium where one is.
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
		confirmed := slices.Contains(bad.From, checks.FromLiteral) || slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
			return badCertificate(a) && slices.Contains(a.From, checks.FromAlternates)
		})
		// An expired certificate names the host, so the address is the host's.
		if !confirmed && bad.Fail != checks.FailExpired {
			continue
		}
		holding := Holding{
			Confidence: Medium, Variant: certificateTexts[bad.Fail],
			Args:     v.args("names", h.Host, "issuer", bad.Issuer),
			Evidence: v.known(v.hostID(h), checks.IDControls, checks.IDAlternates, checks.IDClock),
		}
		if confirmed && v.tlsFineElsewhere() {
			holding.Confidence = High
		}
		return holding, true
	}
	return Holding{}, false
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
