package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// rulePad is the room above and below what stands between two lines.
const rulePad = 6

// ruled puts objects below each other with a thin line between them.
type ruled struct {
	widget.BaseWidget
	pad     float32
	objects []fyne.CanvasObject
}

func newRuled(objects ...fyne.CanvasObject) *ruled {
	r := &ruled{pad: rulePad, objects: objects}
	r.ExtendBaseWidget(r)
	return r
}

func (r *ruled) add(o fyne.CanvasObject) {
	r.objects = append(r.objects, o)
	r.Refresh()
}

// heightFor implements tall.
func (r *ruled) heightFor(width float32) float32 {
	height := float32(0)
	for _, o := range r.objects {
		height += heightOf(o, width) + 2*r.pad + 1
	}
	return height
}

// MinSize implements fyne.Widget.
func (r *ruled) MinSize() fyne.Size {
	return fyne.NewSize(leastWidth(r.objects), r.heightFor(r.Size().Width))
}

// CreateRenderer implements fyne.Widget.
func (r *ruled) CreateRenderer() fyne.WidgetRenderer {
	p := &painted{widget: r, least: r.MinSize}
	p.paint = func(size fyne.Size) {
		p.objects = p.objects[:0]
		y := float32(0)
		for i, o := range r.objects {
			height := heightOf(o, size.Width)
			if i > 0 {
				rule := &canvas.Rectangle{FillColor: tint(r, colourLine)}
				place(rule, 0, y, size.Width, 1)
				p.objects = append(p.objects, rule)
			}
			place(o, 0, y+1+r.pad, size.Width, height)
			p.objects = append(p.objects, o)
			y += height + 2*r.pad + 1
		}
	}
	return p
}

// fold is a line that shows and hides what belongs to it.
type fold struct {
	pressable
	label *words
	inner fyne.CanvasObject
}

// newFold returns the line; inner is hidden until it is pressed and must be placed
// below it.
func (u *Window) newFold(text string, v voice, inner fyne.CanvasObject) *fold {
	f := &fold{label: newWords(text, v), inner: inner}
	inner.Hide()
	f.extend(u, f, f.toggle)
	return f
}

func (f *fold) toggle() {
	if f.inner.Visible() {
		f.inner.Hide()
	} else {
		f.inner.Show()
	}
	f.Refresh()
	f.ui.relayout()
}

// The little angle, and the room above and below the words.
const (
	foldSign = 16
	foldPad  = 1
)

func (f *fold) words(width float32) float32 { return width - foldSign - gapSmall }

// heightFor implements tall.
func (f *fold) heightFor(width float32) float32 {
	return f.label.heightFor(f.words(width)) + 2*foldPad
}

func (f *fold) natural() float32 { return f.label.natural() + foldSign + gapSmall + 1 }

// MinSize implements fyne.Widget.
func (f *fold) MinSize() fyne.Size {
	return fyne.NewSize(min(f.natural(), 2*narrowest), f.heightFor(max(f.Size().Width, 2*narrowest)))
}

// CreateRenderer implements fyne.Widget.
func (f *fold) CreateRenderer() fyne.WidgetRenderer {
	angle, focus := newIcon("folded", f.label.voice.ink(), foldSign), &canvas.Rectangle{}
	r := &painted{widget: f, least: f.MinSize, objects: []fyne.CanvasObject{angle, f.label, focus}}
	r.paint = func(size fyne.Size) {
		angle.name = "folded"
		if f.inner.Visible() {
			angle.name = "unfolded"
		}
		place(angle, 0, foldPad, foldSign, f.label.lineHeight())
		place(f.label, foldSign+gapSmall, foldPad, f.words(size.Width), size.Height-2*foldPad)
		angle.Refresh()
		f.ringAround(focus, size, gapSmall)
	}
	return r
}

// selectable is technical text that can be selected and copied.
type selectable struct{ widget.Label }

// sizeNameMono is the size of technical text: its letters are wide.
const sizeNameMono fyne.ThemeSizeName = "fix502.mono"

func newSelectable(text string) *selectable {
	s := &selectable{widget.Label{
		Text: text, Selectable: true, TextStyle: fyne.TextStyle{Monospace: true},
		Wrapping: fyne.TextWrapWord, SizeName: sizeNameMono,
	}}
	s.ExtendBaseWidget(s)
	return s
}

// heightFor implements tall: a label knows its height once it has a width.
func (s *selectable) heightFor(width float32) float32 {
	s.Resize(fyne.NewSize(width, s.Size().Height))
	return s.Label.MinSize().Height
}
