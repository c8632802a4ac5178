package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	// portalLimit is how long one probe page may take: look-up, connection and a
	// few bytes, each with one packet lost.
	portalLimit = 4500 * time.Millisecond
	// portalOwners is how many owners' pages must be replaced before a sign-in
	// page is believed in: one of them may have changed its own.
	portalOwners = 2
	// locationLimit bounds a redirect's address, in bytes. A longer one is not
	// shown: half an address leads nowhere.
	locationLimit = 500
)

// portal asks whether a sign-in page answers in place of pages that are known.
// It does not depend on the anchors: behind a sign-in page they fail as well.
func portal(s Setup, book *Book) checks.Check {
	return checks.Check{
		ID: checks.IDPortal, Node: checks.NodeInternet, Needs: []checks.ID{checks.IDLink},
		Timeout: portalLimit + 500*time.Millisecond,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			ctx, cancel := context.WithTimeout(ctx, portalLimit)
			defer cancel()
			pages := s.Catalog.Reachability.Portals
			fact := checks.PortalFact{Probes: make([]checks.PortalProbe, len(pages))}
			done := make(chan struct{})
			for i, page := range pages {
				go func() {
					fact.Probes[i] = book.probePortal(ctx, t, page)
					done <- struct{}{}
				}()
			}
			for range pages {
				<-done
			}
			return judgePortal(fact)
		},
	}
}

// probePortal asks for one known page, past every cache and proxy.
func (b *Book) probePortal(ctx context.Context, t *checks.Task, page catalog.Portal) checks.PortalProbe {
	probe := checks.PortalProbe{URL: page.URL, Kind: checks.PortalSilent}
	address, err := url.Parse(page.URL)
	if err != nil || address.Host == "" {
		probe.Fail = checks.FailOther
		return probe
	}
	fresh := *address
	query := fresh.Query()
	query.Set("fix502", fmt.Sprintf("%016x", rand.Uint64())) //nolint:gosec // no secret, only never asked before
	fresh.RawQuery = query.Encode()
	answer, err := b.fetch(ctx, t, fetchRequest{URL: fresh.String(), Header: map[string]string{"Cache-Control": "no-cache"}})
	long := errors.Is(err, checks.ErrTooLarge) // a page all the same, and not the known one
	if err != nil && !long {
		probe.Fail = explain(err)
		if probe.Status = answer.Status; probe.Status != 0 {
			probe.Kind = checks.PortalOdd
		}
		return probe
	}
	probe.Status = answer.Status
	to := location(address, answer.Header.Get("Location"))
	probe.Kind = portalKind(page, address, answer, long, to)
	if to != nil && len(to.String()) <= locationLimit {
		probe.Location = to.String()
	}
	return probe
}

// location reads where a redirect leads; nil where it is no web address.
func location(from *url.URL, header string) *url.URL {
	to, err := from.Parse(header)
	if header == "" || err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Host == "" {
		return nil
	}
	to.User = nil
	return to
}

// portalKind compares an answer with the one that is known.
func portalKind(page catalog.Portal, asked *url.URL, answer fetchAnswer, long bool, to *url.URL) string {
	want := page.Status
	if want == 0 {
		want = http.StatusOK
	}
	redirects := answer.Status >= 300 && answer.Status < 400
	switch {
	case answer.Status == want && (want == http.StatusOK && page.Body == "" || !long && sameText(answer.Body, page.Body)):
		return checks.PortalExpected
	case answer.Status == http.StatusNetworkAuthenticationRequired:
		return checks.PortalSignIn
	case redirects && to != nil && canonical(to.Hostname()) != canonical(asked.Hostname()):
		return checks.PortalSignIn
	case answer.Status == http.StatusOK && len(bytes.TrimSpace(answer.Body)) > 0:
		return checks.PortalSignIn
	}
	return checks.PortalOdd
}

func sameText(body []byte, want string) bool {
	return string(bytes.TrimSpace(body)) == strings.TrimSpace(want)
}

// judgePortal believes in a sign-in page where two owners' pages were replaced,
// or where only one owner's page answers at all. A single page that is as it
// should be proves that nothing stands in the way.
func judgePortal(fact checks.PortalFact) checks.Finding {
	answering, replaced := make(map[string]bool), make(map[string]bool)
	kinds := make(map[string]int)
	signIn := ""
	for _, p := range fact.Probes {
		kinds[p.Kind]++
		if p.Kind != checks.PortalSilent {
			answering[owner(p.URL)] = true
		}
		if p.Kind == checks.PortalSignIn {
			replaced[owner(p.URL)] = true
			if signIn == "" {
				signIn = p.Location
			}
		}
	}
	f := checks.Finding{State: checks.Notice, Data: fact, Args: checks.Args{}}
	switch {
	case len(fact.Probes) == 0:
		f.Code = "portal.no_pages"
	case len(answering) == 0:
		f.Code = "portal.silent"
	case kinds[checks.PortalExpected] > 0:
		f.State, f.Code, f.Args["value"] = checks.OK, "portal.ok", "none"
	case len(replaced) < min(len(answering), portalOwners):
		f.Code = "portal.odd"
	default:
		f.State, f.Code, f.Args["value"] = checks.Problem, "portal.found", "sign-in page"
		if f.Args["address"] = signIn; signIn == "" {
			f.Code = "portal.found_nowhere"
		}
	}
	return f
}

// owner tells pages of one owner from those of another: by the part of the name
// that somebody registered. Literal addresses are told apart with their ports.
func owner(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return u.Host
	}
	name, err := publicsuffix.EffectiveTLDPlusOne(canonical(u.Hostname()))
	if err != nil {
		return canonical(u.Hostname())
	}
	return name
}
