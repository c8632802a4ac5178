package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"fix502/checks"
	"fix502/checks/verdict"
)

func TestBuild(t *testing.T) {
	r := built(t)
	texts := english(t)
	in := sample()
	if r.Schema != "fix502.report/v1" || r.Duration != 2011.4 || r.System.Uptime != 26*3600 || r.Redacted {
		t.Errorf("%s, %v ms, up %v s, redacted %v", r.Schema, r.Duration, r.System.Uptime, r.Redacted)
	}
	for i, c := range r.Checks {
		if c.ID != in.Checks[i].ID || c.Title != texts.Tr(in.Checks[i].Title(), in.Checks[i].Args) {
			t.Errorf("check %d: %s %q", i, c.ID, c.Title)
		}
	}
	if !reflect.DeepEqual(r.Steps, in.Steps) {
		t.Errorf("steps changed: %v", r.Steps)
	}
	headline, explanation, advice, summary := verdict.TextCodes(in.Ruling.Holding)
	want := Verdict{
		Code: in.Ruling.Code, AtFault: in.Ruling.AtFault, Confidence: in.Ruling.Confidence, Broken: in.Ruling.Broken, Evidence: in.Ruling.Evidence,
		Headline: texts.Tr(headline, in.Ruling.Args), Explanation: texts.Tr(explanation, in.Ruling.Args), Advice: texts.Tr(advice, in.Ruling.Args),
	}
	for _, reason := range in.Ruling.Carries {
		want.Carries = append(want.Carries, Reason{Checks: reason.Checks, Text: r.Checks[slices.IndexFunc(r.Checks, func(c Check) bool { return c.ID == reason.Checks[0] })].Summary})
	}
	want.Against = []Reason{}
	for _, reason := range in.Ruling.Against {
		want.Against = append(want.Against, Reason{Checks: append([]checks.ID{}, reason.Checks...), Text: texts.Tr(reason.Code, reason.Args)})
	}
	want.Overturn = &Turn{Text: texts.Tr(in.Ruling.Overturn.Code, in.Ruling.Overturn.Args), Action: in.Ruling.Overturn.Action}
	if len(want.Carries) < 2 {
		t.Errorf("the sample's verdict stands on %v", want.Carries)
	}
	if d := cmp.Diff(want, r.Verdict); d != "" {
		t.Errorf("verdict (-want +got):\n%s", d)
	}
	if len(r.Findings) != len(in.Ruling.All) || r.Findings[0].Summary != texts.Tr(summary, in.Ruling.Args) {
		t.Errorf("findings: %v", r.Findings)
	}
	if _, err := Build(in, nil); err == nil {
		t.Error("built without texts")
	}
}

