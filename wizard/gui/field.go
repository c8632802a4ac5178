package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// field is an entry that leaves the window's shortcuts, and Escape, to the window:
// Fyne's own swallows both.
type field struct {
	widget.Entry
	ui   *Window
	left func() // called when the focus goes elsewhere; nil is fine
}

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

// TypedShortcut implements fyne.Shortcutable.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	if own, ours := s.(*desktop.CustomShortcut); ours && f.ui.shortcut(own) {
		return
	}
	f.Entry.TypedShortcut(s)
}

// TypedKey implements fyne.Focusable.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.ui.typed(e)
		return
	}
	f.Entry.TypedKey(e)
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
