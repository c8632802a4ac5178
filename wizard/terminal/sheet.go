package terminal

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/wizard"
)

// sheet is the result of a check for people: what was found, the verdict, and what
// can be done.
func (p Program) sheet(r report.Report) string {
	width := p.columns()
	var b strings.Builder
	para := func(mark, s string) {
		for i, line := range text.Wrap(s, width-utf8.RuneCountInString(mark)) {
			if i > 0 {
				mark = strings.Repeat(" ", utf8.RuneCountInString(mark))
			}
			b.WriteString(mark + line + "\n")
		}
	}
	if p.marks(r, para) {
		b.WriteByte('\n')
	}
	para("", p.tr("terminal.heading", checks.Args{"service": r.Target.Name, "url": r.Target.URL}))
	b.WriteByte('\n')
	b.WriteString(rows(found(r.Checks), width))
	b.WriteByte('\n')
	para("", r.Verdict.Headline)
	for line := range strings.SplitSeq(r.Verdict.Explanation, "\n") {
		para("", line)
	}
	b.WriteByte('\n')
	if r.Verdict.Advice != "" {
		para("", p.tr("terminal.now", nil)+" "+r.Verdict.Advice)
	}
	for _, s := range r.Steps {
		if s.Advice == string(wizard.Recommended) {
			para(fmt.Sprintf("  %2d. ", s.Number), p.tr("step."+s.ID, nil))
		}
	}
	b.WriteByte('\n')
	if p.doubts(r.Verdict, para) {
		b.WriteByte('\n')
	}
	para("", p.tr("terminal.verdict", checks.Args{
		"code": r.Verdict.Code, "fault": r.Verdict.AtFault, "confidence": string(r.Verdict.Confidence),
		"took": time.Duration(r.Duration * float64(time.Millisecond)).Round(time.Millisecond).String(),
	}))
	return b.String()
}

// marks writes what a report is where it is not that of a real run, and tells
// whether it is none.
func (p Program) marks(r report.Report, para func(mark, s string)) bool {
	marks := r.Marks(p.Texts)
	for _, mark := range marks {
		para("", mark)
	}
	for _, line := range r.Otherwise(p.Texts) {
		para("  - ", line)
	}
	return len(marks) > 0
}

// doubts writes what speaks against a verdict and what would change it, and tells
// whether there is any of it.
func (p Program) doubts(v report.Verdict, para func(mark, s string)) bool {
	if len(v.Against) > 0 {
		para("", p.tr("report.against", nil)+":")
	}
	for _, reason := range v.Against {
		para("  - ", reason.Text)
	}
	if v.Overturn != nil {
		para("", p.tr("report.overturn", nil)+": "+v.Overturn.Text)
	}
	return len(v.Against) > 0 || v.Overturn != nil
}

// row is one line of the list of checks.
type row struct {
	state, text, value string
	names              []string // of checks that share the line
}

// found makes the lines. Checks that were left out for the same reason share one:
// without a connection all the others are.
func found(list []report.Check) []row {
	var out []row
	for _, c := range list {
		if c.State != checks.Skipped {
			out = append(out, row{state: string(c.State), text: said(c), value: c.Value})
			continue
		}
		i := slices.IndexFunc(out, func(r row) bool { return r.names != nil && r.text == c.Summary })
		if i < 0 {
			out = append(out, row{state: string(c.State), text: c.Summary})
			i = len(out) - 1
		}
		out[i].names = append(out[i].names, c.Title)
	}
	return out
}

// said is what a check found; the sentences that any check may end with need its
// name to be understood.
func said(c report.Check) string {
	if strings.HasPrefix(c.Code, "check.") {
		return c.Title + ": " + c.Summary
	}
	return c.Summary
}

// The list of checks: the state, what was seen, and at the right its short value.
const (
	stateWidth = 9 // "problem" and two blanks
	margin     = 2
	gap        = 2
	mostValue  = 20 // a longer value goes into the text
	leastWidth = 60 // of a terminal that has room for a column of values
)

func rows(list []row, width int) string {
	right := 0
	for i, r := range list {
		n := utf8.RuneCountInString(r.value)
		if n > mostValue || n > 0 && width < leastWidth {
			list[i].text, list[i].value = r.text+" ("+r.value+")", ""
			continue
		}
		right = max(right, n)
	}
	middle := width - margin - stateWidth - gap - right
	var b strings.Builder
	for _, r := range list {
		lines := text.Wrap(r.text, middle)
		lines = append(lines, text.Wrap(strings.Join(r.names, ", "), middle)...)
		for i, line := range lines {
			left, end := "", ""
			if i == 0 {
				left, end = r.state, r.value
			}
			whole := fmt.Sprintf("%*s%-*s%-*s%*s", margin, "", stateWidth, left, middle+gap, line, right, end)
			b.WriteString(strings.TrimRight(whole, " ") + "\n")
		}
	}
	return b.String()
}
