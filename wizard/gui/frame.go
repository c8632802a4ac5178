package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// frame is a page's ground: a body that scrolls and a bar that stays below it.
// Where the window is too low for both, the bar scrolls with the body.
type frame struct {
	widget.BaseWidget
	body   fyne.CanvasObject
	bar    fyne.CanvasObject // nil for none
	rule   fyne.CanvasObject
	scroll *container.Scroll
	inner  *fyne.Container
	column *column
	edge   float32 // room at the left and right
	top    float32
	most   float32         // widest, 0 for no limit
	list   *stretch        // takes the room that is left, nil for none
	mark   *fyne.Container // the rail's logo, nil elsewhere
}

// The room around a page.
const (
	edgeWide   = 36
	edgeNarrow = 16
	narrowPage = 560 // a page this narrow gets the narrow edge
	lowPage    = 440 // a page this low lets its bar scroll
	barPad     = 16
	pageTop    = 28
)

func newFrame(body, bar fyne.CanvasObject) *frame {
	f := &frame{body: body, bar: bar, column: &column{}, top: pageTop, rule: newRule()}
	f.inner = &fyne.Container{Layout: f.column}
	f.scroll = container.NewVScroll(f.inner)
	f.ExtendBaseWidget(f)
	return f
}

// MinSize implements fyne.Widget: a page scrolls, so it fits any window.
func (f *frame) MinSize() fyne.Size { return fyne.NewSize(4*narrowest, 4*narrowest) }

// CreateRenderer implements fyne.Widget.
func (f *frame) CreateRenderer() fyne.WidgetRenderer {
	r := &painted{widget: f, least: f.MinSize}
	r.paint = func(size fyne.Size) {
		edge := f.edge
		if edge == 0 {
			edge = edgeWide
			if size.Width < narrowPage {
				edge = edgeNarrow
			}
		}
		width := size.Width - 2*edge
		if f.most > 0 {
			width = min(width, f.most)
		}
		left := (size.Width - width) / 2
		*f.column = column{left: left, width: width, top: f.top, total: size.Width, gap: gapGroup}
		r.objects = []fyne.CanvasObject{f.scroll}
		f.inner.Objects = []fyne.CanvasObject{f.body}
		below := float32(0)
		switch {
		case f.bar == nil:
		case size.Height < lowPage:
			f.inner.Objects = append(f.inner.Objects, f.bar)
		default:
			height := heightOf(f.bar, width)
			below = height + 2*barPad + 1
			place(f.rule, left, size.Height-below, width, 1)
			place(f.bar, left, size.Height-below+1+barPad, width, height)
			r.objects = append(r.objects, f.rule, f.bar)
		}
		f.share(width, size.Height, below)
		place(f.scroll, 0, 0, size.Width, size.Height-below)
		f.inner.Refresh()
		f.scroll.Refresh()
	}
	return r
}

// share gives the list what the rest of the page leaves.
func (f *frame) share(width, height, below float32) {
	if f.list == nil {
		return
	}
	f.list.height = 0
	if height < lowPage {
		return
	}
	f.list.height = stretchLeast
	rest := f.column.MinSize(f.inner.Objects).Height - heightOf(f.list, width)
	f.list.height = max(height-below-rest, stretchLeast)
}

// topOf is how far below the top of the page an object is. What was made a moment ago
// has no place for the driver yet, so its containers are asked first.
func (f *frame) topOf(o fyne.CanvasObject) float32 {
	if top, found := topWithin(f.inner, o); found {
		return top
	}
	driver := fyne.CurrentApp().Driver()
	return driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(f.inner).Y
}

// topWithin is how far below the top of a container an object is that it contains.
func topWithin(c *fyne.Container, o fyne.CanvasObject) (top float32, found bool) {
	for _, child := range c.Objects {
		if child == o {
			return child.Position().Y, true
		}
		if inner, is := child.(*fyne.Container); is {
			if top, found = topWithin(inner, o); found {
				return inner.Position().Y + top, true
			}
		}
	}
	return 0, false
}

// reveal scrolls until an object of the body is in view.
func (f *frame) reveal(o fyne.CanvasObject) {
	top := f.topOf(o)
	if top < 0 || top > f.inner.Size().Height {
		return // not on this frame
	}
	bottom := top + o.Size().Height
	offset := f.scroll.Offset
	switch {
	case top-gapGroup < offset.Y:
		offset.Y = max(top-gapGroup, 0)
	case bottom+gapGroup > offset.Y+f.scroll.Size().Height:
		offset.Y = bottom + gapGroup - f.scroll.Size().Height
	default:
		return
	}
	f.scroll.ScrollToOffset(offset)
}

// bring scrolls so that all of an object is in view, or its top where it is taller
// than the view: what it says begins there.
func (f *frame) bring(o fyne.CanvasObject) {
	top := f.topOf(o)
	view, offset := f.scroll.Size().Height, f.scroll.Offset.Y
	if top >= offset && top+o.Size().Height <= offset+view || top > f.inner.Size().Height {
		return
	}
	most := max(f.inner.Size().Height-view, 0)
	f.scroll.ScrollToOffset(fyne.NewPos(0, min(max(top-gapGroup, 0), most)))
}

// scrollBy scrolls by screenfuls.
func (f *frame) scrollBy(screens float32) {
	most := max(f.inner.Size().Height-f.scroll.Size().Height, 0)
	y := f.scroll.Offset.Y + screens*f.scroll.Size().Height*pageStep
	f.scroll.ScrollToOffset(fyne.NewPos(0, min(max(y, 0), most)))
}

// pageStep is the part of a screenful that one key scrolls, so that a line of the
// old one stays in view.
const pageStep = 0.85

// column gives the frame's contents their width and keeps them off the edges.
type column struct {
	left, width, top, total float32
	gap                     float32 // below every object
}

func (c *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := c.top
	for _, o := range objects {
		height += heightOf(o, c.width) + c.gap
	}
	return fyne.NewSize(c.total, height)
}

func (c *column) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	y := c.top
	for _, o := range objects {
		height := heightOf(o, c.width)
		place(o, c.left, y, c.width, height)
		y += height + c.gap
	}
}
