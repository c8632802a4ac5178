package gui

import (
	"fyne.io/fyne/v2"
)

// beside puts something short at the right of words that wrap; where too little
// room would be left for the words, it goes below them.
type beside struct {
	gap   float32
	width float32
}

// besideLeast is the least width of the words: a narrower column is tiring to read.
const besideLeast = 300

func newBeside(text, end fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &beside{gap: gapLine}, Objects: []fyne.CanvasObject{text, end}}
}

// widths are those of the words and of what is beside them.
func (b *beside) widths(o []fyne.CanvasObject, width float32) (text, end float32, together bool) {
	end = widthOf(o[1])
	if text = width - end - b.gap; text >= besideLeast {
		return text, end, true
	}
	return width, min(end, width), false
}

func (b *beside) heightFor(o []fyne.CanvasObject, width float32) float32 {
	text, end, together := b.widths(o, width)
	first, second := heightOf(o[0], text), heightOf(o[1], end)
	if together {
		return max(first, second)
	}
	return first + b.gap + second
}

func (b *beside) natural(o []fyne.CanvasObject) float32 { return widthOf(o[0]) + b.gap + widthOf(o[1]) }

func (b *beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	b.width = size.Width
	text, end, together := b.widths(o, size.Width)
	first, second := heightOf(o[0], text), heightOf(o[1], end)
	if !together {
		place(o[0], 0, 0, text, first)
		place(o[1], 0, first+b.gap, end, second)
		return
	}
	place(o[0], 0, (size.Height-first)/2, text, first)
	place(o[1], size.Width-end, (size.Height-second)/2, end, second)
}

func (b *beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth(o), b.heightFor(o, b.width))
}
