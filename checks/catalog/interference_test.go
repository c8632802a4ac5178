package catalog

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func shipped(t testing.TB) []Software {
	t.Helper()
	list, err := Interference()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func find(t *testing.T, id string) Software {
	t.Helper()
	for _, s := range shipped(t) {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("no software %s", id)
	return Software{}
}

func TestShippedInterference(t *testing.T) {
	kinds := make(map[string]int)
	for _, s := range shipped(t) {
		kinds[s.Kind]++
	}
	for _, kind := range softwareKinds {
		if kinds[kind] < 3 {
			t.Errorf("%d programs of the kind %s", kinds[kind], kind)
		}
	}
}

// TestSignsAreNobodyElses: names that turn up on any computer are nobody's sign.
func TestSignsAreNobodyElses(t *testing.T) {
	processes := []string{
		"systemd", "bash", "sh", "Discord", "chrome", "firefox", "explorer.exe", "svchost.exe", "MsMpEng.exe", "launchd", "mDNSResponder", "trustd",
		"fix502", "nginx", "haproxy", "squid", "varnishd", "unbound", "dnsmasq", "NetworkManager", "wpa_supplicant", "proxy", "agent", "daemon", "service",
	}
	services := []string{"EventLog", "RpcSs", "Dnscache", "WinDefend", "mpssvc", "BFE", "WinHttpAutoProxySvc", "RasMan", "SharedAccess", "Dhcp"}
	for _, s := range shipped(t) {
		for _, name := range processes {
			for _, os := range []string{"windows", "darwin", "linux"} {
				if s.HasProcess(os, name) {
					t.Errorf("%s takes the process %s on %s for its own", s.ID, name, os)
				}
			}
		}
		for _, name := range services {
			if s.HasService(name) {
				t.Errorf("%s takes the service %s for its own", s.ID, name)
			}
		}
		for _, issuer := range publicIssuers {
			if s.HasIssuer(issuer) {
				t.Errorf("%s takes the public authority %q for its own", s.ID, issuer)
			}
		}
		for _, name := range plainAdapters {
			if s.HasAdapter(name, "") || s.HasAdapter("Ethernet 7", name) {
				t.Errorf("%s takes the interface %q for its own", s.ID, name)
			}
		}
		if s.HasProcess("linux", "") || s.HasProcess("windows", ".exe") || s.HasService("") || s.HasAdapter("", "") || s.HasIssuer("") {
			t.Errorf("%s is seen where nothing is", s.ID)
		}
	}
}

// publicIssuers sign the certificates of most websites, or did.
var publicIssuers = []string{
	"CN=R10,O=Let's Encrypt,C=US", "CN=E5,O=Let's Encrypt,C=US", "CN=WE1,O=Google Trust Services,C=US", "CN=WR2,O=Google Trust Services,C=US",
	"CN=GTS CA 1C3,O=Google Trust Services LLC,C=US", "CN=Cloudflare Inc ECC CA-3,O=Cloudflare\\, Inc.,C=US", "CN=Cloudflare TLS Issuing ECC CA 1,O=SSL Corporation,C=US",
	"CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US", "CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US", "CN=GeoTrust TLS RSA CA G1,OU=www.digicert.com,O=DigiCert Inc,C=US",
	"CN=Sectigo RSA Domain Validation Secure Server CA,O=Sectigo Limited,L=Salford,ST=Greater Manchester,C=GB", "CN=COMODO RSA Domain Validation Secure Server CA,O=COMODO CA Limited,L=Salford,C=GB",
	"CN=Amazon RSA 2048 M02,O=Amazon,C=US", "CN=GlobalSign GCC R3 DV TLS CA 2020,O=GlobalSign nv-sa,C=BE", "CN=Entrust Certification Authority - L1K,O=Entrust\\, Inc.,C=US",
	"CN=Microsoft Azure RSA TLS Issuing CA 03,O=Microsoft Corporation,C=US", "CN=ZeroSSL RSA Domain Secure Site CA,O=ZeroSSL,C=AT", "CN=Go Daddy Secure Certificate Authority - G2,O=GoDaddy.com\\, Inc.,C=US",
	"CN=HARICA DV TLS RSA,O=Hellenic Academic and Research Institutions CA,C=GR", "CN=SwissSign RSA TLS DV ICA 2022 - 1,O=SwissSign AG,C=CH", "CN=Apple Public EV Server RSA CA 1 - G1,O=Apple Inc.,C=US",
	"CN=Symantec Class 3 Secure Server CA - G4,OU=Symantec Trust Network,O=Symantec Corporation,C=US", "CN=thawte SSL CA - G2,O=thawte\\, Inc.,C=US", "CN=Actalis Organization Validated Server CA G3,O=Actalis S.p.A.,C=IT",
	"CN=Cisco Systems RSA Server Sub CA,O=Cisco Systems Inc.,C=US", "CN=Trustwave Organization Validation SHA256 CA,O=Trustwave Holdings\\, Inc.,C=US", "CN=Certum Domain Validation CA SHA2,O=Unizeto Technologies S.A.,C=PL",
	"CN=Fix502 lab", "CN=Example Company Internal CA,O=Example Company", "CN=caddy local authority - ECC intermediate", "CN=mkcert sam@kitchen,O=mkcert development CA",
}

func TestKnownSigns(t *testing.T) {
	for _, tt := range []struct {
		id   string
		seen func(Software) bool
		want bool
	}{
		{"adguard", func(s Software) bool { return s.HasProcess("windows", "AdguardSvc.exe") }, true},
		{"adguard", func(s Software) bool { return s.HasProcess("windows", "ADGUARD.EXE") }, true},
		{"adguard", func(s Software) bool { return s.HasProcess("darwin", "adguard") }, true},
		{"adguard", func(s Software) bool { return s.HasProcess("linux", "AdguardSvc") }, false},
		{"adguard", func(s Software) bool { return s.HasProcess("windows", "AdguardSvc2.exe") }, false},
		{"adguard", func(s Software) bool { return s.HasService("adguard service") }, true},
		{"adguard", func(s Software) bool { return s.HasIssuer("CN=Adguard Personal CA,O=AdGuard") }, true},
		{"eset", func(s Software) bool { return s.HasIssuer(`CN=ESET SSL Filter CA,O=ESET\, spol. s r. o.,C=SK`) }, true},
		{"eset", func(s Software) bool { return s.HasIssuer(`CN=Filter,O=ESET\, spol. s r. o.,C=SK`) }, true},
		{"kaspersky", func(s Software) bool {
			return s.HasIssuer("CN=Kaspersky Anti-Virus Personal Root Certificate,O=AO Kaspersky Lab")
		}, true},
		{"avast", func(s Software) bool {
			return s.HasIssuer("CN=Avast Web/Mail Shield Root,OU=generated by Avast Antivirus for SSL/TLS scanning,O=Avast Web/Mail Shield")
		}, true},
		{"zscaler", func(s Software) bool { return s.HasIssuer("CN=Zscaler Intermediate Root CA (zscaler.net)") }, true},
		{"netskope", func(s Software) bool { return s.HasIssuer("CN=ca.tenant.goskope.com,OU=cert-mgmt") }, true},
		{"nordvpn", func(s Software) bool { return s.HasAdapter("nordlynx", "") }, true},
		{"nordvpn", func(s Software) bool { return s.HasAdapter("Ethernet 4", "NordLynx Tunnel") }, true},
		{"protonvpn", func(s Software) bool { return s.HasAdapter("proton0", "") }, true},
		{"protonvpn", func(s Software) bool { return s.HasAdapter("proton01", "") }, false},
		{"outline", func(s Software) bool { return s.HasAdapter("outline-tun1", "") }, true},
		{"wireguard", func(s Software) bool { return s.HasAdapter("wg0", "") }, false},
	} {
		if got := tt.seen(find(t, tt.id)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.id, got, tt.want)
		}
	}
}

func TestLike(t *testing.T) {
	for _, tt := range []struct {
		text, pattern string
		want          bool
	}{
		{"gpd0", "gpd0", true},
		{"gpd01", "gpd0", false},
		{"a zscaler b", "*zscaler*", true},
		{"zscaler", "*zscaler*", true},
		{"clash 2", "clash*", true},
		{"my clash", "clash*", false},
		{"my clash", "*clash", true},
		{"clash 2", "*clash", false},
		{"", "*x*", false},
	} {
		if got := like(tt.text, tt.pattern); got != tt.want {
			t.Errorf("%q like %q: %v", tt.text, tt.pattern, got)
		}
	}
}

// wrap makes a list of one good program and what is added.
func wrap(more string) string {
	return "version: 1\nsoftware:\n  - {id: good, name: Good, kind: filter, processes: {linux: [goodd]}, services: [GoodSvc], adapters: [\"*Good Tunnel*\"], issuers: [Good CA]}\n" + more
}

func TestInterferenceMistakes(t *testing.T) {
	one := func(rest string) string { return wrap("  - {id: other, name: Other, kind: filter, " + rest + "}\n") }
	for name, tt := range map[string]struct{ text, want string }{
		"good":                {wrap(""), ""},
		"no version":          {"software: [{id: a, name: A, kind: vpn, services: [AaSvc]}]", "1:1: found no version"},
		"another version":     {"version: 2\nsoftware: [{id: a, name: A, kind: vpn, services: [AaSvc]}]", "1:10: found 2"},
		"nothing":             {"", "1:1: found nothing"},
		"an empty list":       {"version: 1\nsoftware: []", "2:11: found an empty list"},
		"an unknown key":      {one("colour: red, services: [Oth]"), `4:44: found the key "colour"`},
		"an unknown system":   {one("processes: {beos: [other]}"), `4:56: found the key "beos"`},
		"an unknown kind":     {wrap("  - {id: x, name: X, kind: virus, services: [Xsvc]}\n"), `4:28: found "virus"`},
		"an id twice":         {wrap("  - {id: good, name: X, kind: vpn, services: [Xsvc]}\n"), `4:10: found "good", expected an id that no other`},
		"a name twice":        {wrap("  - {id: x, name: Good, kind: vpn, services: [Xsvc]}\n"), `4:19: found "Good"`},
		"no sign":             {wrap("  - {id: x, name: X, kind: vpn}\n"), "found no sign of it"},
		"a process twice":     {one("processes: {linux: [GOODD]}"), `found "GOODD", expected a process that is in the list once`},
		"another system's":    {one("processes: {windows: [goodd]}"), ""},
		"a process with .exe": {one("processes: {windows: [other.EXE]}"), `found "other.EXE"`},
		"a process's folder":  {one(`processes: {linux: [/bin/other]}`), `found "/bin/other"`},
		"a short process":     {one("processes: {linux: [sh]}"), `found "sh"`},
		"a service twice":     {one("services: [goodsvc]"), `found "goodsvc"`},
		"a short service":     {one("services: [AB]"), `found "AB"`},
		"an adapter twice":    {one(`adapters: ["*good tunnel*"]`), `found "*good tunnel*"`},
		"any adapter":         {one(`adapters: ["*"]`), `found "*"`},
		"a short adapter":     {one(`adapters: ["*tun*"]`), `found "*tun*"`},
		"a star inside":       {one(`adapters: ["good*tunnel"]`), `found "good*tunnel"`},
		"macOS's own tunnels": {one(`adapters: ["utun*"]`), `expected a name that does not fit any computer's`},
		"any virtual card":    {one(`adapters: ["*Virtual*"]`), `expected a name that does not fit any computer's`},
		"an issuer twice":     {one("issuers: [good ca]"), `found "good ca"`},
		"a short issuer":      {one("issuers: [CN=A]"), `found "CN=A"`},
		"a number":            {one("issuers: [12345]"), "found the number 12345"},
		"too many":            {"version: 1\nsoftware:\n" + many(maxSoftware+1), "found a list of more than 500"},
		"no YAML":             {"version: [", ":1:"},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := ParseInterference("list.yaml", []byte(tt.text))
			if tt.want == "" {
				if err != nil || len(list) == 0 {
					t.Errorf("%d programs, %v", len(list), err)
				}
				return
			}
			var problems Errors
			if !errors.As(err, &problems) || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "list.yaml:") || list != nil {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  - {id: p%d, name: P%d, kind: vpn, services: [Svc%d]}\n", i, i, i)
	}
	return b.String()
}

func FuzzInterference(f *testing.F) {
	f.Add([]byte(wrap("")))
	f.Add([]byte(wrap("  - {id: x, name: X, kind: vpn, adapters: ['**']}\n")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := ParseInterference("list.yaml", raw)
		if (err == nil) != (list != nil) {
			t.Fatalf("%d programs and %v", len(list), err)
		}
		for _, s := range list {
			if s.signs() == 0 || s.HasProcess("linux", "sh") || s.HasAdapter("eth0", "") || s.HasIssuer("CN=A") || isSoftwareKind(s.Kind) != "" {
				t.Errorf("%+v came through", s)
			}
		}
	})
}
