package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// shell is the whole window: the rail with the steps at the left and the page
// beside it. In a narrow window the rail hides behind a button at the top.
type shell struct {
	widget.BaseWidget
	ui      *Window
	content *frame
	rail    *frame // nil for pages without
	head    fyne.CanvasObject
	banner  fyne.CanvasObject // says that this is a rehearsal, nil where it is none
	trial   fyne.CanvasObject // what is on trial, nil where nothing is
	grounds [2]*surface       // the rail's, and the line beside it
	menu    bool              // the rail is shown in place of the page
	narrow  bool
}

// The measures of the shell.
const (
	railWidth   = 262
	narrowShell = 760
	headHeight  = 52
	logoSize    = 24
	logoRadius  = 6
)

func (w *Window) newShell(p *page) *shell {
	bar := p.bar
	s := &shell{ui: w, content: newFrame(p.body, bar), banner: w.newBanner(), trial: w.newTrial()}
	s.content.most, s.content.list = p.most, p.list
	if p.plain {
		s.content.rule.Hide()
	}
	if p.railed {
		s.rail = w.newRail(p.step)
		s.head = newInset(gapGroup, gapInside, newSides(w.logo(), w.button(small, w.tr("menu"), s.toggleMenu)))
		s.grounds = [2]*surface{newSurface(colourSurface, "", 0), newSurface(colourLine, "", 0)}
	}
	s.ExtendBaseWidget(s)
	return s
}

// logo is the program's mark and name.
func (w *Window) logo() *fyne.Container {
	number := newWords("502", voice{size: sizeNameMark, bold: true, single: true, align: fyne.TextAlignCenter, colour: theme.ColorNameForegroundOnPrimary})
	mark := &fyne.Container{Layout: &tile{}, Objects: []fyne.CanvasObject{newSurface(theme.ColorNamePrimary, "", logoRadius), number}}
	return newFlow(gapInside, mark, newWords("Fix502", subVoice))
}

// sizeNameMark is the size of the digits in the mark; it doesn't grow with the text.
const sizeNameMark fyne.ThemeSizeName = "fix502.mark"

// tile is the mark's own layout: a square with words in its middle.
type tile struct{}

func (*tile) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSquareSize(logoSize) }

func (*tile) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, size.Width, size.Height)
	height := o[1].MinSize().Height
	place(o[1], 0, (size.Height-height)/2+1, size.Width, height)
}

// renewRail shows the steps anew where what is worth trying has changed, unless the
// user is in the middle of choosing one.
func (w *Window) renewRail() {
	if w.shell == nil || w.shell.rail == nil || w.shell.menu {
		return
	}
	offset := w.shell.rail.scroll.Offset
	w.shell.rail = w.newRail(w.page.step)
	w.shell.rail.scroll.Offset = offset
	w.relayout()
}

func (s *shell) toggleMenu() {
	s.menu = !s.menu
	s.Refresh()
}

// front is what the user reads: the page, or the menu in its place.
func (s *shell) front() *frame {
	if s.menu {
		return s.rail
	}
	return s.content
}

// MinSize implements fyne.Widget.
func (s *shell) MinSize() fyne.Size { return fyne.NewSize(8*narrowest, 6*narrowest) }

// reveal scrolls to what has the focus, wherever it is.
func (s *shell) reveal(o fyne.CanvasObject) {
	if above, is := s.trial.(*fyne.Container); is {
		if _, found := topWithin(above, o); found {
			return // always in view
		}
	}
	if _, found := topWithin(s.content.inner, o); found {
		s.content.reveal(o)
		return
	}
	if s.rail != nil && s.contains(s.rail, o) {
		s.rail.reveal(o)
		return
	}
	s.content.reveal(o)
}

// contains tells by position whether an object is on a frame.
func (s *shell) contains(f *frame, o fyne.CanvasObject) bool {
	driver := fyne.CurrentApp().Driver()
	x, left := driver.AbsolutePositionForObject(o).X, driver.AbsolutePositionForObject(f).X
	return f.Visible() && x >= left && x < left+f.Size().Width
}

// CreateRenderer implements fyne.Widget.
func (s *shell) CreateRenderer() fyne.WidgetRenderer {
	r := &painted{widget: s, least: s.MinSize}
	r.paint = func(size fyne.Size) {
		s.narrow = size.Width < narrowShell
		if s.rail != nil {
			s.rail.mark.Hidden = s.narrow // the head above it has one
		}
		top := float32(0)
		if s.banner != nil {
			top = heightOf(s.banner, size.Width)
		}
		below := top
		if s.trial != nil {
			s.ui.fitTrial(size.Height)
			top += heightOf(s.trial, size.Width)
		}
		switch {
		case s.rail == nil:
			r.objects = []fyne.CanvasObject{s.content}
			place(s.content, 0, top, size.Width, size.Height-top)
		case s.narrow:
			r.objects = s.layNarrow(size, top)
		default:
			r.objects = s.layWide(size, top)
		}
		if s.trial != nil {
			place(s.trial, 0, below, size.Width, top-below)
			r.objects = append([]fyne.CanvasObject{s.trial}, r.objects...)
		}
		if s.banner != nil {
			place(s.banner, 0, 0, size.Width, below)
			r.objects = append(r.objects, s.banner)
		}
	}
	return r
}

func (s *shell) layWide(size fyne.Size, top float32) []fyne.CanvasObject {
	high := size.Height - top
	place(s.grounds[0], 0, top, railWidth-1, high)
	place(s.grounds[1], railWidth-1, top, 1, high)
	place(s.rail, 0, top, railWidth-1, high)
	place(s.content, railWidth, top, size.Width-railWidth, high)
	s.menu = false
	s.rail.Show()
	return []fyne.CanvasObject{s.grounds[0], s.grounds[1], s.rail, s.content}
}

func (s *shell) layNarrow(size fyne.Size, top float32) []fyne.CanvasObject {
	head := max(heightOf(s.head, size.Width), headHeight)
	place(s.grounds[0], 0, top, size.Width, head)
	place(s.grounds[1], 0, top+head, size.Width, 1)
	place(s.head, 0, top, size.Width, head)
	below := fyne.CanvasObject(s.content)
	if s.menu {
		below = s.rail
	}
	s.rail.Hidden = !s.menu
	place(below, 0, top+head+1, size.Width, size.Height-top-head-1)
	return []fyne.CanvasObject{s.grounds[0], s.grounds[1], s.head, below}
}
