package wizard

import (
	"slices"

	"fix502/checks"
	"fix502/checks/verdict"
)

// Verdict is what the verdict screen says of the last run. It must not be called
// before one.
func (f *Flow) Verdict() VerdictView {
	o := f.Outcome()
	headline, explanation, advice, _ := verdict.TextCodes(o.Ruling.Holding)
	v := VerdictView{
		Code: o.Ruling.Code, AtFault: o.Ruling.AtFault, Confidence: string(o.Ruling.Confidence), Complete: o.Complete, Rehearsal: f.parts.Rehearsal,
		Headline: f.Tr(headline, o.Ruling.Args), Explanation: f.Tr(explanation, o.Ruling.Args), Advice: f.Tr(advice, o.Ruling.Args),
	}
	for _, line := range o.Lines {
		v.All = append(v.All, EvidenceView{ID: line.ID, Title: line.Title, State: line.State, Text: line.Summary, Value: line.Value, Detail: line.Detail})
	}
	for _, id := range o.Ruling.Evidence {
		if i := slices.IndexFunc(v.All, func(e EvidenceView) bool { return e.ID == id }); i >= 0 {
			v.Known = append(v.Known, f.spoken(v.All[i], o.Ruling.Carries))
		}
	}
	if len(v.Known) == 0 { // healthy: what answered well is the evidence
		v.Known = telling(v.All)
	}
	for _, reason := range o.Ruling.Against {
		v.Against = append(v.Against, f.Tr(reason.Code, reason.Args))
	}
	v.Overturn = f.overturn(o)
	v.Primary, v.Secondary = f.buttons(o)
	v.Guides = f.guides(o.Ruling.Code, nil, f.targetArgs())
	v.Cards = f.cards(o)
	return v
}

// spoken is a check's line as a fact that carries the verdict: some say more then.
func (f *Flow) spoken(line EvidenceView, carries []verdict.Reason) EvidenceView {
	for _, r := range carries {
		if r.Code != "" && slices.Contains(r.Checks, line.ID) {
			line.Text = f.Tr(r.Code, r.Args)
		}
	}
	return line
}

// mostTelling bounds the list of what went well: three lines are read, ten are not.
const mostTelling = 3

func telling(all []EvidenceView) []EvidenceView {
	order := []checks.ID{checks.IDHost, checks.IDStatus, checks.IDDNS, checks.IDInternet}
	var list []EvidenceView
	for _, kind := range order {
		for _, e := range all {
			if e.ID.Kind() == kind && e.State == checks.OK && len(list) < mostTelling {
				list = append(list, e)
				break
			}
		}
	}
	return list
}

// buttons picks what the verdict offers: the step that can help most, and the
// official word where there is one.
func (f *Flow) buttons(o *Outcome) (primary, secondary *VerdictAction) {
	setup := f.setup()
	args := checks.Args{"service": o.Facts.Target.Name}
	step := func(id StepID) *VerdictAction {
		return &VerdictAction{Label: f.Tr("verdict.go."+string(id), args), Step: id}
	}
	switch o.Ruling.AtFault {
	case verdict.Service, verdict.Edge:
		primary = step(ComeBackLater)
		if setup.Service.Status != nil {
			secondary = &VerdictAction{Label: f.Tr("verdict.go.status-page", args), URL: setup.Service.Status.URL}
		}
		return primary, secondary
	case verdict.Nobody:
		return &VerdictAction{Label: f.Tr("verdict.go.open", args), URL: o.Facts.Target.URL}, step(Reload)
	}
	switch {
	case o.Ruling.Code == "network.no_link", o.Ruling.Code == "unknown" && !o.Complete:
		return nil, nil // what helps is done by hand, or by looking again
	case o.Ruling.Code == "account.blocked" && o.Ruling.Variant == "human":
		return &VerdictAction{Label: f.Tr("verdict.go.open", args), URL: o.Facts.Target.URL}, nil
	case o.Ruling.Code == "account.rate_limited":
		return step(ComeBackLater), step(ContactSupport)
	}
	if portal := signIn(o.Facts.Portal); portal != "" && o.Ruling.Code == "network.captive_portal" {
		return &VerdictAction{Label: f.Tr("verdict.go.sign-in", args), URL: portal}, step(Restart)
	}
	for _, v := range f.Rail() {
		if v.Advice != Recommended || v.ID == CheckStatus {
			continue
		}
		if primary == nil {
			primary = step(v.ID)
			continue
		}
		return primary, step(v.ID)
	}
	return primary, secondary
}

// overturn says what would change the verdict, with a button where the program
// can do it. An action without a place to go to has none.
func (f *Flow) overturn(o *Outcome) *TurnView {
	turn := o.Ruling.Overturn
	if turn == nil {
		return nil
	}
	v := &TurnView{Text: f.Tr(turn.Code, turn.Args)}
	switch turn.Action {
	case verdict.ActCheck:
		v.Check = true
	case verdict.ActStatus:
		if page := f.setup().Service.Status; page != nil {
			v.URL = page.URL
		}
	case verdict.ActBrowser:
		v.URL = o.Facts.Target.URL
	case verdict.ActResolvers:
		v.Step = ChangeDNS
	case verdict.ActWatch:
		v.Step = ComeBackLater
	case verdict.ActApp:
		v.Step = EndProcess
	case verdict.ActElsewhere:
		v.Step = OtherBrowser
	}
	if v.Check || v.URL != "" || v.Step != "" {
		v.Label = f.Tr("turn.do."+string(turn.Action), checks.Args{"service": o.Facts.Target.Name})
	}
	return v
}

// signIn is an address at which a network's sign-in page comes up.
func signIn(p *checks.PortalFact) string {
	if p == nil {
		return ""
	}
	for _, probe := range p.Probes {
		if probe.Kind == checks.PortalSignIn {
			return probe.URL
		}
	}
	return ""
}