// TestReasons: observations in their own words or in those of the checks that made them.
func TestReasons(t *testing.T) {
	texts := english(t)
	lines := []Check{{ID: "one", Summary: "One is down."}, {ID: "two", Summary: "Two is down."}, {ID: "three", Summary: "Two is down."}, {ID: "four", Title: "Four", State: checks.Skipped, Summary: "Left out."}}
	got := reasons([]verdict.Reason{
		{Checks: []checks.ID{"one"}},
		{Checks: []checks.ID{"one", "two", "three", "gone"}},
		{Checks: []checks.ID{"four"}},
		{Code: "against.one_line"},
		{Checks: []checks.ID{"one"}, Code: "against.vpn", Args: checks.Args{"names": "Tunnel"}},
	}, lines, texts)
	want := []Reason{
		{Checks: []checks.ID{"one"}, Text: "One is down."},
		{Checks: []checks.ID{"one", "two", "three", "gone"}, Text: "One is down. Two is down."},
		{Checks: []checks.ID{"four"}, Text: "Four: Left out."},
		{Checks: []checks.ID{}, Text: texts.Tr("against.one_line", nil)},
		{Checks: []checks.ID{"one"}, Text: texts.Tr("against.vpn", checks.Args{"names": "Tunnel"})},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestCheckLines: what becomes of one finding.
func TestCheckLines(t *testing.T) {
	texts := english(t)
	for name, row := range map[string]struct {
		id      checks.ID
		finding *checks.Finding // nil: it never ended
		state   checks.State
		summary string
		detail  string
		data    string
	}{
		"facts and an error": {
			id: checks.IDHostsFile, finding: &checks.Finding{
				State: checks.Failed, Code: "check.broken", Err: errors.Join(errors.New("one"), errors.New("two")),
				Data: checks.HostsFileFact{Path: "/etc/hosts", Lines: 2, Pins: []checks.PinLog{{Name: "discord.com", Address: "10.0.0.1", Line: 7}}},
			},
			state: checks.Failed, summary: texts.Tr("check.broken", nil),
			detail: "/etc/hosts 2 entries\nline 7: 10.0.0.1 discord.com\nerror: one; two",
			data:   `{"path":"/etc/hosts","pins":[{"name":"discord.com","address":"10.0.0.1","line":7}],"lines":2}`,
		},
		"skipped, for a check with a title": {
			id: checks.IDClock, finding: &checks.Finding{State: checks.Skipped, Code: "check.skipped", Args: checks.Args{"need": "host:discord.com"}},
			state: checks.Skipped, summary: texts.Tr("check.skipped", checks.Args{"need": texts.Tr("check.host", checks.Args{"host": "discord.com"})}), data: "{}",
		},
		"never ended": {id: checks.IDClock, state: checks.Skipped, summary: texts.Tr("check.cancelled", nil), data: "{}"},
		"facts that are no JSON": {
			id: checks.IDClock, finding: &checks.Finding{State: checks.OK, Code: "check.broken", Data: checks.ClockFact{Offset: math.NaN()}},
			state: checks.OK, summary: texts.Tr("check.broken", nil),
			detail: "error: writing the facts: json: unsupported value: NaN", data: "{}",
		},
		"no message": {id: checks.IDClock, finding: &checks.Finding{State: checks.OK}, state: checks.OK, summary: "fine", data: "{}"},
	} {
		in := Input{
			Findings: map[checks.ID]checks.Finding{},
			Checks:   []checks.Check{{ID: row.id}, {ID: "host:discord.com", Args: checks.Args{"host": "discord.com"}}},
		}
		if row.finding != nil {
			in.Findings[row.id] = *row.finding
		}
		r, err := Build(in, texts)
		if err != nil {
			t.Fatal(err)
		}
		got := r.Checks[0]
		if got.State != row.state || got.Summary != row.summary || got.Detail != row.detail || string(got.Data) != row.data {
			t.Errorf("%s:\n%s %q\n%q\n%s", name, got.State, got.Summary, got.Detail, got.Data)
		}
	}
}

// TestEmpty: a run of nothing has lists, not nulls.
func TestEmpty(t *testing.T) {
	r, err := Build(Input{}, english(t))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("null")) {
		t.Errorf("%s", raw)
	}
}

// TestDetails holds the technical lines of every kind of fact.
func TestDetails(t *testing.T) {
	want := map[checks.ID]string{
		checks.IDLink:          "link: usable ipv4\nwlan0 wifi up 192.168.1.20/24, fe80::1234/64, 2001:db8:1:2::5/64",
		checks.IDRoute:         "default via 192.168.1.1 interface=wlan0 answers icmp 3.1 ms",
		checks.IDInternet:      "1.1.1.1:443 tcp connected 11 ms\n8.8.8.8:443 tcp connected 16 ms\n9.9.9.9:443 tcp net.timeout",
		checks.IDPortal:        "http://detectportal.firefox.com/success.txt expected HTTP 200",
		checks.IDHostsFile:     "/etc/hosts 4 entries",
		checks.IDProxy:         "error: reading proxy settings of /home/akowalska: unsupported operation",
		checks.IDClock:         "",
		checks.IDDNS:           "configured in resolv.conf\n192.168.1.1:53 (192.168.1.1) udp discord.com NOERROR 162.159.128.233, 162.159.135.233 12 ms ttl 300 s",
		checks.IDAlternates:    "1.1.1.1:53 (Cloudflare) udp discord.com NOERROR 162.159.128.233 11 ms ttl 300 s\n8.8.8.8:853 (Google) dot discord.com NOERROR 162.159.135.233 48 ms ttl 212 s\n9.9.9.9:53 (Quad9) udp discord.com net.timeout\n94.140.14.14:53 (AdGuard) udp discord.com NXDOMAIN 33 ms",
		"host:discord.com":     "https://discord.com/api/v10/gateway expects 200\n162.159.128.233 ipv4 from=system,alternates used tcp 12 ms tls 30 ms first byte 45 ms total 90 ms HTTP 502 not expected server=cloudflare ray=8f2c1ada9b33abcd-FRA maker=cloudflare page=origin edge=cloudflare TLS 1.3 issuer=\"WE1 (Google Trust Services)\"",
		checks.IDEdge:          "https://www.cloudflare.com/cdn-cgi/trace (optional)\n104.16.123.96 ipv4 used tcp 10 ms HTTP 200 expected\ntrace on discord.com HTTP 200 location=FRA valid",
		checks.IDControls:      "https://www.wikipedia.org/ (optional)\n185.15.59.224 ipv4 used tcp 20 ms tls 25 ms first byte 30 ms HTTP 200 expected",
		checks.IDStatusService: "Discord indicator=major says=\"Partial System Outage\" https://discordstatus.com/api/v2/summary.json\nincident: API errors impact=major status=investigating since 2026-11-22T09:42:00Z\nupdate 2026-11-22T09:50:00Z: We are investigating elevated errors.\nnot operational: API",
		checks.IDProcesses:     "4711 Discord app=discord main sleeping running 3600 s 300 MB",
	}
	for _, c := range built(t).Checks {
		if text, listed := want[c.ID]; listed && c.Detail != text {
			t.Errorf("%s\n got %q\nwant %q", c.ID, c.Detail, text)
		}
	}
}

func TestDetailLines(t *testing.T) {
	for want, got := range map[string]string{
		"10.0.0.1 ipv4 tcp 8.0 ms tls failed: tls.untrusted error=\"x y\"": attemptLine(checks.AttemptFact{
			Address: "10.0.0.1", Family: "ipv4", TCP: 8, Stage: "tls", Fail: checks.FailUntrusted, Error: "x y",
		}),
		"1.2.3.4 HTTP 502 not expected serves another name until 2026-01-02": attemptLine(checks.AttemptFact{
			Address: "1.2.3.4", Status: 502, NotAfter: time.Date(2026, 1, 2, 23, 0, 0, 0, time.UTC),
		}),
		"default via link interface=tun0 silent": routeLines(checks.RouteFact{Routers: []checks.RouterFact{{Interface: "tun0"}}})[0],
		"http://[::1]:8080/":                     address(checks.HostFact{Scheme: "http", Host: "::1", Port: 8080}),
		"https://[::1]/x":                        address(checks.HostFact{Scheme: "https", Host: "::1", Port: 443, Path: "/x"}),
		"through it: HTTP 407 by the proxy itself 12 ms": proxyLines(checks.ProxyFact{
			Effective: "p:1", Through: &checks.ProxyTry{Status: 407, ByProxy: true, Took: 12},
		})[1],
		"a.example +400.0 s": clockLines(checks.ClockFact{Sources: []checks.ClockSource{{Host: "a.example", Offset: 400}}})[0],
		"9.9.9.9:53 udp not asked": dnsLines(checks.DNSFact{
			Answers: []checks.ResolverFact{{ID: "9.9.9.9:53", Address: "9.9.9.9:53", Transport: "udp"}},
		})[0],
		"7 Discord helper zombie running 5 s stuck: orphan": processLine(checks.ProcessFact{PID: 7, Name: "Discord", Age: 5, State: "zombie", Stuck: true, Reason: "orphan"}),
	} {
		if got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// TestSchema holds what is built, redacted and read back against the form that is
// promised to others.
func TestSchema(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "assets", "report.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	form, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.json", form); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	stopped := sample()
	delete(stopped.Findings, checks.IDProcesses)
	stopped.Version = ""
	healthy := sample()
	healthy.Ruling = verdict.Ruling{Holding: verdict.Holding{Code: "healthy", AtFault: verdict.Nobody, Confidence: verdict.High}}
	for name, in := range map[string]Input{"incident": sample(), "stopped": stopped, "healthy": healthy} {
		r, err := Build(in, english(t))
		if err != nil {
			t.Fatal(err)
		}
		for form, r := range map[string]Report{"built": r, "redacted": Redact(r, in.System)} {
			var out bytes.Buffer
			if err := JSON(&out, r); err != nil {
				t.Fatal(err)
			}
			doc, err := jsonschema.UnmarshalJSON(&out)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s, %s: %v", name, form, err)
			}
		}
	}
}

// TestReadJSON: what was written comes back the same.
func TestReadJSON(t *testing.T) {
	for _, r := range []Report{built(t), Redact(built(t), sample().System)} {
		var out bytes.Buffer
		if err := JSON(&out, r); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(out.Bytes(), []byte(`\u003c`)) {
			t.Error("HTML escapes in JSON")
		}
		back, err := ReadJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(r, back, cmp.Transformer("compact", func(m json.RawMessage) any {
			var v any
			if err := json.Unmarshal(m, &v); err != nil {
				return string(m)
			}
			return v
		})); d != "" {
			t.Errorf("(-written +read):\n%s", d)
		}
	}
}

func TestReadJSONRefuses(t *testing.T) {
	for name, row := range map[string]struct {
		in   string
		want error
	}{
		"empty":         {"", ErrForm},
		"another form":  {`{"schema":"other/v1"}`, ErrForm},
		"two":           {`{"schema":"fix502.report/v1"}{}`, ErrForm},
		"wrong type":    {`{"schema":"fix502.report/v1","checks":7}`, ErrForm},
		"much too long": {`{"schema":"fix502.report/v1","words":"` + strings.Repeat("x", MaxJSON) + `"}`, checks.ErrTooLarge},
	} {
		if _, err := ReadJSON(strings.NewReader(row.in)); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", name, err, row.want)
		}
	}
}

