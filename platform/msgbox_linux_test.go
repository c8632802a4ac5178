package platform

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// boxes puts programs in the place of those that show messages, which note what
// they were started with.
func boxes(t *testing.T, ending string, names ...string) (out string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		program := script(t, name, `printf '%s|' "${0##*/}" "$@" > "$OUT"; `+ending)
		if err := os.Rename(program, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	out = filepath.Join(t.TempDir(), "out")
	t.Setenv("PATH", dir)
	t.Setenv("OUT", out)
	return out
}

func TestMessageBox(t *testing.T) {
	s := recorded(nil, nil, map[string]string{"DISPLAY": ":0"})
	for name, row := range map[string]struct {
		programs []string
		want     string
	}{
		"GNOME": {[]string{"zenity", "kdialog", "xmessage"}, "zenity|--info|--no-markup|--title=--help|--text=-x <b>$(id)</b>|"},
		"KDE":   {[]string{"kdialog", "xmessage"}, "kdialog|--title=--help|--msgbox|\n-x <b>$(id)</b>|"},
		"X":     {[]string{"xmessage"}, "xmessage|-center|-title| --help|\n-x <b>$(id)</b>|"},
	} {
		out := boxes(t, "exit 1", row.programs...) // closed by its corner
		if err := s.MessageBox(t.Context(), "--help", "-x <b>$(id)</b>"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := fileText(out); got != row.want {
			t.Errorf("%s: started %q", name, got)
		}
	}
}

func TestMessageBoxTellsOfFailure(t *testing.T) {
	out := boxes(t, "exit 1", "zenity")
	if err := recorded(nil, nil, nil).MessageBox(t.Context(), "a", "b"); !errors.Is(err, errors.ErrUnsupported) || fileText(out) != "" {
		t.Errorf("without a display: %v, started %q", err, fileText(out))
	}
	s := recorded(nil, nil, map[string]string{"WAYLAND_DISPLAY": "wayland-0"})
	boxes(t, "exit 1")
	if err := s.MessageBox(t.Context(), "a", "b"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("without a program: %v", err)
	}
	boxes(t, "exit 7", "zenity")
	var exit *exec.ExitError
	if err := s.MessageBox(t.Context(), "a", "b"); !errors.As(err, &exit) {
		t.Errorf("with a broken program: %v", err)
	}
	boxes(t, "exec sleep 1000", "zenity")
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/bin:/bin")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.MessageBox(ctx, "a", "b"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
