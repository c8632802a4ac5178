package gui

import (
	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// changesPage lists what the program changed on this computer, with the way back.
func (w *Window) changesPage(spot) *page {
	back := w.button(quiet, w.tr("back"), w.back)
	list := newStack(gapGroup, newWords(w.tr("step.loading"), mutedVoice))
	said := newStack(0)
	p := &page{
		railed: true, first: back,
		body: newStack(gapGroup, newStack(gapInside, newWords(w.tr("changes.heading"), headingVoice), newWords(w.tr("changes.text"), mutedVoice)), said, list),
		bar:  newFlow(0, back),
	}
	p.begin = func() { w.loadChanges(list, said) }
	return p
}

func (w *Window) loadChanges(list, said *fyne.Container) {
	ctx := w.visit
	w.load(ctx, func(f Flow) func() {
		changes := f.Changes(ctx)
		return func() {
			list.Objects = nil
			if len(changes) == 0 {
				list.Add(newCard(newWords(w.tr("changes.none"), plainVoice)))
			}
			for _, c := range changes {
				list.Add(w.change(c, func() { w.undo(c, list, said) }))
			}
			w.relayout()
		}
	})
}

// change is the card of one change.
func (w *Window) change(c wizard.ChangeView, undo func()) fyne.CanvasObject {
	state, l := w.tr("changes.gone"), checkLooks["skipped"]
	if c.Stands {
		state, l = w.tr("changes.stands"), roadLooks[wizard.RoadAttention]
	}
	parts := []fyne.CanvasObject{
		newLine(newSign(l, signSmall), newWords(c.Text, boldVoice), newWords(w.moment(c.At), valueVoice)),
		newWords(state, secondVoice),
	}
	if c.Stands {
		if c.Back != "" {
			parts = append(parts, newWords(c.Back, mutedVoice))
		}
		parts = append(parts, newFlow(0, w.button(quiet, w.tr("changes.undo"), undo)))
	}
	return newCard(parts...)
}

func (w *Window) undo(c wizard.ChangeView, list, said *fyne.Container) {
	ctx := w.visit
	said.Objects = []fyne.CanvasObject{newWords(w.tr("changes.undoing"), mutedVoice)}
	w.relayout()
	w.load(ctx, func(f Flow) func() {
		r := f.Undo(ctx, c.ID)
		return func() {
			said.Objects = []fyne.CanvasObject{w.result(r)}
			w.focus(w.page.first)
			w.loadChanges(list, said)
		}
	})
}
