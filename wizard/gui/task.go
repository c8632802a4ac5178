package gui

import (
	"context"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// task is what the program does for the user on a page: it asks first where that
// changes something, shows that it goes on, and can be stopped.
type task struct {
	ui      *Window
	page    *page
	confirm *fyne.Container // the question before it, hidden where there is none
	panel   *fyne.Container // shows that it goes on, hidden otherwise
	doing   *words
	meter   *meter
	halt    context.CancelFunc // nil where nothing goes on
	buttons []*button          // out of use meanwhile
	settle  func()             // gives the focus back to what is to be pressed next
}

func (w *Window) newTask(settle func()) *task {
	t := &task{ui: w, confirm: newStack(gapInside), doing: newWords("", plainVoice), meter: newMeter(), settle: settle}
	t.panel = newCard(t.doing, t.meter, newFlow(0, w.button(quiet, w.tr("checking.stop"), t.stop)))
	t.panel.Hide()
	t.confirm.Hide()
	return t
}

// busy tells whether something goes on, on any part of the page: one at a time.
func (t *task) busy() bool { return t.halt != nil || t.page.stop != nil }

func (t *task) stop() {
	if t.halt != nil {
		t.doing.set(t.ui.tr("checking.stopping"))
		t.halt()
	}
}

// begin shows that something is going on and returns the context of it.
func (t *task) begin(doing string) context.Context {
	ctx, halt := context.WithCancel(t.ui.visit)
	t.halt, t.page.stop = halt, t.stop
	t.doing.set(doing)
	t.meter.set(0, 0)
	t.meter.Hide()
	for _, b := range t.buttons {
		b.Disable()
	}
	t.panel.Show()
	t.ui.relayout()
	return ctx
}

func (t *task) end() {
	if t.halt != nil {
		t.halt()
	}
	t.halt, t.page.stop = nil, nil
	t.panel.Hide()
}

// tell is progress in words, from the goroutine of the work.
func (t *task) tell(visit context.Context) func(string) {
	return func(text string) {
		t.ui.hand(visit, func() {
			t.doing.set(text)
			t.ui.lookAtTrial()
			t.ui.relayout()
		})
	}
}

// wish does an action, after asking where it changes something. It shows what
// exactly will be touched, and says why the system is going to ask for a password.
func (t *task) wish(a wizard.ActionView, picked string, ahead func()) {
	if t.busy() {
		return
	}
	if t.confirm.Visible() {
		t.page.escape() // the question before, about another action
	}
	if !a.Changes {
		ahead()
		return
	}
	back := t.dim()
	cancel := func() {
		back()
		t.confirm.Hide()
		t.page.escape = nil
		t.ui.relayout()
		t.settle()
	}
	yes := t.ui.button(primary, t.ui.tr("confirm.ahead"), func() {
		cancel()
		ahead()
	})
	items := touched(a, picked)
	t.confirm.Objects = []fyne.CanvasObject{newRule(), newWords(t.heading(a, items), boldVoice)}
	for _, item := range items {
		t.confirm.Add(bullet(item))
	}
	if a.Rights != "" {
		t.confirm.Add(newLine(newSign(look{sign: "bang", colour: colourMuted}, signSmall), newWords(a.Rights, plainVoice), newStack(0)))
	}
	t.confirm.Add(newFlow(gapLine, yes, t.ui.button(quiet, t.ui.tr("confirm.cancel"), cancel)))
	t.confirm.Show()
	t.page.escape = cancel
	t.ui.relayout()
	t.ui.focus(yes)
}

// dim makes the filled button one of the others while a question has one of its own,
// and returns what fills it again.
func (t *task) dim() (back func()) {
	var filled []*button
	for _, b := range t.buttons {
		if b.kind == primary {
			filled = append(filled, b)
		}
	}
	set := func(k kind) {
		for _, b := range filled {
			b.kind = k
			b.Refresh()
		}
	}
	set(quiet)
	return func() { set(primary) }
}

// touched is what exactly an action will touch, with the choice that was picked.
func touched(a wizard.ActionView, picked string) []string {
	for _, c := range a.Choices {
		if c.ID == picked && len(c.Items) > 0 {
			return c.Items
		}
	}
	return a.Items
}

func (t *task) heading(a wizard.ActionView, items []string) string {
	switch {
	case len(items) == 0:
		return t.ui.tr("confirm.ask", "label", a.Label)
	case a.ID == wizard.EndApp || a.ID == wizard.EndAndStartApp:
		return t.ui.tr("confirm.end")
	case a.ID == wizard.RestartComputer:
		return t.ui.tr("confirm.happen")
	}
	return t.ui.tr("confirm.change")
}

// bullet is one line of such a list; what does not fit goes on below its beginning.
func bullet(text string) fyne.CanvasObject {
	l := newLine(newWords("•", voice{single: true}), newWords(text, plainVoice), newStack(0))
	l.Layout.(*line).top = true
	return l
}
