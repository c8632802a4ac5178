package platform

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestKDEProxySwitch switches a proxy in a real file of KDE's form off and on again.
func TestKDEProxySwitch(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "kioslaverc")
	const before = "[$Version]\nupdate_info=x\n\n[Proxy Settings]\nNoProxyFor=localhost\nProxyType=1\nhttpProxy=http://proxy.example 3128\n"
	if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	s := New()
	s.env = func(name string) string {
		return map[string]string{"XDG_CURRENT_DESKTOP": "KDE", "XDG_CONFIG_HOME": dir}[name]
	}
	list, err := s.ProxySwitches(t.Context())
	want := []ProxySwitch{{Source: "kde", Values: map[string]string{"ProxyType": "1"}}}
	if diff := cmp.Diff(want, list); diff != "" || err != nil {
		t.Fatalf("%v: %s", err, diff)
	}
	if err := s.SwitchProxy(t.Context(), list[0], false); err != nil {
		t.Fatal(err)
	}
	if off, err := s.ProxySwitches(t.Context()); err != nil || len(off) != 0 {
		t.Errorf("switched off: %+v, %v", off, err)
	}
	if proxies, err := s.Proxies(t.Context()); err != nil || len(proxies) != 0 {
		t.Errorf("still in use: %+v, %v", proxies, err)
	}
	if err := s.SwitchProxy(t.Context(), list[0], true); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != before {
		t.Errorf("switched on again: %q, %v", got, err)
	}
	if err := s.SwitchProxy(t.Context(), ProxySwitch{Source: "windows", Values: map[string]string{"ProxyEnable": "1"}}, false); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("another system's: %v", err)
	}
}

func TestGnomeProxySwitch(t *testing.T) {
	env := map[string]string{"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}
	for said, want := range map[string]int{"'manual'\n": 1, "'auto'\n": 1, "'none'\n": 0, "nonsense\n": 0} {
		s := recorded(nil, map[string]string{"gsettings get org.gnome.system.proxy mode": said}, env)
		if list, err := s.ProxySwitches(t.Context()); err != nil || len(list) != want {
			t.Errorf("%q: %+v, %v", said, list, err)
		}
	}
	if list, err := recorded(nil, nil, env).ProxySwitches(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("no gsettings: %+v, %v", list, err)
	}
	if list, err := recorded(nil, nil, nil).ProxySwitches(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("no desktop: %+v, %v", list, err)
	}
}
