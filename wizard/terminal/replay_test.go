package terminal_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"fix502/checks/report"
	"fix502/wizard/terminal"
)

// recorded is the JSON of one rehearsal, as printed.
func (w *world) recorded(id string) string {
	w.t.Helper()
	return w.run("rehearse", id, "--json").out
}

// kept writes a file and gives its path.
func kept(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// alone takes everything away that a replay must not need: a walk, a rehearsal.
func alone(p *terminal.Program) { p.Flow, p.Rehearse, p.Version = nil, nil, "9.9.9" }

func TestReplay(t *testing.T) {
	w := newWorld(t, 200)
	bad, well := w.recorded("bad-gateway"), w.recorded("all-well")
	w.alter = alone
	path := kept(t, bad)
	o := w.run("check", "--replay", path)
	o.exits(t, terminal.ExitProblem)
	has(t, o.out, "Fix502 9.9.9 judged what Fix502 1.2.3 had", "the same way", "verdict service.bad_gateway")

	was := output{out: bad}.report(t)
	now := w.run("check", "--json", "--replay", path).report(t)
	if now.Verdict.Code != was.Verdict.Code || now.Started != was.Started || now.Replay == nil || now.Replay.Differs || now.Replay.Program != "1.2.3" {
		t.Errorf("%s at %v, replay %+v", now.Verdict.Code, now.Started, now.Replay)
	}
	w.run("check", "--replay", kept(t, well)).exits(t, terminal.ExitHealthy)

	dir := t.TempDir()
	w.run("check", "--replay", path, "--out", dir, "--no-redact").exits(t, terminal.ExitProblem)
	if saved := files(t, dir); len(saved) != 3 || !strings.Contains(saved[0], "bad-gateway") && !strings.Contains(filepath.Base(saved[0]), "fix502-rehearsal-") {
		t.Errorf("saved %v", saved)
	}

	o = w.run("check", "--replay", kept(t, strings.Replace(bad, `"code": "service.bad_gateway"`, `"code": "service.asleep"`, 1)))
	o.exits(t, terminal.ExitProblem)
	has(t, o.out, "one thing in another way", "verdict.code: was service.asleep, now service.bad_gateway")
	lacks(t, o.out, "the same way")
}

// TestReplayOfOtherForms reads what shells make of a report that is sent to a file.
func TestReplayOfOtherForms(t *testing.T) {
	w := newWorld(t, 200)
	plain := w.recorded("all-well")
	w.alter = alone
	wide := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(strings.ReplaceAll(plain, "\n", "\r\n"))) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	for name, content := range map[string]string{"a byte order mark": "\ufeff" + plain, "UTF-16": string(wide)} {
		if o := w.run("check", "--replay", kept(t, content)); o.exit != terminal.ExitHealthy {
			t.Errorf("%s: exit %d, %s", name, o.exit, o.err)
		}
	}
}

func TestReplayUsage(t *testing.T) {
	w := newWorld(t, 200)
	good := w.recorded("all-well")
	w.alter = alone
	folder := t.TempDir()
	for name, tt := range map[string]struct {
		path string
		more []string
		says []string
	}{
		"no such file":      {path: filepath.Join(folder, "missing.json"), says: []string{"missing.json", "no such file"}},
		"a folder":          {path: folder, says: []string{folder, "is a folder"}},
		"no name":           {path: "", says: []string{"no such file"}},
		"an empty file":     {path: kept(t, " \n"), says: []string{"report.json is empty"}},
		"no JSON":           {path: kept(t, "{\n  \"schema\": oops}"), says: []string{"report.json, line 2, column 13"}},
		"half a report":     {path: kept(t, good[:len(good)/2]), says: []string{", line ", "this is no JSON"}},
		"another list":      {path: kept(t, `[1,2]`), says: []string{"fix502.report/v1"}},
		"something else":    {path: kept(t, `{"schema":"tea/v1","checks":7}`), says: []string{`says that it is "tea/v1"`, "reads fix502.report/v1"}},
		"it does not say":   {path: kept(t, `{"checks":[]}`), says: []string{"no report of Fix502"}},
		"another kind":      {path: kept(t, "{\"schema\":\"fix502.report/v1\",\n\"checks\":7}"), says: []string{"line 2, column ", `"checks"`}},
		"no moment":         {path: kept(t, `{"schema":"fix502.report/v1","started":"yesterday"}`), says: []string{"a value in it"}},
		"far too much":      {path: kept(t, `{"schema":"`+strings.Repeat("x", report.MaxJSON)+`"}`), says: []string{"has more in it"}},
		"a list too long":   {path: kept(t, `{"schema":"fix502.report/v1","tried":[`+strings.Repeat("{},", 50000)+`{}]}`), says: []string{"has more in it"}},
		"too deep":          {path: kept(t, strings.Repeat(`[`, 5000)+strings.Repeat(`]`, 5000)), says: []string{"has more in it"}},
		"with a target":     {path: kept(t, good), more: []string{"discord"}, says: []string{`"discord"`, "--replay"}},
		"words that steer":  {path: kept(t, `{"schema":"\u001b[31mred\u202e"}`), says: []string{`says that it is "[31mred"`}},
		"a path that steer": {path: "\x1b[31m/nowhere", says: []string{"no such file"}},
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			o := w.run(append([]string{"check", "--replay", tt.path}, tt.more...)...)
			o.exits(t, terminal.ExitUsage)
			has(t, o.err, tt.says...)
			if o.out != "" {
				t.Errorf("standard output has %q", o.out)
			}
		})
	}
}

// TestReplayOfAPipe: a pipe that never gives anything can be left.
func TestReplayOfAPipe(t *testing.T) {
	r, p, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	defer r.Close()
	path := fmt.Sprintf("/dev/fd/%d", r.Fd())
	if _, err := os.Stat(path); err != nil {
		t.Skip("no /dev/fd here")
	}
	w := newWorld(t, 200)
	w.alter = alone
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w.ctx = ctx
	w.run("check", "--replay", path).exits(t, terminal.ExitInterrupted)
}
