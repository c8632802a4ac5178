package platform

import (
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"
)

// desktopOpener puts a program in the place of xdg-open that notes what it was
// asked, and returns where. It needs the shell and nothing else.
func desktopOpener(t *testing.T, ending string) string {
	t.Helper()
	opener := script(t, "xdg-open", `printf '%s' "$*" > "$OUT"; `+ending)
	out := filepath.Join(t.TempDir(), "asked")
	t.Setenv("PATH", filepath.Dir(opener))
	t.Setenv("OUT", out)
	return out
}

func TestOpenURL(t *testing.T) {
	out := desktopOpener(t, "exit 0")
	if err := New().OpenURL(t.Context(), "https://example.com/?a=b&c"); err != nil {
		t.Fatal(err)
	}
	if got := fileText(out); got != "https://example.com/?a=b&c" {
		t.Errorf("asked for %q", got)
	}
}

func TestOpenURLTellsOfFailure(t *testing.T) {
	out := desktopOpener(t, "exit 4")
	var exit *exec.ExitError
	if err := New().OpenURL(t.Context(), "https://example.com/"); !errors.As(err, &exit) {
		t.Errorf("the error is %v", err)
	}
	if fileText(out) == "" {
		t.Error("the opener was not asked")
	}
	t.Setenv("PATH", t.TempDir())
	if err := New().OpenURL(t.Context(), "https://example.com/"); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("without an opener: %v", err)
	}
}

func TestOpenIn(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	t.Setenv("OUT", out)
	browser := script(t, "browser", `printf '%s|' "$@" > "$OUT"`)
	command := []string{browser, "--new-window"}
	b := Browser{ID: "x", Command: append(make([]string, 0, 8), command...)}
	if err := New().OpenIn(t.Context(), b, "https://example.com/a b"); err != nil {
		t.Fatal(err)
	}
	if got := fileText(out); got != "--new-window|https://example.com/a%20b|" {
		t.Errorf("started with %q", got)
	}
	if diff := cmp.Diff(append(command, ""), b.Command[:3]); diff != "" {
		t.Errorf("the caller's list was written to: %s", diff)
	}
}

func TestOpenFile(t *testing.T) {
	out := desktopOpener(t, "exit 0")
	path := filepath.Join(t.TempDir(), "-report.html")
	if err := os.WriteFile(path, []byte("<p>"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(path))
	// By its bare name, it must not be taken for an option.
	if err := New().OpenFile(t.Context(), "-report.html"); err != nil {
		t.Fatal(err)
	}
	if got := fileText(out); got != path {
		t.Errorf("asked for %q", got)
	}
}

// fileViewer plays the file viewer of a desktop.
type fileViewer struct{ items chan []string }

func (f fileViewer) ShowItems(items []string, _ string) *dbus.Error {
	f.items <- items
	return nil
}

func TestShowInFolder(t *testing.T) {
	out := desktopOpener(t, "exit 0")
	path := filepath.Join(t.TempDir(), "a report #1.html")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	s := New()
	s.env = func(name string) string { return env[name] }
	if err := s.ShowInFolder(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if got := fileText(out); got != filepath.Dir(path) {
		t.Errorf("without a file viewer, asked to open %q", got)
	}

	env["DBUS_SESSION_BUS_ADDRESS"] = privateBus(t)
	viewer := fileViewer{items: make(chan []string, 1)}
	conn := service(t, env["DBUS_SESSION_BUS_ADDRESS"], "org.freedesktop.FileManager1")
	if err := conn.Export(viewer, "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1"); err != nil {
		t.Fatal(err)
	}
	if err := s.ShowInFolder(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	items := <-viewer.items
	shown, err := url.Parse(items[0])
	if len(items) != 1 || err != nil || shown.Scheme != "file" || shown.Path != path {
		t.Errorf("shown: %q, %v", items, err)
	}
}
