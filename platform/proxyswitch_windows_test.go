package platform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/windows/registry"
)

// TestWindowsProxySwitch switches the user's own proxy off and on again in the real
// registry, and leaves it as it was.
func TestWindowsProxySwitch(t *testing.T) {
	k, _, err := registry.CreateKey(registry.CURRENT_USER, internetSettings, registry.QUERY_VALUE|registry.SET_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close() //nolint:errcheck // a test
	enabled, _, _ := k.GetIntegerValue(windowsEnable)
	script, _, noScript := k.GetStringValue(windowsScript)
	t.Cleanup(func() {
		back, err := registry.OpenKey(registry.CURRENT_USER, internetSettings, registry.SET_VALUE)
		if err != nil {
			t.Fatal(err)
		}
		defer back.Close() //nolint:errcheck // a test
		_ = back.SetDWordValue(windowsEnable, uint32(enabled))
		_ = back.DeleteValue(windowsScript)
		if noScript == nil {
			_ = back.SetStringValue(windowsScript, script)
		}
	})
	for name, set := range map[string]map[string]string{
		"a proxy":  {windowsEnable: "1"},
		"a script": {windowsScript: "http://wpad.example/p.pac"},
		"both":     {windowsEnable: "1", windowsScript: "http://wpad.example/p.pac"},
	} {
		s := New()
		if err := s.writeProxySwitches(t.Context(), "windows", map[string]string{windowsEnable: "0", windowsScript: ""}); err != nil {
			t.Fatal(err)
		}
		if err := s.writeProxySwitches(t.Context(), "windows", set); err != nil {
			t.Fatal(err)
		}
		list, err := s.ProxySwitches(t.Context())
		if diff := cmp.Diff([]ProxySwitch{{Source: "windows", Values: set}}, list); diff != "" || err != nil {
			t.Fatalf("%s: %v: %s", name, err, diff)
		}
		for _, on := range []bool{false, true} {
			if err := s.SwitchProxy(t.Context(), list[0], on); err != nil {
				t.Fatal(err)
			}
			now, err := s.ProxySwitches(t.Context())
			if err != nil || len(now) == 1 != on {
				t.Errorf("%s, on %v: %+v, %v", name, on, now, err)
			}
		}
	}
}

// TestEditHostsOnWindows edits a file in Windows' own way, which keeps its attributes.
func TestEditHostsOnWindows(t *testing.T) {
	path := filepath.Join(scratch(t), "hosts")
	if err := os.WriteFile(path, []byte(hostsBefore), 0o600); err != nil {
		t.Fatal(err)
	}
	line := HostsLine{Number: 2, Text: "192.0.2.1 discord.com", Names: []string{"discord.com"}}
	order := []HostsOrder{{Number: line.Number, Digest: digest(line.Text), Names: line.Names}}
	for _, off := range []bool{true, false} {
		if err := editHosts(t.Context(), path, order, off); err != nil {
			t.Fatal(err)
		}
		comment, _ := line.Off()
		got, err := os.ReadFile(path)
		if has := string(got) != hostsBefore; err != nil || has != off || off && !strings.Contains(string(got), "\r\n"+comment+"\r\n") {
			t.Errorf("off %v: %q, %v", off, got, err)
		}
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
