package gui

import (
	"fix502/checks"
	"fix502/wizard"
)

// live keeps what a run has shown so far: it knows no more than the events.
type live struct {
	ui       *Window
	plan     map[checks.ID]checks.Check
	order    []checks.Check
	findings map[checks.ID]checks.Finding
	begun    map[checks.ID]bool
	labels   map[checks.Node]string
}

func newLive(w *Window, plan []checks.Check) *live {
	l := &live{
		ui: w, order: plan, plan: make(map[checks.ID]checks.Check), findings: make(map[checks.ID]checks.Finding),
		begun: make(map[checks.ID]bool), labels: make(map[checks.Node]string),
	}
	for _, c := range plan {
		l.plan[c.ID] = c
	}
	for _, n := range w.flow.Road() {
		l.labels[n.Node] = n.Label
	}
	return l
}

// add takes in an event; it is false for a check that is not of the plan.
func (l *live) add(ev checks.Event) bool {
	if _, known := l.plan[ev.ID]; !known {
		return false
	}
	l.begun[ev.ID] = true
	if ev.Finding != nil {
		l.findings[ev.ID] = *ev.Finding
	}
	return true
}

func (l *live) count() (done, all int) { return len(l.findings), len(l.order) }

// text is a check's line: what it found, what it is doing, or that it has begun.
func (l *live) text(ev checks.Event) string {
	tr := l.ui.flow.Tr
	check := l.plan[ev.ID]
	switch {
	case ev.Finding != nil && ev.Finding.State == checks.Skipped:
		return tr(check.Title(), check.Args) // the cause is shown once, not in every line
	case ev.Finding != nil:
		return tr(ev.Finding.Code, ev.Finding.Args)
	case ev.Note != "":
		return tr(ev.Note, ev.Args)
	}
	return tr(check.Title()+".doing", check.Args)
}

// value is what stands at the right of a finished check's line.
func (l *live) value(f checks.Finding) string {
	if f.State == checks.Skipped {
		return l.ui.tr("checking.skipped")
	}
	return f.Args["value"]
}

// nodes is the road as far as it is known.
func (l *live) nodes() []wizard.RoadNode {
	var road []wizard.RoadNode
	for _, node := range checks.Road {
		if n, there := l.node(node); there {
			road = append(road, n)
		}
	}
	return road
}

// node judges one place once all its checks have ended: the worst counts, and what
// could not be told counts only where nothing else is known.
func (l *live) node(node checks.Node) (wizard.RoadNode, bool) {
	n := wizard.RoadNode{Node: node, Label: l.labels[node], State: wizard.RoadUnknown, Note: l.ui.tr("road.unknown")}
	waiting, there := false, false
	for _, c := range l.order {
		if c.Node != node {
			continue
		}
		there = true
		finding, ended := l.findings[c.ID]
		if !ended {
			waiting = true
			continue
		}
		if state := nodeState(finding.State); rank[state] > rank[n.State] {
			n.State, n.Note = state, finding.Args["value"]
			if n.Note == "" {
				n.Note = l.ui.tr("road." + string(state))
			}
		}
	}
	if waiting {
		n.State, n.Note = wizard.RoadWaiting, l.ui.tr("road.waiting")
	}
	if n.Label == "" {
		n.Label = l.ui.tr("road.label."+string(node), "service", l.ui.service())
	}
	return n, there
}

// rank orders the states of a place from what says least to what says most.
var rank = map[wizard.RoadState]int{wizard.RoadUnknown: 0, wizard.RoadGood: 1, wizard.RoadAttention: 2, wizard.RoadBroken: 3}

func nodeState(s checks.State) wizard.RoadState {
	switch s {
	case checks.OK:
		return wizard.RoadGood
	case checks.Notice:
		return wizard.RoadAttention
	case checks.Problem:
		return wizard.RoadBroken
	}
	return wizard.RoadUnknown
}
