package gui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// step is the page of one of the twelve steps.
type step struct {
	ui   *Window
	id   wizard.StepID
	page *page
	view wizard.Page

	head    *fyne.Container // title, pill, why
	jobs    *fyne.Container // what the program can do
	work    *fyne.Container // what it is doing
	doing   *words
	meter   *meter
	halt    context.CancelFunc
	outcome *fyne.Container // what came of it
	guides  *fyne.Container
	buttons []*button // of the actions
	yes     *button
	no      *button
}

// stepPage is the page of a step. Two of them have a form of their own.
func (w *Window) stepPage(at spot) *page {
	switch at.step {
	case wizard.ContactSupport:
		return w.reportPage(at)
	case wizard.ComeBackLater:
		return w.watchPage(at)
	}
	s := &step{
		ui: w, id: at.step, head: newStack(gapInside), jobs: newStack(gapGroup), outcome: newStack(gapGroup), guides: newStack(gapInside),
		doing: newWords("", plainVoice), meter: newMeter(),
	}
	s.buildWork()
	s.yes = w.button(quiet, w.tr("step.yes"), func() { s.answer(wizard.StepHelped) })
	s.no = w.button(quiet, w.tr("step.no"), func() { s.answer(wizard.StepDone) })
	skip := w.button(link, w.tr("step.skip"), func() { s.answer(wizard.StepSkipped) })
	back := w.button(quiet, w.tr("back"), w.back)
	s.page = &page{
		railed: true, step: at.step, first: s.no,
		body: newStack(gapGroup, s.head, s.jobs, s.work, s.outcome, s.guides),
		bar:  newSides(newFlow(gapInside, back, skip), newFlow(gapInside, w.asking(), s.no, s.yes)),
	}
	s.fillHead(wizard.Page{StepView: w.stepView(at.step)})
	s.head.Add(newWords(w.tr("step.loading"), mutedVoice))
	s.page.begin = s.reload
	return s.page
}

// asking is "Did that help?", as tall as the buttons beside it.
func (w *Window) asking() fyne.CanvasObject {
	return newInset(gapSmall, gapLine, newWords(w.tr("step.helped"), boldVoice))
}

// stepView finds a step's line of the rail.
func (w *Window) stepView(id wizard.StepID) wizard.StepView {
	for _, v := range w.flow.Rail() {
		if v.ID == id {
			return v
		}
	}
	return wizard.StepView{Step: wizard.Step{ID: id}}
}

// buildWork makes the panel that shows that something is going on.
func (s *step) buildWork() {
	stop := s.ui.button(quiet, s.ui.tr("checking.stop"), func() { s.stop() })
	s.work = newCard(s.doing, s.meter, newFlow(0, stop))
	s.work.Hide()
}

func (s *step) stop() {
	if s.halt != nil {
		s.doing.set(s.ui.tr("checking.stopping"))
		s.halt()
	}
}

// reload asks the wizard for the page, which may look at this computer.
func (s *step) reload() {
	ctx := s.ui.visit
	s.ui.load(ctx, func(f Flow) func() {
		p := f.Page(ctx, s.id)
		return func() { s.fill(p) }
	})
}

// fill shows the page.
func (s *step) fill(p wizard.Page) {
	s.view = p
	s.fillHead(p)
	s.fillJobs(p)
	s.fillOutcome(p)
	s.guides.Objects = nil
	for _, g := range p.Guides {
		s.guides.Add(s.ui.guide(g))
	}
	if len(p.Guides) > 0 || len(p.Actions) == 0 {
		s.guides.Add(newFlow(0, s.ui.button(quiet, s.ui.tr("step.recheck"), s.recheck)))
	}
	s.settleFocus()
	s.ui.relayout()
}

// fillHead writes the title, the pill of the last re-check, and why this step.
func (s *step) fillHead(p wizard.Page) {
	title := p.Title
	if title == "" {
		title = p.Name
	}
	heading := newWords(s.ui.tr("step.title", "number", strconv.Itoa(p.Number), "title", title), headingVoice)
	var pill fyne.CanvasObject = newStack(0)
	if p.Last != nil {
		pill = s.ui.pill(*p.Last)
	}
	s.head.Objects = []fyne.CanvasObject{newSides(heading, pill)}
	if p.Why != "" {
		s.head.Add(newWords(p.Why, mutedVoice))
	}
	if p.Reason != "" {
		l := look{sign: "bang", colour: colourAttention}
		if p.Advice == wizard.Recommended {
			l = look{sign: "check", colour: colourGood}
		}
		if p.Advice == wizard.NotNeeded {
			l = look{sign: "dash", colour: colourMuted}
		}
		s.head.Add(newLine(newSign(l, signSmall), newWords(p.Reason, plainVoice), newStack(0)))
	}
}

// pill says what the last re-check gave.
func (w *Window) pill(c wizard.Comparison) fyne.CanvasObject {
	m, code := bad, "step.pill.same"
	switch {
	case c.Helped:
		m, code = good, "step.pill.helped"
	case c.Better:
		m, code = attention, "step.pill.better"
	}
	return newPill(w.tr(code, "when", w.moment(c.At)), m)
}

// settleFocus puts the focus on the button to press next.
func (s *step) settleFocus() {
	first := fyne.Focusable(s.no)
	for _, b := range s.buttons {
		if !b.Disabled() && b.kind == primary && s.view.Last == nil {
			first = b
		}
	}
	if s.yes.kind == primary {
		first = s.yes
	}
	s.page.first = first
	s.ui.rest(first)
}

// answer records whether the step helped and goes on.
func (s *step) answer(state wizard.StepState) {
	s.ui.flow.Mark(s.id, state)
	if state == wizard.StepHelped {
		s.ui.open(spot{screen: screenSolved})
		return
	}
	s.ui.openStep(s.ui.flow.Next(s.id))
}
