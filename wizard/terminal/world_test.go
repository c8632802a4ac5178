package terminal_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/text"
	"fix502/platform"
	"fix502/platform/change"
	"fix502/platform/platformtest"
	"fix502/wizard"
	"fix502/wizard/terminal"
)

// world is a computer without faults, a web site that can be broken and mended,
// and the command line that is tried on them. All servers are real, on loopback.
type world struct {
	t         *testing.T
	host      *platformtest.Host
	site      *httptest.Server
	status    atomic.Int32                 // what the site answers
	answer    atomic.Pointer[http.Handler] // instead of an empty page
	elsewhere string                       // port of a web site that is well
	journal   string
	sleep     func(context.Context, time.Duration) bool
	columns   map[io.Writer]int
	alter     func(*terminal.Program)
	ctx       context.Context
}

func newWorld(t *testing.T, status int) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), journal: filepath.Join(t.TempDir(), "journal.jsonl"), columns: map[io.Writer]int{}}
	w.host = platformtest.Healthy(netip.MustParseAddrPort("127.0.0.1:1"))
	w.status.Store(int32(status))
	w.site = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if other := w.answer.Load(); other != nil {
			(*other).ServeHTTP(rw, r)
			return
		}
		rw.WriteHeader(int(w.status.Load()))
	}))
	t.Cleanup(w.site.Close)
	w.elsewhere = port(t, serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	w.sleep = func(ctx context.Context, _ time.Duration) bool { <-ctx.Done(); return false }
	return w
}

