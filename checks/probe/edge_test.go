package probe

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

const traceText = "fl=1f1\nh=app.test\nip=203.0.113.9\nts=1760000000.1\nvisit_scheme=https\nuag=x\ncolo=FRA\nhttp=http/2\n"

func TestEdge(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	site := func(name, text string, status int) http.Handler {
		mux := http.NewServeMux()
		mux.HandleFunc("/cdn-cgi/trace", func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		})
		return mux
	}
	s := surroundings{
		host: resolvers(serveDNS(t, records(t, "app.test. 60 A 192.0.2.1", "odd.test. 60 A 192.0.2.2", "canary.test. 60 A 192.0.2.3", "dead.test. 60 A 192.0.2.4",
			"dead2.test. 60 A 192.0.2.4"), silence)),
		net: internetOf{
			"192.0.2.1:443": serveTLS(t, ca.issue(t, "app.test", time.Hour), site("app.test", traceText, 200)),
			"192.0.2.2:443": serveTLS(t, ca.issue(t, "odd.test", time.Hour), site("odd.test", "<html>no trace</html>", 200)),
			"192.0.2.3:443": serveTLS(t, ca.issue(t, "canary.test", time.Hour), site("canary.test", traceText, 200)),
			"192.0.2.4:443": serveTLS(t, ca.issue(t, "dead.test", time.Hour), site("dead.test", "", 502)),
		},
		roots: ca.pool,
	}
	canary := func(names ...string) []catalog.Host {
		var list []catalog.Host
		for _, n := range names {
			list = append(list, catalog.Host{Host: n, Path: "/cdn-cgi/trace"})
		}
		return list
	}
	for name, tt := range map[string]struct {
		target   string
		canaries []catalog.Host
		others   []string // main hosts of other services behind it
		trace    string
		state    checks.State
		code     string
		value    string
		want     *checks.TraceFact
	}{
		"works": {
			target: "app.test", canaries: canary("canary.test"), trace: "/cdn-cgi/trace", state: checks.OK, code: "edge.ok_place", value: "FRA",
			want: &checks.TraceFact{Host: "app.test", Status: 200, Colo: "FRA", Valid: true},
		},
		"no trace known": {target: "app.test", canaries: canary("canary.test"), state: checks.OK, code: "edge.ok", value: "1 of 1"},
		"half of it":     {target: "app.test", canaries: canary("canary.test", "dead.test"), state: checks.Notice, code: "edge.some", value: "1 of 2"},
		"none of it": {
			target: "odd.test", canaries: canary("dead.test"), trace: "/cdn-cgi/trace", state: checks.Problem, code: "edge.down", value: "0 of 1",
			want: &checks.TraceFact{Host: "odd.test", Status: 200},
		},
		"none of it, nor a neighbour": {
			target: "app.test", canaries: canary("dead.test"), others: []string{"dead2.test"}, state: checks.Problem, code: "edge.down", value: "0 of 1",
		},
		"none of it, but its page on the target": {
			target: "app.test", canaries: canary("dead.test"), trace: "/cdn-cgi/trace", state: checks.Notice, code: "edge.some", value: "0 of 1",
			want: &checks.TraceFact{Host: "app.test", Status: 200, Colo: "FRA", Valid: true},
		},
		"none of it, but a neighbour": {
			target: "app.test", canaries: canary("dead.test"), others: []string{"dead2.test", "canary.test"}, state: checks.Notice, code: "edge.some", value: "0 of 1",
		},
		"only a neighbour to ask": {target: "app.test", others: []string{"canary.test"}, state: checks.OK, code: "edge.ok", value: "0 of 0"},
		"somebody else answers": {
			target: "odd.test", canaries: canary("canary.test"), trace: "/cdn-cgi/trace", state: checks.Notice, code: "edge.no_trace", value: "1 of 1",
			want: &checks.TraceFact{Host: "odd.test", Status: 200},
		},
		"no way to the target": {
			target: "none.test", canaries: canary("canary.test"), trace: "/cdn-cgi/trace", state: checks.Notice, code: "edge.no_trace", value: "1 of 1",
			want: &checks.TraceFact{Host: "none.test", Fail: checks.FailNoAddress},
		},
		"nothing to ask": {target: "app.test", state: checks.Skipped, code: "edge.nothing_to_ask", value: "0 of 0"},
	} {
		t.Run(name, func(t *testing.T) {
			setup := setupFor(hostsOf(tt.target))
			setup.Service.Edge = "net"
			setup.Catalog.Edges = []catalog.Edge{{ID: "net", Name: "Some Net", Canaries: tt.canaries, Trace: tt.trace}}
			for _, name := range tt.others {
				setup.Catalog.Services = append(setup.Catalog.Services, catalog.Service{ID: name, Edge: "net", Hosts: canary(name)})
			}
			got := edge(setup, newBook(setup)).Run(t.Context(), s.task())
			if got.State != tt.state || got.Code != tt.code || got.Args["value"] != tt.value || got.Args["edge"] != "Some Net" {
				t.Errorf("got %s %s %v", got.State, got.Code, got.Args)
			}
			spoken(t, got)
			fact, _ := got.Data.(checks.EdgeFact)
			if fact.ID != "net" || len(fact.Canaries) != len(tt.canaries) || len(fact.Neighbours) != len(tt.others) {
				t.Errorf("fact %+v", fact)
			}
			if (fact.Trace == nil) != (tt.want == nil) || tt.want != nil && *fact.Trace != *tt.want {
				t.Errorf("trace %+v, want %+v", fact.Trace, tt.want)
			}
		})
	}
}

