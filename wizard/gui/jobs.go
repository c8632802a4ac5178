package gui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// fillJobs shows what the program can do in this step.
func (s *step) fillJobs(p wizard.Page) {
	s.jobs.Objects, s.buttons = nil, nil
	if len(p.Actions) == 0 {
		return
	}
	row, notes := newFlow(gapLine), newStack(gapSmall)
	card := []fyne.CanvasObject{}
	confirm := newStack(gapInside)
	confirm.Hide()
	for _, a := range p.Actions {
		picked := ""
		if len(a.Choices) > 0 {
			picked = a.Choices[0].ID
			card = append(card, s.choicesOf(a, &picked))
		}
		k := quiet
		if a.Primary && (p.Last == nil || !p.Last.Helped) {
			k = primary
		}
		b := s.ui.button(k, a.Label, func() { s.wish(a, picked, confirm) })
		note := a.Note
		if a.Off != "" {
			b.Disable()
			note = a.Off
		}
		s.buttons = append(s.buttons, b)
		row.Add(b)
		if note != "" {
			notes.Add(newWords(s.noteFor(a.Label, note, len(p.Actions) > 1), secondVoice))
		}
	}
	s.jobs.Add(newCard(append(card, row, notes, confirm)...))
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
	set := newChoices(func(id string) { *picked = id })
	for _, c := range a.Choices {
		set.add(s.ui, c.ID, c.Label, "")
	}
	set.mark(*picked)
	return newColumns(3, leastCard, set.objects()...)
}

// wish does an action, after asking where it changes something.
func (s *step) wish(a wizard.ActionView, picked string, confirm *fyne.Container) {
	if s.halt != nil {
		return // one at a time
	}
	if !a.Changes {
		s.run(a, picked)
		return
	}
	cancel := func() {
		confirm.Hide()
		s.page.escape = nil
		s.ui.relayout()
		s.settleFocus()
	}
	ahead := s.ui.button(primary, s.ui.tr("confirm.ahead"), func() {
		cancel()
		s.run(a, picked)
	})
	heading := s.ui.tr("confirm.change")
	if a.ID == wizard.EndApp || a.ID == wizard.EndAndStartApp {
		heading = s.ui.tr("confirm.end")
	}
	if len(a.Items) == 0 {
		heading = s.ui.tr("confirm.ask", "label", a.Label)
	}
	confirm.Objects = []fyne.CanvasObject{newRule(), newWords(heading, boldVoice)}
	for _, item := range a.Items {
		confirm.Add(newWords("•  "+item, plainVoice))
	}
	confirm.Add(newFlow(gapLine, ahead, s.ui.button(quiet, s.ui.tr("confirm.cancel"), cancel)))
	confirm.Show()
	s.page.escape = cancel
	s.ui.relayout()
	s.ui.focus(ahead)
}

// begin shows that something is going on and returns the context of it.
func (s *step) begin(doing string) context.Context {
	ctx, halt := context.WithCancel(s.ui.visit)
	s.halt, s.page.stop = halt, s.stop
	s.doing.set(doing)
	s.meter.set(0, 0)
	s.meter.Hide()
	for _, b := range s.buttons {
		b.Disable()
	}
	s.work.Show()
	s.ui.relayout()
	return ctx
}

func (s *step) end() {
	if s.halt != nil {
		s.halt()
	}
	s.halt, s.page.stop = nil, nil
	s.work.Hide()
}

// run does an action beside the window and shows what came of it.
func (s *step) run(a wizard.ActionView, picked string) {
	visit := s.ui.visit
	ctx := s.begin(s.ui.tr("step.doing", "label", a.Label))
	s.ui.load(visit, func(f Flow) func() {
		result := f.Do(ctx, s.id, a.ID, picked, func(text string) {
			s.ui.hand(visit, func() {
				s.doing.set(text)
				s.ui.relayout()
			})
		})
		return func() {
			stopped := ctx.Err() != nil
			s.end()
			s.view.Result = &result
			s.fillOutcome(s.view)
			if result.Recheck && !stopped {
				s.recheck()
				return
			}
			s.reload()
		}
	})
}

// recheck checks again by itself and says whether the step helped.
func (s *step) recheck() {
	if s.halt != nil {
		return
	}
	visit := s.ui.visit
	ctx := s.begin(s.ui.tr("step.again"))
	s.meter.Show()
	s.ui.relayout()
	s.ui.load(visit, func(f Flow) func() {
		f.Recheck(ctx, s.id, func(done, all int) {
			s.ui.hand(visit, func() {
				s.meter.set(done, all)
				s.doing.set(s.ui.tr("step.again.count", "done", strconv.Itoa(done), "all", strconv.Itoa(all)))
				s.ui.relayout()
			})
		})
		return func() {
			s.end()
			s.reload()
		}
	})
}

// fillOutcome shows what the last action gave, and what the re-check says.
func (s *step) fillOutcome(p wizard.Page) {
	s.outcome.Objects = nil
	s.yes.kind = quiet
	if p.Result != nil {
		s.outcome.Add(s.ui.result(*p.Result))
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

// result is the card that says what an action gave.
func (w *Window) result(r wizard.Result) fyne.CanvasObject {
	l := roadLooks[wizard.RoadAttention]
	if r.OK {
		l = roadLooks[wizard.RoadGood]
	}
	parts := []fyne.CanvasObject{newLine(newSign(l, signSmall), newWords(r.Text, boldVoice), newStack(0))}
	if len(r.Bars) > 0 {
		parts = append(parts, newChart(r.Bars))
	}
	if len(r.Lines) > 0 {
		lines := newStack(gapSmall)
		for _, line := range r.Lines {
			lines.Add(newWords(line, mutedVoice))
		}
		parts = append(parts, lines)
	}
	if r.Detail != "" {
		detail := newSelectable(r.Detail)
		parts = append(parts, w.newFold(w.tr("details"), secondVoice, detail), detail)
	}
	return newCard(parts...)
}
