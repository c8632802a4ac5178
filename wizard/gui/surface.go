package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// surface is a coloured ground, with an edge where it has one, that follows the
// theme. canvas.Rectangle by itself keeps the colour it was made with.
type surface struct {
	widget.BaseWidget
	fill, edge fyne.ThemeColorName // "" for none
	radius     float32
}

func newSurface(fill, edge fyne.ThemeColorName, radius float32) *surface {
	s := &surface{fill: fill, edge: edge, radius: radius}
	s.ExtendBaseWidget(s)
	return s
}

// MinSize implements fyne.Widget.
func (s *surface) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// CreateRenderer implements fyne.Widget.
func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	ground := &canvas.Rectangle{}
	r := &painted{widget: s, least: s.MinSize, objects: []fyne.CanvasObject{ground}}
	r.paint = func(size fyne.Size) {
		ground.FillColor, ground.StrokeColor, ground.StrokeWidth = rgba(0, 0), rgba(0, 0), 0
		if s.fill != "" {
			ground.FillColor = tint(s, s.fill)
		}
		if s.edge != "" {
			ground.StrokeColor, ground.StrokeWidth = tint(s, s.edge), 1
		}
		ground.CornerRadius = s.radius
		ground.Resize(size)
	}
	return r
}

// newRule is a thin line between groups.
func newRule() fyne.CanvasObject { return newSurface(colourLine, "", 0) }

// layered is a layout that gives every object the same place; the last one says
// how tall it must be.
type layered struct{ width float32 }

func (l *layered) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return heightOf(objects[len(objects)-1], width)
}

func (l *layered) natural(objects []fyne.CanvasObject) float32 {
	return widthOf(objects[len(objects)-1])
}

func (l *layered) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

func (l *layered) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth(objects), l.heightFor(objects, l.width))
}

const cardRadius = 12

// newCard puts objects below each other on a card.
func newCard(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{
		Layout:  &layered{},
		Objects: []fyne.CanvasObject{newSurface(colourSurface, colourLine, cardRadius), newInset(gapCard, gapCard, newStack(10, objects...))},
	}
}

// mood is the tone of a pill or a sentence.
type mood int

const (
	neutral mood = iota
	good
	attention
	bad
	tinted
)

// moods are a mood's ink and ground.
var moods = map[mood][2]fyne.ThemeColorName{
	neutral:   {colourMuted, colourQuiet},
	good:      {colourGood, colourGoodSoft},
	attention: {colourAttention, colourAttentionSoft},
	bad:       {colourBad, colourBadSoft},
	tinted:    {theme.ColorNamePrimary, colourTint},
}

// pillRadius rounds a pill's ends; more than half its height is as good as half.
const pillRadius = 14

// newPill is a few words on a rounded ground.
func newPill(text string, m mood) *fyne.Container {
	v := voice{size: sizeSecond, colour: moods[m][0], bold: true, align: fyne.TextAlignCenter}
	return &fyne.Container{
		Layout:  &layered{},
		Objects: []fyne.CanvasObject{newSurface(moods[m][1], "", pillRadius), newInset(gapLine, 3, newWords(text, v))},
	}
}
