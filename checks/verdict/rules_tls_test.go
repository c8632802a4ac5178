package verdict

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fix502/checks"
)

const (
	guardCA   = "CN=Guard Personal CA,O=Guard"
	guardCA2  = "CN=Guard Personal CA 2,O=Guard"
	houseCA   = "CN=House CA"
	publicCA  = "CN=R10,O=Let's Encrypt,C=US"
	untrusted = checks.FailUntrusted
)

// signed is an attempt whose certificate somebody signed.
func signed(issuer string, a checks.AttemptFact) checks.AttemptFact {
	a.Issuer = issuer
	return a
}

// seesSoftware records what a check of software saw; by an issuer where it is one.
func seesSoftware(list ...checks.SoftwareSeen) func(*checks.Facts) {
	return func(f *checks.Facts) { f.Software = &checks.SoftwareFact{Found: list} }
}

func guardSigns(issuer string) checks.SoftwareSeen {
	return checks.SoftwareSeen{ID: "guard", Name: "Guard", Kind: checks.SoftwareAntivirus, By: checks.ByIssuer, Sign: issuer}
}

var guardRuns = checks.SoftwareSeen{ID: "guard", Name: "Guard", Kind: checks.SoftwareAntivirus, By: checks.ByProcess, Sign: "guard.exe"}

// oneControl gives the unrelated hosts an attempt each.
func oneControl(first, second checks.AttemptFact) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.Controls.Hosts[0].Attempts, f.Controls.Hosts[1].Attempts = []checks.AttemptFact{first}, []checks.AttemptFact{second}
	}
}

func TestInterception(t *testing.T) {
	const intercepted = "device.tls_intercepted"
	stranger := func(issuer string) checks.AttemptFact { return signed(issuer, dead(rightAddress, "tls", untrusted)) }
	fine := func(issuer string) checks.AttemptFact { return signed(issuer, web(rightAddress, 200)) }
	cut := signed(guardCA, dead(rightAddress, "http", checks.FailReset))
	broken := dead(rightAddress, "tls", checks.FailTLS)
	refused := signed(guardCA, web(rightAddress, 403))
	works := controls(fine(guardCA))
	signs := seesSoftware(guardSigns(guardCA))

	for _, s := range []situation{
		// Certificates that this computer doesn't trust.
		{name: "known software", facts: change(attempts(stranger(guardCA)), controls(stranger(guardCA)), seesSoftware(guardSigns(guardCA), guardRuns)), code: intercepted, variant: "named", sure: High, broken: checks.NodeComputer},
		{name: "nobody known", facts: change(attempts(stranger(houseCA)), controls(stranger(houseCA)), seesSoftware(guardRuns)), code: intercepted, sure: High, broken: checks.NodeComputer},
		{name: "known software, and a stranger signs", facts: change(attempts(stranger(houseCA)), controls(stranger(houseCA)), seesSoftware(guardSigns(guardCA))), code: intercepted, sure: High, broken: checks.NodeComputer},
		{name: "one unrelated host and the target", facts: change(attempts(stranger(guardCA)), oneControl(stranger(guardCA), fine(publicCA)), signs), code: intercepted, variant: "named", sure: Medium, broken: checks.NodeComputer},
		{name: "canaries instead of controls", facts: change(noControls, attempts(stranger(houseCA)), withEdge(nil, nil, host("c1.example", stranger(houseCA)), host("c2.example", stranger(houseCA)))), code: intercepted, sure: High, broken: checks.NodeComputer},
		{name: "neighbours instead of controls", facts: change(noControls, attempts(stranger(houseCA)), withEdge(nil, nil), func(f *checks.Facts) {
			f.Edge.Neighbours = []checks.HostFact{host("n1.example", stranger(houseCA)), host("n2.example", stranger(houseCA))}
		}), code: intercepted, sure: High, broken: checks.NodeComputer},

		// Certificates that it trusts.
		{name: "the target's connection is cut", facts: change(attempts(cut), works, signs), code: intercepted, variant: "trusted", sure: Medium, broken: checks.NodeComputer},
		{name: "no agreement with the target", facts: change(attempts(broken), works, signs), code: intercepted, variant: "trusted", sure: Medium, broken: checks.NodeComputer},
		{name: "one authority each", facts: change(attempts(cut), oneControl(fine(guardCA2), fine(guardCA2)), seesSoftware(guardSigns(guardCA), guardSigns(guardCA2))), code: intercepted, variant: "trusted", sure: Medium, broken: checks.NodeComputer},
		{name: "one unrelated host, and the target's own", facts: change(attempts(cut), oneControl(fine(guardCA), fine(publicCA)), signs), code: intercepted, variant: "trusted", sure: Low, broken: checks.NodeComputer},
		{name: "the target turns it away", facts: change(attempts(refused), works, signs), code: intercepted, variant: "trusted", sure: Low, broken: checks.NodeComputer},
		{name: "a block page of a filter", facts: change(attempts(made(signed(guardCA, web(rightAddress, 200)), filter)), works, signs), code: intercepted, variant: "trusted", sure: Medium, broken: checks.NodeComputer},

		// What is none.
		{name: "all works", facts: change(attempts(fine(guardCA)), works, signs), code: "healthy", sure: High},
		{name: "it runs, and nothing more is known", facts: change(attempts(broken), seesSoftware(guardRuns)), code: "unknown", variant: "silent", sure: Low},
		{name: "one unrelated host, and nothing of the target's", facts: change(attempts(broken), oneControl(fine(guardCA), fine(publicCA)), signs), code: "unknown", variant: "silent", sure: Low},
		{name: "an authority that only this computer trusts", facts: change(attempts(signed(houseCA, broken)), controls(fine(houseCA)), seesSoftware()), code: "unknown", variant: "silent", sure: Low},
		{name: "only the target's certificate is its", facts: change(attempts(cut), controls(fine(publicCA)), signs), code: "unknown", variant: "silent", sure: Low},
		{name: "the service's own error", facts: change(attempts(signed(guardCA, web(rightAddress, 502))), works, signs), code: "service.bad_gateway", broken: checks.NodeService},
		{name: "too many requests", facts: change(attempts(signed(guardCA, web(rightAddress, 429))), works, signs), code: "account.rate_limited", broken: checks.NodeService},
		{name: "a check for humans", facts: change(attempts(made(refused, human)), works, signs), code: "account.blocked", variant: "human", broken: checks.NodeService},
		{name: "out of date, which it passes on", facts: change(attempts(signed("CN=Guard Untrusted Root", dead(rightAddress, "tls", checks.FailExpired))), works, signs), code: "service.certificate", variant: "expired", broken: checks.NodeService},
		{name: "the target is out of reach", facts: change(noStatus, attempts(silentAt(rightAddress)), works, signs), code: "service.unreachable", broken: checks.NodeService},
		{name: "an incident is announced", facts: change(attempts(broken), works, signs, serviceSays(checks.IndicatorMajor, "Down", outage)), code: "service.incident", broken: checks.NodeService},
	} {
		t.Run(s.name, func(t *testing.T) {
			got := Rule(s.facts)
			if got.Code != s.code || s.sure != "" && got.Confidence != s.sure || got.Variant != s.variant && s.variant != "" || got.Broken != s.broken {
				t.Errorf("got %s/%s (%s) at %q, want %s/%s (%s) at %q", got.Code, got.Variant, got.Confidence, got.Broken, s.code, s.variant, s.sure, s.broken)
			}
			if got.Code == intercepted {
				saysWho(t, s, got.Holding)
			}
		})
	}
}

