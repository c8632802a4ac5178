package gui

import (
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/wizard"
)

// The three cards of "What isn't working?".
const (
	pickFirst   = "first"
	pickAnother = "another"
	pickWebsite = "website"
)

// start is the first page: what isn't working, where it is seen, what it says.
type start struct {
	ui      *Window
	first   catalog.Service // offered on a card of its own
	other   string          // id of the service chosen from the list, "" for none
	what    *choices
	seen    *choices
	where   checks.Seen
	touched bool // the user said where it is seen
	search  *field
	list    *fyne.Container
	found   *choices
	address *field
	wrong   *words // what is wrong with the address
	says    *field
	means   *words          // what the words of the error mean
	apart   *fyne.Container // search and list
	typed   *fyne.Container // address and what is wrong with it
	page    *page
}

// startWidth keeps the first page's lines readable in a wide window.
const startWidth = 760

func (w *Window) startPage(spot) *page {
	s := &start{ui: w, where: checks.SeenApp}
	if list := w.flow.Services(); len(list) > 0 {
		s.first = list[0]
	}
	s.build()
	s.restore(w.flow.Session())
	return s.page
}

// leastCard is how narrow the cards of a question may become before they stand
// below each other.
const leastCard = 150

func (s *start) build() {
	w := s.ui
	s.buildWhat()
	s.seen = newChoices(func(id string) { s.where, s.touched = checks.Seen(id), true })
	s.seen.add(w, string(checks.SeenApp), w.tr("start.seen.app"), "")
	s.seen.add(w, string(checks.SeenBrowser), w.tr("start.seen.browser"), "")
	s.seen.add(w, string(checks.SeenUnsure), w.tr("start.seen.unsure"), "")
	s.buildSays()
	find := w.button(primary, w.tr("start.find"), func() { s.leave(spot{screen: screenChecking}) })
	walk := w.button(link, w.tr("start.steps"), func() { s.leave(spot{screen: screenStep, step: wizard.CheckStatus}) })
	s.says.OnSubmitted = func(string) { find.Tapped(nil) }
	s.address.OnSubmitted = s.says.OnSubmitted
	s.page = &page{
		most: startWidth, plain: true, first: find,
		body: newStack(
			gapGroup,
			newStack(gapInside, w.logo(), newWords(w.tr("start.heading"), headingVoice)),
			newColumns(3, leastCard, s.what.objects()...),
			s.apart, s.typed,
			newStack(gapInside, newWords(w.tr("start.seen"), subVoice), newColumns(3, leastCard, s.seen.objects()...)),
			newStack(gapInside, newFlow(gapSmall, newWords(w.tr("start.says"), subVoice), newWords(w.tr("start.optional"), mutedVoice)), s.says, s.means),
			newInset(0, gapInside, newFlow(gapInside, find, walk)),
		),
		bar: newSides(newWords(w.tr("start.footnote"), secondVoice), w.button(small, w.tr("rail.settings"), func() { w.open(spot{screen: screenSettings}) })),
	}
	if w.told.Notice != "" && w.play == nil {
		s.page.body.Objects = append([]fyne.CanvasObject{newCard(newLine(newSign(checkLooks[checks.Notice], signSmall), newWords(w.told.Notice, plainVoice), newStack(0)))}, s.page.body.Objects...)
	}
	if earlier, kept := w.flow.Earlier(); kept && w.flow.Outcome() == nil {
		s.offerEarlier(earlier)
	}
}

// buildWhat makes the cards that say what isn't working, and what opens below them.
func (s *start) buildWhat() {
	w := s.ui
	s.what = newChoices(s.choose)
	s.what.add(w, pickFirst, s.first.Name, s.firstNote())
	s.what.add(w, pickAnother, w.tr("start.another"), w.tr("start.another.note", "count", strconv.Itoa(max(len(w.flow.Services())-1, 0))))
	s.what.add(w, pickWebsite, w.tr("start.website"), w.tr("start.website.note"))
	s.search, s.address = w.newField(w.tr("start.search"), 1), w.newField(w.tr("start.address.hint"), 1)
	s.search.OnChanged = func(string) { s.filter() }
	s.wrong = newWords("", voice{size: sizeSecond, colour: colourBad, bold: true})
	s.wrong.Hide()
	s.list = newColumns(3, leastCard)
	s.apart = newStack(gapInside, newWords(w.tr("start.search.title"), subVoice), s.search, s.list)
	s.typed = newStack(gapInside, newWords(w.tr("start.address"), subVoice), s.address, s.wrong)
	s.apart.Hide()
	s.typed.Hide()
}

func (s *start) firstNote() string {
	host := ""
	if len(s.first.Hosts) > 0 {
		host = s.first.Hosts[0].Host
	}
	if len(s.first.Apps) == 0 {
		return host
	}
	return s.ui.tr("start.first.note", "host", host)
}

