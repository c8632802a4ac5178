package catalog

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// complaint is a problem without its file and excerpt.
func complaint(p Problem) string {
	return fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Found)
}

func problemsOf(t *testing.T, err error) Errors {
	t.Helper()
	if err == nil {
		return nil
	}
	var list Errors
	if !errors.As(err, &list) {
		t.Fatalf("error is a %T, not Errors: %v", err, err)
	}
	return list
}

func TestParseComplainsAboutEverythingAtItsPlace(t *testing.T) {
	const head = "version: 1\n"
	tests := []struct {
		name, text string
		want       []string // every complaint, in order
		expected   string   // part of what the first says belongs there
	}{
		{"nothing", "", []string{"1:1: nothing"}, "version: 1"},
		{"only a comment", "# hello\n", []string{"1:1: nothing"}, "version: 1"},
		{"null", "null\n", []string{"1:1: nothing"}, "version: 1"},
		{"no version", "services: []\n", []string{"1:1: no version"}, "the key version: 1"},
		{"another version", "version: 2\n", []string{"1:10: 2"}, "1, the only version"},
		{"version as text", "version: \"1\"\n", []string{`1:10: the text "1"`}, "a whole number"},
		{"syntax", head + "services:\n  - id: [a\n", []string{"3:9: this mistake in the YAML: sequence end token ']' not found"}, "YAML or JSON"},
		{"tab as indent", head + "services:\n\t- id: a\n", []string{"3:1: this mistake in the YAML: found character tab that cannot start any token"}, "YAML or JSON"},
		{"list at the top", "- a\n", []string{"1:1: a list"}, "keys with values: version, services"},
		{"two documents", head + "---\nversion: 1\n", []string{"3:1: a second document in the file"}, "one catalogue"},
		{"unknown key at the top", head + "service: []\n", []string{`2:1: the key "service"`}, "one of: version, services, edges, resolvers, reachability"},
		{"key twice", head + "edges: []\nedges: []\n", []string{`3:1: the key "edges" once more`}, "each key once"},
		{
			"empty service", head + "services:\n  - {}\n",
			[]string{"3:5: no id", "3:5: no name", "3:5: no url", "3:5: no hosts"},
			"the key id",
		},
		{"service as text", head + "services:\n  - discord\n", []string{`3:5: the text "discord"`}, "keys with values: id, name, url"},
		{"services as keys", head + "services:\n  id: a\n", []string{"3:3: keys with values"}, "a list"},
		{"empty entry", head + "services:\n  -\n", []string{"3:3: an empty entry"}, "a value"},
		{
			"every rule of a service at once", head + `services:
  - id: Discord
    name: ""
    url: ftp://discord.com
    colour: blue
    edge: Cloud flare
    hosts:
      - host: discord..com
        path: api
        expect: [99, 200, 600, ok]
        required: "yes"
        port: 65536
        scheme: gopher
      - path: /
    status: {kind: rss, fallbacks: [x]}
    support: {url: mailto:a@b.c, email: nobody}
`,
			[]string{
				`3:9: "Discord"`, `4:11: ""`, `5:10: "ftp://discord.com"`, `6:5: the key "colour"`, `7:11: "Cloud flare"`,
				`9:15: "discord..com"`, `10:15: "api"`, "11:18: 99", "11:27: 600", `11:32: the text "ok"`, `12:19: the text "yes"`,
				"13:15: 65536", `14:17: "gopher"`, "15:9: no host", "16:13: no url", `16:20: "rss"`, `16:37: "x"`,
				`17:20: "mailto:a@b.c"`, `17:41: "nobody"`,
			},
			"lower-case",
		},
		{
			"ids twice", head + `edges:
  - {id: a, name: A}
  - {id: b, name: B}
  - {id: a, name: C}
resolvers:
  - {id: a, name: A, addresses: [1.1.1.1]}
  - {id: a, name: A, addresses: [1.1.1.1]}
`,
			[]string{`5:10: "a"`, `8:10: "a"`},
			"no other entry",
		},
		{
			"same host twice", head + `services:
  - {id: a, name: A, url: http://a.test, hosts: [{host: a.test}, {host: A.test, path: /x}, {host: a.test, port: 8443}]}
`,
			[]string{`3:73: "A.test" once more`},
			"each host and port once in a service",
		},
		{
			"resolvers", head + `resolvers:
  - {id: a, name: A, addresses: []}
  - {id: b, name: B, addresses: [one.one.one.one, "1.1.1.1:0", 0.0.0.0, "fe80::1%eth0"], dot: "a b", doh: http://dns.test/q}
  - {id: c, name: C, addresses: [1.1.1.1], encrypted_only: true}
  - {id: d, name: 7, addresses: 1.1.1.1}
`,
			[]string{
				"3:33: an empty list", `4:34: "one.one.one.one"`, `4:51: "1.1.1.1:0"`, `4:64: "0.0.0.0"`, `4:73: "fe80::1%eth0"`,
				`4:95: "a b"`, `4:107: "http://dns.test/q"`, "5:60: true", "6:19: the number 7", `6:33: the text "1.1.1.1"`,
			},
			"a list of IP addresses",
		},
		{
			"reachability", head + `reachability:
  anchors: ["1.1.1.1", "example.com:443", "[::1]:70000", "1.1.1.1:443"]
  portals: [{url: portal, status: 20}, {}]
  controls: [{host: "https://a.test"}]
`,
			[]string{
				`3:13: "1.1.1.1"`, `3:24: "example.com:443"`, `3:43: "[::1]:70000"`, `4:19: "portal"`, "4:35: 20",
				"4:40: no url", `5:21: "https://a.test"`,
			},
			"an IP address with a port",
		},
		{
			"apps", head + `services:
  - id: a
    name: A
    url: http://a.test
    hosts: [{host: a.test}]
    apps:
      - id: one
        name: One
        windows:
          processes: [C:\one.exe]
          paths: ["${HOME}/../x", one, "${SECRET}/x", "${LOCALAPPDATA}/One/app-*"]
          launch: [[], ["${APPDATA}/one.exe", "x${HOME}"], text]
          caches: ["${HOME}/Documents", "/var/cache/one", "${HOME}/*/x", "${HOME}/.one/Cache", "${PROGRAMFILES}/One/Cache"]
          data: one
      - id: one
        name: Two
        palmos: {}
`,
			[]string{
				`11:23: "C:\one.exe"`, `12:19: "${HOME}/../x"`, `12:35: "one"`, `12:40: "${SECRET}/x"`,
				"13:20: an empty list", `13:47: "x${HOME}"`, `13:60: the text "text"`,
				`14:20: "${HOME}/Documents"`, `14:41: "/var/cache/one"`, `14:59: "${HOME}/*/x"`, `14:96: "${PROGRAMFILES}/One/Cache"`,
				`15:17: "one"`, `16:13: "one"`, `18:9: the key "palmos"`,
			},
			"without its folder",
		},
		{
			"signs that do not show", head + "edges:\n  - {id: a, name: \"A\\u202eB\", trace: \"/a\\u200b\"}\n",
			[]string{`3:19: "A?B"`, `3:38: "/a?"`},
			"a name of one line",
		},
		{"tag", head + "services: !!seq []\n", []string{"2:11: a tag"}, "without one"},
		{"unknown alias", head + "services: *nowhere\n", []string{"2:11: an alias of nothing above it"}, "an anchor above"},
		{"control character", head + "name: a\x00b\n", []string{"2:8: a character that is no text"}, "UTF-8"},
		{"no UTF-8", head + "# \xff\n", []string{"2:3: a character that is no text"}, "UTF-8"},
		{"JSON", `{"version": 1, "services": [{"id": "a"}]}`, []string{"1:29: no name", "1:29: no url", "1:29: no hosts"}, "the key name"},
		{"number too large", head + "services: [{id: a, name: A, url: http://a.test, hosts: [{host: a.test, port: 99999999999999999999}]}]\n", []string{`2:78: the text "99999999999999999999"`}, "a whole number"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("file.yaml", []byte(tt.text))
			list := problemsOf(t, err)
			var got []string
			for _, p := range list {
				got = append(got, complaint(p))
				if p.File != "file.yaml" || p.Expected == "" {
					t.Errorf("incomplete problem %+v", p)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Fatalf("complaints (-want +got):\n%s", diff)
			}
			if !strings.Contains(list[0].Expected, tt.expected) {
				t.Errorf("the first complaint expects %q, want %q in it", list[0].Expected, tt.expected)
			}
		})
	}
}

