package checks_test

import (
	"encoding/json"
	"io"
	"log"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
)

func silent() *log.Logger { return log.New(io.Discard, "", 0) }

// everyFact is one fact of each kind under the check that records it.
var everyFact = map[checks.ID]any{
	checks.IDLink:       checks.LinkFact{Interfaces: []checks.InterfaceFact{{Name: "eth0", Kind: "ethernet", Up: true, Addrs: []string{"192.0.2.1/24"}}}, Usable: true, IPv4: true},
	checks.IDRoute:      checks.RouteFact{Routers: []checks.RouterFact{{Address: "192.0.2.254", Interface: "eth0", Answers: true, How: "icmp", RTT: 0.5}}},
	checks.IDInternet:   checks.InternetFact{Anchors: []checks.ConnectFact{{Address: "192.0.2.9:443", Fail: checks.FailTimeout}}},
	checks.IDPortal:     checks.PortalFact{Probes: []checks.PortalProbe{{URL: "http://a.example/", Kind: checks.PortalSignIn, Status: 302, Location: "http://login.example/"}}},
	checks.IDHostsFile:  checks.HostsFileFact{Path: "/etc/hosts", Pins: []checks.PinLog{{Name: "a.example", Address: "192.0.2.3", Line: 4}}, Lines: 5},
	checks.IDProxy:      checks.ProxyFact{Settings: []checks.ProxySetting{{Source: "environment", HTTP: "p:3128"}}, Effective: "http://p:3128", Through: &checks.ProxyTry{Fail: checks.FailRefused, Stage: checks.StageProxy}},
	checks.IDClock:      checks.ClockFact{Sources: []checks.ClockSource{{Host: "a.example", Offset: 301.5}}, Offset: 301.5},
	checks.IDDNS:        checks.DNSFact{Names: []string{"a.example"}, Answers: []checks.ResolverFact{{ID: "192.0.2.53", Transport: checks.OverUDP, Replies: []checks.ReplyFact{{Name: "a.example", RCode: "NXDOMAIN"}}}}, Source: "resolv.conf"},
	checks.IDAlternates: checks.DNSFact{Names: []string{"a.example"}, Answers: []checks.ResolverFact{{ID: "other", Transport: checks.OverDoH}}},
	"host:a.example":    checks.HostFact{Host: "a.example", Port: 443, Attempts: []checks.AttemptFact{{Address: "192.0.2.3", Status: 502, NotAfter: time.Unix(1, 0).UTC()}}},
	"host:b.example":    checks.HostFact{Host: "b.example", Port: 443},
	checks.IDEdge:       checks.EdgeFact{ID: "edge", Trace: &checks.TraceFact{Host: "a.example", Colo: "FRA", Valid: true}},
	checks.IDControls:   checks.ControlsFact{Hosts: []checks.HostFact{{Host: "c.example"}}},
	"status:service":    checks.StatusFact{Owner: "service", Known: true, Indicator: checks.IndicatorMinor, Incidents: []checks.IncidentFact{{Name: "oh", Started: time.Unix(2, 0).UTC()}}},
	"status:edge":       checks.StatusFact{Owner: "edge", Indicator: checks.IndicatorUnknown, Fail: checks.FailForm},
	checks.IDProcesses:  checks.ProcessesFact{Installed: true, Processes: []checks.ProcessFact{{PID: 7, Name: "Discord", Stuck: true, Reason: "zombie"}}},
}

func planOfFacts(t *testing.T) (*checks.Plan, map[checks.ID]checks.Finding) {
	t.Helper()
	order := []checks.ID{
		checks.IDLink, checks.IDRoute, checks.IDInternet, checks.IDPortal, checks.IDHostsFile, checks.IDProxy, checks.IDClock,
		checks.IDDNS, checks.IDAlternates, "host:a.example", "host:b.example", checks.IDEdge, checks.IDControls,
		"status:service", "status:edge", checks.IDProcesses,
	}
	var list []checks.Check
	found := make(map[checks.ID]checks.Finding)
	for _, id := range order {
		list = append(list, checks.Check{ID: id})
		found[id] = checks.Finding{State: checks.OK, Data: everyFact[id]}
	}
	if len(found) != len(everyFact) {
		t.Fatalf("%d checks for %d facts", len(found), len(everyFact))
	}
	return planOf(t, list...), found
}