// restore shows what was chosen before.
func (s *start) restore(kept wizard.Session) {
	if kept.Seen != "" && (kept.Seen != checks.SeenUnsure || s.ui.flow.Outcome() != nil) {
		s.where, s.touched = kept.Seen, true
	}
	s.says.Text = kept.Says
	s.explain()
	s.seen.mark(string(s.where))
	switch {
	case kept.Target == "" || kept.Target == s.first.ID:
		s.what.mark(pickFirst)
	case s.known(kept.Target):
		s.other = kept.Target
		s.what.mark(pickAnother)
		s.nameOther()
	default:
		s.what.mark(pickWebsite)
		s.address.Text = kept.Target
		s.typed.Show()
	}
}

func (s *start) known(id string) bool {
	for _, service := range s.ui.flow.Services() {
		if service.ID == id {
			return true
		}
	}
	return false
}

// choose opens what belongs to a card.
func (s *start) choose(id string) {
	s.apart.Hide()
	s.typed.Hide()
	s.wrong.Hide()
	switch id {
	case pickAnother:
		s.apart.Show()
		s.filter()
		s.ui.focus(s.search)
	case pickWebsite:
		s.typed.Show()
		s.ui.focus(s.address)
		if !s.touched {
			s.where = checks.SeenBrowser
			s.seen.mark(string(s.where))
		}
	}
	s.ui.relayout()
}

// filter lists the services whose name has what was typed in it.
func (s *start) filter() {
	wanted := strings.ToLower(strings.TrimSpace(s.search.Text))
	s.found = newChoices(s.take)
	for _, service := range s.ui.flow.Services() {
		if service.ID != s.first.ID && strings.Contains(strings.ToLower(service.Name), wanted) {
			s.found.add(s.ui, service.ID, service.Name, "")
		}
	}
	s.found.mark(s.other)
	s.list.Objects = s.found.objects()
	if len(s.list.Objects) == 0 {
		s.list.Objects = []fyne.CanvasObject{newWords(s.ui.tr("start.search.none"), mutedVoice)}
	}
	s.ui.relayout()
}

// take chooses a service of the list and folds the list away.
func (s *start) take(id string) {
	s.other = id
	s.apart.Hide()
	s.nameOther()
	s.ui.relayout()
	s.ui.focus(s.what.chosenCard())
}

// nameOther writes the chosen service on its card.
func (s *start) nameOther() {
	for _, service := range s.ui.flow.Services() {
		if service.ID == s.other {
			card := s.what.cards[1]
			card.title.set(service.Name)
			card.note.set(s.ui.tr("start.another.again"))
		}
	}
}

// target is what the user chose, "" where the choice is not finished.
func (s *start) target() string {
	switch s.what.chosenCard().id {
	case pickAnother:
		return s.other
	case pickWebsite:
		return strings.TrimSpace(s.address.Text)
	}
	return s.first.ID
}

// leave hands the choice to the wizard and goes on, or says what is wrong with it.
func (s *start) leave(to spot) {
	target := s.target()
	if target == "" && s.what.chosenCard().id == pickAnother {
		s.choose(pickAnother)
		return
	}
	before := s.ui.flow.Session()
	if err := s.ui.flow.Choose(target, s.where); err != nil {
		s.complain(err)
		return
	}
	if before.Target != target {
		s.ui.stopWatch()
	}
	s.ui.flow.SetSays(strings.TrimSpace(s.says.Text))
	s.ui.open(to)
}

// complain says below the address what is wrong with it.
func (s *start) complain(err error) {
	code := "window.start.address.bad"
	var target *catalog.BadTarget
	if errors.As(err, &target) {
		code = target.Code
	}
	s.wrong.set(s.ui.flow.Tr(code, checks.Args{"target": s.target(), "input": s.target()}))
	s.wrong.Show()
	s.typed.Show()
	s.ui.relayout()
	s.ui.focus(s.address)
}

// offerEarlier puts a card above the questions: go on, or start over.
func (s *start) offerEarlier(earlier wizard.Session) {
	w := s.ui
	name := earlier.Target
	for _, service := range w.flow.Services() {
		if service.ID == earlier.Target {
			name = service.Name
		}
	}
	var card *fyne.Container
	hide := func() {
		card.Hide()
		w.relayout()
		w.focus(s.page.first)
	}
	resume := w.button(quiet, w.tr("start.earlier.resume"), func() {
		if err := w.flow.Resume(earlier); err != nil {
			hide()
			return
		}
		w.goOn(earlier)
	})
	over := w.button(link, w.tr("start.earlier.over"), func() {
		w.flow.StartOver()
		hide()
	})
	text := w.tr("start.earlier", "service", name, "when", w.moment(earlier.Changed))
	card = newCard(newWords(text, plainVoice), newFlow(gapInside, resume, over))
	s.page.body.Objects = append([]fyne.CanvasObject{card}, s.page.body.Objects...)
}

// goOn opens the page an earlier session ended on.
func (w *Window) goOn(earlier wizard.Session) {
	switch {
	case earlier.Current != "":
		w.openStep(earlier.Current)
	case w.flow.Outcome() != nil:
		w.open(spot{screen: screenVerdict})
	default:
		w.open(spot{screen: screenChecking})
	}
}
