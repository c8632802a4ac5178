package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"fix502/checks/text"
)

// MailWidth is what mail programs show without wrapping it again, in characters.
const MailWidth = 72

// Text writes the report as plain text in lines of the given width: the story
// first, the technical part after it.
func Text(w io.Writer, r Report, texts *text.Table, width int) error {
	v := newView(r, texts)
	p := &paper{width: width}
	for _, mark := range v.Marks() {
		p.para("", mark)
		p.gap()
	}
	for _, d := range v.Otherwise() {
		p.item("- ", d)
	}
	p.gap()
	p.heading(v.Title(), '=')
	p.para("", v.Made())
	if !v.Complete() {
		p.para("", v.T("report.incomplete"))
	}
	p.story(v)
	p.technical(v)
	p.gap()
	p.para("", v.Privacy())
	if _, err := io.WriteString(w, p.String()); err != nil {
		return fmt.Errorf("writing a report: %w", err)
	}
	return nil
}

// paper collects lines of text.
type paper struct {
	strings.Builder
	width int // of a line, in characters
}

func (p *paper) story(v view) {
	p.section(v.T("report.result"))
	p.para("", v.Verdict.Headline)
	p.gap()
	p.lines("", v.Verdict.Explanation)
	p.gap()
	p.para("", v.Sure())
	if v.Verdict.Advice != "" {
		p.section(v.T("report.todo"))
		p.lines("", v.Verdict.Advice)
	}
	if helping := v.Helping(); len(helping) > 0 {
		p.section(v.T("report.helps"))
		for _, s := range helping {
			p.item(fmt.Sprintf("%2d. ", s.Number), s.Name)
		}
	}
	p.section(v.T("report.road", "service", v.Target.Name))
	for _, place := range v.Road() {
		p.pair(place.Label, place.Note)
	}
	if known := v.Evidence(); len(known) > 0 {
		p.section(v.T("report.how"))
		for _, c := range known {
			p.item("- ", c.Summary)
		}
	}
	p.doubts(v)
	if others := v.Others(); len(others) > 0 {
		p.section(v.T("report.also"))
		for _, o := range others {
			p.item("- ", o.Summary)
		}
	}
	p.theirs(v)
}

// doubts is what speaks against the verdict, and what would change it.
func (p *paper) doubts(v view) {
	if len(v.Verdict.Against) > 0 {
		p.section(v.T("report.against"))
		for _, r := range v.Verdict.Against {
			p.item("- ", r.Text)
		}
	}
	if v.Verdict.Overturn != nil {
		p.section(v.T("report.overturn"))
		p.para("", v.Verdict.Overturn.Text)
	}
}

// theirs is what the user said and did.
func (p *paper) theirs(v view) {
	if v.Says != "" || v.Words != "" {
		p.section(v.T("report.words"))
		if v.Says != "" {
			p.para("> ", v.T("report.says", "says", v.Says))
		}
		p.lines("> ", v.Words)
	}
	p.section(v.T("report.tried"))
	if line := v.HelpedLine(); line != "" {
		p.para("", line)
		p.gap()
	}
	if len(v.Tried) == 0 {
		p.para("", v.T("report.tried.none"))
	}
	for _, t := range v.TriedLines() {
		p.item(t.At+"  ", strings.TrimSuffix(t.Step+": "+t.What, ": "))
		p.item(strings.Repeat(" ", len(t.At)+2), t.Result)
	}
}

func (p *paper) technical(v view) {
	p.gap()
	p.heading(v.T("report.technical"), '=')
	for _, f := range v.Summary() {
		p.pair(f.Name, f.Value)
	}
	p.section(v.T("report.checks"))
	for _, c := range v.Checks {
		p.item("* ", c.Title+" ["+v.StateWord(c.State)+"] "+c.Summary)
		p.item("    ", string(c.ID)+" "+c.Code+", "+v.Timing(c))
		for _, line := range v.Lines(c) {
			p.item("    | ", line)
		}
	}
	if groups := v.Headers(); len(groups) > 0 {
		p.section(v.T("report.headers"))
		for _, g := range groups {
			p.item("* ", g.Of)
			for _, h := range g.Headers {
				p.item("    ", h.Name+": "+h.Value)
			}
		}
	}
	p.section(v.T("report.steps"))
	for _, s := range v.StepLines() {
		p.item(fmt.Sprintf("%2d. ", s.Number), s.Name+" ["+s.Became()+"] "+s.Reason)
	}
}

// gap leaves an empty line, one only.
func (p *paper) gap() {
	if s := p.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
		p.WriteByte('\n')
	}
}

func (p *paper) heading(title string, line rune) {
	p.para("", title)
	longest := 0
	for _, l := range text.Wrap(title, p.width) {
		longest = max(longest, utf8.RuneCountInString(l))
	}
	p.WriteString(strings.Repeat(string(line), longest) + "\n")
}

func (p *paper) section(title string) {
	p.gap()
	p.heading(title, '-')
}

// para writes a paragraph, each line of it behind the mark.
func (p *paper) para(mark, s string) {
	for _, line := range text.Wrap(s, p.width-utf8.RuneCountInString(mark)) {
		p.WriteString(mark + line + "\n")
	}
}

// lines writes a text of several paragraphs, each line of it behind the mark.
func (p *paper) lines(mark, s string) {
	for line := range strings.SplitSeq(s, "\n") {
		p.para(mark, line)
	}
}

// item writes a paragraph with a mark before its first line and room before the others.
func (p *paper) item(mark, s string) {
	room := strings.Repeat(" ", utf8.RuneCountInString(mark))
	for i, line := range text.Wrap(s, p.width-len(room)) {
		if i == 0 {
			p.WriteString(mark + line + "\n")
			continue
		}
		p.WriteString(room + line + "\n")
	}
}

// labelWidth is where the second column begins.
const labelWidth = 20

func (p *paper) pair(name, value string) {
	p.item(fmt.Sprintf("%-*s ", labelWidth, name), value)
}
