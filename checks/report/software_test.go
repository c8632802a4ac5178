package report

import (
	"encoding/json"
	"strings"
	"testing"

	"fix502/checks"
	"fix502/platform"
)

// TestSoftwareInReports: what the software is called stays, who uses it does not,
// and the words by which a ruling tells its signs apart are never touched.
func TestSoftwareInReports(t *testing.T) {
	const issuer = "CN=Charles Proxy CA (22 Nov 2026\\, annas-mbp),O=Charles"
	fact := checks.SoftwareFact{Found: []checks.SoftwareSeen{
		{ID: "kaspersky", Name: "Kaspersky", Kind: checks.SoftwareAntivirus, By: checks.ByProcess, Sign: "avp.exe"},
		{ID: "charles", Name: "Charles", Kind: checks.SoftwareDeveloper, By: checks.ByIssuer, Sign: issuer},
	}}
	raw, err := json.Marshal(fact)
	if err != nil {
		t.Fatal(err)
	}
	host, err := json.Marshal(checks.HostFact{Attempts: []checks.AttemptFact{{Issuer: issuer}}})
	if err != nil {
		t.Fatal(err)
	}
	r := Report{Checks: []Check{{ID: checks.IDSoftware, Data: raw}, {ID: "host:app.test", Data: host}}}
	for name, tt := range map[string]struct {
		who  platform.Info
		want checks.SoftwareSeen
	}{
		"a computer's name in the issuer": {anna, checks.SoftwareSeen{ID: "charles", Name: "Charles", Sign: "CN=Charles Proxy CA (22 Nov 2026\\, [computer]),O=Charles"}},
		"a user called like a sign":       {platform.Info{User: "issuer", Hostname: "antivirus"}, checks.SoftwareSeen{ID: "charles", Name: "Charles", Sign: issuer}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Redact(r, tt.who)
			var seen checks.SoftwareFact
			var asked checks.HostFact
			for i, into := range []any{&seen, &asked} {
				if err := json.Unmarshal(got.Checks[i].Data, into); err != nil {
					t.Fatal(err)
				}
			}
			if seen.Found[0] != fact.Found[0] {
				t.Errorf("%+v became %+v", fact.Found[0], seen.Found[0])
			}
			tt.want.Kind, tt.want.By = checks.SoftwareDeveloper, checks.ByIssuer
			if seen.Found[1] != tt.want {
				t.Errorf("got %+v, want %+v", seen.Found[1], tt.want)
			}
			if asked.Attempts[0].Issuer != seen.Found[1].Sign {
				t.Errorf("the host's issuer %q is not the software's %q any more", asked.Attempts[0].Issuer, seen.Found[1].Sign)
			}
		})
	}
}

func TestSoftwareDetail(t *testing.T) {
	got := strings.Join(evidenceOf(checks.SoftwareFact{Found: []checks.SoftwareSeen{
		{Name: "AdGuard", Kind: checks.SoftwareFilter, By: checks.ByProcess, Sign: "AdguardSvc.exe"},
		{Name: "NordVPN", Kind: checks.SoftwareVPN, By: checks.ByAdapter, Sign: "NordLynx Tunnel"},
	}}), "\n")
	const want = "AdGuard: filter by process sign=AdguardSvc.exe\nNordVPN: vpn by adapter sign=\"NordLynx Tunnel\""
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	link := strings.Join(evidenceOf(checks.LinkFact{Interfaces: []checks.InterfaceFact{{Name: "Ethernet 4", Kind: "vpn", Up: true, Description: "NordLynx Tunnel"}}}), "\n")
	if !strings.Contains(link, `driver="NordLynx Tunnel"`) {
		t.Errorf("the driver is not told: %s", link)
	}
}
