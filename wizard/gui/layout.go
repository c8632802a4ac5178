package gui

import (
	"fyne.io/fyne/v2"
)

// The steps of spacing: within a group, between lines, between groups.
const (
	gapSmall  = 4
	gapInside = 8
	gapLine   = 12
	gapGroup  = 16
	gapCard   = 18 // between a card's edge and what is in it
)

// tall is an object whose height depends on the width it is given. Fyne's layouts
// ask for a minimum size alone, which wrapped text cannot know.
type tall interface{ heightFor(width float32) float32 }

// tallLayout is a layout that knows the same of the objects it arranges.
type tallLayout interface {
	fyne.Layout
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// heightOf is how tall an object must be when it is this wide.
func heightOf(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case tall:
		return o.heightFor(width)
	case *fyne.Container:
		if l, ok := o.Layout.(tallLayout); ok {
			return l.heightFor(o.Objects, width)
		}
	}
	return o.MinSize().Height
}

// widthOf is how wide an object would like to be.
func widthOf(o fyne.CanvasObject) float32 {
	if n, ok := o.(interface{ natural() float32 }); ok {
		return n.natural()
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(interface {
			natural([]fyne.CanvasObject) float32
		}); ok {
			return l.natural(c.Objects)
		}
	}
	return o.MinSize().Width
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, o := range objects {
		if o.Visible() {
			list = append(list, o)
		}
	}
	return list
}

func leastWidth(objects []fyne.CanvasObject) float32 {
	least := float32(0)
	for _, o := range visible(objects) {
		least = max(least, o.MinSize().Width)
	}
	return least
}

// stack puts objects below each other, each as tall as its width makes it.
type stack struct {
	gap   float32
	width float32 // of the last layout, so that MinSize can answer
}

func newStack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &stack{gap: gap}, Objects: objects}
}

func (s *stack) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	height := float32(0)
	s.walk(objects, width, func(_ fyne.CanvasObject, y, h float32) {
		if h > 0 {
			height = y + h
		}
	})
	return height
}

// walk visits every object with its place. What has no height gets no gap either.
func (s *stack) walk(objects []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, y, h float32)) {
	y := float32(0)
	for _, o := range visible(objects) {
		h := heightOf(o, width)
		visit(o, y, h)
		if h > 0 {
			y += h + s.gap
		}
	}
}

func (s *stack) natural(objects []fyne.CanvasObject) float32 {
	widest := float32(0)
	for _, o := range visible(objects) {
		widest = max(widest, widthOf(o))
	}
	return widest
}

func (s *stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s.width = size.Width
	s.walk(objects, size.Width, func(o fyne.CanvasObject, y, h float32) { place(o, 0, y, size.Width, h) })
}

func (s *stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth(objects), s.heightFor(objects, s.width))
}

// flow puts objects side by side and goes on in the next line where there is no
// room left.
type flow struct {
	gap   float32
	width float32
}

func newFlow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &flow{gap: gap}, Objects: objects}
}

// walk visits every object with its place. What is lower than its row stands in
// the row's middle.
func (f *flow) walk(objects []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	type cell struct {
		o       fyne.CanvasObject
		x, w, h float32
	}
	var row []cell
	x, y, high := float32(0), float32(0), float32(0)
	flush := func() {
		for _, c := range row {
			visit(c.o, c.x, y+(high-c.h)/2, c.w, c.h)
		}
		row = row[:0]
	}
	for _, o := range visible(objects) {
		w := min(widthOf(o), width)
		h := heightOf(o, w)
		if x > 0 && x+w > width {
			flush()
			x, y, high = 0, y+high+min(f.gap, gapInside), 0
		}
		row = append(row, cell{o, x, w, h})
		x, high = x+w+f.gap, max(high, h)
	}
	flush()
	return y + high
}

func (f *flow) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return f.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (f *flow) natural(objects []fyne.CanvasObject) float32 {
	sum := float32(0)
	for i, o := range visible(objects) {
		if i > 0 {
			sum += f.gap
		}
		sum += widthOf(o)
	}
	return sum
}

func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.walk(objects, size.Width, place)
}

func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth(objects), f.heightFor(objects, f.width))
}

// sides puts one object at the left edge and another at the right one; where both
// don't fit, the second goes below.
type sides struct {
	gap   float32
	width float32
}

func newSides(left, right fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &sides{gap: gapLine}, Objects: []fyne.CanvasObject{left, right}}
}

func (s *sides) together(o []fyne.CanvasObject, width float32) bool {
	return widthOf(o[0])+s.gap+widthOf(o[1]) <= width
}

func (s *sides) heightFor(o []fyne.CanvasObject, width float32) float32 {
	if s.together(o, width) {
		return max(heightOf(o[0], widthOf(o[0])), heightOf(o[1], widthOf(o[1])))
	}
	first, second := heightOf(o[0], width), heightOf(o[1], min(widthOf(o[1]), width))
	if first > 0 && second > 0 {
		first += s.gap
	}
	return first + second
}

func (s *sides) natural(o []fyne.CanvasObject) float32 { return widthOf(o[0]) + s.gap + widthOf(o[1]) }

func (s *sides) Layout(o []fyne.CanvasObject, size fyne.Size) {
	s.width = size.Width
	if !s.together(o, size.Width) {
		first := heightOf(o[0], size.Width)
		place(o[0], 0, 0, size.Width, first)
		if first > 0 {
			first += s.gap
		}
		second := min(widthOf(o[1]), size.Width)
		place(o[1], 0, first, second, heightOf(o[1], second))
		return
	}
	left, right := widthOf(o[0]), widthOf(o[1])
	hl, hr := heightOf(o[0], left), heightOf(o[1], right)
	place(o[0], 0, (size.Height-hl)/2, left, hl)
	place(o[1], size.Width-right, (size.Height-hr)/2, right, hr)
}

func (s *sides) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth(o), s.heightFor(o, s.width))
}
