package wizard

import (
	"slices"

	"fix502/checks"
)

// Road is the way from this computer to the service as the last run saw it. Before
// the first run every place is waiting.
func (f *Flow) Road() []RoadNode {
	o, setup := f.Outcome(), f.setup()
	edge := setup.Edge()
	var road []RoadNode
	for _, node := range checks.Road {
		n := RoadNode{Node: node, Label: f.Tr("road."+string(node), nil), State: RoadWaiting}
		switch {
		case node == checks.NodeEdge && edge == nil:
			continue
		case node == checks.NodeEdge:
			n.Label = edge.Name
		case node == checks.NodeService:
			n.Label = setup.Target.Name
		}
		if o != nil {
			n.State, n.Note = f.nodeState(o, node)
		}
		road = append(road, n)
	}
	return road
}

// nodeState judges one place of a finished run. The ruling has the last word: the
// place it names is the broken one, and no other is drawn as broken.
func (f *Flow) nodeState(o *Outcome, node checks.Node) (RoadState, string) {
	if o.Ruling.Broken == node {
		return RoadBroken, f.brokenNote(o, node)
	}
	var well, odd, known bool
	value := ""
	for _, c := range o.Checks {
		if c.Node != node {
			continue
		}
		finding := o.Findings[c.ID]
		switch finding.State {
		case checks.OK:
			well, known = true, true
			if value == "" {
				value = finding.Args["value"]
			}
		case checks.Notice:
			known = true
		case checks.Problem:
			odd, known = true, true
		}
	}
	behind := o.Ruling.Broken != "" && slices.Index(checks.Road, node) > slices.Index(checks.Road, o.Ruling.Broken)
	switch {
	case behind && !well, !known:
		return RoadUnknown, f.Tr("road.unknown", nil)
	case odd:
		return RoadAttention, f.Tr("road.odd", nil)
	}
	return RoadGood, f.Tr("road.fine", checks.Args{"value": value})
}

func (f *Flow) brokenNote(o *Outcome, node checks.Node) string {
	if status := o.Ruling.Args["status"]; status != "" && (node == checks.NodeService || node == checks.NodeEdge) {
		return status
	}
	return f.Tr("road.broken", nil)
}
