package probe

import (
	"context"
	"sync"
	"sync/atomic"

	"fix502/checks"
	"fix502/checks/catalog"
)

// maxContrasted is how many addresses of a host are asked in other ways: enough for
// a second one to agree.
const maxContrasted = 2

// contrasts asks addresses of a host again in other ways where the first way is cut
// or stalls once the connection stands: for an unrelated name, and in small packets.
// It begins while the first is still waited for, so that nobody waits longer.
type contrasts struct {
	task  *checks.Task
	other string // the unrelated name, "" for none
	left  atomic.Int32
}

// contrastsFor prepares them for a host that the service cannot work without;
// elsewhere there are none.
func contrastsFor(t *checks.Task, s Setup, h catalog.Host) *contrasts {
	c := &contrasts{task: t, other: unrelatedName(s, h)}
	if h.IsRequired() && !onThisComputer(h.Host) {
		c.left.Store(maxContrasted)
	}
	return c
}

// spareName is the unrelated name where the catalogue has none: RFC 2606 keeps it
// for examples.
const spareName = "example.com"

// unrelatedName is the first of the catalogue's unrelated hosts. A target that is an
// address carries no name that could be exchanged.
func unrelatedName(s Setup, h catalog.Host) string {
	if _, literal := literalAddr(canonical(h.Host)); literal {
		return ""
	}
	if s.Catalog != nil {
		for _, control := range s.Catalog.Reachability.Controls {
			_, literal := literalAddr(canonical(control.Host))
			if !literal && canonical(control.Host) != canonical(h.Host) {
				return control.Host
			}
		}
	}
	return spareName
}

// ask is exchange, with the other ways beside it where it is in trouble. They are
// recorded only where it came to nothing.
func (c *contrasts) ask(ctx context.Context, req exchangeRequest) checks.AttemptFact {
	ctx, cancel := context.WithCancel(ctx)
	p := &pair{contrasts: c, req: req.filled()}
	defer p.end()
	defer cancel()
	req.Stuck = func(stage string) { p.begin(ctx, stage, checks.FailTimeout) }
	fact := exchange(ctx, c.task, req).Fact
	if !comesToNothing(fact) {
		return fact
	}
	p.begin(ctx, fact.Stage, fact.Fail)
	p.end()
	fact.OtherName, fact.SmallParts = p.otherName, p.smallParts
	return fact
}

// comesToNothing tells that an exchange was cut or stalled after the connection was
// taken, or that a block page came in the place of the page.
func comesToNothing(fact checks.AttemptFact) bool {
	switch fact.Fail {
	case checks.FailNone:
		return fact.Page.Kind == checks.PageBlock
	case checks.FailReset, checks.FailClosed, checks.FailTimeout:
		return fact.Stage == stageTLS || fact.Stage == stageHTTP
	}
	return false
}

// pair is the two other ways of one address.
type pair struct {
	*contrasts
	req  exchangeRequest
	once sync.Once
	wg   sync.WaitGroup

	otherName, smallParts *checks.ContrastFact // readable after end
}

// begin asks in the other ways that can tell something about how the first ends.
// The name can be seen on the way until encryption begins; the size of packets
// matters where nothing comes any more.
func (p *pair) begin(ctx context.Context, stage, fail string) {
	named := p.other != "" && (stage == stageTLS || p.req.Scheme != "https")
	small := p.task.DialSmall != nil && fail != checks.FailNone && (stage == stageTLS || fail == checks.FailTimeout)
	if !named && !small {
		return
	}
	p.once.Do(func() {
		if p.left.Add(-1) < 0 || ctx.Err() != nil {
			return
		}
		if named {
			p.wg.Go(func() { p.otherName = otherName(ctx, p.task, p.req, p.other) })
		}
		if small {
			p.wg.Go(func() { p.smallParts = smallParts(ctx, p.task, p.req, stage) })
		}
	})
}

// end waits for what was begun; nothing is begun after it.
func (p *pair) end() {
	p.once.Do(func() {})
	p.wg.Wait()
}
