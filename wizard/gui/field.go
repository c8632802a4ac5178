package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// field is an entry that leaves the window's shortcuts, Escape and Tab to the window:
// Fyne's own swallows them. What is pasted into it is bounded.
type field struct {
	widget.Entry
	ui   *Window
	left func() // called when the focus goes elsewhere; nil is fine
	most int    // rows it may grow to; 0 for one that keeps its height

	shown int // rows that a growing one has now
}

// mostTyped bounds what a field takes from the clipboard, in bytes. It is what the
// wizard keeps, and a whole page more would hold the window up while it is wrapped.
const mostTyped = 8 << 10

func (u *Window) newField(hint string, lines int) *field {
	f := &field{ui: u}
	f.PlaceHolder = hint
	f.Wrapping = fyne.TextWrapOff
	if lines > 1 {
		f.MultiLine, f.Wrapping = true, fyne.TextWrapWord
		f.SetMinRowsVisible(lines)
	}
	f.ExtendBaseWidget(f)
	return f
}

// newGrowing is a field of one line that grows with what is in it, up to so many
// rows. Return submits it, as it does a field of one line.
func (u *Window) newGrowing(hint string, most int) *field {
	f := u.newField(hint, 1)
	f.most = most
	f.MultiLine, f.Wrapping = true, fyne.TextWrapWord
	f.shown = 1
	f.SetMinRowsVisible(f.shown)
	return f
}

// heightFor implements tall.
func (f *field) heightFor(width float32) float32 {
	if rows := min(f.rows(width), f.most); f.most > 0 && rows != f.shown {
		f.shown = rows
		f.SetMinRowsVisible(rows)
	}
	return f.MinSize().Height
}

// rows is how many lines the text needs at a width, or a few more than are shown.
func (f *field) rows(width float32) int {
	start := f.Text[:min(len(f.Text), f.most*longestLine)]
	measure := func(s string) float32 { return fyne.MeasureText(s, f.Theme().Size(sizeBody), f.TextStyle).Width }
	return len(wrap(start, max(width-4*f.Theme().Size(theme.SizeNameInnerPadding), narrowest), measure))
}

// longestLine is more bytes than a line of the widest window holds.
const longestLine = 400

// TypedShortcut implements fyne.Shortcutable.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	if own, ours := s.(*desktop.CustomShortcut); ours && f.ui.shortcut(own) {
		return
	}
	paste, pasting := s.(*fyne.ShortcutPaste)
	if !pasting {
		f.Entry.TypedShortcut(s)
		return
	}
	room := mostTyped - len(f.Text) + len(f.SelectedText())
	f.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: bounded{paste.Clipboard, max(room, 0)}})
	if f.most > 0 && f.rows(f.Size().Width) > f.most { // a page says what it is at its top
		f.CursorRow, f.CursorColumn = 0, 0
		f.Refresh()
	}
}

// bounded is a clipboard of which no more than so many bytes are taken.
type bounded struct {
	fyne.Clipboard
	most int
}

// Content implements fyne.Clipboard.
func (b bounded) Content() string {
	text := b.Clipboard.Content()
	return strings.ToValidUTF8(text[:min(len(text), b.most)], "")
}

// AcceptsTab implements fyne.Tabbable: Tab goes on to the next.
func (f *field) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		f.ui.typed(e)
	case f.most > 0 && f.OnSubmitted != nil && (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter):
		f.OnSubmitted(f.Text)
	default:
		f.Entry.TypedKey(e)
	}
}

// FocusGained implements fyne.Focusable.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	f.ui.reveal(f)
}

// FocusLost implements fyne.Focusable.
func (f *field) FocusLost() {
	f.Entry.FocusLost()
	if f.left != nil {
		f.left()
	}
}

// MinSize implements fyne.Widget: a long hint must not widen the window.
func (f *field) MinSize() fyne.Size {
	least := f.Entry.MinSize()
	return fyne.NewSize(min(least.Width, 4*narrowest), least.Height)
}
