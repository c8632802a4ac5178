package gui

import (
	"context"
	"iter"
	"strconv"
	"sync"

	"fix502/checks"
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
// the verdict at the end. Where drawing is slower than the checks, several events are
// shown at once: what was stopped must not be drawn line by line for a second.
func (c *checking) follow(events iter.Seq[checks.Event], do func(func())) {
	var waiting backlog
	for ev := range events {
		if waiting.add(ev) {
			do(func() { c.show(waiting.take()) })
		}
	}
	do(c.ended)
}

// backlog is what has happened and is not on the screen yet. It is filled by the run's
// goroutine and emptied by Fyne's.
type backlog struct {
	mu   sync.Mutex
	list []checks.Event
}

// add is true where somebody has to come and take: nothing was waiting before.
func (b *backlog) add(ev checks.Event) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, ev)
	return len(b.list) == 1
}

func (b *backlog) take() []checks.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.list
	b.list = nil
	return list
}

func (c *checking) ended() {
	c.halt()
	if c.ui.flow.Outcome() == nil { // nothing could be run
		c.ui.open(spot{screen: screenStart})
		return
	}
	c.ui.open(spot{screen: screenVerdict})
}

// show updates the lines of events, the road and the count.
func (c *checking) show(events []checks.Event) {
	for _, ev := range events {
		if c.live.add(ev) { // else it is not of the plan
			c.line(ev)
		}
	}
	c.count()
	c.road.set(c.live.nodes())
	c.ui.relayout()
}

// line updates one line.
func (c *checking) line(ev checks.Event) {
	row := c.row(ev.ID)
	row.text.set(c.live.text(ev))
	if ev.Finding != nil {
		row.sign.set(checkLooks[ev.Finding.State])
		row.value.set(c.live.value(*ev.Finding))
		row.value.Hidden = row.value.text == ""
	}
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
