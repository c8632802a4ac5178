package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fix502/wizard"
)

// chart compares a few numbers: a name, a bar, and what the number means in words.
// A wrong one is red and carries a cross.
type chart struct {
	widget.BaseWidget
	rows []*chartRow
	most float64
}

type chartRow struct {
	bar   wizard.Bar
	label *words
	note  *words
	cross *sign
}

func newChart(bars []wizard.Bar) *chart {
	c := &chart{}
	for _, b := range bars {
		c.most = max(c.most, b.Value)
		v := voice{bold: b.Yours}
		n := voice{size: sizeSecond, align: fyne.TextAlignTrailing, bold: b.Bad}
		c.rows = append(c.rows, &chartRow{bar: b, label: newWords(b.Label, v), note: newWords(b.Note, n), cross: newSign(roadLooks[wizard.RoadBroken], signSmall)})
	}
	c.ExtendBaseWidget(c)
	return c
}

// The measures of a chart.
const (
	barHeight  = 14
	barLeast   = 4
	chartGap   = 6
	labelPart  = 0.28
	notePart   = 0.30
	chartSlim  = 420 // narrower than this, name and words share a line above the bar
	barRadius  = 4
	wholeChart = 1
)

func (c *chart) slim(width float32) bool { return width < chartSlim }

// parts are the widths of a row's name, bar and words.
func (c *chart) parts(width float32) (label, bar, note float32) {
	if c.slim(width) {
		half := (width - gapLine) / 2
		return half, width, half - signSmall - gapSmall
	}
	label, note = width*labelPart, width*notePart
	return label, width*(wholeChart-labelPart-notePart) - 2*gapLine - signSmall, note
}

func (c *chart) rowHeight(r *chartRow, width float32) float32 {
	label, _, note := c.parts(width)
	height := max(r.label.heightFor(label), r.note.heightFor(note), signSmall)
	if c.slim(width) {
		height += barHeight + gapSmall
	}
	return height
}

// heightFor implements tall.
func (c *chart) heightFor(width float32) float32 {
	height := float32(0)
	for _, r := range c.rows {
		height += c.rowHeight(r, width) + chartGap
	}
	return height
}

// MinSize implements fyne.Widget.
func (c *chart) MinSize() fyne.Size {
	return fyne.NewSize(4*narrowest, c.heightFor(max(c.Size().Width, 4*narrowest)))
}

// CreateRenderer implements fyne.Widget.
func (c *chart) CreateRenderer() fyne.WidgetRenderer {
	p := &painted{widget: c, least: c.MinSize}
	p.paint = func(size fyne.Size) {
		p.objects = p.objects[:0]
		y := float32(0)
		for _, r := range c.rows {
			height := c.rowHeight(r, size.Width)
			p.objects = append(p.objects, c.layRow(r, y, height, size.Width)...)
			y += height + chartGap
		}
	}
	return p
}

func (c *chart) layRow(r *chartRow, y, height, width float32) []fyne.CanvasObject {
	label, room, note := c.parts(width)
	text, barX, barY := height, label+gapLine, y+(height-barHeight)/2
	if c.slim(width) {
		text, barX, barY = height-barHeight-gapSmall, 0, y+height-barHeight
	}
	middle := func(w *words, x, wide float32) {
		high := w.heightFor(wide)
		place(w, x, y+(text-high)/2, wide, high)
	}
	middle(r.label, 0, label)
	middle(r.note, width-note, note)
	r.cross.Hidden = !r.bar.Bad
	place(r.cross, width-note-gapSmall-signSmall, y+(text-signSmall)/2, signSmall, signSmall)
	colour := theme.ColorNamePrimary
	if r.bar.Bad {
		colour = colourBad
	}
	bar := &canvas.Rectangle{FillColor: tint(c, colour), CornerRadius: barRadius}
	bar.Hidden = r.bar.Value <= 0 || c.most <= 0
	if !bar.Hidden {
		place(bar, barX, barY, max(room*float32(r.bar.Value/c.most), barLeast), barHeight)
	}
	return []fyne.CanvasObject{r.label, bar, r.cross, r.note}
}
