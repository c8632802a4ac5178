package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// choices is a set of cards of which one is chosen.
type choices struct {
	cards  []*choice
	chosen func(id string)
}

// choice is one card of a set.
type choice struct {
	pressable
	id       string
	title    *words
	note     *words // hidden where there is none
	selected bool
	set      *choices
}

// newChoices makes an empty set; chosen is told whenever the user picks a card.
func newChoices(chosen func(id string)) *choices { return &choices{chosen: chosen} }

func (s *choices) add(u *Window, id, title, note string) *choice {
	c := &choice{id: id, set: s, title: newWords(title, boldVoice), note: newWords(note, secondVoice)}
	c.note.Hidden = note == ""
	c.extend(u, c, func() { s.pick(c.id) })
	s.cards = append(s.cards, c)
	return c
}

// objects are the cards, to be laid out.
func (s *choices) objects() []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, len(s.cards))
	for i, c := range s.cards {
		list[i] = c
	}
	return list
}

// mark shows which card is chosen without telling anybody.
func (s *choices) mark(id string) {
	for _, c := range s.cards {
		if c.selected != (c.id == id) {
			c.selected = c.id == id
			c.Refresh()
		}
	}
}

func (s *choices) pick(id string) {
	s.mark(id)
	s.chosen(id)
}

func (s *choices) chosenCard() *choice {
	for _, c := range s.cards {
		if c.selected {
			return c
		}
	}
	return nil
}

// TypedKey implements fyne.Focusable: the arrows go through the set.
func (c *choice) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		c.move(-1)
	case fyne.KeyRight, fyne.KeyDown:
		c.move(1)
	default:
		c.pressable.TypedKey(e)
	}
}

func (c *choice) move(by int) {
	n := len(c.set.cards)
	at := slices.Index(c.set.cards, c)
	for range c.set.cards {
		at = (at + by + n) % n
		if next := c.set.cards[at]; !next.Disabled() {
			c.ui.focus(next)
			c.set.pick(next.id)
			return
		}
	}
}

// The room around a card's words.
const (
	choicePad     = 16
	choiceEdge    = 1
	choiceChosen  = 2
	choiceSpacing = 0
)

// heightFor implements tall.
func (c *choice) heightFor(width float32) float32 {
	height := c.title.heightFor(width-2*choicePad) + 2*choicePad - lineGap
	if c.note.Visible() {
		height += choiceSpacing + c.note.heightFor(width-2*choicePad)
	}
	return height
}

func (c *choice) natural() float32 {
	return max(c.title.natural(), c.note.natural()) + 2*choicePad
}

// MinSize implements fyne.Widget.
func (c *choice) MinSize() fyne.Size {
	return fyne.NewSize(narrowest+2*choicePad, c.heightFor(max(c.Size().Width, narrowest+2*choicePad)))
}

// dotSize is the mark that shows the chosen card besides its colour.
const dotSize = 20

// CreateRenderer implements fyne.Widget.
func (c *choice) CreateRenderer() fyne.WidgetRenderer {
	back, shade, focus := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	mark := newSign(look{sign: "check", colour: theme.ColorNamePrimary}, dotSize)
	r := &painted{widget: c, least: c.MinSize, objects: []fyne.CanvasObject{back, shade, c.title, c.note, mark, focus}}
	r.paint = func(size fyne.Size) {
		back.FillColor, back.StrokeColor, back.StrokeWidth = tint(c, colourSurface), tint(c, colourOutline), choiceEdge
		if c.selected {
			back.FillColor, back.StrokeColor, back.StrokeWidth = tint(c, colourTint), tint(c, theme.ColorNamePrimary), choiceChosen
		}
		c.title.voice.colour = ""
		if c.Disabled() {
			c.title.voice.colour, back.FillColor = colourMuted, tint(c, colourQuiet)
		}
		shade.FillColor, shade.Hidden = tint(c, theme.ColorNameHover), !c.hovered || c.Disabled()
		back.CornerRadius, shade.CornerRadius = cardRadius, cardRadius
		back.Resize(size)
		shade.Resize(size)
		inner := size.Width - 2*choicePad
		title := c.title.heightFor(inner)
		top := choicePad - lineGap/2
		place(c.title, choicePad, float32(top), inner, title)
		place(c.note, choicePad, float32(top)+title+choiceSpacing, inner, c.note.heightFor(inner))
		mark.Hidden = !c.selected
		place(mark, size.Width-dotSize-gapLine, gapLine, dotSize, dotSize)
		c.ringAround(focus, size, cardRadius)
	}
	return r
}

// toggle is a line that can be on or off.
type toggle struct {
	pressable
	label   *words
	on      bool
	changed func(on bool)
}

func (u *Window) newToggle(text string, on bool, changed func(bool)) *toggle {
	t := &toggle{label: newWords(text, plainVoice), on: on, changed: changed}
	t.extend(u, t, func() {
		t.on = !t.on
		t.Refresh()
		t.changed(t.on)
	})
	return t
}

const boxSize = 20

func (t *toggle) words(width float32) float32 { return width - boxSize - gapLine }

// heightFor implements tall.
func (t *toggle) heightFor(width float32) float32 {
	return max(t.label.heightFor(t.words(width)), boxSize) + 2*gapSmall
}

func (t *toggle) natural() float32 { return t.label.natural() + boxSize + gapLine }

// MinSize implements fyne.Widget.
func (t *toggle) MinSize() fyne.Size {
	return fyne.NewSize(2*narrowest, t.heightFor(max(t.Size().Width, 2*narrowest)))
}

// boxRadius rounds the corners of the little box.
const boxRadius = 5

// CreateRenderer implements fyne.Widget.
func (t *toggle) CreateRenderer() fyne.WidgetRenderer {
	box, mark, focus := &canvas.Rectangle{CornerRadius: boxRadius}, newIcon("check", colourOnState, boxSize), &canvas.Rectangle{}
	r := &painted{widget: t, least: t.MinSize, objects: []fyne.CanvasObject{box, mark, t.label, focus}}
	r.paint = func(size fyne.Size) {
		box.FillColor, box.StrokeColor, box.StrokeWidth = tint(t, colourSurface), tint(t, colourOutline), choiceChosen
		if t.on {
			box.FillColor, box.StrokeColor = tint(t, theme.ColorNamePrimary), tint(t, theme.ColorNamePrimary)
		}
		mark.colour, mark.Hidden = theme.ColorNameForegroundOnPrimary, !t.on
		middle := (size.Height - boxSize) / 2
		place(box, 0, middle, boxSize, boxSize)
		place(mark, 0, middle, boxSize, boxSize)
		height := t.label.heightFor(t.words(size.Width))
		place(t.label, boxSize+gapLine, (size.Height-height+lineGap)/2, t.words(size.Width), height)
		mark.Refresh()
		t.ringAround(focus, size, gapSmall)
	}
	return r
}
