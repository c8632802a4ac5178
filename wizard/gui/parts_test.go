package gui

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fix502/checks"
	"fix502/wizard"
)

func TestWrap(t *testing.T) {
	letters := func(s string) float32 { return float32(utf8.RuneCountInString(s)) }
	for name, tt := range map[string]struct {
		text  string
		width float32
		want  []string
	}{
		"fits":                   {"one two", 7, []string{"one two"}},
		"between words":          {"one two three", 7, []string{"one two", "three"}},
		"long word":              {"a abcdefgh b", 4, []string{"a", "abcd", "efgh", "b"}},
		"own lines":              {"one\n\ntwo", 9, []string{"one", "", "two"}},
		"nothing":                {"", 9, []string{""}},
		"letters not bytes":      {"äöüß äöüß", 4, []string{"äöüß", "äöüß"}},
		"narrower than a letter": {"ab", 0.5, []string{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := wrap(tt.text, tt.width, letters); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("one two three", float32(5))
	f.Add("über\nallen Gipfeln", float32(3))
	f.Fuzz(func(t *testing.T, text string, width float32) {
		if !utf8.ValidString(text) || !(width > 0) {
			t.Skip()
		}
		letters := func(s string) float32 { return float32(utf8.RuneCountInString(s)) }
		lines := wrap(text, width, letters)
		got := strings.Join(strings.Fields(strings.Join(lines, "")), "")
		if want := strings.Join(strings.Fields(text), ""); got != want {
			t.Errorf("%q became %q", want, got)
		}
		for _, line := range lines {
			if letters(line) > width && letters(line) > 1 {
				t.Errorf("%q is wider than %v", line, width)
			}
		}
	})
}

// TestSignsAreThere opens every drawing that a state names.
func TestSignsAreThere(t *testing.T) {
	names := []string{"folded", "unfolded", "ring", "ring-small"}
	for _, l := range roadLooks {
		names = append(names, l.sign)
	}
	for state, l := range checkLooks {
		if state != "" {
			names = append(names, l.sign)
		}
	}
	for _, name := range names {
		r := drawing(name, rgb(0x123456))
		if r == nil || !strings.Contains(string(r.Content()), "#123456") || strings.Contains(string(r.Content()), "currentColor") {
			t.Errorf("%q is not drawn", name)
		}
	}
}

// TestStatesDifferWithoutColour tells states apart by shape and sign alone.
func TestStatesDifferWithoutColour(t *testing.T) {
	seen := map[look]wizard.RoadState{}
	for state, l := range roadLooks {
		l.colour = ""
		if other, twice := seen[l]; twice {
			t.Errorf("%s and %s differ by colour only", state, other)
		}
		seen[l] = state
	}
	for _, s := range []checks.State{checks.OK, checks.Notice, checks.Problem, checks.Skipped, checks.Failed} {
		if checkLooks[s].sign == "" {
			t.Errorf("%s has no sign", s)
		}
	}
}

// TestEveryCodeHasWords compares the codes in this package's source with the table:
// none without words, no words without use, and no character that the embedded font
// lacks.
func TestEveryCodeHasWords(t *testing.T) {
	used := map[string]bool{}
	whole := regexp.MustCompile(`(?:tr|count)\("([a-z.-]+[a-z])"`)
	picked := regexp.MustCompile(`code :?= "([a-z.]+)"|, code := \w+, "([a-z.]+)"|m, code = \w+, "([a-z.]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range append(whole.FindAllStringSubmatch(string(raw), -1), picked.FindAllStringSubmatch(string(raw), -1)...) {
			used["window."+strings.TrimPrefix(strings.Join(m[1:], ""), "window.")] = true
		}
	}
	for _, part := range []string{
		"verdict.sure.high", "verdict.sure.medium", "verdict.sure.low", "settings.text.1", "settings.text.1.25", "settings.text.1.5",
		"settings.look.system", "settings.look.light", "settings.look.dark", "settings.look.contrast", "road.good", "road.attention", "road.broken",
		"rehearse.group.device", "rehearse.group.network", "rehearse.group.dns", "rehearse.group.path", "rehearse.group.edge", "rehearse.group.service",
		"rehearse.group.account", "rehearse.group.app", "rehearse.group.browser", "rehearse.group.healthy", "rehearse.group.unknown",
		"router.phase.unplug", "router.phase.off", "router.phase.plug", "router.phase.starting", "router.phase.back",
		"router.router.answers", "router.router.silent", "router.internet.answers", "router.internet.silent",
		"road.label.computer", "road.label.router", "road.label.internet", "road.label.dns", "road.label.edge", "road.label.service",
	} {
		used["window."+part] = true
	}
	for _, unit := range []string{"seconds", "minutes", "hours", "days"} {
		delete(used, "window.span."+unit)
		used["window.span."+unit+".one"], used["window.span."+unit+".many"] = true, true
	}
	words := table(t)
	for code := range used {
		if !words.Has(code) {
			t.Errorf("%s has no words", code)
		}
	}
	for _, code := range words.Codes() {
		if !strings.HasPrefix(code, "window.") {
			continue
		}
		if !used[code] {
			t.Errorf("%s is not used", code)
		}
		for _, r := range words.Raw(code) {
			if r > 0x7E && !strings.ContainsRune("’“”…·•–", r) {
				t.Errorf("%s has %q, which the embedded font may lack", code, r)
			}
		}
	}
}

func TestSpan(t *testing.T) {
	f := outage(t)
	w := newTestWindow(t, f, plain)
	for d, want := range map[time.Duration]string{
		-time.Second: "0 seconds", time.Second: "1 second", 48 * time.Second: "48 seconds", time.Minute: "1 minute",
		28*time.Minute + 40*time.Second: "28 minutes", time.Hour: "1 hour", 5 * time.Hour: "5 hours", 24 * time.Hour: "1 day", 80 * time.Hour: "3 days",
	} {
		if got := w.span(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

// TestNothingIsWiderThanTheSmallestWindow opens every page with the largest text
// and stretched words: whatever is on it must end within the window.
func TestNothingIsWiderThanTheSmallestWindow(t *testing.T) {
	spots := map[string]spot{
		"start": {screen: screenStart}, "verdict": {screen: screenVerdict}, "solved": {screen: screenSolved},
		"changes": {screen: screenChanges}, "settings": {screen: screenSettings},
		"step": {screen: screenStep, step: wizard.ChangeDNS}, "report": {screen: screenStep, step: wizard.ContactSupport},
		"watch": {screen: screenStep, step: wizard.ComeBackLater, watch: true},
	}
	for name, at := range spots {
		t.Run(name, func(t *testing.T) {
			f := outage(t)
			f.outcome = f.ends
			p, r := dnsPage(), compared()
			p.Result = &r
			f.pages[wizard.ChangeDNS], f.pages[wizard.ContactSupport] = p, supportPage(f)
			f.changes = changed()
			f.trial = onTrial()
			f.verdict.Cards = []wizard.FixCard{hostsCard()}
			w := newTestWindow(t, f, style{look: LookLight, text: textLarger, size: smallest, long: true})
			w.open(at)
			driver := fyne.CurrentApp().Driver()
			walk(w.win.Content(), func(o fyne.CanvasObject) {
				left := driver.AbsolutePositionForObject(o).X
				if _, text := o.(*words); text && (left < 0 || left+o.Size().Width > smallest.Width+1) {
					t.Errorf("%q lies from %v to %v", o.(*words).text, left, left+o.Size().Width)
				}
			})
		})
	}
}

// TestClosingEndsEverything lets the window's goroutines run for once, with a queue
// in place of Fyne's, and closes the window while the watch and its clock go on.
func TestClosingEndsEverything(t *testing.T) {
	f := outage(t)
	f.rounds = f.rounds[:1]
	waiting := make(chan struct{})
	f.between = func(ctx context.Context, i int) {
		if i == 1 {
			close(waiting)
			<-ctx.Done()
		}
	}
	w := newTestWindow(t, f, plain)
	queue := make(chan func(), 100)
	var all sync.WaitGroup
	w.do = func(f func()) { queue <- f }
	w.spawn = func(f func()) { all.Go(f) }
	w.tick = tick
	w.open(spot{screen: screenStep, step: wizard.ComeBackLater, watch: true})
	<-waiting
	for len(queue) > 0 {
		(<-queue)()
	}
	if len(w.watch.rounds) != 1 {
		t.Fatalf("%d rounds", len(w.watch.rounds))
	}
	w.win.Close()
	all.Wait()
	close(queue)
	before := len(w.watch.rounds)
	for late := range queue {
		late()
	}
	if len(w.watch.rounds) != before || !w.watch.running() {
		t.Error("something was written after the window was closed")
	}
}

// TestChartKeepsBarsInTheirLane compares the lengths of bars with their values.
func TestChartKeepsBarsInTheirLane(t *testing.T) {
	newTestWindow(t, outage(t), plain)
	c := newChart([]wizard.Bar{{Label: "a", Value: 10, Note: "10 ms"}, {Label: "b", Value: 40, Note: "40 ms", Bad: true}, {Label: "c", Note: "no answer", Bad: true}})
	c.Resize(fyne.NewSize(600, c.heightFor(600)))
	_, room, _ := c.parts(600)
	var lengths []float32
	for _, o := range test.WidgetRenderer(c).Objects() {
		if _, text := o.(fyne.Widget); !text {
			lengths = append(lengths, o.Size().Width)
		}
	}
	if len(lengths) != 3 || lengths[1] != room || lengths[0] != room/4 {
		t.Errorf("bars are %v of %v", lengths, room)
	}
	if c.rows[0].cross.Visible() || !c.rows[2].cross.Visible() {
		t.Error("a cross marks the wrong row")
	}
}
