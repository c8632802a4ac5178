package gui

import (
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
	"fix502/wizard"
)

// reporting is the page of step 10: exactly what a report holds, and the ways to
// get it to somebody.
type reporting struct {
	ui      *Window
	page    *page
	head    *fyne.Container
	preview *selectable
	words   *field
	said    *words          // what came of saving or opening
	ways    *fyne.Container // the buttons at the bottom right
	empty   bool            // nothing was checked yet
}

// previewPart is the preview's part of the width, beside what can be left out.
const previewPart = 0.63

func (w *Window) reportPage(spot) *page {
	r := &reporting{ui: w, head: newStack(gapInside), preview: newSelectable(""), said: newWords("", boldVoice), ways: newFlow(gapLine)}
	r.said.Hide()
	r.words = w.newField(w.tr("report.words.hint"), 4)
	r.words.Text = w.flow.Session().Words
	r.words.left = r.keepWords
	leave := w.newToggle(w.tr("report.leave.names"), w.hide, func(on bool) {
		w.hide = on
		r.reload()
	})
	save := w.button(quiet, w.tr("report.save"), r.choose)
	copied := w.button(quiet, w.tr("report.copy"), nil)
	copied.press = func() { r.copy(copied) }
	aside := newStack(
		gapGroup,
		newStack(gapInside, newWords(w.tr("report.leave"), boldVoice), leave, newWords(w.tr("report.leave.note"), secondVoice)),
		newStack(gapInside, newWords(w.tr("report.add"), boldVoice), r.words),
	)
	if email := w.support().Email; email != "" {
		mail := w.copyButton(quiet, w.tr("copy"), func() string { return email })
		aside.Add(newStack(gapInside, newWords(w.tr("report.mail"), boldVoice), newWords(email, plainVoice), newFlow(0, mail)))
	}
	main := newCard(r.preview)
	r.page = &page{
		railed: true, step: wizard.ContactSupport, first: save,
		body: newStack(gapGroup, r.head, r.said, &fyne.Container{Layout: &split{part: previewPart}, Objects: []fyne.CanvasObject{main, aside}}),
		bar:  newSides(newFlow(gapInside, save, copied), r.ways),
	}
	r.fillHead(wizard.Page{StepView: w.stepView(wizard.ContactSupport)})
	r.page.begin = r.load
	return r.page
}

func (r *reporting) fillHead(p wizard.Page) {
	title := p.Title
	if title == "" {
		title = p.Name
	}
	heading := r.ui.tr("step.title", "number", strconv.Itoa(p.Number), "title", title)
	r.head.Objects = []fyne.CanvasObject{newWords(heading, headingVoice), newWords(r.ui.tr("report.exactly"), mutedVoice)}
	if r.ui.play != nil {
		r.head.Add(newWords(r.ui.tr("rehearse.report"), boldVoice))
	}
}

// load asks the wizard for the page and the report.
func (r *reporting) load() {
	ctx := r.ui.visit
	r.ui.load(ctx, func(f Flow) func() {
		p := f.Page(ctx, wizard.ContactSupport)
		return func() {
			r.fillHead(p)
			r.fillWays(p)
			r.ui.relayout()
		}
	})
	r.reload()
}

// previewWidth is how many characters the preview has room for beside the wishes.
const previewWidth = 44

// reload shows the report as it would leave this computer now.
func (r *reporting) reload() {
	r.withReport(func(made report.Report) {
		r.preview.SetText(strings.TrimRight(r.ui.print(made, previewWidth), "\n"))
		r.ui.relayout()
	})
}

// withReport makes the report beside the window and hands it over.
func (r *reporting) withReport(use func(report.Report)) {
	redact := r.ui.hide
	r.ui.load(r.ui.visit, func(f Flow) func() {
		made, err := f.Report(redact)
		return func() {
			if err != nil {
				r.nothing()
				return
			}
			use(made)
		}
	})
}

// nothing says why there is no report, and offers to check.
func (r *reporting) nothing() {
	code := "report.failed"
	if r.ui.flow.Outcome() == nil {
		code = "report.nothing"
	}
	r.say(r.ui.tr(code), attention)
	r.preview.SetText("")
	if !r.empty {
		r.empty = true
		b := r.ui.button(primary, r.ui.tr("start.find"), func() { r.ui.open(spot{screen: screenChecking}) })
		r.page.body.Objects = []fyne.CanvasObject{r.head, r.said, newFlow(0, b)}
		r.page.bar.Hide()
		r.ui.relayout()
		r.ui.focus(b)
	}
}

