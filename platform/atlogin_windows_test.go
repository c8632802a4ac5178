package platform

import (
	"testing"

	"golang.org/x/sys/windows/registry"
)

func TestOpenedAtSignIn(t *testing.T) {
	host := New()
	isSet := func(want bool) {
		t.Helper()
		if _, set, err := host.LoginStart(t.Context()); set != want || err != nil {
			t.Errorf("set %v, %v; want %v", set, err, want)
		}
	}
	isSet(false)
	for range 2 {
		if err := host.SetLoginStart(t.Context()); err != nil {
			t.Fatal(err)
		}
		isSet(true)
	}
	for range 2 {
		if err := host.ClearLoginStart(t.Context()); err != nil {
			t.Fatal(err)
		}
		isSet(false)
	}
}

// Somebody else's line of that name stays.
func TestAnotherLineOfThatName(t *testing.T) {
	k, _, err := registry.CreateKey(registry.CURRENT_USER, runOnce, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close() //nolint:errcheck // a test's
	if err := k.SetStringValue(runOnceName, `C:\theirs.exe`); err != nil {
		t.Fatal(err)
	}
	defer k.DeleteValue(runOnceName) //nolint:errcheck // a test's
	if err := New().ClearLoginStart(t.Context()); err != nil {
		t.Error(err)
	}
	if line, _, _ := k.GetStringValue(runOnceName); line != `C:\theirs.exe` {
		t.Errorf("it reads %q", line)
	}
}
