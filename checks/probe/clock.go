package probe

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	// clockSources is how many servers are compared: with three, one that is wrong
	// itself is outvoted.
	clockSources = 3
	// clockWrong is from where certificates and logins begin to break (contract §3).
	clockWrong = 5 * time.Minute
	// clockOdd is far more than any clock that is set by the network is off.
	clockOdd = 30 * time.Second
	// clockLimit bounds the whole comparison: a look-up that has to go around silent
	// resolvers, and an exchange.
	clockLimit = 4 * time.Second
	// dateHalf is the middle of a second: the Date header gives whole ones, cut off.
	dateHalf = 500 * time.Millisecond
)

// clock asks several servers what time it is. Their certificates are not looked
// at: with a wrong clock none would be acceptable, and that is the question here.
func clock(s Setup, book *Book) checks.Check {
	return checks.Check{
		ID: checks.IDClock, Node: checks.NodeComputer, Needs: []checks.ID{checks.IDLink},
		Timeout: clockLimit + 500*time.Millisecond,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			ctx, cancel := context.WithTimeout(ctx, clockLimit)
			defer cancel()
			fact := checks.ClockFact{Sources: book.askTimes(ctx, t, timeServers(s))}
			fact.Offset = median(fact.Sources)
			return judgeClock(fact)
		},
	}
}

// timeServers lists addresses that can tell the time, the unrelated ones first,
// each host once.
func timeServers(s Setup) []string {
	var list []string
	for _, h := range s.Catalog.Reachability.Controls {
		list = append(list, pageOf(h))
	}
	for _, p := range s.Catalog.Reachability.Portals {
		list = append(list, p.URL)
	}
	for _, h := range s.Service.Hosts {
		list = append(list, pageOf(h))
	}
	seen := make(map[string]bool)
	return slices.DeleteFunc(list, func(address string) bool {
		host := place(address)
		twice := seen[host]
		seen[host] = true
		return twice
	})
}

// place is the host of an address with its port, if it names one.
func place(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return address
}

// pageOf is the address of a host's page.
func pageOf(h catalog.Host) string { return requestFor(h).url() }

// askTimes asks servers, at most clockSources at a time, until so many have
// told the time or none is left.
func (b *Book) askTimes(ctx context.Context, t *checks.Task, servers []string) []checks.ClockSource {
	queue := make(chan string, len(servers))
	for _, address := range servers {
		queue <- address
	}
	close(queue)
	told := make(chan []checks.ClockSource)
	begun := time.Now()
	for range clockSources {
		go func() {
			for address := range queue {
				if offset, ok := b.askTime(ctx, t, address); ok {
					told <- []checks.ClockSource{{Host: place(address), Offset: offset.Round(10 * time.Millisecond).Seconds()}}
					return
				}
				if b.pace.heardNothing() && time.Since(begun) > patienceLeast {
					break // others would have heard something by now: nobody can be reached
				}
			}
			told <- nil
		}()
	}
	sources := []checks.ClockSource{}
	for range clockSources {
		sources = append(sources, <-told...)
	}
	slices.SortFunc(sources, func(a, b checks.ClockSource) int { return cmp.Compare(a.Host, b.Host) })
	return sources
}

// askTime asks one server. The answer's moment is the middle between asking and
// being told. An answer out of a cache tells the time of its making.
func (b *Book) askTime(ctx context.Context, t *checks.Task, address string) (time.Duration, bool) {
	answer, err := b.page(ctx, t, pageRequest{Method: http.MethodHead, URL: address, Anyone: true})
	if err != nil || cached(answer.Header) {
		return 0, false
	}
	date, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return 0, false
	}
	middle := answer.Asked.Add(answer.Told.Sub(answer.Asked) / 2)
	return date.Add(dateHalf).Sub(middle), true
}

func cached(header http.Header) bool {
	age := strings.TrimSpace(header.Get("Age"))
	return age != "" && age != "0" || strings.Contains(strings.ToUpper(header.Get("X-Cache")), "HIT")
}

// median is the middle offset; of two in the middle the one nearer to zero, so
// that no single server can make this clock look wrong.
func median(sources []checks.ClockSource) float64 {
	if len(sources) == 0 {
		return 0
	}
	offsets := make([]float64, 0, len(sources))
	for _, s := range sources {
		offsets = append(offsets, s.Offset)
	}
	slices.Sort(offsets)
	low, high := offsets[(len(offsets)-1)/2], offsets[len(offsets)/2]
	if max(low, -low) < max(high, -high) {
		return low
	}
	return high
}

func judgeClock(fact checks.ClockFact) checks.Finding {
	off := time.Duration(fact.Offset * float64(time.Second))
	ahead, size := "behind", off
	if off < 0 {
		ahead, size = "ahead", -off
	}
	f := checks.Finding{
		State: checks.OK, Code: "clock.ok", Data: fact,
		Args: checks.Args{"value": "right", "off": roughly(size), "servers": fmt.Sprint(len(fact.Sources))},
	}
	switch {
	case len(fact.Sources) == 0:
		return checks.Finding{State: checks.Notice, Code: "clock.unknown", Data: fact}
	case size > clockWrong && len(fact.Sources) > 1:
		f.State, f.Code = checks.Problem, "clock.wrong."+ahead
	case size > clockOdd: // by one server's word alone, or by little
		f.State, f.Code = checks.Notice, "clock.odd."+ahead
	default:
		return f
	}
	f.Args["value"] = f.Args["off"] + " " + ahead
	return f
}

// roughly is a duration as people say it, in one unit.
func roughly(d time.Duration) string {
	const day = 24 * time.Hour
	units := []struct {
		size, finer time.Duration // finer is the next smaller unit
		name        string
	}{
		{365 * day, day, "year"},
		{day, time.Hour, "day"},
		{time.Hour, time.Minute, "hour"},
		{time.Minute, time.Second, "minute"},
		{time.Second, 0, "second"},
	}
	for _, u := range units {
		// What rounds up to a whole unit is said in it: 1 minute, not 60 seconds.
		if d+u.finer/2 < u.size {
			continue
		}
		if n := (d + u.size/2) / u.size; n > 1 {
			return fmt.Sprintf("%d %ss", n, u.name)
		}
		return "1 " + u.name
	}
	return "0 seconds"
}
