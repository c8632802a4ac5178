package probe

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

// recordedAt is a check that records what resolvers said, some time after the start.
func recordedAt(id checks.ID, after time.Duration, answers ...checks.ResolverFact) checks.Check {
	return checks.Check{ID: id, Timeout: time.Minute, Run: func(context.Context, *checks.Task) checks.Finding {
		time.Sleep(after)
		return dnsFact(answers...)
	}}
}

// A host is asked at an address as soon as it is known, and at each only once.
func TestAddressesAreVisitedAsTheyBecomeKnown(t *testing.T) {
	const soon, later, far = 10 * time.Millisecond, 100 * time.Millisecond, 2 * time.Second
	here := func(addresses ...string) checks.ResolverFact { return said("here", checks.OverUDP, addresses...) }
	there := func(addresses ...string) checks.ResolverFact { return said("there", checks.OverDoT, addresses...) }
	for name, tt := range map[string]struct {
		system, others checks.Check
		pins           []string
		want           []string // address, when it was asked, whether it is used, and who named it
	}{
		"all agree": {
			system: recordedAt(checks.IDDNS, soon, here("192.0.2.1")), others: recordedAt(checks.IDAlternates, later, there("192.0.2.1")),
			want: []string{"192.0.2.1 10ms true system alternates"},
		},
		"others know another": {
			system: recordedAt(checks.IDDNS, soon, here("192.0.2.1")), others: recordedAt(checks.IDAlternates, later, there("192.0.2.2", "192.0.2.1")),
			want: []string{"192.0.2.1 10ms true system alternates", "192.0.2.2 100ms false alternates"},
		},
		"others are quicker": {
			system: recordedAt(checks.IDDNS, later, here("192.0.2.1")), others: recordedAt(checks.IDAlternates, soon, there("192.0.2.2")),
			want: []string{"192.0.2.1 100ms true system", "192.0.2.2 100ms false alternates"},
		},
		"the system is silent": {
			system: recordedAt(checks.IDDNS, far), others: recordedAt(checks.IDAlternates, later, there("192.0.2.2")),
			want: []string{"192.0.2.2 600ms false alternates"},
		},
		"the system is slow, and says the same": {
			system: recordedAt(checks.IDDNS, far, here("192.0.2.2")), others: recordedAt(checks.IDAlternates, later, there("192.0.2.2")),
			want: []string{"192.0.2.2 600ms true system alternates"},
		},
		"the system is slow, and says something else": {
			system: recordedAt(checks.IDDNS, far, here("192.0.2.1", "192.0.2.2")), others: recordedAt(checks.IDAlternates, later, there("192.0.2.2")),
			want: []string{"192.0.2.1 2s true system", "192.0.2.2 600ms true system alternates"},
		},
		"pinned": {
			system: recordedAt(checks.IDDNS, far), others: recordedAt(checks.IDAlternates, far), pins: []string{"192.0.2.9"},
			want: []string{"192.0.2.9 0s true hosts"},
		},
		"nobody knows": {system: recordedAt(checks.IDDNS, soon), others: recordedAt(checks.IDAlternates, later)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				var got []string
				var mu sync.Mutex
				asked := make(map[string]time.Duration)
				judge := checks.Check{ID: "host", Timeout: time.Minute, Late: []checks.ID{checks.IDDNS, checks.IDAlternates}, After: []checks.ID{checks.IDHostsFile}}
				judge.Run = func(ctx context.Context, task *checks.Task) checks.Finding {
					v := &visits{ask: func(k candidate) checks.AttemptFact {
						mu.Lock()
						defer mu.Unlock()
						asked[k.addr.String()] = time.Since(begun)
						return checks.AttemptFact{Address: k.addr.String()}
					}}
					for _, a := range v.end(v.follow(ctx, task, setupFor(nil), catalog.Host{Host: "app.test"})) {
						got = append(got, fmt.Sprint(a.Address, " ", asked[a.Address], " ", a.Used, " ", strings.Join(a.From, " ")))
					}
					return checks.Finding{State: checks.OK}
				}
				pins := checks.Check{ID: checks.IDHostsFile, Run: func(context.Context, *checks.Task) checks.Finding { return pinFact(tt.pins...) }}
				plan, err := checks.NewPlan(tt.system, tt.others, pins, judge)
				if err != nil {
					t.Fatal(err)
				}
				for range plan.Run(t.Context(), checks.Env{}) { // to its end
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// A name that the others were not asked for is asked for later, unless they are
// silent: then there is no point.
func TestOthersAreAskedLaterOnlyIfTheyAnswer(t *testing.T) {
	here, there := catalog.Host{Host: "App.test."}, catalog.Host{Host: "cdn.test"}
	silent := checks.ResolverFact{Replies: []checks.ReplyFact{{Name: "app.test", Fail: checks.FailTimeout}, {Name: "api.test", Fail: checks.FailUnreachable}}}
	for name, tt := range map[string]struct {
		others *checks.DNSFact
		h      catalog.Host
		want   bool
	}{
		"still out":              {nil, there, false},
		"was asked for":          {&checks.DNSFact{Names: []string{"app.test"}}, here, false},
		"was left out":           {&checks.DNSFact{Names: []string{"app.test"}}, there, true},
		"all are silent":         {&checks.DNSFact{Names: []string{"app.test"}, Answers: []checks.ResolverFact{silent, silent}}, there, false},
		"one says there is none": {&checks.DNSFact{Names: []string{"app.test"}, Answers: []checks.ResolverFact{silent, said("b", checks.OverDoT)}}, there, true},
	} {
		if got := (sayings{others: tt.others}).leftOut(tt.h); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