func TestExcerptPointsAtThePlace(t *testing.T) {
	_, err := Parse("f", []byte("version: 1\nedges: [{id: ä, name: Ö, tracé: /}]\n"))
	list := problemsOf(t, err)
	want := "    2 | edges: [{id: ä, name: Ö, tracé: /}]\n" +
		"      |              ^"
	if len(list) != 2 || list[0].Excerpt != want {
		t.Errorf("got %d problems, the first with excerpt\n%s\nwant\n%s", len(list), list[0].Excerpt, want)
	}
	if got := list[0].Error(); !strings.HasPrefix(got, `f:2:14: found "ä", expected an id`) {
		t.Errorf("got %q", got)
	}
}

func TestExcerptOfAHostileLineIsTame(t *testing.T) {
	line := strings.Repeat("x", 500) + "\u202e\u009b31m" + strings.Repeat("y", 500)
	got := excerpt([]string{line}, 1, 501)
	if strings.ContainsAny(got, "\u202e\u009b") || len(got) > 500 {
		t.Errorf("excerpt lets signs through or is long: %q", got)
	}
	text, caret, _ := strings.Cut(got, "\n")
	if at := strings.IndexByte(caret, '^'); []rune(text)[at] != '?' {
		t.Errorf("caret at %d points at %q", at, []rune(text)[at])
	}
}

// The example of contract §5, as it stands there.
func TestContractExampleLoads(t *testing.T) {
	raw, err := os.ReadFile("testdata/contract.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := Parse("contract.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	required := true
	want := &Catalog{
		Version: 1,
		Services: []Service{{
			ID: "discord", Name: "Discord", URL: "https://discord.com/app",
			Hosts: []Host{{Host: "discord.com", Path: "/api/v10/gateway", Expect: []int{200}, Required: &required, Port: 443, Scheme: "https"}},
			Edge:  "cloudflare", Status: &Status{Kind: "statuspage", URL: "https://discordstatus.com"}, Apps: []App{},
			Support: &Support{URL: "https://support.discord.com/hc/requests/new", Email: "support@discord.com"},
		}},
		Edges: []Edge{{
			ID: "cloudflare", Name: "Cloudflare", Status: &Status{Kind: "statuspage", URL: "https://www.cloudflarestatus.com"},
			Canaries: []Host{{Host: "www.cloudflare.com", Path: "/cdn-cgi/trace", Scheme: "https"}},
		}},
		Resolvers: []Resolver{{
			ID: "cloudflare", Name: "Cloudflare", Addresses: []string{"1.1.1.1", "1.0.0.1", "2606:4700:4700::1111"},
			DoT: "one.one.one.one", DoH: "https://cloudflare-dns.com/dns-query",
		}},
		Reachability: Reachability{
			Anchors:  []string{"1.1.1.1:443", "8.8.8.8:443", "9.9.9.9:443"},
			Portals:  []Portal{{URL: "http://detectportal.firefox.com/success.txt", Status: 200, Body: "success"}},
			Controls: []Host{{Host: "www.wikipedia.org", Path: "/", Scheme: "https"}, {Host: "www.example.com", Path: "/", Scheme: "https"}},
		},
	}
	if diff := cmp.Diff(want, cat); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDefaultsAndForms(t *testing.T) {
	cat, err := Parse("f", []byte("\ufeffversion: 1\r\nservices:\r\n- id: a\r\n  name: A\r\n  url: http://127.0.0.1:8080/\r\n"+
		"  edge:\r\n  hosts: [{host: Bücher.Example., scheme: http}, {host: '[::1]'}, {host: 127.0.0.1, port: 8443, required: false}]\r\n"+
		"  status: {kind: statuspage, url: 'http://127.0.0.1:9/'}\r\n"+
		"resolvers: [{id: r, name: R, addresses: ['[::1]:5353', '[2001:DB8::1]', '127.0.0.1:53'], dot: 'localhost:853'}]\r\n"+
		"reachability: {portals: [{url: 'http://127.0.0.1/', body: 'a'}, {url: 'http://127.0.0.1/g', status: 204}]}\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := cat.Services[0]
	no := false
	wantHosts := []Host{
		{Host: "xn--bcher-kva.example", Path: "/", Scheme: "http"},
		{Host: "::1", Path: "/", Scheme: "https"},
		{Host: "127.0.0.1", Path: "/", Scheme: "https", Port: 8443, Required: &no},
	}
	if diff := cmp.Diff(wantHosts, s.Hosts); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
	if s.Status.URL != "http://127.0.0.1:9" || s.Edge != "" {
		t.Errorf("status %+v, edge %q", s.Status, s.Edge)
	}
	if diff := cmp.Diff([]string{"[::1]:5353", "2001:db8::1", "127.0.0.1:53"}, cat.Resolvers[0].Addresses); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	if p := cat.Reachability.Portals; p[0].Status != 200 || p[1].Status != 204 {
		t.Errorf("portals %+v", p)
	}
	var ports []int
	for _, h := range s.Hosts {
		ports = append(ports, h.EffectivePort())
	}
	if diff := cmp.Diff([]int{80, 443, 8443}, ports); diff != "" {
		t.Errorf("ports (-want +got):\n%s", diff)
	}
}

func TestAnAliasStandsForItsAnchor(t *testing.T) {
	cat, err := Parse("f", []byte("version: 1\nedges:\n  - id: a\n    name: A\n    canaries: &c [{host: a.test}]\n  - {id: b, name: B, canaries: *c}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cat.Edges[0].Canaries, cat.Edges[1].Canaries); diff != "" || len(cat.Edges[1].Canaries) != 1 {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each of these makes a careless reader run out of time, memory or stack, which
// the time limit of the whole test run would then show.
func TestHostileFilesEndSoonWithAComplaint(t *testing.T) {
	const size = 1 << 20
	keys := func(indent bool) string {
		var b strings.Builder
		for i := 0; b.Len() < size-3000; i++ {
			if indent {
				b.WriteString(strings.Repeat(" ", i))
			}
			fmt.Fprintf(&b, "k%d:", i)
			if !indent {
				b.WriteString(" v")
			}
			b.WriteByte('\n')
		}
		return b.String()
	}
	bomb := "version: 1\na0: &a0 [x,x,x,x,x,x,x,x,x]\n"
	for i := 1; i < 20; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d,", i-1), 8), i-1)
	}
	hosts := "version: 1\nedges:\n- &e {id: a, name: A, canaries: &c [" + strings.Repeat("{host: a.test},", 500) + "]}\n" +
		strings.Repeat("- {id: b, name: B, canaries: *c}\n", 3000)
	tests := map[string]string{
		"too large": strings.Repeat("#", size+1), "brackets": strings.Repeat("[", size), "braces": strings.Repeat("{", size),
		"braced keys": strings.Repeat("{a: ", size/4), "dashes": strings.Repeat("- ", size/2), "questions": strings.Repeat("? ", size/2),
		"anchors": strings.Repeat("&a ", size/3), "tags": strings.Repeat("! ", size/2), "keys": keys(false), "stairs": keys(true),
		"alias bomb": bomb, "many through an alias": hosts, "one word": strings.Repeat("x", size), "anchor of itself": "version: 1\nedges: &a [*a]\n",
		"entries": "version: 1\nservices:\n" + strings.Repeat("- {}\n", size/6), "directives": strings.Repeat("%", size),
		"colons": strings.Repeat(": ", size/2), "documents": strings.Repeat("--- a\n", size/6),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("f", []byte(text))
			list := problemsOf(t, err)
			if len(list) == 0 || len(list) > maxProblems+1 {
				t.Fatalf("%d problems", len(list))
			}
			for _, p := range list {
				if len(p.Found)+len(p.Expected)+len(p.Excerpt) > 2000 {
					t.Fatalf("a long problem: %.300s", p.Error())
				}
			}
		})
	}
}

func TestAnEndlessListOfProblemsSaysHowManyMore(t *testing.T) {
	_, err := Parse("f", []byte("version: 1\nservices:\n"+strings.Repeat("- {}\n", 500)))
	list := problemsOf(t, err)
	if last := list[len(list)-1]; len(list) != maxProblems+1 || last.Found != "1000 more problems" {
		t.Errorf("%d problems, the last found %s", len(list), last.Found)
	}
}

func FuzzParse(f *testing.F) {
	for _, file := range []string{"testdata/contract.yaml", "../../assets/catalog.yaml"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	for _, text := range []string{"", "version: 1", "{}", "- a", "a: &a [*a]", "? a\n: b", "!!str x", "a: |\n  b", "version: 1\nservices: [{hosts: [{}]}]", "\"a\": 'b'"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		cat, err := Parse("f", raw)
		if (cat == nil) == (err == nil) {
			t.Fatalf("catalogue %v, error %v", cat, err)
		}
		lines := strings.Count(strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\r", "\n"), "\n") + 1
		for _, p := range problemsOf(t, err) {
			if p.Line < 1 || p.Line > lines+1 || p.Column < 1 || p.Found == "" || p.Expected == "" {
				t.Fatalf("problem without a place or words: %+v", p)
			}
		}
		if cat == nil {
			return
		}
		for _, s := range cat.Services {
			if s.ID == "" || len(s.Hosts) == 0 {
				t.Fatalf("let through %+v", s)
			}
			for _, h := range s.Hosts {
				if h.Host == "" || h.Path == "" || h.Scheme == "" {
					t.Fatalf("let through %+v", h)
				}
			}
		}
	})
}
