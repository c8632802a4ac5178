package gui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"fix502/wizard"
)

// played is a rehearsal under way: a wizard of made-up faults stands in the place of
// the real one, which is kept here together with what the user was doing.
type played struct {
	end   func() // ends the servers that play the fault
	real  Flow
	past  []spot // the pages to go back to, the list of rehearsals last
	watch *watch // the real watch, which goes on meanwhile
}

// stage makes the wizard of one rehearsal. It opens servers, so it is called on a
// goroutine of its own.
type stage func(ctx context.Context, id string) (f Flow, end func(), err error)

// offerRehearsals takes over what the program can play.
func (w *Window) offerRehearsals(o Options) {
	if o.Rehearse == nil {
		return
	}
	w.scenarios = wizard.Rehearsals(o.Texts)
	w.stage = func(ctx context.Context, id string) (Flow, func(), error) { return o.Rehearse(ctx, id) }
}

// rehearsePage lists the faults that can be played.
func (w *Window) rehearsePage(spot) *page {
	back := w.button(quiet, w.tr("back"), w.back)
	said, list := newStack(0), newStack(gapGroup)
	p := &page{railed: true, first: back, bar: newFlow(0, back)}
	for _, group := range families(w.scenarios) {
		rows := newRuled()
		for _, s := range group {
			row := w.newRow(s.Title, s.Code, func() { w.prepare(s, said) })
			if len(rows.objects) == 0 && len(list.Objects) == 0 {
				p.first = row
			}
			rows.objects = append(rows.objects, row)
		}
		list.Add(newStack(gapSmall, newWords(w.tr("rehearse.group."+family(group[0])), subVoice), rows))
	}
	p.body = newStack(
		gapGroup,
		newStack(gapInside, newWords(w.tr("rehearse.heading"), headingVoice), newWords(w.tr("rehearse.text"), mutedVoice)),
		said, list,
	)
	return p
}

// family is the first part of a verdict's code: whom it is about.
func family(s wizard.RehearsalView) string {
	name, _, _ := strings.Cut(s.Code, ".")
	return name
}

// families puts what is about the same together, in the order of the list.
func families(all []wizard.RehearsalView) [][]wizard.RehearsalView {
	var groups [][]wizard.RehearsalView
	place := make(map[string]int)
	for _, s := range all {
		i, there := place[family(s)]
		if !there {
			i = len(groups)
			place[family(s)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], s)
	}
	return groups
}

// prepare opens the servers of a rehearsal and then begins it, unless the list was
// left meanwhile.
func (w *Window) prepare(s wizard.RehearsalView, said *fyne.Container) {
	if w.staging {
		return // one at a time
	}
	w.staging = true
	said.Objects = []fyne.CanvasObject{newWords(w.tr("step.loading"), mutedVoice)}
	w.relayout()
	stage, visit, life := w.stage, w.visit, w.life
	w.spawn(func() {
		f, end, err := stage(life, s.ID)
		w.do(func() {
			w.staging = false
			switch {
			case err == nil && visit.Err() != nil:
				w.spawn(end)
			case err == nil:
				w.rehearse(f, end)
			case visit.Err() == nil:
				said.Objects = []fyne.CanvasObject{w.result(wizard.Result{Text: w.tr("rehearse.failed"), Detail: err.Error()}, nil)}
				w.relayout()
			}
		})
	})
}

// rehearse puts the wizard of a rehearsal in the place of the real one and begins
// its check. One rehearsal follows another without the real one in between.
func (w *Window) rehearse(f Flow, end func()) {
	w.leave()
	if w.play == nil {
		w.play = &played{real: w.flow, past: w.past, watch: w.watch}
	} else {
		w.stopWatch()
		w.spawn(w.play.end)
	}
	w.play.end = end
	w.flow, w.watch, w.past = f, nil, nil
	w.win.SetTitle(w.tr("rehearse.title"))
	w.open(spot{screen: screenChecking})
}

// endRehearsal goes back to the real wizard, to the page on which it was left.
func (w *Window) endRehearsal() {
	p := w.play
	w.leave()
	w.stopWatch()
	w.spawn(p.end)
	w.play, w.flow, w.watch, w.past = nil, p.real, p.watch, p.past
	w.win.SetTitle(windowTitle)
	w.back()
}

// newBanner marks every page of a rehearsal; nil where everything is real.
func (w *Window) newBanner() fyne.CanvasObject {
	if w.play == nil {
		return nil
	}
	text := newWords(w.tr("rehearse.banner"), voice{size: sizeSecond, bold: true, colour: colourPlayed})
	line := newSides(text, w.button(small, w.tr("rehearse.end"), w.endRehearsal))
	return &fyne.Container{
		Layout:  &layered{},
		Objects: []fyne.CanvasObject{newSurface(colourPlayedSoft, "", 0), newInset(edgeNarrow, bannerPad, line)},
	}
}

// bannerPad is the room above and below the banner's words.
const bannerPad = 6

// row is a line of a list that can be pressed.
type row struct {
	pressable
	inner *fyne.Container
}

func (w *Window) newRow(title, note string, press func()) *row {
	r := &row{inner: newSides(newWords(title, plainVoice), newWords(note, secondVoice))}
	r.extend(w, r, press)
	return r
}

// The measures of a row.
const (
	rowPad  = 4
	rowSign = 16
	rowRing = 6 // the words have no edge of their own: the focus stands off them
)

func (r *row) room(width float32) float32 { return width - rowSign - gapLine }

// heightFor implements tall.
func (r *row) heightFor(width float32) float32 { return heightOf(r.inner, r.room(width)) + 2*rowPad }

// MinSize implements fyne.Widget.
func (r *row) MinSize() fyne.Size {
	return fyne.NewSize(2*narrowest, r.heightFor(max(r.Size().Width, 2*narrowest)))
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	back, sign, focus := &canvas.Rectangle{}, newIcon("folded", colourMuted, rowSign), &canvas.Rectangle{}
	p := &painted{widget: r, least: r.MinSize, objects: []fyne.CanvasObject{back, r.inner, sign, focus}}
	p.paint = func(size fyne.Size) {
		back.FillColor, back.CornerRadius, back.Hidden = tint(r, theme.ColorNameHover), gapInside, !r.hovered
		place(back, -rowRing, 0, size.Width+2*rowRing, size.Height)
		place(r.inner, 0, rowPad, r.room(size.Width), size.Height-2*rowPad)
		place(sign, size.Width-rowSign, (size.Height-rowSign)/2, rowSign, rowSign)
		r.ring(focus, size, gapInside, rowRing)
	}
	return p
}