func TestNeighbours(t *testing.T) {
	optional := false
	s := setupFor(hostsOf("App.test", "api.test"))
	s.Service.ID, s.Service.Edge = "app", "net"
	s.Catalog.Services = []catalog.Service{
		{ID: "app", Edge: "net", Hosts: hostsOf("elsewhere.test")}, // the target itself, laid over
		{ID: "elsewhere", Edge: "other", Hosts: hostsOf("elsewhere.test")},
		{ID: "none", Hosts: hostsOf("none.test")},
		{ID: "shared", Edge: "net", Hosts: hostsOf("api.test.")},
		{ID: "loose", Edge: "net", Hosts: []catalog.Host{{Host: "spare.test", Required: &optional}}},
		{ID: "one", Edge: "net", Hosts: []catalog.Host{{Host: "spare.test", Required: &optional}, {Host: "one.test"}, {Host: "more.test"}}},
		{ID: "again", Edge: "net", Hosts: hostsOf("one.test")},
		{ID: "two", Edge: "net", Hosts: hostsOf("two.test")},
	}
	var got []string
	for _, h := range neighbours(s, "net") {
		got = append(got, h.Host)
	}
	if want := []string{"one.test", "two.test"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A target of which nothing is known names its delivery network only by its answer.
func TestEdgeFromAnswer(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	s := surroundings{
		host: resolvers(serveDNS(t, records(t, "app.test. 60 A 192.0.2.1"), silence)),
		net: internetOf{"192.0.2.1:443": serveTLS(t, ca.issue(t, "app.test", time.Hour), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, traceText)
		}))},
		roots: ca.pool,
	}
	failure := checks.AttemptFact{Status: 502, Page: checks.PageFact{Edge: "net"}}
	for name, tt := range map[string]struct {
		attempt checks.AttemptFact
		state   checks.State
		code    string
	}{
		"a failure by one that is known": {failure, checks.OK, "edge.ok_place"},
		"a failure by one that is not":   {checks.AttemptFact{Status: 502, Page: checks.PageFact{Edge: "other"}}, checks.Skipped, "edge.not_needed"},
		"a failure that names none":      {checks.AttemptFact{Status: 502}, checks.Skipped, "edge.not_needed"},
		"no failure":                     {checks.AttemptFact{Status: 200, Expected: true, Page: checks.PageFact{Edge: "net"}}, checks.Skipped, "edge.not_needed"},
		"no answer":                      {checks.AttemptFact{Fail: checks.FailTimeout}, checks.Skipped, "edge.not_needed"},
	} {
		t.Run(name, func(t *testing.T) {
			setup := setupFor(hostsOf("app.test"))
			setup.Catalog.Edges = []catalog.Edge{{ID: "net", Name: "Some Net", Trace: "/cdn-cgi/trace"}}
			s := s
			s.prior = map[checks.ID]checks.Finding{"host:app.test": found(checks.HostFact{Host: "app.test", Attempts: []checks.AttemptFact{tt.attempt}})}
			c := edgeFromAnswer(setup, newBook(setup))
			got := c.Run(t.Context(), s.task())
			if got.State != tt.state || got.Code != tt.code {
				t.Errorf("got %s %s %v", got.State, got.Code, got.Args)
			}
			spoken(t, got)
			spoken(t, checks.Finding{Code: c.Title(), Args: c.Args})
			if fact, recorded := got.Data.(checks.EdgeFact); recorded != (tt.state == checks.OK) || recorded && (fact.ID != "net" || !fact.Trace.Valid) {
				t.Errorf("fact %+v", got.Data)
			}
		})
	}
}

