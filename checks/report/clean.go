package report

import (
	"slices"
	"strings"
	"unicode"

	"fix502/checks"
)

// clean takes out of every string what could make a reader see something else
// than is there: control characters, marks that turn the direction of writing,
// invisible characters, bytes that are no text. Names, pages and headers come
// from strangers.
func clean(r Report) Report {
	return each(r, editor{
		line: oneLine,
		text: visible,
		data: func(checks.ID) rewrite { return func(_, s string) string { return visible(s) } },
	})
}

// visible keeps line ends and drops every other character that shows nothing.
func visible(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n':
			return c
		case c == '\t', c == '\r', c == '\u2028', c == '\u2029':
			return ' '
		case unicode.IsControl(c), unicode.Is(unicode.Cf, c):
			return -1
		}
		return c
	}, s)
}

// oneLine is visible text without line ends.
func oneLine(s string) string { return strings.ReplaceAll(visible(s), "\n", " ") }

// editor says what becomes of the strings of a report.
type editor struct {
	line func(string) string        // sentences, names, addresses
	text func(string) string        // what may have several lines
	data func(id checks.ID) rewrite // what is inside the facts of this check
}

// each returns a copy of a report with every string edited that could hold
// anything but a word of our own vocabulary. The given report stays as it is.
func each(r Report, e editor) Report {
	r = words(r)
	r.Target.ID, r.Target.Name, r.Target.URL = e.line(r.Target.ID), e.line(r.Target.Name), e.line(r.Target.URL)
	r.Target.Edge = e.line(r.Target.Edge)
	r.System.Version = e.line(r.System.Version)
	r.Says, r.Words = e.text(r.Says), e.text(r.Words)
	r.Rehearsal = e.line(r.Rehearsal)
	if r.Replay != nil {
		r.Replay = r.Replay.edited(e)
	}
	v := &r.Verdict
	v.Headline, v.Explanation, v.Advice = e.line(v.Headline), e.text(v.Explanation), e.text(v.Advice)
	v.Evidence = e.ids(v.Evidence)
	v.Carries, v.Against = e.reasons(v.Carries), e.reasons(v.Against)
	if v.Overturn != nil {
		v.Overturn = &Turn{Text: e.line(v.Overturn.Text), Action: own(v.Overturn.Action)}
	}
	r.Checks = append([]Check{}, r.Checks...)
	for i := range r.Checks {
		c := &r.Checks[i]
		c.Title, c.Summary, c.Value = e.line(c.Title), e.line(c.Summary), e.line(c.Value)
		c.Detail = e.text(c.Detail)
		c.Data = inData(c.Data, e.data(c.ID))
		c.ID = e.id(c.ID)
	}
	r.Findings = append([]Holding{}, r.Findings...)
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Summary, f.Evidence = e.line(f.Summary), e.ids(f.Evidence)
	}
	r.Steps = append([]Step{}, r.Steps...)
	for i := range r.Steps {
		r.Steps[i].Reason = e.line(r.Steps[i].Reason)
	}
	r.Tried = slices.Clone(r.Tried)
	for i := range r.Tried {
		r.Tried[i].What, r.Tried[i].Result = e.line(r.Tried[i].What), e.line(r.Tried[i].Result)
	}
	if r.Helped != nil {
		r.Helped = &Helped{At: r.Helped.At, Step: r.Helped.Step, What: e.line(r.Helped.What)}
	}
	return r
}

// words cleans what should hold only words of our own vocabulary: a report that is
// read back may come from anybody.
func words(r Report) Report {
	r.Program.Version = oneLine(r.Program.Version)
	r.Target.Seen = own(r.Target.Seen)
	r.System.OS, r.System.Arch = own(r.System.OS), own(r.System.Arch)
	v := &r.Verdict
	v.Code, v.AtFault, v.Confidence, v.Broken = own(v.Code), own(v.AtFault), own(v.Confidence), own(v.Broken)
	r.Checks, r.Findings = slices.Clone(r.Checks), slices.Clone(r.Findings)
	for i := range r.Checks {
		c := &r.Checks[i]
		c.ID, c.Node, c.State, c.Code = own(c.ID), own(c.Node), own(c.State), own(c.Code)
	}
	for i := range r.Findings {
		r.Findings[i].Code = own(r.Findings[i].Code)
	}
	r.Steps, r.Tried = slices.Clone(r.Steps), slices.Clone(r.Tried)
	for i := range r.Steps {
		s := &r.Steps[i]
		s.ID, s.Advice, s.State = own(s.ID), own(s.Advice), own(s.State)
	}
	for i := range r.Tried {
		r.Tried[i].Step = own(r.Tried[i].Step)
	}
	if r.Helped != nil {
		r.Helped = &Helped{At: r.Helped.At, Step: own(r.Helped.Step), What: r.Helped.What}
	}
	return r
}

// edited returns a copy. What it quotes comes out of a file, which anybody can write.
func (p Replay) edited(e editor) *Replay {
	p.Program = e.line(p.Program)
	p.Was = Judgement{Code: e.line(p.Was.Code), AtFault: e.line(p.Was.AtFault), Confidence: e.line(p.Was.Confidence)}
	p.Differences = append([]Difference{}, p.Differences...)
	for i := range p.Differences {
		d := &p.Differences[i]
		d.Field, d.Was, d.Now = e.line(d.Field), e.line(d.Was), e.line(d.Now)
	}
	if p.Ignored != nil {
		p.Ignored = e.ids(p.Ignored)
	}
	return &p
}

func own[T ~string](word T) T { return T(oneLine(string(word))) }

// id edits the part of an ID that names a host; the kind before it is ours.
func (e editor) id(id checks.ID) checks.ID {
	kind := id.Kind()
	if kind == id {
		return id
	}
	return kind + ":" + checks.ID(e.line(string(id[len(kind)+1:])))
}

func (e editor) reasons(list []Reason) []Reason {
	out := make([]Reason, 0, len(list))
	for _, r := range list {
		out = append(out, Reason{Checks: e.ids(r.Checks), Text: e.line(r.Text)})
	}
	return out
}

func (e editor) ids(list []checks.ID) []checks.ID {
	out := make([]checks.ID, 0, len(list))
	for _, id := range list {
		out = append(out, e.id(id))
	}
	return out
}
