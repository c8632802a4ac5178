package checks

import (
	"fmt"
	"slices"
)

// Event tells that a check began, that it says what it is doing, or that it ended.
type Event struct {
	ID      ID
	Note    string   // code of what it is doing now; set only on notes
	Args    Args     // values for Note
	Finding *Finding // set only when the check ended
}

// Plan is a set of checks whose dependencies form no circle.
type Plan struct{ checks []Check }

// NewPlan rejects unknown, repeated and circular dependencies and repeated IDs.
func NewPlan(list ...Check) (*Plan, error) {
	byID := make(map[ID]Check, len(list))
	for _, c := range list {
		if _, twice := byID[c.ID]; twice {
			return nil, fmt.Errorf("planning checks: %s is listed twice", c.ID)
		}
		byID[c.ID] = c
	}
	const inProgress, done = 1, 2
	seen := make(map[ID]int, len(list))
	var visit func(ID) error
	visit = func(id ID) error {
		switch seen[id] {
		case inProgress:
			return fmt.Errorf("planning checks: %s waits for itself", id)
		case done:
			return nil
		}
		seen[id] = inProgress
		for _, other := range byID[id].waitsFor() {
			if _, known := byID[other]; !known {
				return fmt.Errorf("planning checks: %s waits for %s, which is not in the plan", id, other)
			}
			if err := visit(other); err != nil {
				return err
			}
		}
		seen[id] = done
		return nil
	}
	for _, c := range list {
		if err := visit(c.ID); err != nil {
			return nil, err
		}
	}
	return &Plan{checks: list}, nil
}

// Checks lists the plan's checks in the order in which they are shown.
func (p *Plan) Checks() []Check { return p.checks }

// Only is the part of the plan that the named checks need to run.
func (p *Plan) Only(ids ...ID) (*Plan, error) {
	byID := make(map[ID]Check, len(p.checks))
	for _, c := range p.checks {
		byID[c.ID] = c
	}
	wanted := make(map[ID]bool)
	for len(ids) > 0 {
		id := ids[0]
		ids = ids[1:]
		if !wanted[id] {
			wanted[id] = true
			ids = append(ids, byID[id].waitsFor()...)
		}
	}
	var part []Check
	for _, c := range p.checks {
		if wanted[c.ID] {
			part = append(part, c)
			delete(wanted, c.ID)
		}
	}
	for id := range wanted {
		return nil, fmt.Errorf("choosing checks: %s is not in the plan", id)
	}
	return NewPlan(part...)
}

func (c Check) waitsFor() []ID {
	return slices.Concat(c.Needs, c.After, c.Late, c.ExplainedBy)
}
