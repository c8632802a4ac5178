package gui

import (
	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// fixing is the card about one thing that is wrong with this computer itself.
type fixing struct {
	ui      *Window
	card    wizard.FixCard
	task    *task
	again   *button // checks again, which is what comes after it
	outcome *fyne.Container
}

// fixCards are the cards of a verdict. The button of the first one that has any is
// the page's filled one where the verdict itself has none.
func (w *Window) fixCards(p *page, v wizard.VerdictView, again *button) []fyne.CanvasObject {
	var cards []fyne.CanvasObject
	taken := v.Primary != nil
	for _, c := range v.Cards {
		f := &fixing{ui: w, card: c, again: again, outcome: newStack(gapInside)}
		f.task = w.newTask(func() { w.focus(w.page.first) })
		f.task.page = p
		k := quiet
		if !taken && c.Action != nil && c.Action.Off == "" && c.Result == nil {
			k, taken, again.kind = primary, true, quiet
		}
		cards = append(cards, f.build(k))
		if k == primary {
			p.first = f.task.buttons[0]
		}
	}
	return cards
}

func (f *fixing) build(k kind) fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		newLine(newSign(roadLooks[wizard.RoadAttention], signSmall), newWords(f.card.Title, subVoice), newStack(0)),
		newWords(f.card.Text, mutedVoice),
	}
	if a := f.card.Action; a != nil {
		b := f.ui.button(k, a.Label, func() { f.task.wish(*a, firstOf(a.Choices), func() { f.run(*a) }) })
		note := a.Note
		if a.Off != "" {
			b.Disable()
			note = a.Off
		}
		f.task.buttons = []*button{b}
		parts = append(parts, newFlow(0, b))
		if note != "" {
			parts = append(parts, newWords(note, secondVoice))
		}
	}
	if f.card.Result != nil {
		f.show(*f.card.Result)
	}
	parts = append(parts, f.task.confirm, f.task.panel, f.outcome)
	for _, g := range f.card.Guides {
		parts = append(parts, f.ui.guide(g))
	}
	return newCard(parts...)
}

// run lets the program mend it and says what came of that.
func (f *fixing) run(a wizard.ActionView) {
	visit := f.ui.visit
	ctx := f.task.begin(f.ui.tr("step.doing", "label", a.Label))
	f.ui.load(visit, func(flow Flow) func() {
		result := flow.Fix(ctx, f.card.Code, a.ID, f.task.tell(visit))
		return func() {
			f.task.end()
			b := f.task.buttons[0]
			b.Enable()
			f.show(result)
			first := b
			if result.OK {
				b.kind, f.again.kind, first = quiet, primary, f.again
				b.Refresh()
				f.again.Refresh()
			}
			f.ui.page.first = first
			f.ui.relayout()
			f.ui.focus(first)
		}
	})
}

// show says what the button gave.
func (f *fixing) show(r wizard.Result) {
	f.outcome.Objects = append([]fyne.CanvasObject{newRule()}, f.ui.resultParts(r, func(back wizard.Result) {
		f.show(back)
		f.ui.relayout()
	})...)
}
