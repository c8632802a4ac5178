package wizard

import (
	"slices"

	"fix502/checks/report"
)

// credit notes after what the error was gone: what was done last between a run that
// saw it and one that did not. A later run that sees it again takes that back. It is
// called with the flow's lock held. looked is how a look is named, which changes nothing.
func (s *Session) credit(before, after *Outcome, looked string) {
	switch {
	case !after.Complete, before == nil:
		return
	case !after.Well():
		s.Helped = nil
		return
	case before.Well():
		return
	}
	i := s.lastDone(before, "", looked)
	if i < 0 {
		return
	}
	s.helpedBy(report.Helped{At: after.Finished, Step: s.Tried[i].Step, What: s.Tried[i].What})
}

// creditStep is credit where it is known which step it was.
func (s *Session) creditStep(before *Outcome, id StepID, looked string, h report.Helped) {
	h.Step = string(id)
	if i := s.lastDone(before, id, looked); i >= 0 {
		h.What = s.Tried[i].What
	}
	s.helpedBy(h)
}

// lastDone finds what was done last, of one step or of any, since a run had ended.
func (s *Session) lastDone(since *Outcome, id StepID, looked string) int {
	for i, t := range slices.Backward(s.Tried) {
		if since != nil && t.At.Before(since.Finished) {
			break
		}
		if t.What != looked && (id == "" || t.Step == string(id)) {
			return i
		}
	}
	return -1
}

func (s *Session) helpedBy(h report.Helped) {
	s.Helped = &h
	if id := StepID(h.Step); id != "" {
		if _, known := StepByID(id); known {
			s.Steps[id] = StepHelped
		}
	}
}
