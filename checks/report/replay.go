package report

import (
	"errors"
	"slices"
	"strings"

	"fix502/checks"
	"fix502/checks/text"
	"fix502/checks/verdict"
)

// Replay tells how a report that was judged anew compares with what it said before.
type Replay struct {
	Program     string       `json:"program"` // version of the program that made the report
	Was         Judgement    `json:"was"`
	Differs     bool         `json:"differs"`
	Differences []Difference `json:"differences"`
	Ignored     []checks.ID  `json:"ignored,omitempty"` // checks whose facts this program doesn't know or can't read
}

// Judgement is a verdict in its three words.
type Judgement struct {
	Code       string `json:"code"`
	AtFault    string `json:"at_fault"`
	Confidence string `json:"confidence"`
}

// Difference is one thing that a program judges otherwise than another did.
type Difference struct {
	Field string `json:"field"` // "verdict.code", "verdict.at_fault", "verdict.confidence", "findings", "steps.<id>"
	Was   string `json:"was"`
	Now   string `json:"now"`
}

// The fields of Difference.
const (
	fieldCode       = "verdict.code"
	fieldAtFault    = "verdict.at_fault"
	fieldConfidence = "verdict.confidence"
	fieldFindings   = "findings"
	fieldStep       = "steps."
)

// Replayed judges the report anew from its recorded facts, as the program of this
// version sees them. Everything that was observed stays; the verdict, the findings
// and the advice of the steps are new. advise gives the twelve steps for a ruling.
// Replaying what was replayed compares with the first report and gives the same.
// The only error is a missing text table.
func (r Report) Replayed(version string, advise func(verdict.Ruling, checks.TargetFact) []Step, texts *text.Table) (Report, error) {
	if texts == nil {
		return Report{}, errors.New("replaying a report: no texts")
	}
	facts, names, unread := r.gathered()
	ruling := names.ruling(verdict.Rule(facts))
	now := r
	now.Program.Version = version
	now.Checks = slices.Clone(r.Checks)
	p := Replay{Program: r.Program.Version, Was: r.judgement(), Differences: []Difference{}}
	if r.Replay != nil {
		p.Program, p.Was = r.Replay.Program, r.Replay.Was
	}
	for i := range now.Checks {
		c := &now.Checks[i]
		if why := unread[i]; why != "" {
			p.Ignored = append(p.Ignored, c.ID)
			c.Detail = withLine(c.Detail, why)
		}
	}
	now.Verdict, now.Findings = ruled(ruling, now.Checks, texts), holdings(ruling.All, texts)
	now.Steps = laidOver(advise(ruling, facts.Target), r.Steps)
	p.Differences = append(p.Differences, differences(r.before(), now)...)
	p.Differs = len(p.Differences) > 0
	now.Replay = &p
	return clean(now), nil
}

func (r Report) judgement() Judgement {
	return Judgement{Code: r.Verdict.Code, AtFault: r.Verdict.AtFault, Confidence: string(r.Verdict.Confidence)}
}

// gathered collects the facts one by one, so that each that is not understood can
// be named: unread says why, by the check's place in the report. names turns what stands in place of pseudonyms back into them.
func (r Report) gathered() (facts checks.Facts, names *pseudonyms, unread map[int]string) {
	facts, names, unread = checks.Facts{Target: r.targetFact()}, &pseudonyms{only: true}, make(map[int]string)
	for i, c := range r.Checks {
		data := c.Data
		if r.Redacted {
			data = inData(data, func(_, s string) string { return names.restored(s) })
		}
		_, err := facts.AddJSON(c.ID, data)
		switch known := checks.Records(c.ID); {
		case err != nil:
			unread[i] = "not judged: " + err.Error()
		case !known && string(data) != "{}":
			unread[i] = "not judged: this version of Fix502 does not know this check"
		}
	}
	return facts, names, unread
}

