package gui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// result is the card that says what an action gave. Where it made changes, back is
// told what taking them back gave.
func (w *Window) result(r wizard.Result, back func(wizard.Result)) fyne.CanvasObject {
	return newCard(w.resultParts(r, back)...)
}

func (w *Window) resultParts(r wizard.Result, back func(wizard.Result)) []fyne.CanvasObject {
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
	for _, g := range r.Guides {
		parts = append(parts, w.guide(g))
	}
	if row := w.onward(r, back); len(row.Objects) > 0 {
		parts = append(parts, row)
	}
	if r.Detail != "" {
		detail := newSelectable(r.Detail)
		parts = append(parts, w.newFold(w.tr("details"), secondVoice, detail), detail)
	}
	return parts
}

// onward are the buttons of a result: the step that it leads to, and the way back.
func (w *Window) onward(r wizard.Result, back func(wizard.Result)) *fyne.Container {
	row := newFlow(gapLine)
	if r.Next != "" {
		v := w.stepView(r.Next)
		label := w.tr("result.next", "number", strconv.Itoa(v.Number), "name", v.Name)
		row.Add(w.button(quiet, label, func() { w.openStep(r.Next) }))
	}
	if len(r.Made) > 0 && back != nil {
		var b *button
		b = w.button(quiet, w.tr("changes.undo"), func() {
			b.Disable()
			b.setText(w.tr("changes.undoing"))
			w.relayout()
			w.takeBack(r.Made, back)
		})
		row.Add(b)
	}
	return row
}

// takeBack takes changes back, the last one first, and tells what that gave: what
// could not be taken back counts.
func (w *Window) takeBack(ids []string, told func(wizard.Result)) {
	ctx := w.visit
	w.load(ctx, func(f Flow) func() {
		var all wizard.Result
		for i := range ids {
			r := f.Undo(ctx, ids[len(ids)-1-i])
			if i == 0 || !r.OK {
				r.Lines = append(all.Lines, r.Lines...)
				all = r
				continue
			}
			all.Lines = append(all.Lines, r.Lines...)
		}
		return func() { told(all) }
	})
}
