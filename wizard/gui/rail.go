package gui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"fix502/wizard"
)

// newRail is the list of the twelve steps with what belongs to the whole program
// at its foot.
func (w *Window) newRail(current wizard.StepID) *frame {
	list := newStack(0)
	for _, v := range w.flow.Rail() {
		list.Add(w.newRailEntry(v, v.ID == current))
	}
	menu := newFlow(gapLine,
		w.button(small, w.tr("rail.report"), func() { w.openStep(wizard.ContactSupport) }),
		w.button(small, w.tr("rail.changes"), func() { w.open(spot{screen: screenChanges}) }),
		w.button(small, w.tr("rail.settings"), func() { w.open(spot{screen: screenSettings}) }),
	)
	if w.stage != nil {
		menu.Add(w.button(small, w.tr("rail.rehearse"), func() { w.open(spot{screen: screenRehearse}) }))
	}
	foot := newStack(2,
		newFlow(gapInside, newWords(w.tr("rail.helping", "service", w.service()), secondVoice), w.button(small, w.tr("rail.change"), w.toStart)),
		menu)
	mark := w.logo()
	head := newFlow(0, mark)
	if w.past[len(w.past)-1].screen != screenVerdict {
		head = newSides(mark, w.button(small, w.tr("rail.result"), w.toResult))
	}
	f := newFrame(newStack(gapLine, newInset(railPad, 0, head), list), newInset(railPad, 0, foot))
	f.edge, f.top, f.mark = railPad, 16, mark
	return f
}

func (w *Window) toStart() { w.open(spot{screen: screenStart}) }

// toResult shows the verdict, or begins a check where there is none yet.
func (w *Window) toResult() {
	if w.flow.Outcome() == nil {
		w.open(spot{screen: screenChecking})
		return
	}
	w.open(spot{screen: screenVerdict})
}

// railEntry is one step in the rail.
type railEntry struct {
	pressable
	view    wizard.StepView
	current bool
	number  *words
	name    *words
	pill    *fyne.Container
	done    *sign
}

// The measures of the rail.
const (
	railPad     = 10
	railCircle  = 22
	railEntryUp = 6
)

func (w *Window) newRailEntry(v wizard.StepView, current bool) *railEntry {
	e := &railEntry{
		view: v, current: current,
		number: newWords(strconv.Itoa(v.Number), voice{size: sizeNameNumber, single: true, align: fyne.TextAlignCenter, bold: current}),
		name:   newWords(v.Name, voice{bold: current}),
		done:   newSign(look{sign: "check", colour: colourGood}, railCircle),
	}
	e.name.voice.size = sizeNameRail
	text, m := w.railPill(v)
	e.pill = newSmallPill(text, m)
	e.pill.Hidden = text == "" || current
	e.extend(w, e, func() { w.openStep(v.ID) })
	return e
}

// sizeNameNumber is the size of a step's number; it stays within its circle and so
// doesn't grow with the text.
const sizeNameNumber fyne.ThemeSizeName = "fix502.number"

// sizeNamePill is the size of the word beside a step's name.
const sizeNamePill fyne.ThemeSizeName = "fix502.pill"

// newSmallPill is a pill that fits into a line of the rail.
func newSmallPill(text string, m mood) *fyne.Container {
	v := voice{size: sizeNamePill, colour: moods[m][0], bold: true, align: fyne.TextAlignCenter}
	return &fyne.Container{
		Layout:  &layered{},
		Objects: []fyne.CanvasObject{newSurface(moods[m][1], "", pillRadius), newInset(gapInside, 1, newWords(text, v))},
	}
}

// sizeNameRail is the size of the names in the rail.
const sizeNameRail fyne.ThemeSizeName = "fix502.rail"

