package gui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"fix502/wizard"
)

// trial is a change that is taken back unless the user says that it is to stay. It
// is shown above every page, so that the question is not missed on another one.
type trial struct {
	view   wizard.TrialView
	over   *wizard.Result // how it ended, until the user has read it; nil while it is on
	saying bool           // an answer was given and is being carried out
	left   *words
	keep   *button
	text   fyne.CanvasObject // left out in a low window
}

// reality is the wizard that is about this computer, also during a rehearsal.
func (w *Window) reality() Flow {
	if w.play != nil {
		return w.play.real
	}
	return w.flow
}

// lookAtTrial shows the question where something has come to be on trial, counts
// down, and says how it ended.
func (w *Window) lookAtTrial() {
	v := w.reality().Trial()
	switch {
	case v != nil && (w.trial == nil || w.trial.over != nil):
		w.trial = &trial{view: *v}
		w.renewTrial()
	case v != nil:
		w.trial.left.set(w.trialLeft())
	case w.trial != nil && w.trial.over == nil && !w.trial.saying:
		w.trial = nil
		w.trialEnded(nil)
	}
}

// followTrial looks every second, as long as the window is open.
func (w *Window) followTrial() {
	w.spawn(func() { w.tick(w.life, time.Second, func() { w.hand(w.life, w.lookAtTrial) }) })
}

func (w *Window) trialLeft() string {
	return w.tr("trial.left", "span", w.span(max(w.trial.view.Until.Sub(w.now()), 0)))
}

// decide carries out the user's answer.
func (w *Window) decide(stay bool) {
	if w.trial == nil || w.trial.saying {
		return
	}
	w.trial.saying = true
	w.renewTrial()
	f, life := w.reality(), w.life
	w.spawn(func() {
		var r wizard.Result
		if stay {
			r = f.KeepTrial(life)
		} else {
			r = f.EndTrial(life)
		}
		w.hand(life, func() {
			w.trial = nil
			w.trialEnded(&r)
		})
	})
}

// trialEnded says how a trial ended: on its own step's page as its result, above any
// other page by itself. r is nil where the user said nothing.
func (w *Window) trialEnded(r *wizard.Result) {
	if w.page.settled != nil {
		w.renewTrial()
		w.page.settled(r)
		return
	}
	if r != nil {
		w.trial = &trial{over: r}
		w.renewTrial()
		return
	}
	f, life := w.reality(), w.life
	w.renewTrial()
	w.spawn(func() {
		said := f.Page(life, wizard.ChangeDNS).Result
		w.hand(life, func() {
			if said != nil && w.trial == nil {
				w.trial = &trial{over: said}
				w.renewTrial()
			}
		})
	})
}

// renewTrial draws what is above the page anew.
func (w *Window) renewTrial() {
	if w.shell != nil {
		w.shell.trial = w.newTrial()
		w.relayout()
	}
}

// trialPad is the room above and below the question.
const trialPad = 12

// newTrial is what stands above every page while something is on trial, nil where
// nothing is.
func (w *Window) newTrial() fyne.CanvasObject {
	t := w.trial
	if t == nil {
		return nil
	}
	show := w.trialQuestion
	if t.over != nil {
		show = w.trialOver
	}
	said, answer := show(t)
	return &fyne.Container{
		Layout:  &layered{},
		Objects: []fyne.CanvasObject{newSurface(colourTint, theme.ColorNamePrimary, 0), newInset(edgeNarrow, trialPad, newBeside(said, answer))},
	}
}

// trialOver says how a trial ended.
func (w *Window) trialOver(t *trial) (said, answer fyne.CanvasObject) {
	l := roadLooks[wizard.RoadAttention]
	if t.over.OK {
		l = roadLooks[wizard.RoadGood]
	}
	lines := newStack(gapSmall, newLine(newSign(l, signSmall), newWords(t.over.Text, boldVoice), newStack(0)))
	for _, line := range t.over.Lines {
		lines.Add(newWords(line, secondVoice))
	}
	row := newFlow(gapLine)
	if t.over.Recheck && w.play == nil && w.flow.Outcome() != nil {
		row.Add(w.button(quiet, w.tr("verdict.again"), func() {
			w.trial = nil
			w.renewTrial()
			w.again()
		}))
	}
	row.Add(w.button(quiet, w.tr("trial.read"), func() {
		w.trial = nil
		w.renewTrial()
		w.focus(w.page.first)
	}))
	return lines, row
}

// trialQuestion asks whether what is on trial is to stay.
func (w *Window) trialQuestion(t *trial) (said, answer fyne.CanvasObject) {
	t.left = newWords(w.trialLeft(), voice{bold: true, colour: theme.ColorNamePrimary})
	t.text = newWords(t.view.Text, secondVoice)
	t.keep = w.button(primary, w.tr("trial.keep"), func() { w.decide(true) })
	back := w.button(quiet, w.tr("trial.back"), func() { w.decide(false) })
	if t.saying {
		t.keep.Disable()
		back.Disable()
	}
	return newStack(gapSmall, newFlow(gapLine, newWords(t.view.Title, subVoice), t.left), t.text), newFlow(gapLine, t.keep, back)
}

// fitTrial leaves out what a low window has no room for.
func (w *Window) fitTrial(height float32) {
	if w.trial != nil && w.trial.text != nil {
		w.trial.text.(*words).Hidden = height < lowPage
	}
}