// The check is in the plan of a target that only its answer can tell about.
func TestPlanAsksTheEdge(t *testing.T) {
	for name, tt := range map[string]struct {
		host  string
		known bool
		edge  string
		edges []catalog.Edge
		after []checks.ID // nil where it is not in the plan
	}{
		"behind one":         {host: "app.test", known: true, edge: "net", edges: []catalog.Edge{{ID: "net"}}, after: []checks.ID{}},
		"behind none":        {host: "app.test", known: true, edges: []catalog.Edge{{ID: "net"}}},
		"a bare name":        {host: "app.test", edges: []catalog.Edge{{ID: "net"}}, after: []checks.ID{"host:app.test"}},
		"nothing to compare": {host: "app.test"},
		"on this computer":   {host: "localhost", edges: []catalog.Edge{{ID: "net"}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := setupFor(hostsOf(tt.host))
			s.Target.Known, s.Service.Edge, s.Catalog.Edges = tt.known, tt.edge, tt.edges
			p, err := Plan(s)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(p.Checks(), func(c checks.Check) bool { return c.ID == checks.IDEdge })
			if (i >= 0) != (tt.after != nil) {
				t.Fatalf("at %d of the plan", i)
			}
			if i >= 0 && !slices.Equal(p.Checks()[i].After, tt.after) {
				t.Errorf("waits for %v", p.Checks()[i].After)
			}
		})
	}
}

func TestParseTrace(t *testing.T) {
	for name, tt := range map[string]struct {
		text  string
		colo  string
		valid bool
	}{
		"real":           {text: traceText, colo: "FRA", valid: true},
		"windows lines":  {text: strings.ReplaceAll(traceText, "\n", "\r\n"), colo: "FRA", valid: true},
		"no place":       {text: "h=app.test\n"},
		"no host":        {text: "colo=FRA\n"},
		"no such place":  {text: "h=app.test\ncolo=<b>\n"},
		"a web page":     {text: "<html>h=app.test colo=FRA</html>"},
		"empty":          {},
		"after too much": {text: strings.Repeat("x=y\n", maxTraceLines) + traceText},
	} {
		t.Run(name, func(t *testing.T) {
			if colo, valid := parseTrace([]byte(tt.text)); colo != tt.colo || valid != tt.valid {
				t.Errorf("got %q %v", colo, valid)
			}
		})
	}
}

func FuzzParseTrace(f *testing.F) {
	f.Add([]byte(traceText))
	f.Add([]byte("h\ncolo=\n="))
	f.Fuzz(func(t *testing.T, body []byte) {
		colo, valid := parseTrace(body)
		if valid != (len(colo) == 3) || valid && !isColo(colo) {
			t.Errorf("%q gives %q %v", body, colo, valid)
		}
	})
}

