package gui

import (
	"context"
	"iter"
	"strconv"

	"fix502/checks"
	"fix502/wizard"
)

// checking is the page on which a run is watched.
type checking struct {
	ui      *Window
	live    *live
	counted *words
	meter   *meter
	road    *road
	list    *ruled
	room    *stretch
	rows    map[checks.ID]*checkRow
	halt    context.CancelFunc
	stop    *button
}

// checkRow is one check's line.
type checkRow struct {
	sign  *sign
	text  *words
	value *words
}

// checkingWidth keeps a check and its value within one glance.
const checkingWidth = 860

func (w *Window) checkingPage(spot) *page {
	c := &checking{
		ui: w, live: newLive(w, w.flow.Plan()),
		counted: newWords("", mutedVoice), meter: newMeter(), list: newRuled(), rows: make(map[checks.ID]*checkRow),
	}
	c.room = newStretch(c.list)
	c.road = newRoad(c.live.nodes())
	visit := w.visit // stopping the run must not stop the page from showing how it ended
	ctx, halt := context.WithCancel(visit)
	c.halt = halt
	c.stop = w.button(quiet, w.tr("checking.stop"), c.halted)
	c.count()
	c.first()
	return &page{
		most: checkingWidth, list: c.room,
		body: newStack(
			gapGroup,
			newStack(gapSmall, newWords(w.tr("checking.heading", "service", w.service()), headingVoice), c.counted),
			c.meter, c.road, newCard(c.room),
		),
		bar: newFlow(gapInside, c.stop), first: c.stop, escape: c.halted, plain: true,
		begin: func() {
			flow := w.flow
			w.spawn(func() {
				c.follow(flow.Check(ctx), func(f func()) { w.hand(visit, f) })
			})
		},
	}
}

// first shows the first check at work before the run has said anything: what comes
// before its first word, such as asking the system who it is, may take a while.
func (c *checking) first() {
	if plan := c.live.order; len(plan) > 0 {
		c.row(plan[0].ID).text.set(c.live.text(checks.Event{ID: plan[0].ID}))
	}
}

func (c *checking) halted() {
	c.stop.setText(c.ui.tr("checking.stopping"))
	c.stop.Disable()
	c.halt()
}

// follow hands every event to do, which must run it on Fyne's goroutine, and shows
// the verdict at the end.
func (c *checking) follow(events iter.Seq[checks.Event], do func(func())) {
	for ev := range events {
		do(func() { c.show(ev) })
	}
	do(c.ended)
}

func (c *checking) ended() {
	c.halt()
	if c.ui.flow.Outcome() == nil { // nothing could be run
		c.ui.open(spot{screen: screenStart})
		return
	}
	c.ui.open(spot{screen: screenVerdict})
}

// show updates one line, the road and the count.
func (c *checking) show(ev checks.Event) {
	if !c.live.add(ev) {
		return // not of the plan
	}
	row := c.row(ev.ID)
	row.text.set(c.live.text(ev))
	if ev.Finding != nil {
		row.sign.set(checkLooks[ev.Finding.State])
		row.value.set(c.live.value(*ev.Finding))
		row.value.Hidden = row.value.text == ""
	}
	c.count()
	c.road.set(c.live.nodes())
	c.ui.relayout()
}

func (c *checking) row(id checks.ID) *checkRow {
	if row, there := c.rows[id]; there {
		return row
	}
	row := &checkRow{sign: newSign(checkLooks[""], signSmall), text: newWords("", plainVoice), value: newWords("", valueVoice)}
	row.value.Hide()
	c.rows[id] = row
	c.list.add(newLine(row.sign, row.text, row.value))
	return row
}

func (c *checking) count() {
	done, all := c.live.count()
	c.meter.set(done, all)
	c.counted.set(c.ui.tr("checking.count", "done", strconv.Itoa(done), "all", strconv.Itoa(all)))
}

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
