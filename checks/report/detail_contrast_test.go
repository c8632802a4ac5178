package report

import (
	"slices"
	"testing"

	"fix502/checks"
)

func TestContrastsAreTold(t *testing.T) {
	h := checks.HostFact{Scheme: "https", Host: "app.test", Required: true, Attempts: []checks.AttemptFact{
		{Address: "192.0.2.1", Stage: "tls", Fail: checks.FailReset, OtherName: &checks.ContrastFact{Name: "other.test", Answered: true}},
		{
			Address: "192.0.2.2", Stage: "tls", Fail: checks.FailTimeout,
			OtherName:  &checks.ContrastFact{Name: "other.test", Stage: "tls", Fail: checks.FailTimeout},
			SmallParts: &checks.ContrastFact{Segment: 512, Answered: true},
		},
	}}
	want := []string{
		"another service behind it:",
		"https://app.test/",
		"192.0.2.1 tls failed: tcp.reset",
		"192.0.2.1 for the unrelated name other.test: answered",
		"192.0.2.2 tls failed: net.timeout",
		"192.0.2.2 for the unrelated name other.test: tls failed: net.timeout",
		"192.0.2.2 in packets of at most 512 bytes of data: answered",
	}
	got := edgeLines(checks.EdgeFact{Neighbours: []checks.HostFact{h}})
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
