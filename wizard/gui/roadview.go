package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fix502/wizard"
)

// road is the way from this computer to the service, place by place. Where the
// window is too narrow to write below the places, they stand below each other.
type road struct {
	widget.BaseWidget
	stops []*stop
}

// stop is one place on the road.
type stop struct {
	sign        *sign
	label, note *words
	state       wizard.RoadState
}

func newRoad(nodes []wizard.RoadNode) *road {
	r := &road{}
	r.ExtendBaseWidget(r)
	r.set(nodes)
	return r
}

func (r *road) set(nodes []wizard.RoadNode) {
	if len(r.stops) != len(nodes) {
		r.stops = nil
		for range nodes {
			r.stops = append(r.stops, &stop{
				sign:  newSign(roadLooks[wizard.RoadWaiting], signLarge),
				label: newWords("", voice{size: sizeSecond, bold: true, align: fyne.TextAlignCenter}),
				note:  newWords("", voice{size: sizeSecond, colour: colourMuted, align: fyne.TextAlignCenter}),
			})
		}
	}
	for i, n := range nodes {
		s := r.stops[i]
		s.state = n.State
		s.sign.set(roadLooks[n.State])
		s.label.set(n.Label)
		s.note.set(n.Note)
	}
	r.Refresh()
}

// The measures of the road.
const (
	stopLeast     = 76 // a place's width with its words below
	stopGap       = 6
	roadThick     = 3
	roadClear     = 16 // between a sign and the line to the next
	roadDash      = 6
	signUpright   = 28
	uprightHeight = 42
	uprightPiece  = 8
)

// upright tells whether the places stand below each other: where a word below one of
// them would have to be cut.
func (r *road) upright(width float32) bool {
	least := float32(stopLeast)
	for _, s := range r.stops {
		least = max(least, s.label.widestWord()+stopGap, s.note.widestWord()+stopGap)
	}
	return width < least*float32(len(r.stops))
}

// heightFor implements tall.
func (r *road) heightFor(width float32) float32 {
	if len(r.stops) == 0 {
		return 0
	}
	if r.upright(width) {
		height := float32(0)
		for _, s := range r.stops {
			height += r.uprightRow(s, width)
		}
		return height
	}
	each := width / float32(len(r.stops))
	tallest := float32(0)
	for _, s := range r.stops {
		tallest = max(tallest, s.label.heightFor(each-stopGap)+s.note.heightFor(each-stopGap))
	}
	return signLarge + stopGap + tallest
}

func (r *road) uprightRow(s *stop, width float32) float32 {
	return max(s.label.heightFor(r.uprightLabel(width)), s.note.heightFor(r.uprightLabel(width)), uprightHeight)
}

func (r *road) uprightLabel(width float32) float32 { return (width - signUpright - 2*gapLine) / 2 }

// MinSize implements fyne.Widget.
func (r *road) MinSize() fyne.Size {
	width := r.Size().Width
	return fyne.NewSize(4*narrowest, r.heightFor(max(width, 4*narrowest)))
}

// CreateRenderer implements fyne.Widget.
func (r *road) CreateRenderer() fyne.WidgetRenderer {
	p := &painted{widget: r, least: r.MinSize}
	p.paint = func(size fyne.Size) {
		p.objects = p.objects[:0]
		for _, s := range r.stops {
			p.objects = append(p.objects, s.sign, s.label, s.note)
		}
		if r.upright(size.Width) {
			r.layUpright(p, size.Width)
			return
		}
		r.layAlong(p, size)
	}
	return p
}

func (r *road) layAlong(p *painted, size fyne.Size) {
	if len(r.stops) == 0 {
		return
	}
	each := size.Width / float32(len(r.stops))
	for i, s := range r.stops {
		s.sign.size = signLarge
		s.label.voice.align, s.note.voice.align = fyne.TextAlignCenter, fyne.TextAlignCenter
		left := float32(i) * each
		place(s.sign, left+(each-signLarge)/2, 0, signLarge, signLarge)
		label := s.label.heightFor(each - stopGap)
		place(s.label, left+stopGap/2, signLarge+stopGap, each-stopGap, label)
		place(s.note, left+stopGap/2, signLarge+stopGap+label, each-stopGap, s.note.heightFor(each-stopGap))
		if i > 0 {
			from := left - each/2 + signLarge/2 + roadClear
			to := left + each/2 - signLarge/2 - roadClear
			p.objects = append(p.objects, r.connect(r.stops[i-1], s, from, to)...)
		}
	}
}

func (s *stop) known() bool { return s.state != wizard.RoadWaiting }

func (s *stop) well() bool { return s.state == wizard.RoadGood || s.state == wizard.RoadAttention }

func (r *road) pieceColour(a, b *stop) fyne.ThemeColorName {
	switch {
	case a.well() && b.well():
		return colourGood
	case !a.known() || !b.known():
		return colourOutline
	}
	return colourLine
}

// connect draws the piece of road between two places: green where both are
// well, dashed where one is not known yet, else plain.
func (r *road) connect(a, b *stop, from, to float32) []fyne.CanvasObject {
	colour := r.pieceColour(a, b)
	piece := func(x, width float32) fyne.CanvasObject {
		bar := &canvas.Rectangle{FillColor: tint(r, colour)}
		place(bar, x, (signLarge-roadThick)/2, width, roadThick)
		return bar
	}
	if a.known() && b.known() {
		return []fyne.CanvasObject{piece(from, max(to-from, 0))}
	}
	var dashes []fyne.CanvasObject
	for x := from; x+roadDash <= to; x += 2 * roadDash {
		dashes = append(dashes, piece(x, roadDash))
	}
	return dashes
}

func (r *road) layUpright(p *painted, total float32) {
	y := float32(0)
	width := r.uprightLabel(total)
	for i, s := range r.stops {
		s.sign.size = signUpright
		s.label.voice.align, s.note.voice.align = fyne.TextAlignLeading, fyne.TextAlignTrailing
		height := r.uprightRow(s, total)
		if i > 0 {
			piece := &canvas.Rectangle{FillColor: tint(r, r.pieceColour(r.stops[i-1], s))}
			place(piece, (signUpright-roadThick)/2, y-uprightPiece/2, roadThick, uprightPiece)
			p.objects = append(p.objects, piece)
		}
		place(s.sign, 0, y+(height-signUpright)/2, signUpright, signUpright)
		label, note := s.label.heightFor(width), s.note.heightFor(width)
		place(s.label, signUpright+gapLine, y+(height-label)/2, width, label)
		place(s.note, total-width, y+(height-note)/2, width, note)
		s.label.Refresh()
		s.note.Refresh()
		y += height
	}
}
