package wizard

import (
	"slices"
	"strings"

	"fix502/checks"
	"fix502/checks/verdict"
)

// rule says for which verdicts a step is worth taking. Each entry is a code, or a
// family ending in ".*"; the first column is contract §4.
type rule struct {
	recommended []string
	optional    []string
	except      []string // codes that a family in either column does not mean
	// inApp: also recommended where the target is healthy and the error is seen in the app
	inApp bool
}

var rules = map[StepID]rule{
	CheckStatus:    {recommended: []string{"service.*", "edge.*"}, optional: []string{"*"}},
	EndProcess:     {recommended: []string{"app.stuck"}, inApp: true, optional: []string{"unknown", "healthy"}},
	Reload:         {recommended: []string{"healthy", "browser.suspect", "service.bad_gateway"}, optional: []string{"unknown", "service.slow", "edge.*", "service.unreachable", "service.incident"}},
	NewSession:     {recommended: []string{"browser.suspect"}, optional: []string{"healthy", "unknown", "account.blocked"}},
	ClearCache:     {recommended: []string{"browser.suspect", "app.stuck"}, optional: []string{"healthy", "unknown"}},
	SafeMode:       {recommended: []string{"browser.suspect"}, optional: []string{"healthy", "unknown"}},
	ChangeDNS:      {recommended: []string{"dns.*"}, except: []string{"dns.name_not_found"}, optional: []string{"unknown", "path.*"}},
	OtherBrowser:   {recommended: []string{"browser.suspect"}, optional: []string{"healthy", "unknown"}},
	Restart:        {recommended: []string{"network.*", "app.stuck"}, optional: []string{"unknown", "healthy", "browser.suspect", "dns.*"}, except: []string{"dns.name_not_found"}},
	ContactSupport: {recommended: []string{"account.*", "service.*", "unknown"}, optional: []string{"*"}},
	ContactISP:     {recommended: []string{"path.*", "dns.intercepted", "network.no_internet"}, optional: []string{"unknown", "network.*", "dns.resolver_down"}},
	ComeBackLater:  {recommended: []string{"service.*", "edge.*"}, optional: []string{"unknown", "account.rate_limited", "network.no_internet", "dns.name_not_found"}},
}

// advise tells whether a step can help with a ruling, and why.
func advise(id StepID, r verdict.Ruling, seen checks.Seen) (Advice, string) {
	rule := rules[id]
	switch {
	case rule.inApp && r.Code == "healthy" && seen == checks.SeenApp:
		return Recommended, "advice.why." + string(id)
	case meant(rule.recommended, rule.except, r.Code):
		return Recommended, "advice.why." + string(id)
	case meant(rule.optional, rule.except, r.Code):
		return Optional, "advice.maybe"
	}
	return NotNeeded, "advice.not." + r.AtFault
}

func meant(list, except []string, code string) bool {
	if slices.Contains(except, code) {
		return false
	}
	return slices.ContainsFunc(list, func(entry string) bool {
		family, whole := strings.CutSuffix(entry, "*")
		return entry == code || whole && strings.HasPrefix(code, family)
	})
}

// Rail lists all twelve steps with their advice and what became of them. Before
// the first run every step is open to try.
func (f *Flow) Rail() []StepView {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.rail(f.state.outcome, f.state.session)
}

func (f *Flow) rail(o *Outcome, s Session) []StepView {
	views := make([]StepView, 0, len(Steps))
	lessons := learn(s.Answers)
	for _, step := range Steps {
		v := StepView{Step: step, Name: f.Tr("step."+string(step.ID), nil), Advice: Optional, State: StepOpen}
		reason := "advice.unchecked"
		args := checks.Args{"service": f.state.setup.Target.Name}
		if o != nil {
			v.Advice, reason = advise(step.ID, o.Ruling, o.Facts.Target.Seen)
		}
		if l, learned := lessons[step.ID]; learned {
			v.Advice, reason, args["browser"] = l.advice, l.reason, l.browser
		}
		v.Reason = f.Tr(reason, args)
		if state, marked := s.Steps[step.ID]; marked {
			v.State = state
		}
		views = append(views, v)
	}
	return views
}
