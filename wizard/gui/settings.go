package gui

import (
	"strconv"

	"fyne.io/fyne/v2"
)

// The keys of the preferences that Fyne keeps for us.
const (
	keyLook = "look"
	keyText = "text"
)

// The text sizes to choose from, as factors.
const (
	textNormal = 1
	textLarge  = 1.25
	textLarger = 1.5
)

// wear puts on the look that the user chose.
func (w *Window) wear() {
	prefs := w.app.Preferences()
	text := float32(prefs.FloatWithFallback(keyText, textNormal))
	if text < textNormal || text > textLarger {
		text = textNormal
	}
	w.app.Settings().SetTheme(NewTheme(Look(prefs.StringWithFallback(keyLook, string(LookSystem))), text))
}

// settingsPage lets the user choose how the window looks and forget what it keeps.
func (w *Window) settingsPage(spot) *page {
	back := w.button(quiet, w.tr("back"), w.back)
	prefs := w.app.Preferences()
	text := newChoices(func(id string) {
		if size, err := strconv.ParseFloat(id, 32); err == nil {
			prefs.SetFloat(keyText, size)
		}
		w.rewear()
	})
	for _, size := range []float64{textNormal, textLarge, textLarger} {
		id := strconv.FormatFloat(size, 'g', -1, 32)
		text.add(w, id, w.tr("settings.text."+id), "")
	}
	text.mark(strconv.FormatFloat(prefs.FloatWithFallback(keyText, textNormal), 'g', -1, 32))
	looks := newChoices(func(id string) {
		prefs.SetString(keyLook, id)
		w.rewear()
	})
	for _, l := range []Look{LookSystem, LookLight, LookDark, LookContrast} {
		looks.add(w, string(l), w.tr("settings.look."+string(l)), "")
	}
	looks.mark(prefs.StringWithFallback(keyLook, string(LookSystem)))
	body := newStack(
		gapGroup,
		newWords(w.tr("settings.heading"), headingVoice),
		newStack(gapInside, newWords(w.tr("settings.text"), subVoice), newColumns(3, leastCard, text.objects()...)),
		newStack(gapInside, newWords(w.tr("settings.look"), subVoice), newColumns(2, leastCard, looks.objects()...)),
	)
	if w.play == nil { // what is kept is real
		body.Add(w.forgetting())
	}
	return &page{railed: true, first: text.chosenCard(), body: body, bar: newFlow(0, back)}
}

// rewear shows a new look at once, and keeps the focus where it was.
func (w *Window) rewear() {
	w.wear()
	w.relayout()
}

// forgetting lets the user delete what the program keeps, after asking.
func (w *Window) forgetting() fyne.CanvasObject {
	confirm, done := newStack(gapInside), newWords(w.tr("settings.forgotten"), boldVoice)
	confirm.Hide()
	done.Hide()
	var ask *button
	show := func(asking, finished bool) {
		confirm.Hidden, done.Hidden = !asking, !finished
		w.relayout()
	}
	ahead := w.button(quiet, w.tr("settings.forget.ahead"), func() {
		w.forget()
		show(false, true)
		w.focus(ask)
	})
	cancel := w.button(quiet, w.tr("confirm.cancel"), func() {
		show(false, false)
		w.focus(ask)
	})
	confirm.Objects = []fyne.CanvasObject{newWords(w.tr("settings.forget.ask"), boldVoice), newFlow(gapLine, ahead, cancel)}
	ask = w.button(quiet, w.tr("settings.forget"), func() {
		show(true, false)
		w.focus(cancel)
	})
	return newCard(newWords(w.tr("settings.kept"), boldVoice), newWords(w.tr("settings.kept.text"), mutedVoice), newFlow(0, ask), confirm, done)
}

// forget deletes the session and the settings.
func (w *Window) forget() {
	w.stopWatch()
	w.watch = nil
	w.flow.StartOver()
	for _, key := range []string{keyLook, keyText} {
		w.app.Preferences().RemoveValue(key)
	}
	w.wear()
}
