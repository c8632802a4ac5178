//go:build windows && wine

// What stands here changes settings that on somebody's own Windows are not a test's to
// change, or asks that somebody. It is built for Wine, whose computer is made for it.

package platform

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	_ "unsafe" // for the name of another package's variable

	"golang.org/x/sys/windows/registry"
)

// Go deletes files in a way that Wine 8 answers with an error of its own, at which
// Go does not turn to its second way, the one for older Windows. This switch of Go's
// own tests takes the second way at once.
//
//go:linkname deletesTheOlderWay internal/syscall/windows.TestDeleteatFallback
var deletesTheOlderWay bool

func init() { deletesTheOlderWay = true }

// The browser that the user chose for https is the default one, and newer Windows'
// place for the choice counts more.
func TestChosenBrowser(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"First", "Second"} {
		key := clientsKey + `\Fix502` + name
		register(t, key, nil)
		register(t, key+`\shell`, nil)
		register(t, key+`\shell\open`, nil)
		register(t, key+`\shell\open\command`, map[string]string{"": `"` + self + `"`})
		register(t, key+`\Capabilities`, map[string]string{"ApplicationName": name})
		register(t, key+`\Capabilities\URLAssociations`, map[string]string{"https": name + "HTML"})
	}
	isDefault := func(want string) {
		t.Helper()
		list, err := New().Browsers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		list = slices.DeleteFunc(list, func(b Browser) bool { return !b.Default })
		if want == "" && len(list) > 0 || want != "" && (len(list) != 1 || list[0].Name != want) {
			t.Errorf("default: %+v, want %q", list, want)
		}
	}
	isDefault("")
	register(t, choiceKey+"UserChoice", map[string]string{"ProgId": "FirstHTML"})
	isDefault("First")
	register(t, choiceKey+"UserChoiceLatest", nil)
	isDefault("First")
	register(t, choiceKey+`UserChoiceLatest\ProgId`, map[string]string{"ProgId": "SecondHTML"})
	isDefault("Second")
}

// The hosts file lies where the registry says, and is edited there.
func TestHostsFileElsewhere(t *testing.T) {
	const parameters = `SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	usual := hostsPath()
	dir := scratch(t)
	k, _, err := registry.CreateKey(registry.LOCAL_MACHINE, parameters, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close() //nolint:errcheck // a test
	before, _, had := k.GetStringValue("DataBasePath")
	defer func() {
		_ = k.DeleteValue("DataBasePath")
		if had == nil {
			_ = k.SetExpandStringValue("DataBasePath", before)
		}
		if now := hostsPath(); now != usual {
			t.Errorf("afterwards it is at %s", now)
		}
	}()
	t.Setenv("FIX502_HOSTS", dir)
	if err := k.SetExpandStringValue("DataBasePath", `%FIX502_HOSTS%`); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hosts"), []byte(hostsBefore), 0o600); err != nil {
		t.Fatal(err)
	}
	s := New()
	path, entries, err := s.HostsFile(t.Context())
	if err != nil || path != filepath.Join(dir, "hosts") || len(entries) != 3 {
		t.Fatalf("%s, %+v, %v", path, entries, err)
	}
	lines, err := s.HostsLines(t.Context(), []string{"discord.com"})
	if err != nil || len(lines) != 1 {
		t.Fatalf("%+v, %v", lines, err)
	}
	order, err := ParseHostsArg(lines[0].Arg())
	if err != nil {
		t.Fatal(err)
	}
	if err := editHosts(t.Context(), path, []HostsOrder{order}, true); err != nil {
		t.Fatal(err)
	}
	if _, entries, err := s.HostsFile(t.Context()); err != nil || len(entries) != 2 {
		t.Errorf("switched off: %+v, %v", entries, err)
	}
}

// Wine gives the rights without asking. What is started with them gets its arguments
// as they are, and its exit code comes back.
func TestElevate(t *testing.T) {
	out := filepath.Join(scratch(t), "out.txt")
	t.Setenv("OUT", out)
	t.Setenv(childVariable, "writes")
	const quoted = `a "b c" \ & d\`
	code, err := New().elevate(t.Context(), []string{"-test.run=^TestPlayProgram$", quoted})
	if got, _ := os.ReadFile(out); code != 0 || err != nil || string(got) != quoted {
		t.Errorf("started with %q, exit code %d, %v", got, code, err)
	}
	t.Setenv(childVariable, "fails")
	if code, err := New().elevate(t.Context(), []string{"-test.run=^TestPlayProgram$"}); code != 3 || err != nil {
		t.Errorf("exit code %d, %v; want 3", code, err)
	}
	if _, err := startElevated(`C:\no\such\program.exe`, nil); !errors.Is(err, ErrNoWayToRights) {
		t.Errorf("not there: %v", err)
	}
}
