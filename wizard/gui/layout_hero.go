package gui

import (
	"slices"

	"fyne.io/fyne/v2"
)

// hero puts a road above the card that says what to do. Where the road stands
// upright it is as tall as a window, and the card goes first.
type hero struct{ stack }

func newHero(r *road, card fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &hero{stack{gap: gapGroup}}, Objects: []fyne.CanvasObject{r, card}}
}

func (h *hero) order(o []fyne.CanvasObject, width float32) []fyne.CanvasObject {
	if r, is := o[0].(*road); is && r.upright(width) {
		o = slices.Clone(o)
		slices.Reverse(o)
	}
	return o
}

// Layout implements fyne.Layout.
func (h *hero) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h.stack.Layout(h.order(o, size.Width), size)
}
