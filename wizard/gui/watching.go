package gui

import (
	"context"
	"iter"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// watch is a watch under way. It belongs to the window, not to its page: the user
// may look at other steps meanwhile.
type watch struct {
	rounds []wizard.Round
	stop   context.CancelFunc // nil once it has ended
}

func (w *watch) running() bool { return w != nil && w.stop != nil }

func (w *watch) back() bool {
	return w != nil && len(w.rounds) > 0 && w.rounds[len(w.rounds)-1].Healthy
}

// mostRounds bounds what is kept of a watch that goes on for days: more than any
// window is wide.
const mostRounds = 500

// startWatch begins a watch, or begins it anew at once, keeping what it has seen.
func (w *Window) startWatch() {
	var rounds []wizard.Round
	if w.watch != nil && !w.watch.back() {
		rounds = w.watch.rounds
	}
	w.stopWatch()
	ctx, stop := context.WithCancel(w.life)
	now := &watch{rounds: rounds, stop: stop}
	w.watch = now
	w.watchChanged()
	wishes, flow := w.wishes, w.flow
	w.spawn(func() { w.follow(now, flow.Watch(ctx, wishes), func(f func()) { w.hand(ctx, f) }) })
}

// stopWatch ends the watch; what it saw stays.
func (w *Window) stopWatch() {
	if w.watch.running() {
		w.watch.stop()
		w.watch.stop = nil
	}
}

// follow hands every round to do, which must run it on Fyne's goroutine.
func (w *Window) follow(now *watch, rounds iter.Seq[wizard.Round], do func(func())) {
	for r := range rounds {
		do(func() {
			now.rounds = append(now.rounds, r)
			now.rounds = now.rounds[max(len(now.rounds)-mostRounds, 0):]
			w.watchChanged()
		})
	}
	do(func() {
		now.stop()
		now.stop = nil
		w.watchChanged()
	})
}

// watchChanged shows the watch anew where it is on the screen.
func (w *Window) watchChanged() {
	if w.page != nil && w.page.watched != nil {
		w.page.watched()
		w.relayout()
	}
}

// watching is the page of step 12.
type watching struct {
	ui      *Window
	page    *page
	head    *fyne.Container
	why     string
	card    *fyne.Container
	strip   *strip
	next    *words
	left    *fyne.Container // the buttons of the bar
	running bool            // the buttons are those of a running watch
	filled  bool
}

func (w *Window) watchPage(at spot) *page {
	v := &watching{ui: w, head: newStack(gapInside), card: newStack(gapGroup), strip: newStrip(nil), next: newWords("", mutedVoice), left: newFlow(gapLine)}
	notify := w.newToggle(w.tr("watch.notify"), w.wishes.Notify, func(on bool) { w.wishes.Notify = on; w.renewWatch() })
	open := w.newToggle(w.tr("watch.open", "service", w.service()), w.wishes.OpenWhenBack, func(on bool) { w.wishes.OpenWhenBack = on; w.renewWatch() })
	v.page = &page{
		railed: true, step: wizard.ComeBackLater, watched: v.fill,
		body: newStack(gapGroup, v.head, v.card, newCard(newRuled(notify, open))),
		bar:  newSides(v.left, w.button(link, w.tr("verdict.report"), func() { w.openStep(wizard.ContactSupport) })),
	}
	v.fill()
	v.page.begin = func() {
		v.load()
		w.spawnTicks(v.count)
		if at.watch && !w.watch.running() {
			w.startWatch()
		}
	}
	return v.page
}

// renewWatch makes a running watch know the user's new wishes.
func (w *Window) renewWatch() {
	if w.watch.running() {
		w.startWatch()
	}
}

// spawnTicks calls f every second until the page is left.
func (w *Window) spawnTicks(f func()) {
	visit := w.visit
	w.spawn(func() { w.tick(visit, time.Second, func() { w.hand(visit, f) }) })
}

// load asks the wizard why coming back later can help.
func (v *watching) load() {
	ctx := v.ui.visit
	v.ui.load(ctx, func(f Flow) func() {
		p := f.Page(ctx, wizard.ComeBackLater)
		return func() {
			v.why = p.Why
			v.fill()
			v.ui.relayout()
		}
	})
}

// fill shows the state of the watch.
func (v *watching) fill() {
	w := v.ui
	view := w.stepView(wizard.ComeBackLater)
	text := v.why
	switch {
	case w.watch.back():
		text = w.tr("watch.text.back", "service", w.service())
	case w.watch.running():
		text = w.tr("watch.text.running", "service", w.service())
	}
	v.head.Objects = []fyne.CanvasObject{
		newWords(w.tr("step.title", "number", strconv.Itoa(view.Number), "title", view.Name), headingVoice),
		newWords(text, mutedVoice),
	}
	v.fillCard()
	v.fillButtons()
	v.count()
}

func (v *watching) fillCard() {
	w := v.ui
	v.card.Objects = nil
	switch {
	case w.watch == nil:
		return
	case len(w.watch.rounds) == 0:
		v.card.Add(newCard(newWords(w.tr("watch.first"), boldVoice)))
		return
	}
	rounds := w.watch.rounds
	first, last := rounds[0], rounds[len(rounds)-1]
	code := "watch.down"
	switch {
	case last.Healthy:
		code = "watch.back"
	case last.Unsure:
		code = "watch.unsure"
	}
	v.strip.set(rounds)
	lines := []fyne.CanvasObject{
		newSides(newWords(w.tr(code, "span", w.span(last.At.Sub(first.At))), boldVoice), newPill(last.Label, roundMood(last))),
		v.strip,
		newSides(newWords(w.moment(first.At), secondVoice), newWords(w.tr("watch.last", "when", w.moment(last.At)), secondVoice)),
		newWords(last.Text, mutedVoice),
	}
	if last.Says != "" {
		lines = append(lines, newWords(w.tr("watch.says", "service", w.service(), "words", last.Says), mutedVoice))
	}
	v.card.Add(newCard(append(lines, v.next)...))
}

// count says how long it is until the next look.
func (v *watching) count() {
	w := v.ui
	text := ""
	if w.watch.running() && len(w.watch.rounds) > 0 {
		text = w.tr("watch.looking")
		if left := w.watch.rounds[len(w.watch.rounds)-1].Next.Sub(w.now()); left > 0 {
			text = w.tr("watch.next", "span", w.span(left))
		}
	}
	v.next.Hidden = text == ""
	v.next.set(text)
}

// fillButtons offers what can be done now.
func (v *watching) fillButtons() {
	w := v.ui
	if v.filled && v.running == w.watch.running() && !w.watch.back() {
		return // pressing one must not take the focus from it
	}
	v.filled, v.running = true, w.watch.running()
	var first *button
	switch {
	case v.running:
		first = w.button(quiet, w.tr("watch.look"), w.startWatch)
		v.left.Objects = []fyne.CanvasObject{first, w.button(quiet, w.tr("watch.stop"), func() {
			w.stopWatch()
			w.watchChanged()
		})}
	case w.watch.back():
		first = w.button(primary, w.tr("watch.thanks"), func() {
			w.flow.Mark(wizard.ComeBackLater, wizard.StepHelped)
			w.open(spot{screen: screenSolved})
		})
		v.left.Objects = []fyne.CanvasObject{first, w.button(quiet, w.tr("watch.again"), w.startWatch)}
	default:
		first = w.button(primary, w.tr("watch.start"), w.startWatch)
		v.left.Objects = []fyne.CanvasObject{first}
	}
	v.page.first = first
	if w.page == v.page {
		w.relayout()
		w.rest(first)
	}
}
