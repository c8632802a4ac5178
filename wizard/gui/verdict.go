package gui

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fix502/checks"
	"fix502/wizard"
)

// verdictPage says whose fault it is, what to do, and how we know.
func (w *Window) verdictPage(spot) *page {
	if w.flow.Outcome() == nil { // a new target was chosen meanwhile
		return w.startPage(spot{})
	}
	v := w.flow.Verdict()
	k := quiet
	if v.Primary == nil { // what is to be done is the user's, and then this
		k = primary
	}
	again := w.button(k, w.tr("verdict.again"), w.again)
	p := &page{railed: true, first: again}
	head := newStack(gapInside, newWords(v.Headline, headingVoice), newWords(v.Explanation, mutedVoice))
	if !v.Complete {
		head.Add(newFlow(0, newPill(w.tr("verdict.stopped"), attention)))
	}
	p.body = newStack(gapGroup, head, w.hero(p, v))
	for _, card := range w.fixCards(p, v, again) {
		p.body.Add(card)
	}
	if !slices.ContainsFunc(v.Cards, func(c wizard.FixCard) bool { return c.Code == v.Code }) { // a card has them
		for _, g := range v.Guides {
			p.body.Add(w.guide(g))
		}
	}
	for _, part := range w.grounds(v) {
		p.body.Add(part)
	}
	if len(v.All) > 0 {
		all := w.evidence(v.All)
		p.body.Add(newStack(gapSmall, w.newFold(w.tr("verdict.all", "count", strconv.Itoa(len(v.All))), boldVoice, all), all))
	}
	p.bar = newSides(again, w.button(link, w.tr("verdict.report"), func() { w.openStep(wizard.ContactSupport) }))
	return p
}

// hero is the road with what to do now, if there is anything.
func (w *Window) hero(p *page, v wizard.VerdictView) fyne.CanvasObject {
	way := newRoad(w.flow.Road())
	if card := w.adviceCard(p, v); card != nil {
		return newHero(way, card)
	}
	return way
}

// sure says how sure a verdict is.
func (w *Window) sure(confidence string) string {
	if confidence == "" {
		return ""
	}
	return w.tr("verdict.sure." + confidence)
}

// adviceCard says what to do now; nil where there is nothing to say.
func (w *Window) adviceCard(p *page, v wizard.VerdictView) fyne.CanvasObject {
	failed := w.newFailed()
	buttons := newFlow(gapLine)
	add := func(k kind, a *wizard.VerdictAction) {
		if a == nil {
			return
		}
		b := w.button(k, a.Label, func() { w.act(a, failed) })
		buttons.Add(b)
		if k == primary {
			p.first = b
		}
	}
	add(primary, v.Primary)
	if !leadsTo(v.Overturn, v.Secondary) { // one of the two is enough, and there it is explained
		add(quiet, v.Secondary)
	}
	if v.Advice == "" && len(buttons.Objects) == 0 {
		return nil
	}
	return newCard(newWords(w.tr("verdict.now"), boldVoice), newWords(v.Advice, mutedVoice), buttons, failed)
}

// leadsTo tells whether the button of "What would change this" is that of an action.
func leadsTo(t *wizard.TurnView, a *wizard.VerdictAction) bool {
	return t != nil && a != nil && t.Step == a.Step && t.URL == a.URL
}

// act does what a button of the verdict stands for.
func (w *Window) act(a *wizard.VerdictAction, failed *words) {
	if a.Step != "" {
		w.open(spot{screen: screenStep, step: a.Step, watch: a.Step == wizard.ComeBackLater})
		return
	}
	failed.Hide()
	w.browse(a.URL, func() {
		failed.set(w.tr("browse.failed", "url", a.URL))
		failed.Show()
		w.relayout()
	})
}

// evidence lists checks with what they saw; what is technical is folded away.
func (w *Window) evidence(list []wizard.EvidenceView) fyne.CanvasObject {
	rows := newRuled()
	for _, e := range list {
		if e.State == checks.Skipped { // the reason is the same in line after line: it is among the details
			e.Detail, e.Text, e.Value = strings.TrimSpace(e.Text+"\n"+e.Detail), e.Title, w.tr("checking.skipped")
		}
		end := newFlow(gapInside)
		row := newStack(gapSmall)
		if e.Value != "" {
			end.Add(newWords(e.Value, valueVoice))
		}
		row.Add(newLine(newSign(checkLooks[e.State], signSmall), newWords(e.Text, plainVoice), end))
		if e.Detail != "" {
			detail := newInset(signSmall+gapLine, 0, newSelectable(e.Title+"\n"+e.Detail))
			end.Add(w.newFold(w.tr("details"), secondVoice, detail))
			row.Add(detail)
		}
		rows.objects = append(rows.objects, row)
	}
	return rows
}

// guide is a set of instructions, folded away.
func (w *Window) guide(g wizard.Guide) fyne.CanvasObject {
	steps := newStack(gapInside)
	for i, s := range g.Steps {
		number := newWords(strconv.Itoa(i+1)+".", voice{bold: true, single: true})
		steps.Add(newLine(number, newWords(s, plainVoice), newStack(0)))
	}
	if g.Copy != "" {
		steps.Add(newSelectable(g.Copy))
	}
	buttons := newFlow(gapLine)
	if g.Copy != "" {
		buttons.Add(w.copyButton(quiet, w.tr("copy"), func() string { return g.Copy }))
	}
	if g.Link != "" {
		buttons.Add(w.button(quiet, w.tr("guide.link"), func() { w.browse(g.Link, func() {}) }))
	}
	if len(buttons.Objects) > 0 {
		steps.Add(buttons)
	}
	inner := newInset(foldSign+gapSmall, gapSmall, steps)
	return newStack(gapInside, w.newFold(g.Title, subVoice, inner), inner)
}

// copyButton puts text on the clipboard and says so on itself.
func (w *Window) copyButton(k kind, label string, text func() string) *button {
	var b *button
	b = w.button(k, label, func() {
		w.app.Clipboard().SetContent(text())
		b.setText(w.tr("copied"))
		w.relayout()
	})
	return b
}
