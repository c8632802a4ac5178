package wizard_test

import (
	"testing"

	"fix502/checks"
	"fix502/checks/verdict"
	"fix502/wizard"
)

const name = "app.example"

func resolver(id string, reply checks.ReplyFact) checks.ResolverFact {
	reply.Name = name
	return checks.ResolverFact{ID: id, Name: id, Transport: checks.OverUDP, Replies: []checks.ReplyFact{reply}}
}

// TestRank judges resolvers by whether their addresses serve the name.
func TestRank(t *testing.T) {
	facts := checks.Facts{
		DNS: &checks.DNSFact{Answers: []checks.ResolverFact{
			resolver("yours", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"10.0.0.9"}, RTT: 1}),
			{ID: "vpn", Domain: "corp.example", Replies: []checks.ReplyFact{{RCode: "NXDOMAIN"}}},
		}},
		Alternate: &checks.DNSFact{Answers: []checks.ResolverFact{
			resolver("slow", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1"}, RTT: 90}),
			resolver("quick", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1", "192.0.2.2"}, RTT: 9}),
			resolver("elsewhere", checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"198.51.100.7"}, RTT: 5}),
			resolver("denier", checks.ReplyFact{RCode: "NXDOMAIN", RTT: 2}),
			resolver("refuser", checks.ReplyFact{RCode: "REFUSED", RTT: 2}),
			resolver("dead", checks.ReplyFact{Fail: checks.FailTimeout}),
		}},
		Hosts: []checks.HostFact{{Host: name, Attempts: []checks.AttemptFact{
			{Address: "10.0.0.9", Served: false}, {Address: "192.0.2.1", Served: true},
		}}},
	}
	want := []struct {
		id       string
		standing verdict.Standing
	}{
		{"quick", verdict.Right},
		{"slow", verdict.Right},
		{"elsewhere", verdict.Untested},
		{"denier", verdict.NotFound},
		{"yours", verdict.Wrong},
		{"refuser", verdict.Refused},
		{"dead", verdict.Silent},
	}
	got := wizard.Rank(facts)
	if len(got) != len(want) {
		t.Fatalf("%d resolvers, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		if got[i].ID != w.id || got[i].Standing != w.standing {
			t.Errorf("place %d: %s %s, want %s %s", i+1, got[i].ID, got[i].Standing, w.id, w.standing)
		}
	}
}
