package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// pasted is what somebody pastes who has copied the whole page.
func pasted() string {
	return "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n<hr><center>nginx/1.24.0</center>\n" +
		strings.Repeat("<!-- padding to disable a friendly error page -->\n", 1000) + "</body></html>"
}

func paste(t *testing.T, w *Window, s string) *field {
	t.Helper()
	w.app.Clipboard().SetContent(s)
	entry := saysField(t, w)
	w.focus(entry)
	entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	return entry
}

func saysField(t *testing.T, w *Window) *field {
	t.Helper()
	var found *field
	walk(w.win.Content(), func(o fyne.CanvasObject) {
		if entry, is := o.(*field); is && entry.PlaceHolder == w.tr("start.says.hint") {
			found = entry
		}
	})
	if found == nil {
		t.Fatal("nothing to type the error's words into")
	}
	return found
}

const nextWords = "To be sure, press “Find out what’s wrong”."

// TestSaysIsExplainedAsTyped reads the explanation letter by letter.
func TestSaysIsExplainedAsTyped(t *testing.T) {
	w := newTestWindow(t, outage(t), plain)
	if strings.Contains(shown(w), nextWords) {
		t.Fatal("nothing was typed, and it is explained")
	}
	entry := saysField(t, w)
	test.Type(entry, "50")
	mustShow(t, w, "These words are new to us. "+nextWords)
	test.Type(entry, "2 bad gateway")
	mustShow(t, w, "502 means that one computer on the way got no proper answer from the next one.", nextWords)
	if strings.Contains(shown(w), "These words are new to us") {
		t.Error("the earlier explanation is still there")
	}
	for range len("502 bad gateway") {
		entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	if strings.Contains(shown(w), nextWords) {
		t.Error("everything was deleted, and the explanation is still there")
	}
}

// TestSaysTakesAWholePage pastes more than the field may hold.
func TestSaysTakesAWholePage(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	one := saysField(t, w).Size().Height
	entry := paste(t, w, pasted())
	mustShow(t, w, "502 means that one computer on the way got no proper answer from the next one.", nextWords)
	if len(entry.Text) > mostTyped || !strings.HasPrefix(entry.Text, "<html>") {
		t.Errorf("%d bytes are in the field, which begin with %.20q", len(entry.Text), entry.Text)
	}
	if high := entry.Size().Height; high <= one || high > mostSaid*one {
		t.Errorf("one row is %v high, the field is %v", one, high)
	}
	if entry.CursorRow != 0 {
		t.Errorf("row %d of the page is in view, want its top", entry.CursorRow)
	}
	paste(t, w, strings.Repeat("x", mostTyped))
	if len(entry.Text) > mostTyped {
		t.Errorf("%d bytes are in the field after the second time", len(entry.Text))
	}
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !f.called("check") || !strings.Contains(f.session.Says, "nginx/1.24.0") {
		t.Errorf("Return did not begin the check; the wizard was told %.200q", f.calls)
	}
	w.back()
	w.open(spot{screen: screenStart})
	mustShow(t, w, nextWords)
}

// TestTabLeavesFields goes on from a field of several lines.
func TestTabLeavesFields(t *testing.T) {
	w := newTestWindow(t, outage(t), plain)
	entry := paste(t, w, pasted())
	if entry.AcceptsTab() {
		t.Error("Tab stays in the field")
	}
}

// TestFirstLineIsThereAtOnce opens the run of a wizard that says nothing yet.
func TestFirstLineIsThereAtOnce(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	w.spawn = func(func()) {} // its goroutine never comes to its turn
	press(t, w, "Find out what’s wrong")
	mustShow(t, w, "Checking the way to Discord…", "Looking at this computer…", "0 of 7 checks done", "Stop")
}