// railPill is the word beside a step's name: that it is worth trying, that it
// helped, or that the watch is on.
func (w *Window) railPill(v wizard.StepView) (string, mood) {
	switch {
	case v.ID == wizard.ComeBackLater && w.watch.running():
		return w.tr("rail.watching"), good
	case v.State == wizard.StepHelped:
		return w.tr("rail.helped"), good
	case v.State == wizard.StepOpen && v.Advice == wizard.Recommended:
		return w.tr("rail.try"), tinted
	}
	return "", neutral
}

func (e *railEntry) finished() bool {
	return !e.current && (e.view.State == wizard.StepDone || e.view.State == wizard.StepHelped)
}

// idle is a step that can't help.
func (e *railEntry) idle() bool {
	return e.view.Advice == wizard.NotNeeded && !e.current && !e.finished()
}

func (e *railEntry) nameWidth(width float32) float32 {
	room := width - 2*railPad - railCircle - railPad
	if e.pill.Visible() {
		room -= widthOf(e.pill) + gapInside
	}
	return max(room, narrowest)
}

// heightFor implements tall.
func (e *railEntry) heightFor(width float32) float32 {
	return max(e.name.heightFor(e.nameWidth(width)), railCircle) + 2*railEntryUp
}

// MinSize implements fyne.Widget.
func (e *railEntry) MinSize() fyne.Size {
	return fyne.NewSize(4*narrowest, e.heightFor(max(e.Size().Width, 4*narrowest)))
}

// CreateRenderer implements fyne.Widget.
func (e *railEntry) CreateRenderer() fyne.WidgetRenderer {
	back, circle, focus := &canvas.Rectangle{}, &canvas.Rectangle{CornerRadius: railCircle / 2}, &canvas.Rectangle{}
	r := &painted{widget: e, least: e.MinSize, objects: []fyne.CanvasObject{back, circle, e.number, e.done, e.name, e.pill, focus}}
	r.paint = func(size fyne.Size) {
		radius := e.Theme().Size(theme.SizeNameInputRadius)
		back.FillColor, back.CornerRadius, back.Hidden = tint(e, colourTint), radius, !e.current && !e.hovered
		if !e.current {
			back.FillColor = tint(e, theme.ColorNameHover)
		}
		back.Resize(size)
		e.dress(circle)
		middle := (size.Height - railCircle) / 2
		place(circle, railPad, middle, railCircle, railCircle)
		place(e.done, railPad, middle, railCircle, railCircle)
		number := e.number.heightFor(railCircle)
		place(e.number, railPad, (size.Height-number+lineGap)/2, railCircle, number)
		room := e.nameWidth(size.Width)
		height := e.name.heightFor(room)
		place(e.name, 2*railPad+railCircle, (size.Height-height+lineGap)/2, room, height)
		wide := widthOf(e.pill)
		high := heightOf(e.pill, wide)
		place(e.pill, size.Width-railPad-wide, (size.Height-high)/2, wide, high)
		e.ringWithin(focus, size, radius)
	}
	return r
}

// dress gives the entry the colours of its state.
func (e *railEntry) dress(circle *canvas.Rectangle) {
	circle.FillColor, circle.StrokeColor, circle.StrokeWidth = tint(e, colourSurface), tint(e, colourOutline), 1
	e.number.voice.colour, e.name.voice.colour, e.name.voice.strike = colourMuted, theme.ColorNameForeground, false
	e.done.Hidden = !e.finished()
	e.number.Hidden, circle.Hidden = e.finished(), e.finished()
	switch {
	case e.current:
		circle.FillColor, circle.StrokeColor = tint(e, theme.ColorNamePrimary), tint(e, theme.ColorNamePrimary)
		e.number.voice.colour, e.name.voice.colour = theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary
	case e.idle():
		e.name.voice.colour, e.name.voice.strike = colourMuted, true
	case e.view.Advice == wizard.Recommended:
		circle.StrokeColor = tint(e, theme.ColorNamePrimary)
		e.number.voice.colour = theme.ColorNamePrimary
	}
}
