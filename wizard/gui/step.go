package gui

import (
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
	task    *task           // what it is doing
	timer   *fyne.Container // the restart of the router, empty where that is not going on
	outcome *fyne.Container // what came of it
	answers []*button       // to what the user is asked about it
	guides  *fyne.Container
	news    bool // the outcome is new: it is brought into view
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
		ui: w, id: at.step, head: newStack(gapInside), jobs: newStack(gapGroup), timer: newStack(0), outcome: newStack(gapGroup), guides: newStack(gapInside),
	}
	s.task = w.newTask(s.settleFocus)
	s.yes = w.button(quiet, w.tr("step.yes"), func() { s.answer(wizard.StepHelped) })
	s.no = w.button(quiet, w.tr("step.no"), func() { s.answer(wizard.StepDone) })
	skip := w.button(link, w.tr("step.skip"), func() { s.answer(wizard.StepSkipped) })
	back := w.button(quiet, w.tr("back"), w.back)
	s.page = &page{
		railed: true, step: at.step, first: s.no,
		body: newStack(gapGroup, s.head, s.timer, s.jobs, s.task.panel, s.outcome, s.guides),
		bar:  newSides(newFlow(gapInside, back, skip), newFlow(gapInside, w.asking(), s.no, s.yes)),
	}
	s.task.page = s.page
	s.fillHead(wizard.Page{StepView: w.stepView(at.step)})
	s.head.Add(newWords(w.tr("step.loading"), mutedVoice))
	s.page.begin = s.reload
	if at.again {
		s.page.begin = s.recheck
	}
	if at.step == wizard.ChangeDNS {
		s.page.settled = s.trialEnded
	}
	return s.page
}

// trialEnded shows how the trial of this step ended, unless the action that made it
// is still about to say so.
func (s *step) trialEnded(r *wizard.Result) {
	switch {
	case s.task.busy():
	case r != nil:
		s.finished(*r, false)
	default:
		s.reload()
	}
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

// onTrial tells whether something of this step waits for the user's answer, which
// then comes before anything else on the page.
func (s *step) onTrial() bool {
	t := s.ui.trial
	return s.id == wizard.ChangeDNS && t != nil && t.over == nil && t.keep != nil
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
	if s.news {
		s.news = false
		s.ui.shell.content.bring(s.outcome)
	}
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
	for _, line := range p.Known {
		s.head.Add(newWords(line, plainVoice))
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
	for _, b := range s.task.buttons {
		if !b.Disabled() && b.kind == primary && s.view.Last == nil {
			first = b
		}
	}
	switch {
	case s.yes.kind == primary:
		first = s.yes
	case len(s.answers) > 0:
		first = s.answers[0]
	case s.onTrial():
		first = s.ui.trial.keep
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
