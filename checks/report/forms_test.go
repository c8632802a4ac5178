package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"fix502/checks"
	"fix502/checks/verdict"
)

func page(t testing.TB, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r, english(t)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func plain(t testing.TB, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Text(&b, r, english(t), MailWidth); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostile is what a stranger's page, header or name may try.
const hostile = "</style></pre></title><script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)>" +
	"\x1b[31m\x00\u202Eevil\u2066\u200b\xff\" onload=\"x {{.}} javascript:alert(3)"

// TestHostile puts that into every string of the model, and reads the forms.
func TestHostile(t *testing.T) {
	r := built(t)
	fillStrings(reflect.ValueOf(&r).Elem(), hostile)
	raw, err := json.Marshal(map[string]any{
		"names": []string{hostile}, "resolvers": []any{map[string]any{"id": hostile, "name": hostile, "address": hostile, "replies": []any{map[string]any{"name": hostile, "rcode": hostile}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	host, err := json.Marshal(map[string]any{"host": hostile, "scheme": hostile, "attempts": []any{map[string]any{"headers": map[string]string{hostile: hostile}}}})
	if err != nil {
		t.Fatal(err)
	}
	r.Schema = Schema
	for i := range r.Checks {
		r.Checks[i].Data = raw
	}
	r.Checks[0].ID, r.Checks[1].ID = checks.IDDNS, "host:x"
	r.Checks[1].Data = host
	var form bytes.Buffer
	if err := JSON(&form, r); err != nil {
		t.Fatal(err)
	}
	read, err := ReadJSON(&form)
	if err != nil {
		t.Fatal(err)
	}
	inspect(t, page(t, read))
	form.Reset()
	if err := JSON(&form, read); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]string{"page": page(t, read), "text": plain(t, read), "json": form.String()} {
		for _, c := range s {
			if c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c)) {
				t.Errorf("%s has %U", name, c)
				break
			}
		}
		if !utf8.ValidString(s) {
			t.Errorf("%s is no text", name)
		}
	}
}

// inspect parses a page as a browser does and allows only what a still page needs.
func inspect(t *testing.T, s string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) {
				t.Error(z.Err())
			}
			return
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		tag := z.Token()
		switch tag.Data {
		case "script", "img", "iframe", "object", "embed", "link", "base", "form", "image", "use", "a", "foreignobject":
			t.Errorf("the page has <%s>", tag.Data)
		}
		for _, a := range tag.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" || a.Key == "style" || a.Key == "srcset" || a.Key == "action" {
				t.Errorf("<%s> has %s=%q", tag.Data, a.Key, a.Val)
			}
		}
	}
}

// TestPolicy: the page's policy allows its own style, by hash, and nothing else.
func TestPolicy(t *testing.T) {
	s := page(t, built(t))
	inspect(t, s)
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(s)
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(s)
	if style == nil || policy == nil {
		t.Fatal("no style or no policy")
	}
	sum := sha256.Sum256([]byte(style[1]))
	want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	got, err := html.Parse(strings.NewReader("<i>" + policy[1] + "</i>"))
	if err != nil {
		t.Fatal(err)
	}
	if text := got.FirstChild.LastChild.FirstChild.FirstChild.Data; text != want {
		t.Errorf("policy %s\nwant   %s", text, want)
	}
	if strings.Contains(style[1], "url(") || strings.Contains(style[1], "@import") {
		t.Error("the style loads something")
	}
}

