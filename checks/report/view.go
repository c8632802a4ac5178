package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/text"
)

// view is a report as its readable forms show it: every word in place, nothing
// left to decide but the look.
type view struct {
	Report
	texts *text.Table
	facts checks.Facts
}

// newView reads the facts back from the report, so that a report from a file shows
// the same as a fresh one. Facts that cannot be read are shown in the JSON only.
func newView(r Report, texts *text.Table) view {
	facts, _ := r.shown()
	return view{Report: r, texts: texts, facts: facts}
}

// T is the sentence of a code; values come in pairs of name and value.
func (v view) T(code string, pairs ...string) string {
	args := make(checks.Args, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return v.texts.Tr(code, args)
}

// word is the sentence of a code that ends in a word of the model, or that word
// where there is none: a report read from a file may hold words we don't know.
func (v view) word(area, word string) string {
	if code := "report." + area + "." + word; v.texts.Has(code) {
		return v.texts.Tr(code, nil)
	}
	return word
}

// Title names the report.
func (v view) Title() string { return v.T("report.title", "service", v.Target.Name) }

// Made is when the run began.
func (v view) Made() string { return v.moment(v.Started) }

func (v view) moment(t time.Time) string {
	t = t.UTC()
	return v.T("report.date", "day", strconv.Itoa(t.Day()), "month", v.T("report.month."+strconv.Itoa(int(t.Month()))),
		"year", strconv.Itoa(t.Year()), "time", t.Format("15:04"))
}

// Complete is false where the run was stopped before its end.
func (v view) Complete() bool {
	return !slices.ContainsFunc(v.Checks, func(c Check) bool { return c.Code == codeCancelled })
}

// Sure says in words how sure the verdict is.
func (v view) Sure() string {
	if v.Verdict.Code == "unknown" {
		return ""
	}
	return v.word("sure", string(v.Verdict.Confidence))
}

// Evidence lists the checks that carry the verdict, strongest first. Where all is
// well, what answered well is the evidence.
func (v view) Evidence() []Check {
	var list []Check
	for _, id := range v.Verdict.Evidence {
		if i := slices.IndexFunc(v.Checks, func(c Check) bool { return c.ID == id }); i >= 0 {
			list = append(list, v.Checks[i])
		}
	}
	if len(list) > 0 {
		return list
	}
	for _, kind := range []checks.ID{checks.IDHost, checks.IDStatus, checks.IDDNS, checks.IDInternet} {
		if i := slices.IndexFunc(v.Checks, func(c Check) bool { return c.ID.Kind() == kind && c.State == checks.OK }); i >= 0 {
			list = append(list, v.Checks[i])
		}
	}
	return list
}

// Others are the findings beside the verdict's own.
func (v view) Others() []Holding {
	if len(v.Findings) < 2 {
		return nil
	}
	return v.Findings[1:]
}

// Helping are the steps that can help.
func (v view) Helping() []stepLine {
	return slices.DeleteFunc(v.StepLines(), func(s stepLine) bool { return s.Advice != "recommended" })
}

// stepLine is a step with its name and the words for what became of it.
type stepLine struct {
	Step
	Name, AdviceWord, StateWord string
}

// Became is the advice and, where the step was touched, what became of it.
func (s stepLine) Became() string {
	if s.State == "open" {
		return s.AdviceWord
	}
	return s.AdviceWord + ", " + s.StateWord
}

// StepLines are all the steps in words.
func (v view) StepLines() []stepLine {
	lines := make([]stepLine, 0, len(v.Steps))
	for _, s := range v.Steps {
		lines = append(lines, stepLine{Step: s, Name: v.stepName(s.ID), AdviceWord: v.word("advice", s.Advice), StateWord: v.word("step", s.State)})
	}
	return lines
}

func (v view) stepName(id string) string {
	if code := "step." + id; v.texts.Has(code) {
		return v.texts.Tr(code, nil)
	}
	if v.texts.Has("fix." + id) { // a card about this computer itself
		return v.texts.Tr("road.computer", nil)
	}
	return id
}

// HelpedLine says after what the error was gone, "" where it is not known to be.
func (v view) HelpedLine() string {
	h := v.Report.Helped
	if h == nil {
		return ""
	}
	i := slices.IndexFunc(v.Steps, func(s Step) bool { return s.ID == h.Step })
	code, args := "report.helped", []string{"at", h.At.UTC().Format("15:04 UTC"), "step", v.stepName(h.Step), "what", h.What}
	switch {
	case i < 0:
		code = "report.helped.device"
	case h.What == "":
		code = "report.helped.by-hand"
	}
	if i >= 0 {
		args = append(args, "number", strconv.Itoa(v.Steps[i].Number))
	}
	return v.T(code, args...)
}

// triedLine is one thing that was done.
type triedLine struct{ At, Step, What, Result string }

// TriedLines are the things that were done, in their order.
func (v view) TriedLines() []triedLine {
	lines := make([]triedLine, 0, len(v.Tried))
	for _, t := range v.Tried {
		lines = append(lines, triedLine{At: t.At.UTC().Format("15:04 UTC"), Step: v.stepName(t.Step), What: t.What, Result: t.Result})
	}
	return lines
}

// fact is one line of the technical summary.
type fact struct{ Name, Value string }

// Summary is what support staff asks for first.
func (v view) Summary() []fact {
	list := []fact{
		{v.T("report.fact.verdict"), v.T("report.verdict", "code", v.Verdict.Code, "fault", v.Verdict.AtFault, "confidence", string(v.Verdict.Confidence))},
		{v.T("report.fact.target"), v.Target.URL},
		{v.T("report.fact.seen"), v.word("seen", string(v.Target.Seen))},
		{v.T("report.fact.run"), v.T("report.run", "started", v.Started.UTC().Format(time.RFC3339), "took", span(v.Duration))},
		{v.T("report.fact.system"), row(v.System.Version, v.System.OS, v.System.Arch)},
		{v.T("report.fact.uptime"), v.uptime()},
		{v.T("report.fact.version"), row("Fix502", v.Program.Version)},
	}
	return slices.DeleteFunc(list, func(f fact) bool { return f.Value == "" })
}

// uptime in the largest unit of which there are two.
func (v view) uptime() string {
	up := time.Duration(v.System.Uptime) * time.Second
	const day = 24 * time.Hour
	switch {
	case up <= 0:
		return ""
	case up >= 2*day:
		return v.T("report.uptime.days", "count", strconv.Itoa(int(up/day)))
	case up >= 2*time.Hour:
		return v.T("report.uptime.hours", "count", strconv.Itoa(int(up/time.Hour)))
	}
	return v.T("report.uptime.minutes", "count", strconv.Itoa(int(up/time.Minute)))
}

// StateWord is a check's state in words.
func (v view) StateWord(s checks.State) string { return v.word("state", string(s)) }

// Timing is when a check ran.
func (v view) Timing(c Check) string {
	return v.T("report.timing", "started", span(c.Started), "took", span(c.Duration))
}

// Lines are the lines of a check's detail.
func (v view) Lines(c Check) []string {
	if c.Detail == "" {
		return nil
	}
	return strings.Split(c.Detail, "\n")
}

// Privacy says what was left out.
func (v view) Privacy() string {
	if v.Redacted {
		return v.T("report.redacted")
	}
	return v.T("report.unredacted")
}

// place is one node of the road. Its look is that of a state: ok, notice, problem, or unknown.
type place struct {
	Label, Note, Look string
}

// The looks of a place that are no states of a check.
const lookUnknown = "unknown"

// Road is the way from the computer to the service. The verdict has the last word:
// only the place that it names is drawn as broken.
func (v view) Road() []place {
	var road []place
	for _, node := range checks.Road {
		if node == checks.NodeEdge && v.Target.Edge == "" && v.facts.Edge == nil {
			continue
		}
		look, note := v.look(node)
		road = append(road, place{Label: v.label(node), Note: note, Look: look})
	}
	return road
}

func (v view) label(node checks.Node) string {
	switch {
	case node == checks.NodeService:
		return v.Target.Name
	case node == checks.NodeEdge && v.facts.Edge != nil:
		return cmp.Or(v.facts.Edge.Name, v.Target.Edge)
	}
	return v.T("road." + string(node))
}

func (v view) look(node checks.Node) (look, note string) {
	if v.Verdict.Broken == node {
		if status := v.status(); status != 0 && (node == checks.NodeService || node == checks.NodeEdge) {
			return string(checks.Problem), strconv.Itoa(status)
		}
		return string(checks.Problem), v.T("road.broken")
	}
	var well, odd, known bool
	value := ""
	for _, c := range v.Checks {
		if c.Node != node {
			continue
		}
		switch c.State {
		case checks.OK:
			well, known = true, true
			value = cmp.Or(value, c.Value)
		case checks.Notice:
			known = true
		case checks.Problem:
			odd, known = true, true
		}
	}
	behind := v.Verdict.Broken != "" && slices.Index(checks.Road, node) > slices.Index(checks.Road, v.Verdict.Broken)
	switch {
	case behind && !well, !known:
		return lookUnknown, v.T("road.unknown")
	case odd:
		return string(checks.Notice), v.T("road.odd")
	}
	return string(checks.OK), v.T("road.fine", "value", value)
}

// status is what the target answered where that was not as expected.
func (v view) status() int {
	for _, h := range v.facts.Hosts {
		for _, a := range h.Attempts {
			if a.Used && a.Status != 0 && !a.Expected {
				return a.Status
			}
		}
	}
	return 0
}
