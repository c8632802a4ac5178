package probe

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	// controlsLimit bounds the visits to unrelated hosts: a look-up and an exchange.
	controlsLimit = 8 * time.Second
	// maxControls is how many unrelated hosts are visited.
	maxControls = 4
	// sixControls is at how many of them IPv6 is tried as well, where this network has it.
	sixControls = 2
	// enoughControls must answer for the rest of the internet to count as working.
	enoughControls = 2
)

// controls asks whether hosts that have nothing to do with the target work.
func controls(s Setup, book *Book) checks.Check {
	return checks.Check{
		ID: checks.IDControls, Node: checks.NodeInternet, Timeout: controlsLimit,
		Needs: []checks.ID{checks.IDLink}, ExplainedBy: []checks.ID{checks.IDInternet, checks.IDPortal, checks.IDDNS},
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			list := s.Catalog.Reachability.Controls
			if len(list) == 0 {
				return checks.Finding{State: checks.Skipped, Code: "controls.not_needed", Data: checks.ControlsFact{Hosts: []checks.HostFact{}}}
			}
			ctx, cancel := context.WithTimeout(ctx, controlsLimit-hostReserve)
			defer cancel()
			six := make(chan []checks.HostFact)
			go func() { six <- book.visitSix(ctx, t, list) }()
			fact := checks.ControlsFact{Hosts: book.visitAll(ctx, t, list, maxControls)}
			for i, h := range <-six {
				if !slices.ContainsFunc(fact.Hosts[i].Attempts, isSix) {
					fact.Hosts[i].Attempts = append(fact.Hosts[i].Attempts, h.Attempts...)
				}
			}
			f := judgeControls(fact)
			f.Data = fact
			return f
		},
	}
}

func isSix(a checks.AttemptFact) bool { return a.Family == "ipv6" }

// visitSix visits the first few hosts at their IPv6 addresses, which a visit that
// works by IPv4 leaves alone. Whether IPv6 works elsewhere tells a target whose
// IPv6 address is dead from a network on which IPv6 is.
func (b *Book) visitSix(ctx context.Context, t *checks.Task, list []catalog.Host) []checks.HostFact {
	if _, six := families(t); !six {
		return nil
	}
	return sideBySide(list[:min(len(list), sixControls)], func(h catalog.Host) checks.HostFact {
		req := requestFor(h)
		fact := hostFact(h, req)
		known, err := b.entry(ctx, t, req.Host)
		i := slices.IndexFunc(known.addrs, netip.Addr.Is6)
		if err != nil || i < 0 {
			return fact
		}
		req.Addr, req.Pace = known.addrs[i], b.pace
		got := exchange(ctx, t, req).Fact
		got.From, got.Used = []string{known.from}, known.from != checks.FromAlternates
		fact.Attempts = append(fact.Attempts, got)
		return fact
	})
}

func judgeControls(fact checks.ControlsFact) checks.Finding {
	good, tried := 0, 0
	for _, h := range fact.Hosts {
		tried += len(h.Attempts)
		if answersAtAll(h) {
			good++
		}
	}
	args := checks.Args{"value": fmt.Sprintf("%d of %d", good, len(fact.Hosts))}
	switch {
	case tried == 0:
		return checks.Finding{State: checks.Failed, Code: "controls.nameless"}
	case good == 0:
		return checks.Finding{State: checks.Problem, Code: "controls.none", Args: args}
	case good < min(enoughControls, len(fact.Hosts)):
		return checks.Finding{State: checks.Notice, Code: "controls.some", Args: args}
	}
	return checks.Finding{State: checks.OK, Code: "controls.ok", Args: args}
}

// answersAtAll tells whether a host is alive: one that turns a program away, as
// some do with all but browsers, works as well as any.
func answersAtAll(h checks.HostFact) bool {
	return slices.ContainsFunc(h.Attempts, func(a checks.AttemptFact) bool {
		return a.Stage == "" && a.Status < http.StatusInternalServerError
	})
}
