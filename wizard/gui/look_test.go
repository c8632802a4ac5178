package gui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fix502/wizard"
)

// picture is a page as a user meets it.
type picture struct {
	prepare func(f *fake)
	show    func(w *Window)
	small   bool     // the look of it is known from another picture: only these styles
	stage   bool     // rehearsals are offered
	during  int      // taken before this event or round; 0 for when all is done
	styles  []string // besides "light"
}

var pictures = map[string]picture{
	"start": {
		prepare: func(*fake) {},
		show:    func(*Window) {},
		styles:  []string{"large", "long"},
	},
	"says": {
		prepare: func(f *fake) { f.session.Says = pasted() },
		show:    func(w *Window) { scrollTo(w, "What does it say") },
		styles:  []string{"dark", "large", "long"},
	},
	"checking": {
		prepare: func(*fake) {},
		show:    func(w *Window) { w.open(spot{screen: screenChecking}) },
		during:  9,
	},
	"verdict": {
		prepare: func(f *fake) { f.outcome = f.ends },
		show:    func(w *Window) { w.open(spot{screen: screenVerdict}) },
		styles:  []string{"dark", "contrast", "large", "long"},
	},
	"ruling": {
		prepare: func(f *fake) { f.outcome = f.ends },
		show: func(w *Window) {
			w.open(spot{screen: screenVerdict})
			scrollTo(w, "What speaks against it")
		},
		styles: []string{"dark", "contrast", "large", "long"},
	},
	"advice": {
		prepare: func(f *fake) { f.outcome = f.ends },
		show: func(w *Window) {
			w.open(spot{screen: screenVerdict})
			scrollTo(w, "What to do now")
		},
		styles: []string{"large"}, small: true,
	},
	"turn": {
		prepare: func(f *fake) { f.outcome = f.ends },
		show: func(w *Window) {
			w.open(spot{screen: screenVerdict})
			scrollTo(w, "What would change this")
		},
		styles: []string{"large"}, small: true,
	},
	"rehearse": {
		prepare: func(f *fake) { f.outcome = f.ends },
		stage:   true,
		show: func(w *Window) {
			w.open(spot{screen: screenRehearse})
			scrollTo(w, "This computer")
		},
		styles: []string{"dark", "large", "long"},
	},
	"played": {
		prepare: func(f *fake) { f.outcome = f.ends },
		stage:   true,
		show: func(w *Window) {
			w.open(spot{screen: screenRehearse})
			w.prepare(scenarios[2], newStack(0))
		},
		styles: []string{"dark", "contrast", "large", "long"},
	},
	"step": {
		prepare: func(f *fake) {
			f.outcome = f.ends
			p, r := dnsPage(), compared()
			p.Result = &r
			p.Last = &wizard.Comparison{At: noon, Text: "Nothing changed: your address book still gives a wrong address."}
			f.pages[wizard.ChangeDNS] = p
			f.rail[0].State, f.rail[1].State = wizard.StepDone, wizard.StepDone
		},
		show:   func(w *Window) { w.openStep(wizard.ChangeDNS) },
		styles: []string{"dark", "large", "long"},
	},
	"changes": {
		prepare: func(f *fake) { f.outcome, f.changes = f.ends, changed() },
		show: func(w *Window) {
			w.open(spot{screen: screenChanges})
			if w.win.Content().Size().Height == smallest.Height {
				scrollTo(w, "Put away the cache of Discord")
			}
		},
		styles: []string{"dark", "large", "long"},
	},
	"trial": {
		prepare: func(f *fake) {
			f.outcome, f.trial = f.ends, onTrial()
			p := dnsPage()
			p.Result = &wizard.Result{OK: true, Text: "The wrong address is gone: Discord is found where it belongs.", Lines: []string{"Wi-Fi, IPv4: from 192.168.1.1 (automatic) to 1.1.1.1, 1.0.0.1"}}
			f.pages[wizard.ChangeDNS] = p
		},
		show: func(w *Window) {
			w.lookAtTrial()
			w.openStep(wizard.ChangeDNS)
		},
		styles: []string{"dark", "contrast", "large", "long"},
	},
	"caches": {
		prepare: func(f *fake) { f.outcome = f.ends; f.pages[wizard.ClearCache] = cachePage(f) },
		show: func(w *Window) {
			w.openStep(wizard.ClearCache)
			tap(w, "Put the caches away")
		},
		styles: []string{"dark", "large", "long"},
	},
	"question": {
		prepare: func(f *fake) {
			f.outcome, f.pages[wizard.OtherBrowser] = f.ends, askedPage(f)
			f.result = *f.pages[wizard.OtherBrowser].Result
		},
		show: func(w *Window) {
			w.openStep(wizard.OtherBrowser)
			tap(w, "Open Discord in Firefox")
		},
		styles: []string{"large"},
	},
	"router": {
		prepare: func(f *fake) {
			f.outcome = f.ends
			f.pages[wizard.Restart] = restartPage(f)
			f.ticks = ticks()
		},
		show: func(w *Window) {
			w.openStep(wizard.Restart)
			tap(w, "Time the router’s restart")
		},
		during: 2,
		styles: []string{"dark", "large", "long"},
	},
	"fix": {
		prepare: func(f *fake) {
			f.outcome, f.verdict = f.ends, hostsVerdict()
			f.road[0].State, f.road[0].Note = wizard.RoadBroken, "1 entry"
			f.road[5].State, f.road[5].Note = wizard.RoadUnknown, "can’t tell"
		},
		show: func(w *Window) {
			w.open(spot{screen: screenVerdict})
			tap(w, "Take the entry out")
		},
		styles: []string{"dark", "large", "long"},
	},
	"report": {
		prepare: func(f *fake) {
			f.outcome = f.ends
			f.pages[wizard.ContactSupport] = supportPage(f)
		},
		show:   func(w *Window) { w.openStep(wizard.ContactSupport) },
		styles: []string{"long"},
	},
	"watch": {
		prepare: func(f *fake) { f.outcome = f.ends },
		show:    func(w *Window) { w.open(spot{screen: screenStep, step: wizard.ComeBackLater, watch: true}) },
		during:  28,
		styles:  []string{"dark", "large"},
	},
}

