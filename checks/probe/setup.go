// Package probe asks the questions: one file a question, and Plan, the list of
// them all. A probe only observes; it returns a code, values and a fact.
//
// What must not live here: prose (assets/texts), judgement about whose fault it
// is (checks/verdict), and anything that changes this computer.
package probe

import (
	"fix502/checks"
	"fix502/checks/catalog"
)

// Setup is what a plan is made for.
type Setup struct {
	Target  checks.TargetFact
	Service catalog.Service // the target's hosts, apps and status page; made up for a bare host or URL
	Catalog *catalog.Catalog
	// Cache remembers status pages between runs (ETag, Retry-After, the floor of
	// 30 s). One for the life of the program; nil means a fresh one.
	Cache *StatusCache

	// Software is what is known to stand in the way of web traffic; nil means the
	// list that the program ships.
	Software []catalog.Software

	programs *programs // what runs on this computer, listed once for all checks of the plan

	pace *pace // what this line's round trips take, shared by all checks of the plan
}

// Edge is the delivery network in front of the target, nil where none is known.
func (s Setup) Edge() *catalog.Edge {
	if e, ok := s.Catalog.Edge(s.Service.Edge); ok {
		return &e
	}
	return nil
}

// Plan lists every automatic check of the target.
func Plan(s Setup) (*checks.Plan, error) {
	if s.Cache == nil {
		s.Cache = NewStatusCache()
	}
	s.pace, s.programs = &pace{}, newPrograms()
	book, places := newBook(s), newAnchors(s)
	list := []checks.Check{
		link(s), route(places), internet(places), portal(s, book),
		hostsFile(s), clock(s, book),
		dnsSystem(s), dnsAlternates(s),
		proxy(s, book),
	}
	for _, h := range s.Service.Hosts {
		list = append(list, host(s, h))
	}
	switch target, known := mainHost(s.Service.Hosts); {
	case s.Edge() != nil:
		list = append(list, edge(s, book))
	case known && !s.Target.Known && len(s.Catalog.Edges) > 0 && !onThisComputer(target.Host):
		list = append(list, edgeFromAnswer(s, book))
	}
	list = append(list, controls(s, book))
	list = append(list, statusPages(s, book)...)
	return checks.NewPlan(append(list, processes(s), software(s))...)
}
