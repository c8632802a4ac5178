package report

import (
	"cmp"
	"strconv"

	"fix502/checks"
	"fix502/checks/text"
)

// Marks say what a report is, where it is not that of a real run. They stand
// before everything else in every readable form; there are none for a real run.
func (r Report) Marks(texts *text.Table) []string {
	var list []string
	if r.Rehearsal != "" {
		list = append(list, texts.Tr("report.rehearsal", checks.Args{"id": r.Rehearsal}))
	}
	if p := r.Replay; p != nil {
		list = append(list, texts.Tr(p.words(), checks.Args{
			"was": p.Program, "now": r.Program.Version, "count": strconv.Itoa(len(p.Differences)),
		}))
	}
	return list
}

// words is the code of the sentence that says how a replay compares.
func (p Replay) words() string {
	switch {
	case !p.Differs:
		return "report.replay.same"
	case len(p.Differences) == 1:
		return "report.replay.differs.one"
	}
	return "report.replay.differs"
}

// Otherwise lists what a replay found to be judged otherwise, a line each; it
// belongs below Marks.
func (r Report) Otherwise(texts *text.Table) []string {
	if r.Replay == nil {
		return nil
	}
	var list []string
	for _, d := range r.Replay.Differences {
		list = append(list, texts.Tr("report.replay.difference", checks.Args{
			"field": d.Field, "was": cmp.Or(d.Was, nothing), "now": cmp.Or(d.Now, nothing),
		}))
	}
	return list
}

// nothing stands where one of two reports has none.
const nothing = "–"

// Marks are those of the report.
func (v view) Marks() []string { return v.Report.Marks(v.texts) }

// Otherwise are the lines below them.
func (v view) Otherwise() []string { return v.Report.Otherwise(v.texts) }
