package probe

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform/platformtest"
)

// street is a whole made-up internet in which some answer and others are silent, in
// every way in which one can be: packets that vanish, connections that nobody speaks
// on, pages that never end.
func street(t *testing.T) (Setup, checks.Env) {
	t.Helper()
	ca := newAuthority(t, "Lab CA")
	page := answer(200, nil, "hello")
	endless := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "{")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	knows := records(t,
		"app.test. 60 A 192.0.2.1", "mute.test. 60 A 192.0.2.2", "lost.test. 60 A 192.0.2.3", "status.test. 60 A 192.0.2.4",
		"one.test. 60 A 192.0.2.5", "canary.test. 60 A 192.0.2.6")
	const here, there = "192.0.2.53", "192.0.2.54"
	resolver, second := serveDNS(t, knows, knows), serveDNS(t, knows, knows)
	mapped := internetOf{
		here + ":53": resolver, there + ":53": second,
		there + ":853":  serveDoT(t, ca.issue(t, "dns.test", time.Hour), knows),
		there + ":443":  serveTLS(t, ca.issue(t, "dns.test", time.Hour), serveDoH(knows)),
		"192.0.2.1:443": serveTLS(t, ca.issue(t, "app.test", time.Hour), page),
		"192.0.2.2:443": serveRaw(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }),
		"192.0.2.4:443": serveTLS(t, ca.issue(t, "status.test", time.Hour), endless),
		"192.0.2.5:443": serveTLS(t, ca.issue(t, "one.test", time.Hour), page),
		"192.0.2.6:443": serveTLS(t, ca.issue(t, "canary.test", time.Hour), endless),
		"192.0.2.7:443": serveHTTP(t, page),
	}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		if _, known := mapped[address]; known {
			return mapped.dial(ctx, network, address)
		}
		if network == "udp" { // a socket costs nothing; what is sent on it vanishes
			return pipes(readAll)(ctx, network, address)
		}
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	status := &catalog.Status{Kind: "statuspage", URL: "https://status.test"}
	s := Setup{
		Target:  checks.TargetFact{ID: "app", Name: "App", URL: "https://app.test/", Known: true},
		Service: catalog.Service{ID: "app", Name: "App", Hosts: hostsOf("app.test", "mute.test", "lost.test"), Status: status, Edge: "net"},
		Catalog: &catalog.Catalog{
			Resolvers: []catalog.Resolver{
				{ID: "there", Name: "There", Addresses: []string{there}, DoT: "dns.test", DoH: "https://dns.test/dns-query"},
				{ID: "gone", Name: "Gone", Addresses: []string{"192.0.2.55"}, DoT: "dns.test"},
			},
			Edges: []catalog.Edge{{ID: "net", Name: "Net", Status: status, Trace: "/cdn-cgi/trace", Canaries: hostsOf("canary.test")}},
			Reachability: catalog.Reachability{
				Anchors:  []string{"192.0.2.7:443", "192.0.2.8:443"},
				Portals:  []catalog.Portal{{URL: "http://one.test/x", Status: 200, Body: "success"}},
				Controls: hostsOf("one.test", "mute.test"),
			},
		},
	}
	return s, checks.Env{Host: platformtest.Healthy(netip.MustParseAddrPort(here + ":53")), Dial: dial, Now: time.Now, Roots: ca.pool}
}

// Whenever a run is left or stopped, nothing of it goes on.
func TestNothingGoesOnAfterAStop(t *testing.T) {
	noLeaks(t) // looks when all of them are over
	s, env := street(t)
	for _, stopped := range []bool{false, true} {
		for at := range 34 {
			t.Run(fmt.Sprint("stopped ", stopped, " after ", at, " events"), func(t *testing.T) {
				t.Parallel()
				plan, err := Plan(s)
				if err != nil {
					t.Fatal(err)
				}
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				events, ended := 0, make(map[checks.ID]checks.Finding)
				for ev := range plan.Run(ctx, env) {
					if ev.Finding != nil {
						ended[ev.ID] = *ev.Finding
					}
					if events == at && stopped {
						stop()
					} else if events == at {
						break
					}
					events++
				}
				if stopped && len(ended) != len(plan.Checks()) {
					t.Errorf("%d of %d checks ended", len(ended), len(plan.Checks()))
				}
				cancelled := 0
				for _, f := range ended {
					if f.Code == "check.cancelled" {
						cancelled++
					}
					if f.State == checks.Failed {
						t.Errorf("failed: %+v", f)
					}
				}
				if stopped && cancelled == 0 {
					t.Error("nothing was stopped")
				}
			})
		}
	}
}
