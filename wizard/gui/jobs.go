package gui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// fillJobs shows what the program can do in this step.
func (s *step) fillJobs(p wizard.Page) {
	s.jobs.Objects, s.task.buttons = nil, nil
	if len(p.Actions) == 0 {
		return
	}
	card := []fyne.CanvasObject{}
	for _, group := range grouped(p.Actions) {
		if len(card) > 0 {
			card = append(card, newRule())
		}
		card = append(card, s.group(p, group)...)
	}
	s.task.confirm.Hide()
	s.jobs.Add(newCard(append(card, s.task.confirm)...))
}

// grouped parts the actions: one with choices stands by itself, so that it is plain
// what the choice is about; the others share a row.
func grouped(list []wizard.ActionView) [][]wizard.ActionView {
	var groups [][]wizard.ActionView
	for i, a := range list {
		if i == 0 || len(a.Choices) > 0 || len(list[i-1].Choices) > 0 {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], a)
	}
	return groups
}

// group is a row of buttons with what is said beforehand about each.
func (s *step) group(p wizard.Page, list []wizard.ActionView) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	row, notes := newFlow(gapLine), newStack(gapSmall)
	for _, a := range list {
		picked := firstOf(a.Choices)
		if len(a.Choices) > 0 {
			parts = append(parts, s.choicesOf(a, &picked))
		}
		k := quiet
		if a.Primary && (p.Last == nil || !p.Last.Helped) && !s.onTrial() {
			k = primary
		}
		b := s.ui.button(k, a.Label, func() { s.task.wish(a, picked, func() { s.run(a, picked) }) })
		note := a.Note
		if a.Off != "" {
			note = a.Off
		}
		if a.Off != "" || len(a.Choices) > 0 && picked == "" {
			b.Disable()
		}
		s.task.buttons = append(s.task.buttons, b)
		row.Add(b)
		if note != "" {
			notes.Add(newWords(s.noteFor(a.Label, note, len(list) > 1), secondVoice))
		}
	}
	return append(parts, row, notes)
}

// firstOf is the first choice that can be picked now, "" where there is none.
func firstOf(list []wizard.Choice) string {
	for _, c := range list {
		if c.Off == "" {
			return c.ID
		}
	}
	return ""
}

// noteFor names the button that a note belongs to where there are several.
func (s *step) noteFor(label, note string, several bool) string {
	if !several {
		return note
	}
	return s.ui.tr("step.note", "label", label, "note", note)
}

// choicesOf lets the user pick one of an action's choices.
func (s *step) choicesOf(a wizard.ActionView, picked *string) fyne.CanvasObject {
	set := newChoices(func(id string) {
		*picked = id
		if s.task.confirm.Visible() { // what it says is about another choice
			s.page.escape()
		}
	})
	for _, c := range a.Choices {
		card := set.add(s.ui, c.ID, c.Label, c.Off)
		if c.Off != "" {
			card.Disable()
		}
	}
	set.mark(*picked)
	return newColumns(3, leastCard, set.objects()...)
}

// run does an action beside the window and shows what came of it.
func (s *step) run(a wizard.ActionView, picked string) {
	if a.ID == wizard.TimeRouter {
		s.timeRouter()
		return
	}
	visit := s.ui.visit
	ctx := s.task.begin(s.ui.tr("step.doing", "label", a.Label))
	s.ui.load(visit, func(f Flow) func() {
		result := f.Do(ctx, s.id, a.ID, picked, s.task.tell(visit))
		return func() {
			stopped := ctx.Err() != nil
			s.task.end()
			s.ui.lookAtTrial()
			s.finished(result, stopped)
		}
	})
}

// finished shows what something gave, and checks again where that is worth it.
func (s *step) finished(r wizard.Result, stopped bool) {
	s.view.Result, s.news = &r, true
	s.fillOutcome(s.view)
	if r.Recheck && !stopped {
		s.recheck()
		return
	}
	s.reload()
}

// recheck checks again by itself and says whether the step helped.
func (s *step) recheck() {
	if s.task.busy() {
		return
	}
	visit := s.ui.visit
	ctx := s.task.begin(s.ui.tr("step.again"))
	s.task.meter.Show()
	s.ui.relayout()
	s.ui.load(visit, func(f Flow) func() {
		f.Recheck(ctx, s.id, func(done, all int) {
			s.ui.hand(visit, func() {
				s.task.meter.set(done, all)
				s.task.doing.set(s.ui.tr("step.again.count", "done", strconv.Itoa(done), "all", strconv.Itoa(all)))
				s.ui.relayout()
			})
		})
		return func() {
			s.task.end()
			s.reload()
		}
	})
}

// fillOutcome shows what the last action gave, and what the re-check says.
func (s *step) fillOutcome(p wizard.Page) {
	s.outcome.Objects, s.answers = nil, nil
	s.yes.kind = quiet
	if p.Result != nil {
		s.outcome.Add(s.ui.result(*p.Result, s.tellBack))
		if q := p.Result.Question; q != nil {
			s.outcome.Add(s.question(*q))
		}
	}
	if p.Last != nil {
		m := roadLooks[wizard.RoadAttention]
		if p.Last.Helped {
			m = roadLooks[wizard.RoadGood]
		}
		s.outcome.Add(newCard(newLine(newSign(m, signSmall), newWords(p.Last.Text, boldVoice), newStack(0))))
	}
	if p.Last != nil && p.Last.Helped {
		s.yes.kind = primary
	}
	s.yes.Refresh()
}

// tellBack shows what taking something back gave in place of what was there.
func (s *step) tellBack(r wizard.Result) {
	ctx := s.ui.visit
	s.ui.load(ctx, func(f Flow) func() {
		p := f.Page(ctx, s.id) // there is something to do again
		p.Result = &r
		return func() {
			s.news = true
			s.fill(p)
		}
	})
}

// question asks what only the user can have seen.
func (s *step) question(q wizard.Question) fyne.CanvasObject {
	row := newFlow(gapLine)
	for _, a := range q.Answers {
		b := s.ui.button(quiet, a.Label, func() { s.tell(q.ID, a.ID) })
		s.answers = append(s.answers, b)
		row.Add(b)
	}
	return newCard(newWords(q.Text, boldVoice), row)
}

// tell hands the user's answer over and shows what follows from it.
func (s *step) tell(question, answer string) {
	if s.task.busy() {
		return
	}
	visit := s.ui.visit
	s.ui.load(visit, func(f Flow) func() {
		result := f.Answer(visit, s.id, question, answer)
		return func() {
			s.finished(result, false)
			s.ui.renewRail()
		}
	})
}
