package platform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// atHome is a computer whose settings lie in a folder.
func atHome(t *testing.T) (*System, string) {
	t.Helper()
	home := t.TempDir()
	return recorded(nil, nil, map[string]string{"HOME": home, "XDG_CONFIG_HOME": filepath.Join(home, "config")}),
		filepath.Join(home, "config", "autostart", "org.fix502.Fix502.resume.desktop")
}

func TestOpenedAtSignIn(t *testing.T) {
	host, path := atHome(t)
	isSet := func(want bool) {
		t.Helper()
		if place, set, err := host.LoginStart(t.Context()); set != want || err != nil || place != path {
			t.Errorf("set %v at %s, %v; want %v", set, place, err, want)
		}
	}
	isSet(false)
	for range 2 { // asking twice is asking once
		if err := host.SetLoginStart(t.Context()); err != nil {
			t.Fatal(err)
		}
		isSet(true)
	}
	text, err := os.ReadFile(path)
	own, _ := os.Executable()
	if err != nil || !strings.Contains(string(text), `Exec="`+own+`" "--resume"`+"\n") || !strings.HasPrefix(string(text), "[Desktop Entry]\n") {
		t.Errorf("%s, %v", text, err)
	}
	for range 2 {
		if err := host.ClearLoginStart(t.Context()); err != nil {
			t.Fatal(err)
		}
		isSet(false)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What was half written when the program was killed counts, and goes away.
func TestHalfAWish(t *testing.T) {
	host, path := atHome(t)
	ctx := WithPoints(t.Context(), func(name string) {
		if name == "before the name" {
			panic("killed")
		}
	})
	func() {
		defer func() { _ = recover() }()
		_ = host.SetLoginStart(ctx)
	}()
	if _, set, err := host.LoginStart(t.Context()); !set || err != nil {
		t.Errorf("half a wish: set %v, %v", set, err)
	}
	if err := host.ClearLoginStart(t.Context()); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Somebody else's file of the same name is neither written over nor removed.
func TestAnotherFileOfThatName(t *testing.T) {
	host, path := atHome(t)
	const theirs = "[Desktop Entry]\nType=Application\nExec=theirs\n"
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(theirs), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := host.SetLoginStart(t.Context()); err == nil {
		t.Error("it was written over")
	}
	if err := host.ClearLoginStart(t.Context()); err != nil {
		t.Error(err)
	}
	if text, _ := os.ReadFile(path); string(text) != theirs {
		t.Errorf("it reads %q", text)
	}
}

func TestInASandboxNothingIsOpened(t *testing.T) {
	host := recorded(nil, nil, map[string]string{"HOME": t.TempDir(), "SNAP": "/snap/fix502/1"})
	if err := host.SetLoginStart(t.Context()); err == nil {
		t.Error("a sandbox writes where nobody reads")
	}
	if _, set, err := host.LoginStart(t.Context()); set || err != nil {
		t.Errorf("set %v, %v", set, err)
	}
}

func TestExecWord(t *testing.T) {
	for word, want := range map[string]string{
		"/opt/fix502": `"/opt/fix502"`, "/home/a b/fix502": `"/home/a b/fix502"`, "100%": `"100%%"`,
		`a"b`: `"a\\"b"`, "$HOME`x`": "\"\\\\$HOME\\\\`x\\\\`\"", `a\b`: `"a\\\\b"`, "a\nb": `"a\nb"`,
	} {
		if got := execWord(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

func TestAppImageIsOpenedByItsOwnFile(t *testing.T) {
	image := filepath.Join(t.TempDir(), "Fix502.AppImage")
	if err := os.WriteFile(image, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if got, err := recorded(nil, nil, map[string]string{"APPIMAGE": image}).ownProgram(); got != image || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	own, _ := os.Executable()
	if got, err := recorded(nil, nil, map[string]string{"APPIMAGE": image + "gone"}).ownProgram(); got != own || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}
