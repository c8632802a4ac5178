package probe

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

const (
	// softwareLimit leaves time for the slowest host, whose certificate is looked at
	// as well; the run's own budget ends it before that.
	softwareLimit = 10 * time.Second
	// softwareMost bounds what is recorded; nobody runs that many of them at once.
	softwareMost = 40
)

// software asks which programs known to stand in the way of web traffic are here:
// by their processes, services and interfaces, and by the issuers of the
// certificates that the other checks were shown.
func software(s Setup) checks.Check {
	return checks.Check{
		ID: checks.IDSoftware, Node: checks.NodeComputer, Timeout: softwareLimit, Late: visitors(s),
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			known, err := s.knownSoftware()
			if err != nil {
				return checks.Finding{State: checks.Failed, Code: "software.unknown", Err: err}
			}
			seen := &sightings{known: known}
			err = seen.running(ctx, t, s)
			seen.adapters(ctx, t)
			seen.issuers(ctx, t, s)
			if err != nil && len(seen.found) == 0 {
				return checks.Finding{State: checks.Failed, Code: "software.unknown", Err: err}
			}
			f := describeSoftware(seen.found)
			f.Err = err
			return f
		},
	}
}

// knownSoftware is the setup's list, or the one that the program ships.
func (s Setup) knownSoftware() ([]catalog.Software, error) {
	if s.Software != nil {
		return s.Software, nil
	}
	return catalog.Interference()
}

// visitors are the checks whose facts are looked at when they are there.
func visitors(s Setup) []checks.ID {
	ids := []checks.ID{checks.IDLink, checks.IDControls}
	for _, h := range s.Service.Hosts {
		ids = append(ids, hostID(s, h))
	}
	if s.Edge() != nil {
		ids = append(ids, checks.IDEdge)
	}
	return ids
}

// sightings collects the known software that was seen.
type sightings struct {
	known []catalog.Software
	found []checks.SoftwareSeen
}

// add records every program that fits. One that runs, has a service and an
// interface of its own is recorded once, by what was seen first; issuers are
// recorded beside that, each by itself.
func (s *sightings) add(by, sign string, fits func(catalog.Software) bool) {
	for _, k := range s.known {
		if len(s.found) >= softwareMost || !fits(k) {
			continue
		}
		again := slices.ContainsFunc(s.found, func(f checks.SoftwareSeen) bool {
			return f.ID == k.ID && (by == checks.ByIssuer) == (f.By == checks.ByIssuer) && (by != checks.ByIssuer || f.Sign == sign)
		})
		if !again {
			s.found = append(s.found, checks.SoftwareSeen{ID: k.ID, Name: k.Name, Kind: k.Kind, By: by, Sign: sign})
		}
	}
}

// running looks through processes and services. An error means that one of the
// lists could not be had; what is in the other is recorded all the same.
func (s *sightings) running(ctx context.Context, t *checks.Task, setup Setup) error {
	info, err := t.Host.Info(ctx)
	list, problem := setup.programs.list(ctx, t)
	for _, p := range list {
		if p.State != stuckZombie { // it has ended
			s.add(checks.ByProcess, bounded(p.Name), func(k catalog.Software) bool { return k.HasProcess(info.OS, p.Name) })
		}
	}
	services, missing := t.Host.Services(ctx)
	for _, v := range services {
		s.add(checks.ByService, bounded(v.Name), func(k catalog.Software) bool { return k.HasService(v.Name) })
	}
	if errors.Is(missing, errors.ErrUnsupported) {
		missing = nil
	}
	return errors.Join(err, problem, missing)
}

// adapters looks through the interfaces that carry traffic: a tunnel that is not
// connected has no address, and stands in nobody's way.
func (s *sightings) adapters(ctx context.Context, t *checks.Task) {
	fact, _ := checks.LateFact[checks.LinkFact](ctx, t, checks.IDLink)
	for _, i := range fact.Interfaces {
		if i.Up && i.Kind != string(platform.KindLoopback) && slices.ContainsFunc(i.Addrs, reachesOut) {
			s.add(checks.ByAdapter, bounded(cmp.Or(i.Description, i.Name)), func(k catalog.Software) bool { return k.HasAdapter(i.Name, i.Description) })
		}
	}
}

// reachesOut tells whether an address is good for more than its own cable.
func reachesOut(address string) bool {
	p, err := netip.ParsePrefix(address)
	a := p.Addr()
	return err == nil && !a.IsLinkLocalUnicast() && !a.IsLoopback() && !a.IsUnspecified()
}

// issuers looks at the certificates that all hosts showed.
func (s *sightings) issuers(ctx context.Context, t *checks.Task, setup Setup) {
	for _, h := range visited(ctx, t, setup) {
		for _, a := range h.Attempts {
			if a.Issuer != "" {
				s.add(checks.ByIssuer, a.Issuer, func(k catalog.Software) bool { return k.HasIssuer(a.Issuer) })
			}
		}
	}
}

// visited waits for the hosts that the other checks visit.
func visited(ctx context.Context, t *checks.Task, setup Setup) []checks.HostFact {
	unrelated, _ := checks.LateFact[checks.ControlsFact](ctx, t, checks.IDControls)
	all := slices.Clone(unrelated.Hosts)
	for _, h := range setup.Service.Hosts {
		if fact, ok := checks.LateFact[checks.HostFact](ctx, t, hostID(setup, h)); ok {
			all = append(all, fact)
		}
	}
	if setup.Edge() != nil {
		edge, _ := checks.LateFact[checks.EdgeFact](ctx, t, checks.IDEdge)
		all = append(append(all, edge.Canaries...), edge.Neighbours...)
	}
	return all
}

// describeSoftware names what was found: those that sign certificates first, as
// they are seen at work, then by name.
func describeSoftware(found []checks.SoftwareSeen) checks.Finding {
	fact := checks.SoftwareFact{Found: found}
	if len(found) == 0 {
		fact.Found = []checks.SoftwareSeen{}
		return checks.Finding{State: checks.OK, Code: "software.none", Args: checks.Args{"value": "none"}, Data: fact}
	}
	slices.SortStableFunc(found, func(a, b checks.SoftwareSeen) int {
		return cmp.Or(bySign(a)-bySign(b), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	})
	var names []string
	for _, s := range found {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	f := checks.Finding{State: checks.Notice, Data: fact, Args: checks.Args{"name": names[0], "value": names[0]}}
	if len(names) > 1 {
		f.Args["other"], f.Args["value"] = names[1], names[0]+", "+names[1]
	}
	switch {
	case len(names) > 2:
		f.Code, f.Args["value"] = "software.more", f.Args["value"]+", …"
	case len(names) == 2:
		f.Code = "software.two"
	case found[0].By == checks.ByIssuer:
		f.Code = "software.signs"
	default:
		f.Code = "software." + found[0].Kind
	}
	return f
}

func bySign(s checks.SoftwareSeen) int {
	if s.By == checks.ByIssuer {
		return 0
	}
	return 1
}
