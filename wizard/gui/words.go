package gui

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// voice is how text is set.
type voice struct {
	size   fyne.ThemeSizeName  // sizeBody where empty
	colour fyne.ThemeColorName // the foreground where empty
	align  fyne.TextAlign
	bold   bool
	mono   bool
	strike bool // a line through it: a step that can't help
	single bool // never wrapped; its width is then a must
}

// The voices of the design.
var (
	plainVoice   = voice{}
	mutedVoice   = voice{colour: colourMuted}
	secondVoice  = voice{size: sizeSecond, colour: colourMuted}
	boldVoice    = voice{bold: true}
	headingVoice = voice{size: sizeHeading, bold: true}
	subVoice     = voice{size: sizeSub, bold: true}
	valueVoice   = voice{size: sizeSecond, colour: colourMuted, align: fyne.TextAlignTrailing}
)

// words is text that wraps to the width it is given. Unlike Fyne's label it can
// say beforehand how tall it will be, so pages are laid out right the first time.
// It never reads its text as markup: part of it comes from servers.
type words struct {
	widget.BaseWidget
	text  string
	voice voice
	known broken // the lines of the text as they are
}

// broken are the lines that a text was broken into, by the width they were given. They
// are asked for many times while a page is laid out.
type broken struct {
	text  string
	size  float32
	style fyne.TextStyle
	lines map[float32][]string
}

func newWords(text string, v voice) *words {
	w := &words{text: text, voice: v}
	w.ExtendBaseWidget(w)
	return w
}

func (w *words) set(text string) {
	if w.text == text {
		return
	}
	w.text = text
	w.Refresh()
}

func (w *words) textSize() float32 {
	if w.voice.size == "" {
		return w.Theme().Size(sizeBody)
	}
	return w.Theme().Size(w.voice.size)
}

func (w *words) style() fyne.TextStyle {
	return fyne.TextStyle{Bold: w.voice.bold, Monospace: w.voice.mono}
}

// lineGap is added below each line: Fyne's own line height is tight for reading.
const lineGap = 2

func (w *words) lineHeight() float32 {
	return fyne.MeasureText("Ag", w.textSize(), w.style()).Height + lineGap
}

func (w *words) lines(width float32) []string {
	if w.voice.single || width <= 0 {
		return []string{w.text}
	}
	size, style := w.textSize(), w.style()
	if k := &w.known; k.lines == nil || k.text != w.text || k.size != size || k.style != style {
		w.known = broken{text: w.text, size: size, style: style, lines: make(map[float32][]string)}
	}
	lines, known := w.known.lines[width]
	if !known {
		lines = wrap(w.text, width, func(s string) float32 { return fyne.MeasureText(s, size, style).Width })
		w.known.lines[width] = lines
	}
	return lines
}

// heightFor implements tall.
func (w *words) heightFor(width float32) float32 {
	return float32(len(w.lines(width))) * w.lineHeight()
}

// natural is the width of the text on one line.
func (w *words) natural() float32 {
	widest := float32(0)
	for line := range strings.Lines(w.text) {
		widest = max(widest, fyne.MeasureText(strings.TrimRight(line, "\n"), w.textSize(), w.style()).Width)
	}
	return widest + 1 // rounding must not wrap what just fits
}

// widestWord is the width below which a word of the text would be cut.
func (w *words) widestWord() float32 {
	widest := float32(0)
	for _, word := range strings.Fields(w.text) {
		widest = max(widest, fyne.MeasureText(word, w.textSize(), w.style()).Width)
	}
	return widest
}

// narrowest is the least width that wrapped text claims: about one long word.
const narrowest = 40

// MinSize implements fyne.Widget.
func (w *words) MinSize() fyne.Size {
	if w.voice.single {
		return fyne.NewSize(w.natural(), w.lineHeight())
	}
	return fyne.NewSize(min(narrowest, w.natural()), w.heightFor(w.Size().Width))
}

// CreateRenderer implements fyne.Widget.
func (w *words) CreateRenderer() fyne.WidgetRenderer { return &wordsRenderer{w: w} }

type wordsRenderer struct {
	w       *words
	objects []fyne.CanvasObject
	drawn   written
}

// written is all that drawn words depend on.
type written struct {
	text  string
	width float32
	voice voice
	size  float32
	ink   color.Color
}

// stale tells whether the words have to be drawn, and remembers them as drawn.
func (r *wordsRenderer) stale(width float32) bool {
	w := r.w
	now := written{w.text, width, w.voice, w.textSize(), tint(w, w.voice.ink())}
	same := r.drawn == now && len(r.objects) > 0
	r.drawn = now
	return !same
}

func (r *wordsRenderer) Layout(size fyne.Size) {
	if r.stale(size.Width) {
		r.write(size)
	}
}

func (r *wordsRenderer) write(size fyne.Size) {
	w := r.w
	ink, high := r.drawn.ink, w.lineHeight()
	r.objects = r.objects[:0]
	for i, line := range w.lines(size.Width) {
		t := &canvas.Text{Text: line, Color: ink, TextSize: w.textSize(), TextStyle: w.style(), Alignment: w.voice.align}
		t.Move(fyne.NewPos(0, float32(i)*high))
		t.Resize(fyne.NewSize(size.Width, high-lineGap))
		r.objects = append(r.objects, t)
		if w.voice.strike {
			r.objects = append(r.objects, r.through(line, ink, float32(i)*high+high/2))
		}
	}
}

func (r *wordsRenderer) through(line string, ink color.Color, y float32) fyne.CanvasObject {
	width := fyne.MeasureText(line, r.w.textSize(), r.w.style()).Width
	l := &canvas.Line{StrokeColor: ink, StrokeWidth: 1}
	l.Position1, l.Position2 = fyne.NewPos(0, y), fyne.NewPos(width, y)
	return l
}

func (v voice) ink() fyne.ThemeColorName {
	if v.colour == "" {
		return theme.ColorNameForeground
	}
	return v.colour
}

func (r *wordsRenderer) MinSize() fyne.Size           { return r.w.MinSize() }
func (r *wordsRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *wordsRenderer) Destroy()                     {}

func (r *wordsRenderer) Refresh() {
	if !r.stale(r.w.Size().Width) {
		return
	}
	r.write(r.w.Size())
	canvas.Refresh(r.w)
}

// wrap breaks text into lines no wider than width, between words where it can and
// within a word only where the word alone is too wide.
func wrap(text string, width float32, measure func(string) float32) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			candidate := word
			if line != "" {
				candidate = line + " " + word
			}
			if measure(candidate) <= width {
				line = candidate
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			var whole []string
			whole, line = chop(word, width, measure)
			lines = append(lines, whole...)
		}
		lines = append(lines, line)
	}
	return lines
}

// chop cuts a word that is wider than a line into full lines and a rest.
func chop(word string, width float32, measure func(string) float32) (full []string, rest string) {
	for _, r := range word {
		if rest != "" && measure(rest+string(r)) > width {
			full, rest = append(full, rest), ""
		}
		rest += string(r)
	}
	return full, rest
}

// themed is every widget: it knows the theme it is drawn with.
type themed interface{ Theme() fyne.Theme }

// tint is a colour of the theme that the widget is drawn with.
func tint(w themed, name fyne.ThemeColorName) color.Color {
	return w.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}