// saysWho holds the words to what is known.
func saysWho(t *testing.T, s situation, h Holding) {
	t.Helper()
	if (h.Variant != "") != (h.Args["name"] == "Guard") || h.Args["issuer"] == "" {
		t.Errorf("variant %q of %+v", h.Variant, h.Args)
	}
	if h.Variant == interceptorTrusted && !slices.Contains(h.Evidence, checks.IDSoftware) {
		t.Errorf("it rests on %q", h.Evidence)
	}
	all := texts(t)
	headline, explanation, advice, summary := TextCodes(h)
	for _, code := range []string{headline, explanation, advice, summary} {
		if s.variant != "" && !strings.HasSuffix(code, "."+s.variant) || all[code] == "" {
			t.Errorf("said as %s: %q", code, all[code])
		}
	}
}

// TestInspectionShows goes through the ways of failing one by one.
func TestInspectionShows(t *testing.T) {
	small := dead(rightAddress, "tls", checks.FailReset)
	small.SmallParts = &checks.ContrastFact{Answered: true}
	large := dead(rightAddress, "tls", checks.FailReset)
	large.SmallParts = &checks.ContrastFact{}
	for name, tt := range map[string]struct {
		a    checks.AttemptFact
		want Confidence
	}{
		"well": {web(rightAddress, 200), ""}, "502": {web(rightAddress, 502), ""}, "404": {web(rightAddress, 404), ""}, "401": {web(rightAddress, 401), ""},
		"403": {web(rightAddress, 403), Low}, "ban": {made(web(rightAddress, 429), checks.PageFact{Kind: checks.PageBlock, Maker: "cloudflare"}), Low},
		"filter": {made(web(rightAddress, 503), filter), Medium}, "human": {made(web(rightAddress, 403), human), ""},
		"refused": {dead(rightAddress, "tcp", checks.FailRefused), ""}, "reset while connecting": {dead(rightAddress, "tcp", checks.FailReset), ""},
		"reset": {dead(rightAddress, "tls", checks.FailReset), Medium}, "closed": {dead(rightAddress, "tls", checks.FailClosed), Medium},
		"alert": {dead(rightAddress, "tls", checks.FailTLS), Medium}, "no TLS": {dead(rightAddress, "tls", checks.FailNotTLS), Medium}, "no HTTP": {dead(rightAddress, "http", checks.FailHTTP), Medium},
		"silence": {dead(rightAddress, "tls", checks.FailTimeout), ""}, "expired": {dead(rightAddress, "tls", checks.FailExpired), ""}, "another name": {dead(rightAddress, "tls", checks.FailWrongName), ""},
		"only large packets": {small, ""}, "small ones too": {large, Medium},
	} {
		if got := inspectionShows(tt.a); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestRunningSoftwareRulesNothing: that something runs never decides anything.
func TestRunningSoftwareRulesNothing(t *testing.T) {
	signs := rapid.SampledFrom([]string{checks.ByProcess, checks.ByService, checks.ByAdapter})
	kinds := rapid.SampledFrom([]string{checks.SoftwareAntivirus, checks.SoftwareFilter, checks.SoftwareVPN, checks.SoftwareProxy})
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts().Draw(t, "facts")
		f.Software = nil
		want := Rule(f)
		f.Software = &checks.SoftwareFact{Found: []checks.SoftwareSeen{{ID: "guard", Name: "Guard", Kind: kinds.Draw(t, "kind"), By: signs.Draw(t, "by"), Sign: "CN=House"}}}
		if got := Rule(f); got.Code != want.Code || got.Variant != want.Variant || got.Confidence != want.Confidence {
			t.Fatalf("%s/%s (%s) became %s/%s (%s)", want.Code, want.Variant, want.Confidence, got.Code, got.Variant, got.Confidence)
		}
	})
}