func TestCollectPutsEveryFactInItsPlace(t *testing.T) {
	p, found := planOfFacts(t)
	target := checks.TargetFact{ID: "a", Name: "A", Seen: checks.SeenApp}
	got, err := checks.Collect(target, p, found)
	if err != nil {
		t.Fatal(err)
	}
	in := func(id checks.ID) any { return everyFact[id] }
	want := map[string]any{
		"link": in(checks.IDLink), "route": in(checks.IDRoute), "internet": in(checks.IDInternet), "portal": in(checks.IDPortal),
		"hosts_file": in(checks.IDHostsFile), "proxy": in(checks.IDProxy), "clock": in(checks.IDClock), "dns": in(checks.IDDNS),
		"alternates": in(checks.IDAlternates), "hosts": []any{in("host:a.example"), in("host:b.example")}, "edge": in(checks.IDEdge),
		"controls": in(checks.IDControls), "status": in("status:service"), "edge_status": in("status:edge"),
		"processes": in(checks.IDProcesses), "target": target,
	}
	if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestFactsSurviveAReport(t *testing.T) {
	p, found := planOfFacts(t)
	want, err := checks.Collect(checks.TargetFact{}, p, found)
	if err != nil {
		t.Fatal(err)
	}
	var got checks.Facts
	for _, c := range p.Checks() {
		raw, err := json.Marshal(everyFact[c.ID])
		if err != nil {
			t.Fatal(err)
		}
		data, err := got.AddJSON(c.ID, raw)
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		if diff := cmp.Diff(everyFact[c.ID], data); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.ID, diff)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAddJSON(t *testing.T) {
	for name, tt := range map[string]struct {
		id      checks.ID
		raw     string
		nothing bool
		fails   bool
	}{
		"nothing recorded":  {id: checks.IDLink, raw: "null", nothing: true},
		"an empty object":   {id: checks.IDLink, raw: "{}", nothing: true},
		"no text at all":    {id: checks.IDLink, raw: "", nothing: true},
		"an unknown check":  {id: "tea.time", raw: `{"usable":true}`, nothing: true},
		"another form":      {id: checks.IDLink, raw: `["eth0"]`, nothing: true, fails: true},
		"no JSON":           {id: checks.IDClock, raw: `offset`, nothing: true, fails: true},
		"an unknown member": {id: checks.IDLink, raw: `{"usable":true,"colour":"red"}`},
	} {
		t.Run(name, func(t *testing.T) {
			var f checks.Facts
			data, err := f.AddJSON(tt.id, json.RawMessage(tt.raw))
			if (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			if (data == nil) != tt.nothing || (f.Link == nil) != tt.nothing {
				t.Errorf("recorded %v, %+v", data, f)
			}
		})
	}
}

func TestAddRefusesWhatIsNoFact(t *testing.T) {
	var f checks.Facts
	if err := f.Add("nonsense"); err == nil {
		t.Error("a text was taken for a fact")
	}
	if err := f.Add(nil); err != nil {
		t.Error(err)
	}
}

func TestUsable(t *testing.T) {
	for name, tt := range map[string]struct {
		reply checks.ReplyFact
		want  bool
	}{
		"addresses":    {checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1"}}, true},
		"no such name": {checks.ReplyFact{RCode: "NXDOMAIN"}, true},
		"empty":        {checks.ReplyFact{RCode: "NOERROR"}, false},
		"server fails": {checks.ReplyFact{RCode: "SERVFAIL"}, false},
		"silence":      {checks.ReplyFact{Fail: checks.FailTimeout}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.reply.Usable(); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// FuzzAddJSON holds reports from outside: whatever their data is, reading it
// neither panics nor records something of which nothing is returned.
func FuzzAddJSON(f *testing.F) {
	for id, fact := range everyFact {
		raw, err := json.Marshal(fact)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(id), raw)
	}
	f.Fuzz(func(t *testing.T, id string, raw []byte) {
		var facts checks.Facts
		data, err := facts.AddJSON(checks.ID(id), raw)
		if err != nil && data != nil {
			t.Errorf("%T and the error %v", data, err)
		}
		if empty := cmp.Equal(facts, checks.Facts{}); empty != (data == nil) {
			t.Errorf("returned %T, recorded nothing: %v", data, empty)
		}
	})
}

func asJSON(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
