package gui

import (
	"strconv"
	"time"
)

// moment says when something was, as the user's clock shows it: the time alone for
// today, else the date too.
func (w *Window) moment(at time.Time) string {
	now := w.now()
	at = at.In(now.Location())
	if at.Year() == now.Year() && at.YearDay() == now.YearDay() {
		return at.Format("15:04")
	}
	return at.Format("2 January, 15:04")
}

// span says how long something lasted, in words.
func (w *Window) span(d time.Duration) string {
	count := func(code string, n int) string {
		if n == 1 {
			return w.tr(code + ".one")
		}
		return w.tr(code+".many", "count", strconv.Itoa(n))
	}
	switch {
	case d < time.Minute:
		return count("span.seconds", max(int(d.Round(time.Second)/time.Second), 0))
	case d < time.Hour:
		return count("span.minutes", int(d/time.Minute))
	case d < 24*time.Hour:
		return count("span.hours", int(d/time.Hour))
	}
	return count("span.days", int(d/(24*time.Hour)))
}
