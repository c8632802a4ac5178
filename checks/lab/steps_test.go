package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEndToEndSteps uses the automatic parts of steps on real components: it ends
// a real app, takes that back, reloads, opens a private window and learns from what
// was seen there, and times a router until it is told to stop.
func TestEndToEndSteps(t *testing.T) {
	l := start(t)
	app := l.startApp(t)
	opened := l.browser(t)
	s := newScreen(t, windowWidth, windowHeight)
	l.open(t, s, "PATH="+filepath.Dir(opened)+":"+os.Getenv("PATH"))
	s.see("What isn't working?")
	s.pressBlue()
	s.see("Lab's own servers have trouble")

	s.step(2)
	s.see("Close stuck app")
	s.pressBlue()
	s.see("This will end")
	s.keep("step-2-asks")
	s.pressBlue()
	s.see("was closed")
	s.keep("step-2-done")
	if err := app.Wait(); err == nil || app.ProcessState.Exited() {
		t.Errorf("the app was to be asked to quit by a signal: %v", app.ProcessState)
	}

	if out := l.run(t, "undo", "--list", "--only-catalog", "--catalog", l.Catalog); out.code != 0 || !strings.Contains(out.stdout, "Closed Lab") {
		t.Errorf("the change is not listed: %+v", out)
	}
	if out := l.run(t, "undo", "--only-catalog", "--catalog", l.Catalog); out.code != 0 || !strings.Contains(out.stdout, "Taken back: Closed Lab") {
		t.Errorf("the change is not taken back: %+v", out)
	}
	again := exec.CommandContext(t.Context(), "pkill", "-f", l.app()+" 600")
	if out, err := again.CombinedOutput(); err != nil {
		t.Errorf("the app was not started again: %v %s", err, out)
	}

	s.step(3)
	s.see("Reload the page")
	s.pressBlue()
	s.see("None of 3 tries worked")
	s.keep("step-3-done")

	s.step(9)
	s.see("Restart")
	s.pressBlue()
	s.see("power plug")
	s.keep("step-9-router")
	must(t, s.command("xdotool", "key", "space").Run()) // Stop has the focus
	s.see("put it back in")
	s.keep("step-9-stopped")

	s.step(4)
	s.see("A fresh window starts with")
	s.pressBlue()
	s.see("in a private window of")
	s.keep("step-4-done")
	if got := given(t, opened); got != "--incognito https://app.lab.test/app" {
		t.Errorf("the browser was given %q", got)
	}
	s.see("What do you see there")
	must(t, s.command("xdotool", "key", "space").Run()) // the first answer has the focus: it works there
	s.see("works in a private window, so what")
	s.keep("step-4-learned")
}

func (l *Lab) app() string { return filepath.Join(l.Dir, "app", "labapp") }

// browser is a program that registered as Google Chrome, and is the default one.
func (l *Lab) browser(t *testing.T) string {
	t.Helper()
	path := l.fake(t, "google-chrome")
	must(t, os.WriteFile(filepath.Join(filepath.Dir(path), "xdg-settings"), []byte("#!/bin/sh\necho google-chrome.desktop\n"), 0o755))
	apps := filepath.Join(l.Dir, ".local", "share", "applications")
	must(t, os.MkdirAll(apps, 0o755))
	must(t, os.WriteFile(filepath.Join(apps, "google-chrome.desktop"), []byte("[Desktop Entry]\nType=Application\nName=Google Chrome\n"+
		"Exec="+path+" %U\nCategories=Network;WebBrowser;\nMimeType=x-scheme-handler/https;\n"), 0o644))
	return path
}

// startApp starts the target's app: a program that does nothing for ten minutes.
func (l *Lab) startApp(t *testing.T) *exec.Cmd {
	t.Helper()
	sleep, err := exec.LookPath("sleep")
	must(t, err)
	raw, err := os.ReadFile(sleep)
	must(t, err)
	must(t, os.MkdirAll(filepath.Dir(l.app()), 0o755))
	must(t, os.WriteFile(l.app(), raw, 0o755))
	cmd := exec.CommandContext(t.Context(), l.app(), "600")
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd
}
