package gui

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fix502/wizard"
)

// TestVerdictShowsOnlyWhatThereIs leaves out the parts that a ruling doesn't have.
func TestVerdictShowsOnlyWhatThereIs(t *testing.T) {
	for name, tt := range map[string]struct {
		against []string
		turn    *wizard.TurnView
		there   []string
		not     []string
	}{
		"nothing": {not: []string{"What speaks against it", "What would change this"}},
		"against": {against: []string{"One of three looks was fine.", "The status page is green."}, there: []string{"What speaks against it", "One of three looks was fine.", "The status page is green."}, not: []string{"What would change this"}},
		"change":  {turn: &wizard.TurnView{Text: "Another network decides it.", Label: "Look now", Step: wizard.Reload}, there: []string{"What would change this", "Another network decides it.", "Look now"}, not: []string{"What speaks against it"}},
		"again":   {turn: &wizard.TurnView{Text: "Once more decides it.", Label: "Once more", Check: true}, there: []string{"What would change this", "Once more decides it.", "Check again"}, not: []string{"Once more\n"}},
		"by hand": {turn: &wizard.TurnView{Text: "Another network decides it."}, there: []string{"What would change this", "Another network decides it."}},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.outcome = f.ends
			f.verdict.Against, f.verdict.Overturn = tt.against, tt.turn
			w := newTestWindow(t, f, plain)
			w.open(spot{screen: screenVerdict})
			mustShow(t, w, append(tt.there, "How we know", f.verdict.Known[0].Text)...)
			for _, not := range tt.not {
				if strings.Contains(shown(w), not) {
					t.Errorf("on the screen: %q", not)
				}
			}
		})
	}
}

// TestTurnButton presses the button of "What would change this".
func TestTurnButton(t *testing.T) {
	for name, tt := range map[string]struct {
		turn wizard.TurnView
		call string
		want string
	}{
		"opens a page":   {wizard.TurnView{URL: "https://discordstatus.com"}, "open https://discordstatus.com", "What would change this"},
		"opens a step":   {wizard.TurnView{Step: wizard.OtherBrowser}, "page other-browser", "8. Try another browser"},
		"starts a watch": {wizard.TurnView{Step: wizard.ComeBackLater}, "watch notify stay", "12. Come back later"},
	} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.outcome = f.ends
			tt.turn.Text, tt.turn.Label = "This decides it.", "Look now"
			f.verdict.Overturn = &tt.turn
			w := newTestWindow(t, f, plain)
			w.open(spot{screen: screenVerdict})
			press(t, w, "Look now")
			if !f.called(tt.call) {
				t.Errorf("the wizard was told %q", f.calls)
			}
			mustShow(t, w, tt.want)
		})
	}
}

func TestTurnButtonWithoutABrowser(t *testing.T) {
	f := outage(t)
	f.outcome, f.browser = f.ends, errors.New("no browser")
	f.verdict.Overturn = &wizard.TurnView{Text: "This decides it.", Label: "Look now", URL: "https://discordstatus.com"}
	w := newTestWindow(t, f, plain)
	w.open(spot{screen: screenVerdict})
	press(t, w, "Look now")
	mustShow(t, w, "You can type this address yourself: https://discordstatus.com")
}

// TestOneButtonForOnePlace shows a button once where two would lead to the same.
func TestOneButtonForOnePlace(t *testing.T) {
	f := outage(t)
	f.outcome = f.ends
	f.verdict.Secondary = &wizard.VerdictAction{Label: "The page", URL: "https://discordstatus.com"}
	for url, want := range map[string]int{"https://discordstatus.com": 1, "https://elsewhere.example": 2} {
		f.verdict.Overturn = &wizard.TurnView{Text: "This decides it.", Label: "The page", URL: url}
		w := newTestWindow(t, f, plain)
		w.open(spot{screen: screenVerdict})
		if got := strings.Count(shown(w), "The page\n"); got != want {
			t.Errorf("%s: %d buttons, want %d", url, got, want)
		}
		w.win.Close()
	}
}

// TestOneFilledButton has "Check again" filled where the rest is the user's to do.
func TestOneFilledButton(t *testing.T) {
	for name, action := range map[string]*wizard.VerdictAction{"Check again": nil, "Go there": {Label: "Go there", Step: wizard.Reload}} {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.outcome, f.verdict.Primary = f.ends, action
			w := newTestWindow(t, f, plain)
			w.open(spot{screen: screenVerdict})
			var filled []string
			walk(w.win.Content(), func(o fyne.CanvasObject) {
				if b, is := o.(*button); is && b.kind == primary {
					filled = append(filled, b.label.text)
				}
			})
			if len(filled) != 1 || filled[0] != name {
				t.Errorf("filled are %q", filled)
			}
		})
	}
}
