package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fix502/wizard"
)

// strip is a row of cells, one a look of the watch, the newest at the right of
// those taken. A cell differs by its height as well as by its colour.
type strip struct {
	widget.BaseWidget
	rounds []wizard.Round
}

func newStrip(rounds []wizard.Round) *strip {
	s := &strip{rounds: rounds}
	s.ExtendBaseWidget(s)
	return s
}

func (s *strip) set(rounds []wizard.Round) {
	s.rounds = rounds
	s.Refresh()
}

// The measures of the strip.
const (
	cellHeight = 34
	cellWidth  = 14
	cellGap    = 4
	cellRadius = 3
)

// cellHeights are the parts of the full height: down is full, unsure less, well low.
var cellHeights = map[mood]float32{neutral: 1, bad: 1, attention: 0.7, good: 0.45}

// MinSize implements fyne.Widget.
func (s *strip) MinSize() fyne.Size { return fyne.NewSize(4*narrowest, cellHeight) }

func roundMood(r wizard.Round) mood {
	switch {
	case r.Healthy:
		return good
	case r.Unsure:
		return attention
	}
	return bad
}

// CreateRenderer implements fyne.Widget.
func (s *strip) CreateRenderer() fyne.WidgetRenderer {
	p := &painted{widget: s, least: s.MinSize}
	p.paint = func(size fyne.Size) {
		p.objects = p.objects[:0]
		count := max(int((size.Width+cellGap)/(cellWidth+cellGap)), 1)
		wide := (size.Width - float32(count-1)*cellGap) / float32(count)
		shown := s.rounds[max(len(s.rounds)-count, 0):]
		for i := range count {
			m, colour := neutral, colourLine
			if i < len(shown) {
				m = roundMood(shown[i])
				colour = moods[m][0]
			}
			cell := &canvas.Rectangle{FillColor: tint(s, colour), CornerRadius: cellRadius}
			high := cellHeight * cellHeights[m]
			place(cell, float32(i)*(wide+cellGap), cellHeight-high, wide, high)
			p.objects = append(p.objects, cell)
		}
	}
	return p
}