// TestPageTells: what the page must say, and where it must show the break.
func TestPageTells(t *testing.T) {
	r := Redact(built(t), sample().System)
	s := page(t, r)
	for _, want := range []string{
		r.Verdict.Headline, r.Verdict.Explanation, r.Verdict.Advice, "I wanted to join my class.", "502 Bad Gateway", "Cf-Ray", "8f2c1ada9b33abcd-FRA",
		"Loaded the page 5 times", "router-A", "prefers-color-scheme: dark",
		"What speaks against it", r.Verdict.Against[0].Text, "What would change it", r.Verdict.Overturn.Text,
	} {
		if !strings.Contains(s, template.HTMLEscapeString(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(s, `<li class="problem">`); n != 1 {
		t.Errorf("%d places of the road are broken", n)
	}
	if strings.Count(s, "<details>") < len(r.Checks) {
		t.Error("not every check can be opened")
	}
	var whole bytes.Buffer
	if err := JSON(&whole, r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(s, template.HTMLEscapeString(whole.String())) {
		t.Error("the page lacks the whole report")
	}
	for _, secret := range []string{"akowalska", "Kowalska", "192.168.1.", "2001:db8:1:2"} {
		if strings.Contains(s, secret) || strings.Contains(plain(t, r), secret) {
			t.Errorf("%s is in a redacted form", secret)
		}
	}
	if raw := page(t, built(t)); !strings.Contains(raw, "Nothing is left out of this report.") {
		t.Error("an unredacted page does not say so")
	}
}

// TestRoad: only the verdict's place is broken, and what lies behind it is not
// claimed to be well.
func TestRoad(t *testing.T) {
	check := func(node checks.Node, state checks.State) Check {
		return Check{Node: node, State: state, Data: json.RawMessage("{}")}
	}
	for name, row := range map[string]struct {
		report Report
		want   string
	}{
		"nothing known": {Report{}, "unknown unknown unknown unknown unknown"},
		"all well": {Report{Checks: []Check{
			check(checks.NodeComputer, checks.OK), check(checks.NodeRouter, checks.OK), check(checks.NodeInternet, checks.OK),
			check(checks.NodeDNS, checks.Notice), check(checks.NodeService, checks.OK),
		}}, "ok ok ok ok ok"},
		"with an edge": {Report{Target: Target{Edge: "cloudflare"}, Checks: []Check{check(checks.NodeEdge, checks.Problem)}}, "unknown unknown unknown unknown notice unknown"},
		"broken router": {Report{Verdict: Verdict{Broken: checks.NodeRouter}, Checks: []Check{
			check(checks.NodeComputer, checks.OK), check(checks.NodeRouter, checks.OK), check(checks.NodeInternet, checks.Problem),
			check(checks.NodeDNS, checks.Skipped), check(checks.NodeService, checks.Skipped),
		}}, "ok problem unknown unknown unknown"},
		"a problem that is no cause": {Report{Verdict: Verdict{Broken: checks.NodeService}, Checks: []Check{
			check(checks.NodeComputer, checks.Problem), check(checks.NodeComputer, checks.OK),
		}}, "notice unknown unknown unknown problem"},
	} {
		var got []string
		for _, p := range newView(row.report, english(t)).Road() {
			got = append(got, p.Look)
			if p.Note == "" {
				t.Errorf("%s: a place without a note", name)
			}
		}
		if s := strings.Join(got, " "); s != row.want {
			t.Errorf("%s: %s, want %s", name, s, row.want)
		}
	}
}

// TestEvidence: what carries the verdict, in its order; where all is well, what
// answered well.
func TestEvidence(t *testing.T) {
	r := built(t)
	r.Verdict.Evidence = []checks.ID{checks.IDControls, "gone", checks.IDLink}
	ids := func() string {
		var list []string
		for _, c := range newView(r, english(t)).Evidence() {
			list = append(list, string(c.ID))
		}
		return strings.Join(list, " ")
	}
	if got, want := ids(), "controls network.link"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	r.Verdict.Evidence = nil
	if got, want := ids(), "host:gateway.discord.gg dns.system network.internet"; got != want {
		t.Errorf("healthy: %s, want %s", got, want)
	}
}

// TestBooks: who knows the way, one's own first, then the right ones by speed.
func TestBooks(t *testing.T) {
	var got []string
	for _, b := range newView(built(t), english(t)).Books() {
		got = append(got, strings.Join([]string{b.Name, b.Where, b.Look, b.Answer, b.Time}, "|"))
	}
	want := []string{
		"192.168.1.1|udp|ok|right|12 ms",
		"Cloudflare|1.1.1.1:53 udp|ok|right|11 ms",
		"Google|8.8.8.8:853 dot|unknown|gives an address|48 ms",
		"AdGuard|94.140.14.14:53 udp|problem|knows no address for it|33 ms",
		"Quad9|9.9.9.9:53 udp|problem|no answer|",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAnswers(t *testing.T) {
	v := newView(Report{}, english(t))
	for standing, want := range map[verdict.Standing]string{
		verdict.Right: "right", verdict.Wrong: "wrong address", verdict.Untested: "gives an address",
		verdict.NotFound: "knows no address for it", verdict.Silent: "no answer", verdict.Refused: "no usable answer (SERVFAIL)",
	} {
		if got, _ := v.answer(checks.ReplyFact{RCode: "SERVFAIL"}, standing); got != want {
			t.Errorf("%s: %s, want %s", standing, got, want)
		}
	}
}

// TestText: every line fits, but for words that must stay whole.
func TestText(t *testing.T) {
	r := built(t)
	r.Words = "https://example.org/" + strings.Repeat("x", 100) + " was it."
	s := plain(t, r)
	for line := range strings.SplitSeq(s, "\n") {
		if utf8.RuneCountInString(line) > MailWidth && strings.ContainsRune(strings.TrimLeft(line, "> "), ' ') {
			t.Errorf("too long: %q", line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("blanks at the end: %q", line)
		}
	}
	for _, want := range []string{
		"Fix502 report for Discord\n=========================\n22 November 2026, 10:00 UTC\n",
		"\n> was it.\n", "\nDiscord              502\n", "\nCloudflare           fine\n",
		"\n09:59 UTC  Reload the page: Loaded the page 5 times\n           No change: 502 each time.\n",
		"    | 9.9.9.9:53 (Quad9) udp discord.com net.timeout\n",
		" 2. Close stuck app [not needed] The app is not the cause.\n",
		" 3. Reload the page [can help, done] A 502 can pass by itself.\n",
	} {
		if !strings.Contains(s, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if strings.Contains(s, "\n\n\n") {
		t.Error("two empty lines")
	}
	if t.Failed() {
		t.Log(s)
	}
}

// TestStopped: a run that was stopped says so.
func TestStopped(t *testing.T) {
	in := sample()
	note := english(t).Tr("report.incomplete", nil)
	if strings.Contains(plain(t, built(t)), note[:30]) {
		t.Error("a whole run says that it was stopped")
	}
	delete(in.Findings, checks.IDProcesses)
	r, err := Build(in, english(t))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page(t, r), note) || !strings.Contains(plain(t, r), note[:30]) {
		t.Error("a stopped run does not say so")
	}
}

func TestUptime(t *testing.T) {
	for want, seconds := range map[string]float64{
		"": 0, "about 3 minutes": 200, "about 119 minutes": 7199, "about 2 hours": 7200, "about 47 hours": 172799, "about 2 days": 172800,
	} {
		if got := newView(Report{System: System{Uptime: seconds}}, english(t)).uptime(); got != want {
			t.Errorf("%v s: %q, want %q", seconds, got, want)
		}
	}
}

// TestForms: an error of the place written to comes back, from every form.
func TestForms(t *testing.T) {
	for name, err := range map[string]error{
		"json": JSON(fullDisk{}, built(t)), "html": HTML(fullDisk{}, built(t), english(t)), "text": Text(fullDisk{}, built(t), english(t), MailWidth),
	} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var errFull = errors.New("full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }
