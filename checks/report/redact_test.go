package report

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fix502/checks"
	"fix502/platform"
)

// anna is whose report the tests redact.
var anna = platform.Info{
	OS: "linux", Version: "Debian 12", Hostname: "annas-mbp.fritz.box",
	User: "akowalska", FullName: "Anna Kowalska", Home: "/srv/people/akowalska",
}

// withNetwork is a report whose facts name this computer's own addresses.
func withNetwork(t testing.TB) Report {
	t.Helper()
	data := func(fact any) json.RawMessage {
		raw, err := encode(fact)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	return Report{
		Schema: Schema,
		Target: Target{ID: "discord", Name: "Discord", URL: "https://discord.com/app", Known: true, Edge: "cloudflare"},
		Checks: []Check{
			{ID: checks.IDLink, Data: data(checks.LinkFact{Interfaces: []checks.InterfaceFact{
				{Name: "eth0", Addrs: []string{"192.168.1.20/24", "203.0.113.7/24", "2001:db8:1:2::5/64", "fe80::1234/64", "127.0.0.1/8"}},
			}})},
			{ID: checks.IDRoute, Data: data(checks.RouteFact{Routers: []checks.RouterFact{{Address: "192.168.1.1"}, {Address: "fe80::1"}}})},
		},
	}
}

// scrubbed is what becomes of a text in the report of withNetwork.
func scrubbed(t testing.TB, who platform.Info, s string) string {
	t.Helper()
	r := withNetwork(t)
	r.Words = s
	return Redact(r, who).Words
}

func TestMustRedact(t *testing.T) {
	for in, want := range map[string]string{
		// Names, in every spelling.
		"logged in as akowalska":         "logged in as [user]",
		"AKOWALSKA@work":                 "[user]@work",
		"x_akowalska2":                   "x_[user]2",
		"Anna Kowalska wrote":            "[name] wrote",
		"Kowalska, Anna":                 "[name]",
		"anna.kowalska and annakowalska": "[name] and [name]",
		"Frau Kowalska":                  "Frau [name]",
		"annas-mbp.fritz.box":            "[computer]",
		`\\ANNAS-MBP\share`:              `\[computer]\share`,
		"a%6Bowalsk%61":                  "[user]",
		`\u0061kowalska`:                 "[user]",
		"&#97;kowalska":                  "[user]",
		"Anna%20Kowalska":                "[name]",
		"Anna+Kowalska":                  "[name]",
		"%2541nna%2520Kowalska":          "[name]",
		// Home folders, anybody's.
		"/home/berta/.config":            "/home/[user]/.config",
		"open /home/jo: no such file":    "open /home/[user]: no such file",
		"/Users/Berta Long/Library":      "/Users/[user]/Library",
		`C:\Users\Jo\AppData`:            `C:\Users\[user]\AppData`,
		`c:\users\jo x\AppData`:          `c:\users\[user]\AppData`,
		"C:/Users/Jo/AppData":            "C:/Users/[user]/AppData",
		`C:\\Users\\Jo\\AppData`:         `C:\Users\[user]\AppData`,
		`D:\Documents and Settings\Jo\x`: `D:\Documents and Settings\[user]\x`,
		"file:///home/jo/x":              "file:///home/[user]/x",
		"file:///C:/Users/Jo/x":          "file:///C:/Users/[user]/x",
		"C%3A%5CUsers%5CJo%5Cx":          `C:\Users\[user]\x`,
		"%2Fhome%2Fjo%2Fx":               "/home/[user]/x",
		`\u002fhome\u002fjo\u002fx`:      "/home/[user]/x",
		`\/home\/jo\/x`:                  "/home/[user]/x",
		"/mnt/c/Users/JO~1/x":            "/mnt/c/Users/[user]/x",
		`\\wsl$\Debian\home\jo\x`:        `\wsl$\Debian\home\[user]\x`,
		"/home/o'hara/x":                 "/home/[user]/x",
		"/srv/people/akowalska/.cache":   "[home]/.cache",
		`\srv\people\akowalska`:          "[home]",
		// Hardware addresses.
		"00:11:22:33:44:55":             "[mac]",
		"mac:00:11:22:AA:bb:55 up":      "mac:[mac] up",
		"00-11-22-33-44-55":             "[mac]",
		"0:1b:63:84:45:e6":              "[mac]",
		"0011.2233.4455":                "[mac]",
		"00:11:22:ff:fe:33:44:55":       "[mac]",
		"enx001122334455":               "enx[mac]",
		"ether 00:11:22:33:44:55: lost": "ether [mac]: lost",
		// E-mail.
		"write to jo.long+x@example.org.": "write to [e-mail].",
		"jo%40example.org":                "[e-mail]",
		`"jo long"@example.org`:           "[e-mail]",
		"jörg@müller.example":             "[e-mail]",
		// Logins, queries, tokens.
		"https://jo:pw@example.org/x":        "https://example.org/x",
		"https://jo:p@s/s@example.org/x":     "https://example.org/x",
		"http://jo@10.1.2.3:3128":            "http://device-3:3128",
		"proxy=jo:pw@proxy.example:3128":     "proxy=proxy.example:3128",
		"https://example.org/x?a=1#b":        "https://example.org/x?redacted",
		"https://example.org/x#b=1":          "https://example.org/x#redacted",
		`Get "https://e.org/?t=1": EOF`:      `Get "https://e.org/?redacted": EOF`,
		"GET /x?code=1 HTTP/1.1":             "GET /x?redacted HTTP/1.1",
		"https%3A%2F%2Fjo%3Apw%40e.org":      "https://e.org",
		"https://a.org/,https://jo:pw@b/":    "https://a.org/,https://b/",
		"Authorization: Basic am86cHc=":      "Authorization: [left out]",
		`{"Authorization":"Bearer abc.def"}`: `{"Authorization: [left out]"}`,
		"Set-Cookie: sid=1; Path=/":          "Set-Cookie: [left out]",
		"cookie: a=b; c=d":                   "cookie: [left out]",
		"password=hunter2;x":                 "password= [left out];x",
		`"api_key": "k 1"`:                   `"api_key: [left out]"`,
		"access_token=abc":                   "access_token= [left out]",
		"sent Bearer abcdef123456":           "sent Bearer [left out]",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.x_y":  "[left out]",
		"/api/webhooks/1234/abc-DEF":         "/api/webhooks/1234/redacted",
		"JSESSIONID=77AF":                    "JSESSIONID=[left out]",
		// Addresses.
		"203.0.113.7":                       "203.0.113.0/24",
		"203.0.113.7/32":                    "203.0.113.0/24",
		"dial tcp 203.0.113.7:51234->x":     "dial tcp 203.0.113.0/24:51234->x",
		"203-0-113-7.dsl.example.net":       "[address].dsl.example.net",
		"7.113.0.203.in-addr.arpa":          "203.0.113.0/24",
		"::ffff:203.0.113.7":                "203.0.113.0/24",
		"203.000.113.007":                   "203.0.113.0/24",
		"2001:db8:1:2::5":                   "2001:db8:1::/48",
		"[2001:0DB8:0001:0002:0:0:0:5]:443": "[2001:db8:1::/48]:443",
		"id:2001:db8:1:2::5: x":             "id:2001:db8:1::/48: x",
		"2001:db8:1:2:aaaa::9 beside it":    "device-3-v6-site beside it",
		"192.168.1.1":                       "router-A",
		"192.168.1.1:53":                    "router-A:53",
		"[fe80::1%eth0]:53":                 "[router-B-v6-link]:53",
		"192.168.1.20/24":                   "device-1/24",
		"fe80::1234%12":                     "device-2-v6-link",
		"10.0.0.9, 10.0.0.8, 10.0.0.9":      "device-3, device-4, device-3",
		"id:fd00::1":                        "id:device-3-v6",
		"ad:fd00::1":                        "ad:device-3-v6",
		"100.64.3.3":                        "device-3-shared",
		"169.254.3.3":                       "device-3-link",
		"1.1.168.192.in-addr.arpa":          "router-A",
		"192.168.1.1.":                      "router-A.",
		"64:ff9b::192.168.1.1":              "64:ff9b::router-A",
	} {
		if got := scrubbed(t, anna, in); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestMustNotRedact(t *testing.T) {
	for _, s := range []string{
		"127.0.0.1", "127.0.0.53:53", "::1", "[::1]:443", "0.0.0.0", "224.0.0.251",
		"1.1.1.1:443", "8.8.8.8", "2606:4700:4700::1111", "[2606:4700:4700::1111]:53",
		"162.159.128.233 ipv4 tcp 12 ms tls 30 ms HTTP 502 server=cloudflare ray=8f2c1ada9b33abcd-FRA",
		"2001:db8:ffff:fd00::1", "203.0.113.70", "203.0.113.8", "1203.0.113.7", "1.203.0.113.7",
		"10:42", "since 10:42:07", "2026-11-22T10:00:00Z", "2026-11-22 10:42:07", "22.11.2026",
		"1.0.0", "Fix502 1.2.3", "Windows 11 10.0.22631.4460", "Debian 12", "TLS 1.3", "HTTP/1.1", "nginx/1.25.3",
		"dns.system.silent", "host:discord.com", "service.bad_gateway", "check.skipped", "NXDOMAIN",
		"https://discord.com/app", "https://discord.com/api/v10/gateway", "https://example.org/home/index.html",
		"https://example.org/users/7", "https://a.example:8443/@x", "/home", "/Users", `C:\Users`, "/etc/hosts",
		`C:\Windows\System32\drivers\etc\hosts`, "/root/x", "a@b", "100% sure", "50%25", "Is it up?", "why?no",
		"the token was refused", "Basic information", "cookies were cleared", "a password is not needed",
		"could not negotiate HTTP/2", "std::string", "12:34:56:78", "cookie consent", "a pin, a session",
		"SHA256 AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD",
		"3f2504e0-4f89-11d3-9a0c-0305e82c3301", "AS13335", "savannah", "Annabel",
	} {
		if got := scrubbed(t, anna, s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// TestCommonNames: an account called like a word of the report must not take that
// word out of it, but whose folder it is stays out.
func TestCommonNames(t *testing.T) {
	const prose = "Discord answers: the root of it is a user, an admin, jo, the server and the internet."
	for _, user := range []string{"root", "user", "admin", "discord", "jo", "server", "Discord", "cloudflare", ""} {
		who := platform.Info{User: user, FullName: user, Hostname: user, Home: "/home/" + user}
		if got := scrubbed(t, who, prose); got != prose {
			t.Errorf("user %q: %q", user, got)
		}
		if user == "" {
			continue
		}
		if got, want := scrubbed(t, who, "/home/"+user+"/x"), "/home/[user]/x"; got != want {
			t.Errorf("user %q: %q, want %q", user, got, want)
		}
	}
}

// TestNamesInWords: a name that is part of a word of ours only counts by itself.
func TestNamesInWords(t *testing.T) {
	for _, row := range []struct{ user, in, want string }{
		{"intern", "the internet, intern", "the internet, [user]"},
		{"ada", "ray 8f2c1ada9b, ada", "ray 8f2c1ada9b, [user]"},
		{"jkowalskix", "zjkowalskixz", "z[user]z"},
		{"jose\u0301", "jos\u00e9 was here", "[user] was here"},
		{`CORP\berta`, "berta", "[user]"},
		{"berta@corp.example", "berta", "[user]"},
	} {
		if got := scrubbed(t, platform.Info{User: row.user}, row.in); got != row.want {
			t.Errorf("%s: %q became %q, want %q", row.user, row.in, got, row.want)
		}
	}
}

// TestEveryString fills every string of the model with a secret and looks for it
// in what comes out.
func TestEveryString(t *testing.T) {
	r := Report{
		Checks: make([]Check, 1), Findings: make([]Holding, 1), Steps: make([]Step, 1), Tried: make([]Tried, 1), Helped: &Helped{},
	}
	const secret = "kowalska-4711"
	r.Verdict.Carries, r.Verdict.Against, r.Verdict.Overturn = make([]Reason, 1), make([]Reason, 1), &Turn{}
	r.Verdict.Carries[0].Checks = make([]checks.ID, 1)
	r.Replay = &Replay{Differences: make([]Difference, 1), Ignored: make([]checks.ID, 1)}
	fillStrings(reflect.ValueOf(&r).Elem(), "path:"+secret)
	r.Checks[0].Data = json.RawMessage(`{"a":{"headers":{"` + secret + `":"\u006bowalska-4711"},"b":["x ` + secret + `"]}}`)
	r.Verdict.Evidence = []checks.ID{"host:" + secret}
	got := Redact(r, platform.Info{User: secret})
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	left := strings.Count(string(raw), secret)
	// What stays is our own vocabulary, which no user's name gets into.
	const vocabulary = 19
	if left != vocabulary {
		t.Errorf("%d strings kept the secret, want only the %d words of our own vocabulary\n%s", left, vocabulary, raw)
	}
	for name, s := range map[string]string{
		"title": got.Checks[0].Title, "summary": got.Checks[0].Summary, "detail": got.Checks[0].Detail, "value": got.Checks[0].Value,
		"data": string(got.Checks[0].Data), "id": string(got.Checks[0].ID), "url": got.Target.URL, "name": got.Target.Name,
		"headline": got.Verdict.Headline, "explanation": got.Verdict.Explanation, "advice": got.Verdict.Advice,
		"evidence": string(got.Verdict.Evidence[0]), "carries": got.Verdict.Carries[0].Text, "cited": string(got.Verdict.Carries[0].Checks[0]),
		"against": got.Verdict.Against[0].Text, "overturn": got.Verdict.Overturn.Text, "finding": got.Findings[0].Summary, "reason": got.Steps[0].Reason,
		"what": got.Tried[0].What, "result": got.Tried[0].Result, "helped": got.Helped.What, "says": got.Says, "words": got.Words, "target": got.Target.ID,
	} {
		if strings.Contains(s, secret) || s == "" {
			t.Errorf("%s: %q", name, s)
		}
	}
	if !got.Redacted {
		t.Error("not marked as redacted")
	}
}

func fillStrings(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() && v.Type().Field(i).Type.String() != "time.Time" {
				fillStrings(v.Field(i), s)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			fillStrings(v.Elem(), s)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fillStrings(v.Index(i), s)
		}
	}
}

// TestRedactKeepsTheGivenReport: the unredacted model may still be needed.
func TestRedactKeepsTheGivenReport(t *testing.T) {
	r := withNetwork(t)
	r.Steps = []Step{{Reason: "for akowalska"}}
	before, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	Redact(r, anna)
	after, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Errorf("changed to %s", after)
	}
}

// TestTargetAddressStays: what the user gave as the target is what the report is about.
func TestTargetAddressStays(t *testing.T) {
	r := withNetwork(t)
	r.Target.URL = "http://10.9.9.9:8080/"
	r.Words = "10.9.9.9 and 10.9.9.8"
	if got, want := Redact(r, anna).Words, "10.9.9.9 and device-3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestOwnEndOfConnection: where the interfaces could not be listed, an error of the
// network still tells this computer's address.
func TestOwnEndOfConnection(t *testing.T) {
	r := Report{Words: "198.51.100.9 and 1.1.1.1", Checks: []Check{{
		Detail: "error=\"read tcp 198.51.100.9:51234->1.1.1.1:443: connection reset\"\nread tcp [2001:db8:7:8::9]:5->[2606:4700::1]:443: EOF",
	}}}
	got := Redact(r, platform.Info{})
	if want := "198.51.100.0/24 and 1.1.1.1"; got.Words != want {
		t.Errorf("%q, want %q", got.Words, want)
	}
	if want := "[2001:db8:7::/48]:5->[2606:4700::1]:443"; !strings.Contains(got.Checks[0].Detail, want) {
		t.Errorf("%q", got.Checks[0].Detail)
	}
}

// TestSameAddressSameName: a pseudonym means the same one in a sentence, in a
// detail and in the facts.
func TestSameAddressSameName(t *testing.T) {
	r := withNetwork(t)
	r.Checks = append(r.Checks, Check{
		ID: checks.IDDNS, Summary: "Your router (192.168.1.1) is silent.", Detail: "192.168.1.1:53 udp net.timeout",
		Data: json.RawMessage(`{"names":["discord.com"],"resolvers":[{"id":"192.168.1.1","address":"192.168.1.1:53","replies":[{"name":"discord.com","addresses":["10.0.0.1","10.0.0.2","10.0.0.1"]}]}]}`),
	})
	got := Redact(r, anna).Checks[2]
	for _, s := range []string{got.Summary, got.Detail, string(got.Data)} {
		if !strings.Contains(s, "router-A") || strings.Contains(s, "192.168") {
			t.Errorf("%s", s)
		}
	}
	if want := `"addresses":["device-3","device-4","device-3"]`; !strings.Contains(string(got.Data), want) {
		t.Errorf("%s lacks %s", got.Data, want)
	}
}

// TestNeverLeaks builds texts around secrets in random spellings.
func TestNeverLeaks(t *testing.T) {
	base := withNetwork(t)
	rapid.Check(t, func(rt *rapid.T) {
		user := rapid.StringMatching(`[a-z]{7,12}`).Filter(func(s string) bool { return !common(s) }).Draw(rt, "user")
		mac := rapid.StringMatching(`[0-9a-f]{2}(:[0-9a-f]{2}){5}`).Draw(rt, "mac")
		private := fmt.Sprintf("192.168.%d.%d", rapid.IntRange(0, 255).Draw(rt, "c"), rapid.IntRange(1, 254).Draw(rt, "d"))
		secret := rapid.SampledFrom([]string{user, mac, private, user + "@example.org", "203.0.113.7", "/home/" + user}).Draw(rt, "secret")
		spelling := rapid.SampledFrom(spellings).Draw(rt, "spelling")(secret)
		pad := rapid.StringMatching(`[ (\[=,;|"]?`)
		sentence := rapid.StringMatching(`[a-zA-Z ,.]{0,20}`).Draw(rt, "before") + " " + pad.Draw(rt, "open") + spelling +
			rapid.StringMatching(`[ )\],;|"]?`).Draw(rt, "close") + " " + rapid.StringMatching(`[a-zA-Z ,.]{0,20}`).Draw(rt, "after")
		r := base
		r.Words = sentence
		raw, err := marshal(map[string]any{"a": []string{sentence}})
		if err != nil {
			rt.Fatal(err)
		}
		r.Checks = append(append([]Check{}, base.Checks...), Check{ID: "host:x", Data: raw, Detail: string(raw)})
		got := Redact(r, platform.Info{User: user})
		last := got.Checks[len(got.Checks)-1]
		for _, s := range []string{got.Words, string(last.Data), last.Detail} {
			for layer, plain := 0, s; layer <= decodings; layer, plain = layer+1, decodeOnce(plain) {
				if strings.Contains(strings.ToLower(plain), secret) || strings.Contains(strings.ToLower(plain), user) && strings.Contains(secret, user) {
					rt.Fatalf("%q in %q became %q", secret, sentence, s)
				}
			}
		}
		if again := Redact(got, platform.Info{User: user}); again.Words != got.Words {
			rt.Fatalf("%q again became %q", got.Words, again.Words)
		}
	})
}

// spellings are ways of writing the same thing.
var spellings = []func(string) string{
	func(s string) string { return s },
	strings.ToUpper,
	url.PathEscape,
	url.QueryEscape,
	func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			fmt.Fprintf(&b, "%%%02x", c)
		}
		return b.String()
	},
	func(s string) string {
		var b strings.Builder
		for _, c := range s {
			fmt.Fprintf(&b, `\u%04x`, c)
		}
		return b.String()
	},
	func(s string) string {
		var b strings.Builder
		for _, c := range s {
			b.WriteString("&#" + strconv.Itoa(int(c)) + ";")
		}
		return b.String()
	},
	func(s string) string { return `{\"k\":\"` + strings.ReplaceAll(s, "/", `\/`) + `\"}` },
	func(s string) string { return "https://x.example/" + s + "/y" },
	func(s string) string { return "https://x.example/?q=" + url.QueryEscape(s) },
}

// FuzzRedact: whatever a report holds, redaction ends, leaves JSON, and a second
// time changes nothing.
func FuzzRedact(f *testing.F) {
	for _, s := range []string{"akowalska /home/jo 192.168.1.1", "fe80::1%eth0:", "%2525", `\u0061`, "a:b@c?d=e#f", "00:11:22:33:44:55", "password: x"} {
		f.Add(s, `{"a":["`+"x"+`"]}`)
	}
	base := withNetwork(f)
	f.Fuzz(func(t *testing.T, s, data string) {
		r := base
		r.Words = s
		r.Checks = append(append([]Check{}, base.Checks...), Check{ID: "host:x", Detail: s, Data: json.RawMessage(data)})
		once := Redact(r, anna)
		twice := Redact(once, anna)
		a, err := json.Marshal(once)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(twice)
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) {
			t.Errorf("once  %s\ntwice %s", a, b)
		}
		for _, secret := range []string{"192.168.1.20", "203.0.113.7 ", "akowalska"} {
			if strings.Contains(once.Words, secret) {
				t.Errorf("%q is in %q", secret, once.Words)
			}
		}
	})
}
