package gui

import "fix502/wizard"

// solvedPage is the end of a walk that helped.
func (w *Window) solvedPage(spot) *page {
	over := w.button(primary, w.tr("solved.close"), w.win.Close)
	if w.play != nil {
		over = w.button(primary, w.tr("rehearse.end"), w.endRehearsal)
	}
	return &page{
		railed: true, first: over,
		body: newStack(
			gapGroup,
			newLine(newSign(roadLooks[wizard.RoadGood], signLarge), newWords(w.tr("solved.heading", "service", w.service()), headingVoice), newStack(0)),
			newWords(w.tr("solved.text"), mutedVoice),
			newFlow(gapLine,
				w.button(quiet, w.tr("solved.check"), func() { w.open(spot{screen: screenChecking}) }),
				w.button(quiet, w.tr("solved.other"), func() {
					w.stopWatch()
					w.flow.StartOver()
					w.toStart()
				}),
			),
		),
		bar: newSides(w.button(quiet, w.tr("back"), w.back), over),
	}
}
