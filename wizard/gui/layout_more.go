package gui

import (
	"fyne.io/fyne/v2"
)

// columns puts objects into equally wide columns, or below each other where a
// column would become narrower than least.
type columns struct {
	count int
	gap   float32
	least float32
	width float32
}

func newColumns(count int, least float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &columns{count: count, gap: gapLine, least: least}, Objects: objects}
}

func (c *columns) fit(width float32) int {
	for n := c.count; n > 1; n-- {
		if (width-float32(n-1)*c.gap)/float32(n) >= c.least {
			return n
		}
	}
	return 1
}

func (c *columns) walk(objects []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	shown := visible(objects)
	n := c.fit(width)
	each := (width - float32(n-1)*c.gap) / float32(n)
	y := float32(0)
	for from := 0; from < len(shown); from += n {
		row := shown[from:min(from+n, len(shown))]
		height := float32(0)
		for _, o := range row {
			height = max(height, heightOf(o, each))
		}
		if from > 0 {
			y += c.gap
		}
		for i, o := range row {
			visit(o, float32(i)*(each+c.gap), y, each, height)
		}
		y += height
	}
	return y
}

func (c *columns) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return c.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	c.walk(objects, size.Width, place)
}

func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth(objects), c.heightFor(objects, c.width))
}

// inset keeps one object away from the edges.
type inset struct {
	left, top, right, bottom float32
	width                    float32
}

func newInset(horizontal, vertical float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{
		Layout:  &inset{left: horizontal, right: horizontal, top: vertical, bottom: vertical},
		Objects: []fyne.CanvasObject{o},
	}
}

func (i *inset) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return i.top + heightOf(objects[0], width-i.left-i.right) + i.bottom
}

func (i *inset) natural(objects []fyne.CanvasObject) float32 {
	return i.left + widthOf(objects[0]) + i.right
}

func (i *inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	i.width = size.Width
	place(objects[0], i.left, i.top, size.Width-i.left-i.right, size.Height-i.top-i.bottom)
}

func (i *inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(i.left+objects[0].MinSize().Width+i.right, i.heightFor(objects, i.width))
}

// line is a row of a list: a sign, words that take the room there is, and
// something short at the right edge.
type line struct {
	gap   float32
	width float32
	top   bool // the sign stands beside the first line of the words
}

func newLine(sign, text, end fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &line{gap: gapLine}, Objects: []fyne.CanvasObject{sign, text, end}}
}

// mostForEnd is the part of a line that its end may take, however long it is.
const mostForEnd = 0.45

func (l *line) widths(o []fyne.CanvasObject, width float32) (sign, text, end float32) {
	if o[0].Visible() {
		sign = widthOf(o[0])
	}
	if o[2].Visible() {
		end = min(widthOf(o[2]), width*mostForEnd)
	}
	text = width - sign - end
	if sign > 0 {
		text -= l.gap
	}
	if end > 0 {
		text -= l.gap
	}
	return sign, max(text, narrowest), end
}

func (l *line) heightFor(o []fyne.CanvasObject, width float32) float32 {
	sign, text, end := l.widths(o, width)
	height := max(heightOf(o[1], text), heightOf(o[0], sign))
	if end > 0 {
		height = max(height, heightOf(o[2], end))
	}
	return height
}

func (l *line) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	sign, text, end := l.widths(o, size.Width)
	middle := func(object fyne.CanvasObject, x, width float32) {
		height := heightOf(object, width)
		place(object, x, (size.Height-height)/2, width, height)
	}
	x := float32(0)
	if sign > 0 {
		middle(o[0], 0, sign)
		if l.top {
			o[0].Move(fyne.NewPos(0, 0))
		}
		x = sign + l.gap
	}
	middle(o[1], x, text)
	if end > 0 {
		middle(o[2], size.Width-end, end)
	}
}

func (l *line) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(narrowest*2, l.heightFor(o, l.width))
}
