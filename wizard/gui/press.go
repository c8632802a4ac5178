package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// pressable is what buttons, choices, folds and the rail's entries have in common:
// they can be clicked, focused, and pressed with Return as well as Space. Fyne's
// own button knows Space only, and shows its focus by a shade that few can see.
type pressable struct {
	widget.DisableableWidget
	ui      *Window
	self    fyne.Widget
	press   func()
	focused bool
	hovered bool
}

func (p *pressable) extend(ui *Window, self fyne.Widget, press func()) {
	p.ui, p.self, p.press = ui, self, press
	p.ExtendBaseWidget(self)
}

// Tapped implements fyne.Tappable.
func (p *pressable) Tapped(*fyne.PointEvent) {
	if !p.Disabled() && p.press != nil {
		p.press()
	}
}

// TypedKey implements fyne.Focusable.
func (p *pressable) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.Tapped(nil)
	default:
		p.ui.typed(e)
	}
}

// TypedRune implements fyne.Focusable.
func (p *pressable) TypedRune(rune) {}

// FocusGained implements fyne.Focusable. It brings the widget into view: Fyne
// does not scroll to what is focused.
func (p *pressable) FocusGained() {
	p.focused = true
	p.Refresh()
	p.ui.reveal(p.self)
}

// FocusLost implements fyne.Focusable.
func (p *pressable) FocusLost() {
	p.focused = false
	p.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (p *pressable) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.Refresh()
}

// MouseMoved implements desktop.Hoverable.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *pressable) MouseOut() {
	p.hovered = false
	p.Refresh()
}

// Cursor implements desktop.Cursorable.
func (p *pressable) Cursor() desktop.Cursor {
	if p.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// The ring around what has the focus stands off the widget, so that it is seen
// around filled buttons too.
const (
	ringWidth = 2
	ringGap   = 2
)

// ringAround draws the focus around a widget of this size.
func (p *pressable) ringAround(r *canvas.Rectangle, size fyne.Size, radius float32) {
	p.ring(r, size, radius+ringGap, ringGap+ringWidth)
}

// ringWithin draws the focus along the inside of a widget's edge.
func (p *pressable) ringWithin(r *canvas.Rectangle, size fyne.Size, radius float32) {
	p.ring(r, size, radius, 0)
}

func (p *pressable) ring(r *canvas.Rectangle, size fyne.Size, radius, off float32) {
	r.Hidden = !p.focused
	r.StrokeColor, r.StrokeWidth, r.FillColor = tint(p, theme.ColorNamePrimary), ringWidth, rgba(0, 0)
	r.CornerRadius = radius
	r.Move(fyne.NewPos(-off, -off))
	r.Resize(size.Add(fyne.NewSquareSize(2 * off)))
}

// painted is a renderer made of objects that a function arranges and colours.
type painted struct {
	widget  fyne.Widget
	objects []fyne.CanvasObject
	paint   func(size fyne.Size)
	least   func() fyne.Size
	// looks is all that the picture depends on, but for the size. Where it is given
	// and stays the same, nothing is drawn anew: a page is laid out again with every
	// line that a run adds.
	looks func() any
	drawn *sketch
}

// sketch is what was drawn last.
type sketch struct {
	size  fyne.Size
	looks any
}

// stale tells whether something has to be drawn, and remembers it as drawn.
func (r *painted) stale(size fyne.Size) bool {
	if r.looks == nil {
		return true
	}
	now := sketch{size, r.looks()}
	if r.drawn != nil && *r.drawn == now {
		return false
	}
	r.drawn = &now
	return true
}

func (r *painted) Layout(size fyne.Size) {
	if r.stale(size) {
		r.paint(size)
	}
}

func (r *painted) MinSize() fyne.Size           { return r.least() }
func (r *painted) Objects() []fyne.CanvasObject { return r.objects }
func (r *painted) Destroy()                     {}

func (r *painted) Refresh() {
	if !r.stale(r.widget.Size()) {
		return
	}
	r.paint(r.widget.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
	canvas.Refresh(r.widget)
}
