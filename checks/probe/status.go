package probe

import (
	"context"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	// statusLimit is how long all addresses of one page may take together. Status
	// pages are slow in the very moments in which they matter; one without an end must
	// not hold up what the other checks say.
	statusLimit = 6 * time.Second
	// statusReserve is kept back for each address that is still to be tried.
	statusReserve = 1500 * time.Millisecond
	// statusSize bounds a page, in bytes; the largest known has under 1 MB.
	statusSize = 2 << 20
	// statusSummary is where a Statuspage is read, below its address.
	statusSummary = "/api/v2/summary.json"
)

// statusPages asks what the service and the delivery network in front of it
// announce themselves.
func statusPages(s Setup, book *Book) []checks.Check {
	var list []checks.Check
	if st := s.Service.Status; st != nil {
		name := s.Service.Name
		if name == "" {
			name = s.Target.Name
		}
		list = append(list, statusCheck(s, book, checks.IDStatusService, checks.NodeService, checks.StatusFact{Owner: "service", Name: name}, *st))
	}
	if e := s.Edge(); e != nil && e.Status != nil {
		list = append(list, statusCheck(s, book, checks.IDStatusEdge, checks.NodeEdge, checks.StatusFact{Owner: "edge", Name: e.Name}, *e.Status))
	}
	return list
}

func statusCheck(s Setup, book *Book, id checks.ID, node checks.Node, about checks.StatusFact, st catalog.Status) checks.Check {
	about.URL, about.Kind = st.URL, st.Kind
	cache := s.Cache
	if cache == nil {
		cache = NewStatusCache()
	}
	return checks.Check{
		ID: id, Node: node, Args: checks.Args{"name": about.Name},
		// Not explained by the anchors: what could not be read is no problem here, and
		// what was read (through a proxy, say) is true whatever they say.
		Needs:   []checks.ID{checks.IDLink},
		Timeout: statusLimit + 500*time.Millisecond,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			ctx, cancel := context.WithTimeout(ctx, statusLimit)
			defer cancel()
			fact := readStatus(ctx, t, book, cache, st)
			fact.Owner, fact.Name, fact.URL, fact.Kind = about.Owner, about.Name, about.URL, about.Kind
			return judgeStatus(fact)
		},
	}
}

// readStatus tries the page's addresses in order until one can be read.
func readStatus(ctx context.Context, t *checks.Task, book *Book, cache *StatusCache, st catalog.Status) checks.StatusFact {
	addresses := append([]string{st.URL}, st.Fallbacks...)
	var first checks.StatusFact
	for i, base := range addresses {
		ctx, cancel := withReserve(ctx, time.Duration(len(addresses)-1-i)*statusReserve)
		address := strings.TrimSuffix(base, "/") + statusSummary
		fact := cache.read(ctx, t.Now, address, func(header map[string]string) (fetchAnswer, error) {
			return book.fetch(ctx, t, fetchRequest{URL: address, Header: header, Limit: statusSize, Follow: true, Proxy: true})
		})
		cancel()
		if fact.Source == "" {
			fact.Source = address
		}
		if fact.Known {
			return fact
		}
		if i == 0 {
			first = fact
		}
	}
	return first
}

// withReserve shortens the time that is left by what is kept for later.
func withReserve(ctx context.Context, reserve time.Duration) (context.Context, context.CancelFunc) {
	end, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-reserve))
}

// valueLength bounds the page's own words at the end of a line, in characters.
const valueLength = 40

func judgeStatus(fact checks.StatusFact) checks.Finding {
	f := checks.Finding{
		State: checks.Notice, Code: "status.unreadable", Data: fact,
		Args: checks.Args{"name": fact.Name, "description": fact.Description, "value": "could not be read"},
	}
	if fact.Fail == checks.FailForm {
		f.Code = "status.form"
	}
	if !fact.Known {
		return f
	}
	f.Code, f.Args["value"] = "status."+fact.Indicator, shortened(fact.Description, valueLength)
	switch fact.Indicator {
	case checks.IndicatorNone:
		f.State = checks.OK
	case checks.IndicatorMajor, checks.IndicatorCritical:
		f.State = checks.Problem
	}
	if len(fact.Incidents) > 0 {
		f.Args["incident"] = fact.Incidents[0].Name
		if f.State != checks.OK {
			f.Code += ".incident"
		}
	}
	if f.Args["value"] == "" {
		f.Args["value"] = map[string]string{checks.IndicatorNone: "all systems normal"}[fact.Indicator]
	}
	return f
}
