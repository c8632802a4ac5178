// Package rehearsal plays faults: a small world in memory, with a computer, a
// network and real servers (web, TLS, DNS) in it, in which the true checks run
// unchanged and find what a scenario promises. Helpers, translators and tests see
// every verdict this way without a broken network.
//
// What must not live here: anything that reaches the real computer or the real
// network, judgement, prose (assets/texts, "rehearsal.<id>").
package rehearsal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fix502/checks"
)

// Scenario is one world that can be played.
type Scenario struct {
	ID   string      // in kebab-case, "resolver-down"
	Code string      // the verdict that the checks come to in it
	Seen checks.Seen // where the user of this world sees the error; SeenUnsure where it does not matter

	set func(*World) // makes the world as the scenario wants it
}

// Title is the code of the scenario's title in assets/texts.
func (s Scenario) Title() string { return "rehearsal." + s.ID }

// Scenarios lists them all, in the order of contract §3, then those in which
// nothing is wrong.
func Scenarios() []Scenario {
	all := slices.Concat(faults(), traps())
	for i := range all {
		all[i].Seen = cmp.Or(all[i].Seen, checks.SeenUnsure)
	}
	return all
}

// Find finds a scenario by its id.
func Find(id string) (Scenario, bool) {
	all := Scenarios()
	if i := slices.IndexFunc(all, func(s Scenario) bool { return s.ID == id }); i >= 0 {
		return all[i], true
	}
	return Scenario{}, false
}

// ErrUnknown is returned for an id that no scenario has.
var ErrUnknown = errors.New("no such scenario")

// Open makes the world of a scenario. It must be closed; ending ctx closes it too.
func Open(ctx context.Context, id string) (*World, error) {
	s, known := Find(id)
	if !known {
		return nil, fmt.Errorf("opening a rehearsal: %q: %w", id, ErrUnknown)
	}
	return open(ctx, s)
}

// Nearest lists the ids of scenarios that an unknown one was perhaps meant to be,
// the nearest first; also those of a verdict's code. It is empty where none is near.
func Nearest(id string) []string {
	const most = 3 // more is no help
	id = strings.ToLower(strings.TrimSpace(id))
	type guess struct {
		id       string
		distance int
	}
	var list []guess
	for _, s := range Scenarios() {
		d := letters(id, s.ID)
		if id != "" && (s.Code == id || strings.Contains(s.ID, id)) {
			d = 0
		}
		if d <= max(2, len(s.ID)/3) {
			list = append(list, guess{s.ID, d})
		}
	}
	slices.SortStableFunc(list, func(a, b guess) int { return cmp.Compare(a.distance, b.distance) })
	var ids []string
	for _, g := range list[:min(len(list), most)] {
		ids = append(ids, g.id)
	}
	return ids
}

// letters counts the letters to add, leave out or change to make one text of
// another (Levenshtein). What is far too long to be near is not looked at.
func letters(a, b string) int {
	if len(a) > 2*len(b)+2 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
