package report

import (
	"strings"
	"testing"

	"fix502/checks"
)

// A search domain tells whose network this is, unless the user named it as the target.
func TestRedactSearchDomains(t *testing.T) {
	for name, tt := range map[string]struct {
		target, domain string
		kept           bool
	}{
		"of a company":                    {"https://discord.com/app", "Corp.Example", false},
		"of a provider":                   {"https://discord.com/app", "fritz.box", false},
		"that everybody has":              {"https://discord.com/app", "home", true},
		"that the target is in":           {"https://intranet.corp.example/", "corp.example", true},
		"that only looks like the target": {"https://intranet-corp.example/", "corp.example", false},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := encode(checks.DNSFact{Search: []checks.SearchFact{{Name: "discord.com", Domain: tt.domain, Addresses: []string{"198.51.100.7"}}}})
			if err != nil {
				t.Fatal(err)
			}
			r := Report{
				Schema: Schema, Target: Target{URL: tt.target},
				Checks: []Check{{ID: checks.IDDNS, Summary: "Programs here look for discord.com." + tt.domain + " first.", Data: raw}},
			}
			once := Redact(r, anna)
			for _, text := range []string{string(once.Checks[0].Data), once.Checks[0].Summary} {
				if strings.Contains(text, tt.domain) != tt.kept || strings.Contains(text, markDomain) == tt.kept {
					t.Errorf("%s", text)
				}
			}
			if again := Redact(once, anna); string(again.Checks[0].Data) != string(once.Checks[0].Data) || again.Checks[0].Summary != once.Checks[0].Summary {
				t.Errorf("the second time: %s", again.Checks[0].Data)
			}
		})
	}
}

func TestDetailOfOddResolvers(t *testing.T) {
	got := strings.Join(dnsLines(checks.DNSFact{
		Answers: []checks.ResolverFact{{
			ID: "192.0.2.1", Address: "192.0.2.1:53", Transport: checks.OverUDP, Interface: "VPN", Rewrites: []string{"198.51.100.5"},
			Replies: []checks.ReplyFact{{Name: "discord.com", RCode: "SERVFAIL", Errors: []uint16{6, 22}, Unchecked: []string{"198.51.100.7"}}},
		}},
		Search: []checks.SearchFact{{Name: "discord.com", Domain: "corp.example", Addresses: []string{"198.51.100.8"}}},
	}), "\n")
	for _, want := range []string{"VPN", "6,22", "198.51.100.7", "do not exist: 198.51.100.5", "discord.com.corp.example 198.51.100.8"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}
