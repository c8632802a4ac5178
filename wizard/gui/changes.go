package gui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// changesList is the page that lists what the program changed on this computer, with
// the way back.
type changesList struct {
	ui    *Window
	page  *page
	said  *fyne.Container // what taking back gave
	list  *fyne.Container
	busy  bool // something is being taken back
	doing *words
}

func (w *Window) changesPage(spot) *page {
	back := w.button(quiet, w.tr("back"), w.back)
	c := &changesList{ui: w, said: newStack(0), list: newStack(gapGroup, newWords(w.tr("step.loading"), mutedVoice)), doing: newWords("", mutedVoice)}
	c.page = &page{
		railed: true, first: back, begin: c.load, settled: c.settled,
		body: newStack(gapGroup, newStack(gapInside, newWords(w.tr("changes.heading"), headingVoice), newWords(w.tr("changes.text"), mutedVoice)), c.said, c.list),
		bar:  newFlow(0, back),
	}
	return c.page
}

// settled shows the list anew after a trial has ended.
func (c *changesList) settled(r *wizard.Result) {
	if r != nil {
		c.say(*r)
	}
	c.load()
}

func (c *changesList) load() {
	ctx := c.ui.visit
	c.ui.load(ctx, func(f Flow) func() {
		changes := f.Changes(ctx)
		return func() {
			c.fill(changes)
			c.ui.relayout()
		}
	})
}

// fill lists what holds, each with its way back, and below that what is over.
func (c *changesList) fill(changes []wizard.ChangeView) {
	w := c.ui
	c.list.Objects = nil
	if len(changes) == 0 {
		c.list.Add(newCard(newWords(w.tr("changes.none"), plainVoice)))
		return
	}
	over := newRuled()
	standing := 0
	for _, one := range changes {
		if one.Stands {
			standing++
			c.list.Add(c.standing(one))
			continue
		}
		if len(over.objects) < mostOver {
			over.objects = append(over.objects, c.over(one))
		}
	}
	switch standing {
	case 0:
		c.list.Add(newWords(w.tr("changes.none.stands"), plainVoice))
	case 1:
	default:
		all := w.button(quiet, w.tr("changes.undo.all", "count", strconv.Itoa(standing)), c.undoAll)
		c.list.Objects = append([]fyne.CanvasObject{newBeside(newWords(w.tr("changes.undo.all.note"), secondVoice), all)}, c.list.Objects...)
	}
	if len(over.objects) > 0 {
		c.list.Add(newStack(gapSmall, newWords(w.tr("changes.over"), subVoice), over))
	}
}

// mostOver bounds the list of what is over: a journal grows for years.
const mostOver = 100

// standing is the card of a change that holds.
func (c *changesList) standing(v wizard.ChangeView) fyne.CanvasObject {
	w := c.ui
	state, m := w.tr("changes.stands"), tinted
	if v.State == wizard.ChangeTrial {
		state, m = w.tr("changes.trial"), attention
	}
	parts := []fyne.CanvasObject{
		newSides(newWords(v.Text, boldVoice), newFlow(gapInside, newPill(state, m), newWords(w.moment(v.At), secondVoice))),
	}
	if v.Back != "" {
		parts = append(parts, newWords(w.tr("changes.back", "back", v.Back), mutedVoice))
	}
	row := newFlow(gapLine, w.button(quiet, w.tr("changes.undo"), func() {
		c.work(w.tr("changes.undoing"), func(ctx context.Context, f Flow) wizard.Result { return f.Undo(ctx, v.ID) })
	}))
	confirm := newStack(0)
	if v.Keeps != "" {
		parts = append(parts, newWords(v.Keeps, secondVoice))
		row.Add(w.button(quiet, w.tr("changes.drop"), func() { c.askDrop(v, confirm) }))
	}
	return newCard(append(parts, row, confirm)...)
}

// askDrop asks before something is deleted for good.
func (c *changesList) askDrop(v wizard.ChangeView, confirm *fyne.Container) {
	w := c.ui
	cancel := func() {
		confirm.Objects, c.page.escape = nil, nil
		w.relayout()
		w.focus(c.page.first)
	}
	no := w.button(quiet, w.tr("confirm.cancel"), cancel)
	yes := w.button(quiet, w.tr("changes.drop.ahead"), func() {
		cancel()
		c.work(w.tr("changes.dropping"), func(ctx context.Context, f Flow) wizard.Result { return f.Drop(ctx, v.ID) })
	})
	confirm.Objects = []fyne.CanvasObject{newStack(gapInside, newRule(), newWords(w.tr("changes.drop.ask"), boldVoice), newFlow(gapLine, yes, no))}
	c.page.escape = cancel
	w.relayout()
	w.focus(no)
}

// over is the line of a change that does not hold any more.
func (c *changesList) over(v wizard.ChangeView) fyne.CanvasObject {
	w := c.ui
	state := ""
	switch v.State {
	case wizard.ChangeUndone:
		state = w.tr("changes.undone", "when", w.moment(v.Ended))
	case wizard.ChangeFinal:
		state = w.tr("changes.final")
	case wizard.ChangeFailed:
		state = w.tr("changes.failed")
	case wizard.ChangeNothing:
		state = w.tr("changes.nothing")
	case wizard.ChangeOnce:
		state = w.tr("changes.once")
	case wizard.ChangeForeign:
		state = w.tr("changes.foreign")
	default:
		state = w.tr("changes.gone")
	}
	return newSides(newStack(0, newWords(v.Text, plainVoice), newWords(state, secondVoice)), newWords(w.moment(v.At), secondVoice))
}

// undoAll takes back everything that holds.
func (c *changesList) undoAll() {
	w, visit := c.ui, c.ui.visit
	c.work(w.tr("changes.undoing"), func(ctx context.Context, f Flow) wizard.Result {
		return f.UndoAll(ctx, func(text string) {
			w.hand(visit, func() {
				c.doing.set(w.tr("changes.undoing.one", "text", text))
				w.relayout()
			})
		})
	})
}

// work does something with changes beside the window, one thing at a time, and says
// what came of it.
func (c *changesList) work(doing string, job func(context.Context, Flow) wizard.Result) {
	if c.busy {
		return
	}
	c.busy = true
	w, ctx := c.ui, c.ui.visit
	c.doing.set(doing)
	c.said.Objects = []fyne.CanvasObject{newCard(c.doing)}
	w.relayout()
	w.shell.content.scroll.ScrollToTop()
	w.load(ctx, func(f Flow) func() {
		r := job(ctx, f)
		return func() {
			c.busy = false
			c.say(r)
			w.lookAtTrial()
			w.focus(c.page.first)
			w.shell.content.scroll.ScrollToTop()
			c.load()
		}
	})
}

func (c *changesList) say(r wizard.Result) {
	c.said.Objects = []fyne.CanvasObject{c.ui.result(r, nil)}
	c.ui.relayout()
}