func TestControls(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	status := func(code int) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
	s := surroundings{
		host: resolvers(serveDNS(t, records(t, "a.test. 60 A 192.0.2.1", "b.test. 60 A 192.0.2.2", "c.test. 60 A 192.0.2.3", "d.test. 60 A 192.0.2.3", "e.test. 60 A 192.0.2.1",
			"shy.test. 60 A 192.0.2.5", "sick.test. 60 A 192.0.2.6"), silence)),
		net: internetOf{
			"192.0.2.1:443": serveTLS(t, ca.issue(t, "a.test", time.Hour), status(200)),
			"192.0.2.2:443": serveTLS(t, ca.issue(t, "b.test", time.Hour), status(302)),
			"192.0.2.3:443": closedPort(t),
			"192.0.2.5:443": serveTLS(t, ca.issue(t, "shy.test", time.Hour), status(403)),
			"192.0.2.6:443": serveTLS(t, ca.issue(t, "sick.test", time.Hour), status(503)),
		},
		roots: ca.pool,
	}
	for name, tt := range map[string]struct {
		list  []string
		state checks.State
		code  string
		value string
	}{
		"two work":         {list: []string{"a.test", "b.test", "c.test"}, state: checks.OK, code: "controls.ok", value: "2 of 3"},
		"the only one":     {list: []string{"a.test"}, state: checks.OK, code: "controls.ok", value: "1 of 1"},
		"turned away":      {list: []string{"shy.test"}, state: checks.OK, code: "controls.ok", value: "1 of 1"},
		"ill itself":       {list: []string{"sick.test"}, state: checks.Problem, code: "controls.none", value: "0 of 1"},
		"one of several":   {list: []string{"a.test", "c.test", "e.test"}, state: checks.Notice, code: "controls.some", value: "1 of 3"},
		"none":             {list: []string{"c.test", "d.test"}, state: checks.Problem, code: "controls.none", value: "0 of 2"},
		"no more than few": {list: []string{"c.test", "d.test", "c.test", "d.test", "a.test"}, state: checks.Problem, code: "controls.none", value: "0 of 4"},
		"without address":  {list: []string{"ghost.test", "phantom.test"}, state: checks.Failed, code: "controls.nameless"},
		"none known":       {state: checks.Skipped, code: "controls.not_needed"},
	} {
		t.Run(name, func(t *testing.T) {
			setup := setupFor(nil)
			setup.Catalog.Reachability.Controls = hostsOf(tt.list...)
			got := controls(setup, newBook(setup)).Run(t.Context(), s.task())
			if got.State != tt.state || got.Code != tt.code || got.Args["value"] != tt.value {
				t.Errorf("got %s %s %v", got.State, got.Code, got.Args)
			}
			spoken(t, got)
			fact, ok := got.Data.(checks.ControlsFact)
			if !ok || len(fact.Hosts) != min(len(tt.list), maxControls) {
				t.Errorf("fact %+v", got.Data)
			}
		})
	}
}

// IPv6 is tried at unrelated hosts where this network has it, and only there.
func TestControlsTryIPv6(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	well := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	server := serveTLS(t, ca.issue(t, "a.test", time.Hour), well)
	for name, tt := range map[string]struct {
		link  checks.LinkFact
		net   internetOf
		tried []string
	}{
		"works":        {checks.LinkFact{IPv4: true, IPv6: true}, internetOf{"192.0.2.1:443": server, "[2001:db8::1]:443": server}, []string{"192.0.2.1 ok", "2001:db8::1 ok"}},
		"fails":        {checks.LinkFact{IPv4: true, IPv6: true}, internetOf{"192.0.2.1:443": server, "[2001:db8::1]:443": closedPort(t)}, []string{"192.0.2.1 ok", "2001:db8::1 tcp.refused"}},
		"not set up":   {checks.LinkFact{IPv4: true}, internetOf{"192.0.2.1:443": server}, []string{"192.0.2.1 ok"}},
		"tried anyway": {checks.LinkFact{IPv4: true, IPv6: true}, internetOf{"192.0.2.1:443": closedPort(t), "[2001:db8::1]:443": server}, []string{"192.0.2.1 tcp.refused", "2001:db8::1 ok"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := surroundings{
				host: resolvers(serveDNS(t, records(t, "a.test. 60 A 192.0.2.1", "a.test. 60 AAAA 2001:db8::1"), silence)),
				net:  tt.net, roots: ca.pool, prior: map[checks.ID]checks.Finding{checks.IDLink: found(tt.link)},
			}
			setup := setupFor(nil)
			setup.Catalog.Reachability.Controls = hostsOf("a.test")
			fact, _ := controls(setup, newBook(setup)).Run(t.Context(), s.task()).Data.(checks.ControlsFact)
			var tried []string
			for _, a := range fact.Hosts[0].Attempts {
				tried = append(tried, a.Address+" "+cmp.Or(a.Fail, "ok"))
			}
			if !slices.Equal(tried, tt.tried) {
				t.Errorf("tried %v, want %v", tried, tt.tried)
			}
		})
	}
}
