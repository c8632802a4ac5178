package gui

import (
	"fyne.io/fyne/v2"

	"fix502/checks"
	"fix502/wizard"
)

// grounds are the quiet parts below a verdict: what carries it, what speaks against
// it, and what would change it.
func (w *Window) grounds(v wizard.VerdictView) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{newStack(
		gapSmall,
		newSides(newWords(w.tr("verdict.known"), subVoice), newWords(w.sure(v.Confidence), secondVoice)),
		w.evidence(v.Known),
	)}
	if len(v.Against) > 0 {
		parts = append(parts, newStack(gapSmall, newWords(w.tr("verdict.against"), subVoice), against(v.Against)))
	}
	if v.Overturn != nil {
		parts = append(parts, newStack(gapInside, newWords(w.tr("verdict.change"), subVoice), w.turn(*v.Overturn)))
	}
	return parts
}

// against lists what speaks against a verdict. It is drawn as unusual, never as
// broken: the verdict stands in spite of it.
func against(lines []string) fyne.CanvasObject {
	rows := newRuled()
	for _, text := range lines {
		rows.objects = append(rows.objects, newLine(newSign(checkLooks[checks.Notice], signSmall), newWords(text, plainVoice), newStack(0)))
	}
	return rows
}

// turn says what would change the verdict, with a button where the program can look.
// Where that means to check again, the button for it is at the foot of every verdict.
func (w *Window) turn(t wizard.TurnView) fyne.CanvasObject {
	text := newWords(t.Text, mutedVoice)
	if t.Label == "" || t.Check {
		return text
	}
	failed := w.newFailed()
	look := w.button(quiet, t.Label, func() {
		w.act(&wizard.VerdictAction{Label: t.Label, Step: t.Step, URL: t.URL}, failed)
	})
	return newStack(gapInside, newBeside(text, look), failed)
}

// newFailed is the sentence, hidden at first, that the browser could not be opened.
func (w *Window) newFailed() *words {
	failed := newWords("", voice{size: sizeSecond, colour: colourBad, bold: true})
	failed.Hide()
	return failed
}
