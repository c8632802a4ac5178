package lab

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestEndToEndWindow walks through the window as a user does, with a target whose
// origin is dead, and saves the report.
func TestEndToEndWindow(t *testing.T) {
	l := start(t)
	s := newScreen(t, windowWidth, windowHeight)
	log := l.open(t, s)

	s.see("What isn't working?")
	s.shot("1-start")

	l.Delay(statusDelay) // so that the checks are still seen at work
	s.pressBlue()
	s.glimpse("Checking the way to Lab", "2-checking")
	s.see("Lab's own servers have trouble")
	s.shot("3-verdict")
	l.Delay(0)

	s.step(7)
	s.see("Change DNS servers")
	s.press("Compare address books")
	s.see("address books know the way")
	s.shot("4-step-7")

	s.press("Report")
	s.see("This is exactly what")
	s.shot("5-report")
	saved := l.saveReport(t, s)
	if got := saved.Verdict.Code; got != "service.bad_gateway" {
		t.Errorf("the saved report says %s, want service.bad_gateway", got)
	}

	s.step(12)
	s.see("Come back later")
	s.pressBlue()
	s.see("Next look in")
	s.keep("6-watch")
	must(t, l.StartOrigin(t.Context()))
	s.see("It works again")
	s.keep("7-back")

	if raw := log.String(); strings.Contains(raw, "Error in Fyne call thread") || strings.Contains(raw, "panic") {
		t.Errorf("the log of the window:\n%s", raw)
	}
}

// statusDelay holds the status page's answer back.
const statusDelay = 7 * time.Second

// TestEndToEndRehearsal plays a fault in the window and goes back to what is real. The
// lab's own fault must not shine through.
func TestEndToEndRehearsal(t *testing.T) {
	l := start(t)
	s := newScreen(t, windowWidth, windowHeight)
	log := l.open(t, s)

	s.press("Settings")
	s.press("Rehearse a fault")
	s.see("Pick one, and Fix502 plays it")
	s.keep("8-rehearsals")
	s.press("The proxy itself answers 502")
	s.see("How we know")
	for _, wanted := range []string{"nothing here is real", "The proxy set on this computer gets in the way"} {
		if !s.also(wanted) {
			t.Errorf("not on the screen of the verdict: %q", wanted)
		}
	}
	s.keep("9-rehearsal")

	s.press("Report")
	s.see("This is a rehearsal")
	if !s.also("nothing here is real") {
		t.Error("the page of the report is not marked")
	}
	s.keep("10-rehearsed-report")
	s.press("End the rehearsal")
	s.see("What Fix502 keeps on this computer")
	if s.also("nothing here is real") {
		t.Error("what is real is marked as a rehearsal")
	}
	if raw := log.String(); strings.Contains(raw, "Error in Fyne call thread") || strings.Contains(raw, "panic") {
		t.Errorf("the log of the window:\n%s", raw)
	}
}

// TestEndToEndNoOpenGL opens the window where the display has no OpenGL: the
// program does its job without one and says why.
func TestEndToEndNoOpenGL(t *testing.T) {
	l := start(t)
	s := newScreen(t, windowWidth, windowHeight, "-extension", "GLX")
	opened, told := l.fake(t, "xdg-open"), l.fake(t, "zenity")
	cmd := l.program(t.Context(), t, "--only-catalog", "--catalog", l.Catalog)
	cmd.Env = append(cmd.Env, "DISPLAY="+s.display, "PATH="+filepath.Dir(opened)+":"+os.Getenv("PATH"))
	out, _ := cmd.CombinedOutput() // its exit code is the verdict's
	if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "service.bad_gateway") || !strings.Contains(string(out), "can't open the Fix502 window") {
		t.Errorf("exit code %d:\n%s", cmd.ProcessState.ExitCode(), out)
	}
	page := given(t, opened)
	if box := given(t, told); !strings.Contains(box, "can't open the Fix502 window") {
		t.Errorf("the message box says %q", box)
	}
	if raw, err := os.ReadFile(strings.TrimPrefix(page, "file://")); err != nil || !bytes.Contains(raw, []byte("service.bad_gateway")) {
		t.Errorf("the browser was given %s: %v", page, err)
	}
}

// TestEndToEndNoDisplay starts the window where there is no display at all.
func TestEndToEndNoDisplay(t *testing.T) {
	l := start(t)
	cmd := l.program(t.Context(), t)
	cmd.Env = append(cmd.Env, "DISPLAY=", "WAYLAND_DISPLAY=")
	out, _ := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 2 || strings.Count(string(out), "\n") != 1 || !strings.Contains(string(out), "fix502 check") {
		t.Errorf("exit code %d, want 2 and one line that names fix502 check:\n%s", cmd.ProcessState.ExitCode(), out)
	}
}

// open starts the window and puts it in its place. The log is readable once the
// test looks at it after the window's last answer.
func (l *Lab) open(t *testing.T, s *screen, env ...string) *logged {
	t.Helper()
	log := &logged{path: filepath.Join(l.Dir, "window.log")}
	file, err := os.Create(log.path)
	must(t, err)
	cmd := l.program(t.Context(), t, "--only-catalog", "--catalog", l.Catalog)
	cmd.Env = append(append(cmd.Env, "DISPLAY="+s.display, "FYNE_THEME=light"), env...)
	cmd.Stdout, cmd.Stderr = file, file
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		_ = file.Close()
		if t.Failed() {
			t.Logf("the window's log:\n%s", log)
		}
	})
	s.place()
	return log
}

type logged struct{ path string }

func (l *logged) String() string {
	raw, err := os.ReadFile(l.path)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// saveReport presses through the file dialog and reads what was saved.
func (l *Lab) saveReport(t *testing.T, s *screen) written {
	t.Helper()
	s.press("Save report")
	s.see("Where to save the report")
	s.keep("5-save")
	s.pressBlue()
	var paths []string
	s.until("a saved report", func() bool {
		_ = filepath.WalkDir(l.Dir, func(path string, _ os.DirEntry, _ error) error {
			if strings.HasPrefix(filepath.Base(path), "fix502-report-") && strings.HasSuffix(path, ".json") {
				paths = append(paths, path)
			}
			return nil
		})
		return len(paths) > 0
	})
	raw, err := os.ReadFile(paths[0])
	must(t, err)
	var r written
	must(t, json.Unmarshal(raw, &r))
	for _, kind := range []string{".html", ".txt"} {
		if _, err := os.Stat(strings.TrimSuffix(paths[0], ".json") + kind); err != nil {
			t.Error(err)
		}
	}
	return r
}

// fake puts a program of the desktop in front of the real one. It writes down what
// it is given.
func (l *Lab) fake(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(l.Dir, "bin", name)
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte("#!/bin/sh\necho \"$@\" > \"$0.log\"\n"), 0o755))
	return path
}

// given is what a fake program was given.
func given(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path + ".log")
	if err != nil {
		t.Errorf("%s was not started: %v", filepath.Base(path), err)
	}
	return strings.TrimSpace(string(raw))
}
