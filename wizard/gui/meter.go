package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// meter is a thin bar that fills from the left. It never moves by itself.
type meter struct {
	widget.BaseWidget
	part float32 // 0 to 1
}

func newMeter() *meter {
	m := &meter{}
	m.ExtendBaseWidget(m)
	return m
}

func (m *meter) set(done, all int) {
	m.part = 0
	if all > 0 {
		m.part = min(float32(done)/float32(all), 1)
	}
	m.Refresh()
}

const meterHeight = 8

// MinSize implements fyne.Widget.
func (m *meter) MinSize() fyne.Size { return fyne.NewSize(narrowest, meterHeight) }

// CreateRenderer implements fyne.Widget.
func (m *meter) CreateRenderer() fyne.WidgetRenderer {
	track, filled := &canvas.Rectangle{CornerRadius: meterHeight / 2}, &canvas.Rectangle{CornerRadius: meterHeight / 2}
	r := &painted{widget: m, least: m.MinSize, objects: []fyne.CanvasObject{track, filled}}
	r.paint = func(size fyne.Size) {
		track.FillColor, track.StrokeColor, track.StrokeWidth = tint(m, colourLine), tint(m, colourLine), 1
		filled.FillColor, filled.Hidden = tint(m, theme.ColorNamePrimary), m.part == 0
		place(track, 0, 0, size.Width, meterHeight)
		place(filled, 0, 0, size.Width*m.part, meterHeight)
	}
	return r
}
