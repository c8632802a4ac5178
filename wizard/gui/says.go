package gui

import (
	"strings"

	"fix502/checks/verdict"
)

// mostSaid is how many rows the field for the error's words may grow to.
const mostSaid = 4

// buildSays makes the field for the error's words and what explains them.
func (s *start) buildSays() {
	s.says = s.ui.newGrowing(s.ui.tr("start.says.hint"), mostSaid)
	s.means = newWords("", mutedVoice)
	s.means.Hide()
	s.says.OnChanged = func(string) {
		rows, told := s.says.shown, s.means.text
		s.explain()
		s.says.heightFor(s.says.Size().Width)
		if s.says.shown != rows || s.means.text != told {
			s.ui.relayout()
		}
	}
}

// explain says below the field what the words in it mean, and what to press next.
func (s *start) explain() {
	text := ""
	if strings.TrimSpace(s.says.Text) != "" {
		said := verdict.Says(s.says.Text)
		text = s.ui.flow.Tr(said.Text, said.Args) + " " + s.ui.tr("start.says.next", "button", s.ui.tr("start.find"))
	}
	s.means.Hidden = text == ""
	s.means.set(text)
}
