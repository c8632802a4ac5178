package gui

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// routerPhases are the stations of a router's restart, in their order.
var routerPhases = []wizard.RouterPhase{wizard.RouterUnplug, wizard.RouterOff, wizard.RouterPlug, wizard.RouterStarting, wizard.RouterBack}

// routing is what is shown while the user restarts the router: what to do now, a
// clock that can be read from across the room, and how far it has come.
type routing struct {
	ui       *Window
	now      *words
	clock    *words
	caption  *words
	router   *fyne.Container
	internet *fyne.Container
	signs    []*sign
	names    []*words
	last     wizard.RouterTick
}

// sizeNameClock is the size of the digits of the router's clock.
const sizeNameClock fyne.ThemeSizeName = "fix502.clock"

// stations is how wide the list of stations must be to stand beside the clock.
const stations = 240

func (w *Window) newRouting() *routing {
	r := &routing{
		ui: w, now: newWords(w.tr("router.first"), subVoice), clock: newWords("", voice{size: sizeNameClock, bold: true}),
		caption: newWords("", secondVoice), router: newStack(0), internet: newStack(0),
	}
	for _, p := range routerPhases {
		r.signs = append(r.signs, newSign(checkLooks[""], signSmall))
		r.names = append(r.names, newWords(w.tr("router.phase."+string(p)), plainVoice))
	}
	return r
}

// card arranges it, with what ends it.
func (r *routing) card(stop fyne.CanvasObject) fyne.CanvasObject {
	list := newStack(gapInside)
	for i, name := range r.names {
		list.Add(newLine(r.signs[i], name, newStack(0)))
	}
	return newCard(
		r.now,
		newColumns(2, stations, newStack(gapSmall, r.clock, r.caption, newFlow(gapInside, r.router, r.internet)), list),
		newFlow(0, stop),
	)
}

// show takes in what one look found.
func (r *routing) show(t wizard.RouterTick) {
	r.last = t
	r.now.set(t.Text)
	at := slices.Index(routerPhases, t.Phase)
	if t.Phase == wizard.RouterStill {
		at = slices.Index(routerPhases, wizard.RouterStarting)
	}
	for i, s := range r.signs {
		r.names[i].voice = mutedVoice
		switch {
		case i < at || t.Phase == wizard.RouterBack:
			s.set(roadLooks[wizard.RoadGood])
		case i == at:
			r.names[i].voice = boldVoice
			s.set(look{sign: "dots", colour: colourOutline, dashed: true})
		default:
			s.set(checkLooks[""])
		}
		r.names[i].Refresh()
	}
	r.router.Objects = []fyne.CanvasObject{r.answers("router.router", t.Router)}
	r.internet.Objects = []fyne.CanvasObject{r.answers("router.internet", t.Internet)}
	r.count()
}

// answers says whether somebody answers, in words as well as in colour.
func (r *routing) answers(code string, yes bool) fyne.CanvasObject {
	if yes {
		return newPill(r.ui.tr(code+".answers"), good)
	}
	return newPill(r.ui.tr(code+".silent"), neutral)
}

// count sets the clock: down to where a phase ends by itself, else up from where it
// began.
func (r *routing) count() {
	if r.last.Phase == "" {
		return
	}
	d, caption := r.ui.now().Sub(r.last.Since), r.ui.tr("router.clock.so-far")
	if r.last.Phase == wizard.RouterOff && !r.last.Until.IsZero() {
		d, caption = r.last.Until.Sub(r.ui.now()), r.ui.tr("router.clock.left")
	}
	r.clock.set(minutes(d))
	r.caption.set(caption)
}

// minutes writes a time as a clock does.
func minutes(d time.Duration) string {
	seconds := int(max(d, 0).Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// timeRouter guides through the restart of the router until the internet is back,
// which is noticed without a click.
func (s *step) timeRouter() {
	w, visit := s.ui, s.ui.visit
	r := w.newRouting()
	ctx := s.task.begin("")
	s.task.panel.Hide()
	stop := w.button(quiet, w.tr("checking.stop"), s.task.stop)
	s.timer.Objects = []fyne.CanvasObject{r.card(stop)}
	s.jobs.Hide()
	s.guides.Hide()
	s.outcome.Objects = nil
	w.relayout()
	w.rest(stop)
	w.shell.content.bring(s.timer)
	ticking, halt := context.WithCancel(ctx)
	w.spawn(func() { w.tick(ticking, time.Second, func() { w.hand(ticking, r.count) }) })
	w.load(visit, func(f Flow) func() {
		result := wizard.Result{OK: true, Text: f.Tr("did.router.stopped", nil)}
		for t := range f.RouterRestart(ctx) {
			w.hand(visit, func() {
				r.show(t)
				w.relayout()
			})
			if t.Result != nil {
				result = *t.Result
			}
		}
		return func() {
			halt()
			stopped := ctx.Err() != nil
			s.task.end()
			s.timer.Objects = nil
			s.jobs.Show()
			s.guides.Show()
			if stopped {
				s.view.Result, s.news = &result, true
				s.fill(s.view)
				return
			}
			s.finished(result, false)
		}
	})
}
