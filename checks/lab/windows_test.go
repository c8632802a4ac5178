package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// wineStart is how long Wine may take to make itself a home and start a program.
const wineStart = 3 * time.Minute

// wine is Wine with a home of its own, in which the one function that Debian 12's
// Wine lacks and Go needs (ProcessPrng) is there.
type wine struct {
	lab    *Lab
	prefix string
}

func newWine(t *testing.T, l *Lab, s *screen) wine {
	t.Helper()
	w := wine{lab: l, prefix: filepath.Join(l.Dir, "wine")}
	w.command(t, s, "wineboot", "--init").run(t)
	raw, err := os.ReadFile(filepath.Join(folder(t), "bcryptprimitives.dll"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(w.prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll"), raw, 0o755))
	t.Cleanup(func() {
		stop := exec.Command("wineserver", "--kill") //nolint:noctx // the test's context has ended by now
		stop.Env = append(os.Environ(), "WINEPREFIX="+w.prefix)
		_ = stop.Run()
	})
	return w
}

type started struct {
	*exec.Cmd
	out *bytes.Buffer
}

func (w wine) command(t *testing.T, s *screen, args ...string) started {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wineStart)
	t.Cleanup(cancel)
	name, err := exec.LookPath("wine64")
	if err != nil {
		name = "/usr/lib/wine/wine64" // where Debian puts it
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(w.lab.environment(), "WINEPREFIX="+w.prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=", "DISPLAY="+s.display, "FYNE_THEME=light")
	out := &bytes.Buffer{}
	cmd.Stdout = out
	return started{cmd, out}
}

// run waits for the program, which may end with any exit code of its own.
func (c started) run(t *testing.T) {
	t.Helper()
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
}

// TestEndToEndWindows starts the program for Windows under Wine: it runs a check,
// shows its first screen, and checks from there.
func TestEndToEndWindows(t *testing.T) {
	l := start(t)
	s := newScreen(t, windowWidth+100, windowHeight+100) // Wine puts its windows where it likes
	w := newWine(t, l, s)
	exe := filepath.Join(folder(t), "fix502.exe")
	// Wine has no resolvers of its own to tell of and trusts authorities of its own,
	// so the target is the status page's neighbour, over plain HTTP.
	check := w.command(t, s, exe, "check", "http://"+addrPortal+"/", "--json", "--only-catalog", "--catalog", l.Catalog)
	check.run(t)
	var r written
	if err := json.Unmarshal(check.out.Bytes(), &r); err != nil {
		t.Fatalf("the report is no JSON: %v\n%s", err, check.out)
	}
	for _, c := range r.Checks {
		t.Logf("%-8s %-28s %s", c.State, c.ID, c.Summary)
	}
	if code := check.ProcessState.ExitCode(); r.Verdict.Code != "healthy" || code != 0 {
		t.Errorf("verdict %s, exit code %d; want healthy, 0", r.Verdict.Code, code)
	}

	window := w.command(t, s, exe, "--only-catalog", "--catalog", l.Catalog)
	must(t, window.Start())
	t.Cleanup(func() { _ = window.Process.Kill(); _ = window.Wait() })
	s.window()
	s.see("What isn't working?")
	s.keep("windows-1-start")
	s.pressBlue()
	s.see("How we know")
	s.keep("windows-2-verdict")
}