// answers makes the site answer in another way.
func (w *world) answers(h http.HandlerFunc) {
	var handler http.Handler = h
	w.answer.Store(&handler)
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func port(t *testing.T, address string) string {
	t.Helper()
	_, p, err := net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// surroundings are the parts of a catalogue that all of them share.
const surroundings = `
edges: []
reachability: {anchors: ["127.0.0.1:ELSE"], portals: [], controls: [{host: 127.0.0.1, port: ELSE, scheme: http}]}
`

// plain is a catalogue of two services at addresses, which need no address book.
const plain = `version: 1
services:
  - {id: discord, name: Discord, url: "http://127.0.0.1:SITE/", hosts: [{host: 127.0.0.1, port: SITE, scheme: http}]}
  - {id: other, name: Other, url: "http://127.0.0.1:ELSE/", hosts: [{host: 127.0.0.1, port: ELSE, scheme: http}]}
resolvers: []` + surroundings

// file writes a catalogue with the world's ports and more, in pairs, filled in.
func (w *world) file(form string, more ...string) string {
	w.t.Helper()
	pairs := append([]string{"SITE", port(w.t, w.site.URL), "ELSE", w.elsewhere}, more...)
	path := filepath.Join(w.t.TempDir(), "given.yaml")
	if err := os.WriteFile(path, []byte(strings.NewReplacer(pairs...).Replace(form)), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// with puts a catalogue behind the words of a command, as the only one.
func with(path string, args ...string) []string {
	return append(args, "--only-catalog", "--catalog", path)
}

// errOutside is what dialling out of this computer gives in tests.
var errOutside = fmt.Errorf("not in a test: %w", platform.NetUnreachable)

// dial reaches this computer only.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(host); err != nil || !ip.IsLoopback() {
		return nil, errOutside
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

func (w *world) program(out, errs io.Writer) terminal.Program {
	w.t.Helper()
	texts, err := text.Load(text.Fallback)
	if err != nil {
		w.t.Fatal(err)
	}
	p := terminal.Program{
		Out: out, Err: errs, Texts: texts, Version: "1.2.3", Journal: change.Open(w.journal), Desk: &desk{},
		Columns: func(to io.Writer) int { return w.columns[to] },
	}
	p.Flow = func(c *catalog.Catalog) *wizard.Flow {
		return wizard.NewFlow(wizard.Parts{
			Catalog: c, Texts: texts, Machine: w.host, Version: p.Version, Getenv: func(string) string { return "" },
			Journal: p.Journal, Env: checks.Env{Host: w.host, Dial: dial, Now: time.Now}, Sleep: w.sleep,
		})
	}
	p.Rehearse = wizard.Stage(wizard.Parts{Texts: texts, Version: p.Version})
	if w.alter != nil {
		w.alter(&p)
	}
	return p
}

// output is what one command gave.
type output struct {
	exit     int
	out, err string
}

// run performs one command. Whatever it says is held to be fit for people.
func (w *world) run(args ...string) output {
	w.t.Helper()
	var out, errs bytes.Buffer
	exit := terminal.Run(w.ctx, w.program(&out, &errs), args)
	fit(w.t, "standard error", errs.String())
	o := output{exit: exit, out: out.String(), err: afterBeginning(errs.String())}
	if !strings.HasPrefix(o.out, "{") { // JSON may hold technical details
		fit(w.t, "standard output", o.out)
		for line := range strings.Lines(o.out) {
			if line := strings.TrimSuffix(line, "\n"); strings.TrimRight(line, " ") != line {
				w.t.Errorf("a line ends in blanks: %q", line)
			}
		}
	}
	return o
}

// beginning is what a check says at once where no progress can be shown.
const beginning = "Checking Discord ("

// afterBeginning is what else stands on standard error.
func afterBeginning(errs string) string {
	if strings.HasPrefix(errs, beginning) {
		_, errs, _ = strings.Cut(errs, "\n")
	}
	return errs
}

// raw are words of operating systems and of Go, which are for nobody's eyes.
var raw = regexp.MustCompile(`(?i)errno|no such file or dir|permission denied|connection re(fused|set)|i/o timeout|no space left on dev|` +
	`context (canceled|deadline)|broken pipe|\bdial (tcp|udp)|\blookup \S+:|read (tcp|udp)|\bEOF\b|is a directory|not a directory|` +
	`bad file desc|runtime error|goroutine \d|panic|unexpected call|%!|\{[a-z_]+\}|<nil>|not in a test`)

// fit holds what people read to: no words of a system, no code without words,
// nothing that steers a terminal.
func fit(t *testing.T, where, s string) {
	t.Helper()
	if found := raw.FindString(s); found != "" {
		t.Errorf("%s has %q:\n%s", where, found, s)
	}
	if found := codeAlone.FindString(s); found != "" {
		t.Errorf("%s has %q, a code that has no words:\n%s", where, found, s)
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r != '\n' && r != '\r' && !unicode.IsPrint(r) }); i >= 0 {
		t.Errorf("%s has %q", where, s[i:])
	}
}

// codeAlone finds codes of texts; those of verdicts are meant to be read by
// support staff.
var codeAlone = regexp.MustCompile(`\b(terminal|check|target|save|catalog|resolver|change|advice|host|link|route|status)\.[a-z_]+\b`)

// has and lacks hold a text to its words.
func has(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is missing in:\n%s", word, text)
		}
	}
}

func lacks(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(text, word) {
			t.Errorf("%q is in:\n%s", word, text)
		}
	}
}

// exits holds a command to its exit code.
func (o output) exits(t *testing.T, want int) {
	t.Helper()
	if o.exit != want {
		t.Errorf("exit code %d, want %d\n%s%s", o.exit, want, o.out, o.err)
	}
}

// desk is where a window would open.
type desk struct {
	display, holds bool
	root           bool // started with an administrator's rights
	end            platform.WindowEnd
	err, openErr   error
	args           []string // of the window's process
	opened, box    string
	boxErr         error
	dir            string
}

func (d *desk) HasDisplay() bool  { return d.display }
func (d *desk) HoldsWindow() bool { return d.holds }
func (d *desk) Elevated() bool    { return d.root }
func (d *desk) StateDir() string  { return d.dir }

func (d *desk) SuperviseWindow(_ context.Context, args []string) (platform.WindowEnd, error) {
	d.args = args
	return d.end, d.err
}

func (d *desk) OpenFile(_ context.Context, path string) error {
	d.opened = path
	return d.openErr
}

func (d *desk) MessageBox(_ context.Context, _, text string) error {
	d.box = text
	return d.boxErr
}