// TestFacts: the facts of a report are those of the run, and give its ruling.
func TestFacts(t *testing.T) {
	in := sample()
	back, err := built(t).Facts()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(facts(in), back); d != "" {
		t.Errorf("(-run +report):\n%s", d)
	}
	if d := cmp.Diff(in.Ruling, verdict.Rule(back)); d != "" {
		t.Errorf("(-run +report):\n%s", d)
	}
	bad := Report{Checks: []Check{{ID: checks.IDLink, Data: json.RawMessage(`{"usable":"?"}`)}, {ID: checks.IDClock, Data: json.RawMessage(`{"offset_s":3}`)}}}
	f, err := bad.Facts()
	if err == nil || f.Clock == nil || f.Clock.Offset != 3 {
		t.Errorf("%v, %v", f.Clock, err)
	}
}

// FuzzReadJSON: whatever a file holds, reading it ends, and a report that is read
// can be shown in every form.
func FuzzReadJSON(f *testing.F) {
	var out bytes.Buffer
	if err := JSON(&out, built(f)); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte(`{"schema":"fix502.report/v1","checks":[{"id":"host:x","data":{"attempts":[{"headers":{"a":"b"}}]}}]}`))
	texts := english(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := ReadJSON(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for _, write := range []func(Report) error{
			func(r Report) error { return JSON(&bytes.Buffer{}, r) },
			func(r Report) error { return HTML(&bytes.Buffer{}, r, texts) },
			func(r Report) error { return Text(&bytes.Buffer{}, r, texts, MailWidth) },
		} {
			if err := write(r); err != nil {
				t.Error(err)
			}
		}
	})
}