// fillWays offers the service's own form and address, where there are any.
func (r *reporting) fillWays(p wizard.Page) {
	w := r.ui
	r.ways.Objects = nil
	for _, a := range p.Actions {
		if a.Off != "" {
			continue
		}
		b := w.button(primary, a.Label, func() { r.do(a) })
		r.ways.Add(b)
		r.page.first = b
		if !r.empty {
			w.rest(b)
		}
	}
}

// support is how the chosen service can be written to.
func (w *Window) support() catalog.Support {
	target := w.flow.Session().Target
	for _, s := range w.flow.Services() {
		if s.ID == target && s.Support != nil {
			return *s.Support
		}
	}
	return catalog.Support{}
}

func (r *reporting) do(a wizard.ActionView) {
	ctx := r.ui.visit
	r.ui.load(ctx, func(f Flow) func() {
		result := f.Do(ctx, wizard.ContactSupport, a.ID, "", func(string) {})
		return func() {
			m := attention
			if result.OK {
				m = good
			}
			r.say(result.Text, m)
		}
	})
}

// say writes a sentence above the preview.
func (r *reporting) say(text string, m mood) {
	r.said.voice.colour = moods[m][0]
	r.said.set(text)
	r.said.Show()
	r.said.Refresh()
	r.ui.relayout()
}

// keepWords hands over what the user wrote, and shows it in the preview.
func (r *reporting) keepWords() {
	words := strings.TrimSpace(r.words.Text)
	if words == r.ui.flow.Session().Words {
		return
	}
	r.ui.flow.SetWords(words)
	r.reload()
}

func (r *reporting) copy(b *button) {
	r.keepWords()
	r.withReport(func(made report.Report) {
		r.ui.app.Clipboard().SetContent(r.ui.print(made, report.MailWidth))
		r.ui.flow.Mark(wizard.ContactSupport, wizard.StepDone)
		b.setText(r.ui.tr("copied"))
		r.ui.relayout()
	})
}

// choose asks for the folder to save into.
func (r *reporting) choose() {
	r.keepWords()
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		r.page.escape = nil
		r.ui.focus(r.page.first)
		switch {
		case err != nil:
			r.say(r.ui.tr("report.save.failed"), bad)
		case folder != nil:
			r.save(folder.Path())
		}
	}, r.ui.win)
	d.SetTitleText(r.ui.tr("report.save.where"))
	d.SetConfirmText(r.ui.tr("report.save.here"))
	d.SetDismissText(r.ui.tr("confirm.cancel"))
	r.page.escape = d.Hide
	d.Show()
}

// save writes the report's files beside the window.
func (r *reporting) save(folder string) {
	redact := r.ui.hide
	r.ui.load(r.ui.visit, func(f Flow) func() {
		made, err := f.Report(redact)
		var files []string
		if err == nil {
			files, err = r.ui.save(folder, made)
		}
		return func() {
			if err != nil {
				r.say(r.ui.whyNotSaved(err), bad)
				return
			}
			r.ui.flow.Mark(wizard.ContactSupport, wizard.StepDone)
			r.say(r.ui.tr("report.saved", "files", strings.Join(files, "\n")), good)
		}
	})
}

// whyNotSaved says in one sentence why a report could not be saved.
func (w *Window) whyNotSaved(err error) string {
	var told *report.SaveError
	if errors.As(err, &told) {
		return w.flow.Tr(told.Code, checks.Args{"path": told.Path})
	}
	return w.tr("report.save.failed")
}

// split puts something wide beside something narrow, or the narrow one above the
// wide one where there is no room.
type split struct {
	part  float32
	width float32
}

// splitLeast is the width below which the two parts stand below each other.
const splitLeast = 560

func (s *split) parts(width float32) (main, aside float32, together bool) {
	if width < splitLeast {
		return width, width, false
	}
	main = (width - gapGroup) * s.part
	return main, width - gapGroup - main, true
}

func (s *split) heightFor(o []fyne.CanvasObject, width float32) float32 {
	main, aside, together := s.parts(width)
	if together {
		return max(heightOf(o[0], main), heightOf(o[1], aside))
	}
	return heightOf(o[0], main) + gapGroup + heightOf(o[1], aside)
}

func (s *split) Layout(o []fyne.CanvasObject, size fyne.Size) {
	s.width = size.Width
	main, aside, together := s.parts(size.Width)
	if together {
		place(o[0], 0, 0, main, size.Height)
		place(o[1], main+gapGroup, 0, aside, heightOf(o[1], aside))
		return
	}
	top := heightOf(o[1], aside)
	place(o[1], 0, 0, aside, top)
	place(o[0], 0, top+gapGroup, main, heightOf(o[0], main))
}

func (s *split) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth(o), s.heightFor(o, s.width))
}
