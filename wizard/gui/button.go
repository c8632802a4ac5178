package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// kind is how much a button asks to be pressed.
type kind int

const (
	quiet   kind = iota // a second choice
	primary             // the one filled button of a page
	link                // words that can be pressed
	small               // such words in small print: the rail's foot, "Details"
)

// button is a button whose words wrap rather than widen the window.
type button struct {
	pressable
	kind  kind
	label *words
}

func (u *Window) button(k kind, text string, press func()) *button {
	b := &button{kind: k, label: newWords(text, voice{align: fyne.TextAlignCenter, bold: k != small})}
	if k == small {
		b.label.voice.size = sizeSecond
	}
	b.extend(u, b, press)
	return b
}

func (b *button) setText(text string) {
	b.label.set(text)
	b.Refresh()
}

// padding is the room around the words.
func (b *button) padding() (x, y float32) {
	switch b.kind {
	case link:
		return 6, 9
	case small:
		return 0, 2
	}
	return gapCard, 10
}

// heightFor implements tall.
func (b *button) heightFor(width float32) float32 {
	x, y := b.padding()
	return b.label.heightFor(width-2*x) + 2*y
}

func (b *button) natural() float32 {
	x, _ := b.padding()
	return b.label.natural() + 2*x
}

// MinSize implements fyne.Widget.
func (b *button) MinSize() fyne.Size {
	x, _ := b.padding()
	width := b.Size().Width
	if width == 0 {
		width = b.natural()
	}
	return fyne.NewSize(min(b.natural(), narrowest+2*x), b.heightFor(width))
}

// colours returns the names of the words' colour and of what is behind them, ""
// for nothing.
func (b *button) colours() (ink, fill fyne.ThemeColorName) {
	switch {
	case b.kind == link || b.kind == small:
		ink = theme.ColorNamePrimary
	case b.kind == primary && !b.Disabled():
		return theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary
	default:
		ink, fill = theme.ColorNameForeground, colourQuiet
	}
	if b.Disabled() {
		ink = colourMuted
	}
	return ink, fill
}

// CreateRenderer implements fyne.Widget.
func (b *button) CreateRenderer() fyne.WidgetRenderer {
	back, shade, focus := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	r := &painted{widget: b, least: b.MinSize, objects: []fyne.CanvasObject{back, shade, b.label, focus}}
	r.paint = func(size fyne.Size) {
		radius := b.Theme().Size(theme.SizeNameInputRadius)
		ink, fill := b.colours()
		b.label.voice.colour = ink
		back.FillColor, back.CornerRadius, back.Hidden = rgba(0, 0), radius, fill == ""
		if fill != "" {
			back.FillColor = tint(b, fill)
		}
		shade.FillColor, shade.CornerRadius, shade.Hidden = tint(b, theme.ColorNameHover), radius, !b.hovered || b.Disabled()
		back.Resize(size)
		shade.Resize(size)
		x, _ := b.padding()
		height := b.label.heightFor(size.Width - 2*x)
		place(b.label, x, (size.Height-height+lineGap)/2, size.Width-2*x, height)
		b.ringAround(focus, size, radius)
	}
	return r
}