// tap presses what has words that begin so.
func tap(w *Window, label string) {
	walk(w.win.Content(), func(o fyne.CanvasObject) {
		if b, is := o.(*button); is && strings.HasPrefix(b.label.text, label) {
			test.Tap(b)
		}
	})
}

// scrollTo scrolls the page until the words that begin so are at its top.
func scrollTo(w *Window, text string) {
	driver, content := fyne.CurrentApp().Driver(), w.shell.content
	walk(content.inner, func(o fyne.CanvasObject) {
		if line, is := o.(*words); is && strings.HasPrefix(line.text, text) {
			top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(content.inner).Y
			most := content.inner.Size().Height - content.scroll.Size().Height
			content.scroll.ScrollToOffset(fyne.NewPos(0, max(min(top-gapGroup, most), 0)))
		}
	})
}

// styles are what a user may see, not what a designer drew: "large" is the largest
// text in the smallest window, "long" stretches every text by half, as other
// languages would.
var styles = map[string]style{
	"light":    plain,
	"dark":     {look: LookDark, text: textNormal, size: plain.size},
	"contrast": {look: LookContrast, text: textNormal, size: plain.size},
	"large":    {look: LookLight, text: textLarger, size: smallest},
	"long":     {look: LookLight, text: textNormal, size: fyne.NewSize(800, 600), long: true},
}

// smallest is the smallest window that must be usable.
var smallest = fyne.NewSize(480, 320)

func TestPagesLook(t *testing.T) {
	for page, p := range pictures {
		names := p.styles
		if !p.small {
			names = append([]string{"light"}, names...)
		}
		for _, name := range names {
			t.Run(page+"/"+name, func(t *testing.T) {
				f := outage(t)
				p.prepare(f)
				w := newTestWindow(t, f, styles[name])
				if p.stage {
					perform(t, w).long = styles[name].long
				}
				take := func() {
					test.AssertRendersToImage(t, page+"-"+name+".png", w.win.Canvas())
					if least := w.win.Content().MinSize(); least.Width > smallest.Width || least.Height > smallest.Height {
						t.Errorf("needs %v, must fit %v", least, smallest)
					}
				}
				if p.during == 0 {
					p.show(w)
					take()
					return
				}
				taken := false
				f.between = func(_ context.Context, i int) {
					if i == p.during {
						taken = true
						take()
					}
				}
				p.show(w)
				if !taken {
					t.Error("the moment of the picture never came")
				}
			})
		}
	}
}