// withLine adds a line to a detail that has it not yet.
func withLine(detail, line string) string {
	line = oneLine(line)
	switch {
	case detail == "":
		return line
	case slices.Contains(strings.Split(detail, "\n"), line):
		return detail
	}
	return detail + "\n" + line
}

// laidOver gives new advice to steps, of which each keeps what became of it.
func laidOver(advised, were []Step) []Step {
	for i := range advised {
		for _, was := range were {
			if was.ID == advised[i].ID && slices.Contains(stepStates, was.State) {
				advised[i].State = was.State
			}
		}
	}
	return advised
}

// stepStates are what can become of a step, contract §2.
var stepStates = []string{"open", "done", "helped", "skipped"}

// told is what two programs can judge differently, by field.
type told map[string]string

// judged lists what a report says by field, and the fields in their order.
func (r Report) judged() (told, []string) {
	said := told{fieldCode: r.Verdict.Code, fieldAtFault: r.Verdict.AtFault, fieldConfidence: string(r.Verdict.Confidence)}
	order := []string{fieldCode, fieldAtFault, fieldConfidence, fieldFindings}
	var codes []string
	for _, f := range r.Findings {
		codes = append(codes, f.Code)
	}
	said[fieldFindings] = strings.Join(codes, ", ")
	for _, s := range r.Steps {
		said[fieldStep+s.ID] = s.Advice
		order = append(order, fieldStep+s.ID)
	}
	return said, order
}

// before is what the first report said: this one where it was not replayed, else
// with what that replay had found to be different put back.
func (r Report) before() told {
	said, _ := r.judged()
	if r.Replay != nil {
		for _, d := range r.Replay.Differences {
			said[d.Field] = d.Was
		}
	}
	return said
}

func differences(before told, r Report) []Difference {
	var list []Difference
	now, order := r.judged()
	for _, field := range order {
		if before[field] != now[field] {
			list = append(list, Difference{Field: field, Was: before[field], Now: now[field]})
		}
	}
	return list
}

// ruling puts pseudonyms back into all that a ruling says.
func (p *pseudonyms) ruling(r verdict.Ruling) verdict.Ruling {
	if len(p.names) == 0 {
		return r
	}
	r.Holding = p.holding(r.Holding)
	r.All = slices.Clone(r.All)
	for i := range r.All {
		r.All[i] = p.holding(r.All[i])
	}
	r.Carries, r.Against = p.reasons(r.Carries), p.reasons(r.Against)
	if r.Overturn != nil {
		turn := *r.Overturn
		turn.Args = p.args(turn.Args)
		r.Overturn = &turn
	}
	return r
}

func (p *pseudonyms) holding(h verdict.Holding) verdict.Holding {
	h.Args, h.Evidence = p.args(h.Args), p.ids(h.Evidence)
	return h
}

func (p *pseudonyms) reasons(list []verdict.Reason) []verdict.Reason {
	out := slices.Clone(list)
	for i := range out {
		out[i].Args, out[i].Checks = p.args(out[i].Args), p.ids(out[i].Checks)
	}
	return out
}

func (p *pseudonyms) args(args checks.Args) checks.Args {
	out := make(checks.Args, len(args))
	for name, value := range args {
		out[name] = p.hide(value)
	}
	return out
}

func (p *pseudonyms) ids(list []checks.ID) []checks.ID {
	return editor{line: p.hide}.ids(list)
}

// restored puts an address in the place of a pseudonym and remembers whose it is.
func (p *pseudonyms) restored(s string) string {
	out := restored(s)
	part := pseudonymPattern.FindStringSubmatch(s)
	if out == s || part == nil {
		return out
	}
	// The address is what stands between the same beginning and end.
	before, after, _ := strings.Cut(s, part[2]+part[6])
	if a, ok := parseAddress(strings.TrimSuffix(strings.TrimPrefix(out, before), after)); ok {
		p.remember(a, part[2]+part[6])
	}
	return out
}
