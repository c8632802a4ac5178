package terminal_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fix502/checks/report"
	"fix502/wizard/terminal"
)

// files lists what a report was saved as.
func files(t *testing.T, dir string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestOut(t *testing.T) {
	w := newWorld(t, 502)
	path := w.file(plain)
	there := t.TempDir()
	made := filepath.Join(t.TempDir(), "made")
	for _, dir := range []string{there, made} {
		o := w.run(with(path, "check", "--json", "--out", dir)...)
		o.exits(t, terminal.ExitProblem)
		o.report(t)
		saved := files(t, dir)
		if len(saved) != 3 {
			t.Fatalf("%s has %v", dir, saved)
		}
		has(t, o.err, saved...)
		for _, file := range saved {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var r report.Report
			switch filepath.Ext(file) {
			case ".json":
				if err := json.Unmarshal(raw, &r); err != nil || r.Verdict.Code != "service.bad_gateway" || string(raw) != o.out {
					t.Errorf("the file is not what was printed: %v\n%s", err, raw)
				}
			case ".html":
				has(t, string(raw), "<html", "502 Bad Gateway")
			case ".txt":
				has(t, string(raw), "502 Bad Gateway")
			default:
				t.Errorf("%s was saved", file)
			}
		}
	}
	// The files of another run stand beside them, and all is as before.
	w.run(with(path, "check", "--out", there)...).exits(t, terminal.ExitProblem)
	if saved := files(t, there); len(saved) != 6 {
		t.Errorf("two runs left %v", saved)
	}
}

// TestUnsaved: where the files cannot be written, one sentence says what and where,
// and the report is printed all the same.
func TestUnsaved(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(plain)
	full := disk(t, "16k")
	lost := filepath.Join(t.TempDir(), "lost", "found")
	for name, tt := range map[string]struct{ dir, says string }{
		"a full disk":                {full, "no room left at " + full},
		"a folder of no folder":      {lost, "the folder " + lost + " is not there"},
		"a file in the folder's way": {path, "the folder " + path + " is not there"},
		"below a file":               {filepath.Join(path, "below"), "the folder " + filepath.Join(path, "below") + " is not there"},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.dir == "" {
				t.Skip("no small disk can be made here")
			}
			w.t = t
			for _, form := range []string{"--json=true", "--json=false"} {
				o := w.run(with(path, "check", form, "--out", tt.dir)...)
				o.exits(t, terminal.ExitUsage)
				has(t, o.err, tt.says)
				if strings.Count(o.err, "\n") != 1 {
					t.Errorf("more than a sentence: %s", o.err)
				}
				if form == "--json=true" {
					o.report(t)
				} else {
					has(t, o.out, "verdict healthy")
				}
			}
			if left := files(t, tt.dir); len(left) != 0 {
				t.Errorf("left over: %v", left)
			}
			// That the run was cut short is the more important news.
			w.run(with(path, "check", "--timeout", "1ns", "--out", tt.dir)...).exits(t, terminal.ExitInterrupted)
		})
	}
}

// disk is a folder with little room, "" where none can be made.
func disk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).Run(); err != nil {
		return ""
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil { //nolint:noctx // the test's context has ended here
			t.Errorf("%v %s", err, out)
		}
	})
	return dir
}

// TestUnwritten prints to where nothing can be printed. The report's files are
// saved all the same.
func TestUnwritten(t *testing.T) {
	const device = "/dev/full" // refuses every byte, as a full disk does
	full, err := os.OpenFile(device, os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no such device here: %v", err)
	}
	defer full.Close() //nolint:errcheck // nothing can be written to it
	closed, err := os.CreateTemp(t.TempDir(), "closed")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, 200)
	path := w.file(plain)
	for _, command := range []string{"check", "check --json", "watch", "resolvers", "resolvers --json", "undo", "catalog validate"} {
		for _, out := range []*os.File{full, closed} {
			args := strings.Fields(command)
			dir := t.TempDir()
			switch {
			case args[0] == "catalog":
				args = append(args, path)
			case args[0] == "check":
				args = with(path, append(args, "--out", dir)...)
			default:
				args = with(path, args...)
			}
			var errs bytes.Buffer
			if exit := terminal.Run(t.Context(), w.program(out, &errs), args); exit != terminal.ExitInternal {
				t.Errorf("%s: exit code %d", command, exit)
			}
			fit(t, command, errs.String())
			has(t, errs.String(), "could not be written", "standard output")
			if (out == full) != strings.Contains(errs.String(), "no room left") {
				t.Errorf("%s says %s", command, errs.String())
			}
			if saved := files(t, dir); args[0] == "check" && len(saved) != 3 {
				t.Errorf("%s saved %v", command, saved)
			}
		}
	}
}
