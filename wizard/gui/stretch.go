package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// stretch is a list that takes the room that is left on a page and scrolls within
// it, so that what stands above stays in view. Its frame gives it its height.
type stretch struct {
	widget.BaseWidget
	list   fyne.CanvasObject
	column *column
	inner  *fyne.Container
	scroll *container.Scroll
	height float32 // 0 for as tall as the list
}

// stretchLeast is the least height of such a list: three lines and a bit of the
// fourth, which tells that there is more.
const stretchLeast = 130

func newStretch(list fyne.CanvasObject) *stretch {
	s := &stretch{list: list, column: &column{}}
	s.inner = &fyne.Container{Layout: s.column, Objects: []fyne.CanvasObject{list}}
	s.scroll = container.NewVScroll(s.inner)
	s.ExtendBaseWidget(s)
	return s
}

// heightFor implements tall.
func (s *stretch) heightFor(width float32) float32 {
	natural := heightOf(s.list, width)
	if s.height <= 0 {
		return natural
	}
	return min(s.height, natural)
}

// MinSize implements fyne.Widget.
func (s *stretch) MinSize() fyne.Size { return fyne.NewSize(2*narrowest, stretchLeast) }

// CreateRenderer implements fyne.Widget.
func (s *stretch) CreateRenderer() fyne.WidgetRenderer {
	r := &painted{widget: s, least: s.MinSize, objects: []fyne.CanvasObject{s.scroll}}
	r.paint = func(size fyne.Size) {
		atEnd := s.scroll.Offset.Y+s.scroll.Size().Height >= s.inner.Size().Height-1
		*s.column = column{width: size.Width, total: size.Width}
		if s.heightFor(size.Width) < heightOf(s.list, size.Width) {
			s.column.width -= gapLine // the scroll bar must not cover the values
		}
		place(s.scroll, 0, 0, size.Width, size.Height)
		s.inner.Refresh()
		s.scroll.Refresh()
		if atEnd { // who scrolled up wants to read there
			s.scroll.ScrollToBottom()
		}
	}
	return r
}
