package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fix502/wizard"
)

// pictures are the pages as a user meets them.
var pictures = map[string]func(t *testing.T, f *fake) func(w *Window){
	"start": func(*testing.T, *fake) func(*Window) { return func(*Window) {} },
	"checking": func(_ *testing.T, f *fake) func(*Window) {
		f.events, f.ends = f.events[:9], nil
		return func(w *Window) {
			c := &checking{}
			_ = c
			w.open(spot{screen: screenChecking})
		}
	},
	"verdict": func(_ *testing.T, f *fake) func(*Window) {
		f.outcome = f.ends
		return func(w *Window) { w.open(spot{screen: screenVerdict}) }
	},
	"step": func(_ *testing.T, f *fake) func(*Window) {
		f.outcome = f.ends
		p, r := dnsPage(), compared()
		p.Result = &r
		p.Last = &wizard.Comparison{At: noon, Text: "Still the same: your address book gives a wrong address."}
		f.pages[wizard.ChangeDNS] = p
		f.rail[0].State, f.rail[1].State = wizard.StepDone, wizard.StepDone
		return func(w *Window) { w.openStep(wizard.ChangeDNS) }
	},
	"report": func(_ *testing.T, f *fake) func(*Window) {
		f.outcome = f.ends
		f.pages[wizard.ContactSupport] = wizard.Page{StepView: f.rail[9], Title: "Contact support", Actions: []wizard.ActionView{{ID: wizard.OpenSupportForm, Label: "Open Discord’s support form", Primary: true}}}
		return func(w *Window) { w.openStep(wizard.ContactSupport) }
	},
	"watch": func(_ *testing.T, f *fake) func(*Window) {
		f.outcome = f.ends
		return func(w *Window) { w.open(spot{screen: screenStep, step: wizard.ComeBackLater, watch: true}) }
	},
}

func TestPagesLook(t *testing.T) {
	for page, prepare := range pictures {
		t.Run(page, func(t *testing.T) {
			f := outage(t)
			show := prepare(t, f)
			w := newTestWindow(t, f, plain)
			show(w)
			test.AssertRendersToImage(t, page+"-light.png", w.win.Canvas())
		})
	}
}

var _ = fyne.NewSize
