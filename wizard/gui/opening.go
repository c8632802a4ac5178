package gui

import (
	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// recall looks after what an earlier start of the program left: what was half done
// is put back, and a walk that waited for the computer's restart goes on.
func (w *Window) recall() {
	life := w.life
	w.load(life, func(f Flow) func() {
		back := f.Recover(life)
		walk, restarted := f.AfterRestart(life)
		return func() {
			if restarted && len(w.past) == 1 && f.Resume(walk.Session) == nil {
				w.open(spot{screen: screenStep, step: walk.Step, again: true})
				w.announce(w.result(wizard.Result{OK: true, Text: walk.Text}, nil))
			}
			if back.Text != "" {
				w.announce(newCard(w.recovered(back)...))
			}
		}
	})
}

// recovered says what was put back of what was left half done.
func (w *Window) recovered(r wizard.Recovery) []fyne.CanvasObject {
	lines := newStack(gapSmall)
	for _, line := range r.Lines {
		lines.Add(newWords(line, mutedVoice))
	}
	return []fyne.CanvasObject{
		newLine(newSign(roadLooks[wizard.RoadAttention], signSmall), newWords(r.Text, boldVoice), newStack(0)),
		lines,
		newFlow(0, w.button(quiet, w.tr("rail.changes"), func() { w.open(spot{screen: screenChanges}) })),
	}
}

// announce puts something above the page that is on the screen, until it is left.
func (w *Window) announce(o fyne.CanvasObject) {
	w.page.body.Objects = append([]fyne.CanvasObject{o}, w.page.body.Objects...)
	w.relayout()
}
