package parse

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWindowsCommand(t *testing.T) {
	files := []string{`C:\Program Files\Internet Explorer\iexplore.exe`, `C:\b\v.exe`}
	exists := func(name string) bool { return slices.Contains(files, name) }
	for line, want := range map[string][]string{
		`"C:\Program Files\Google\Chrome\Application\chrome.exe"`:         {`C:\Program Files\Google\Chrome\Application\chrome.exe`},
		`"C:\Program Files\Mozilla Firefox\firefox.exe" -osint -url "%1"`: {`C:\Program Files\Mozilla Firefox\firefox.exe`, "-osint", "-url"},
		`C:\Program Files\Internet Explorer\iexplore.exe`:                 {`C:\Program Files\Internet Explorer\iexplore.exe`},
		`C:\Program Files\Internet Explorer\iexplore.exe -nohome`:         {`C:\Program Files\Internet Explorer\iexplore.exe`, "-nohome"},
		`C:\b\v.exe --profile="a b" -- "%1"`:                              {`C:\b\v.exe`, "--profile=a b", "--"},
		`C:\gone\x.exe --flag`:                                            {`C:\gone\x.exe`, "--flag"},
		"":                                                                nil,
		`""`:                                                              nil,
		`"C:\open`:                                                        {`C:\open`},
	} {
		if diff := cmp.Diff(want, WindowsCommand(line, exists)); diff != "" {
			t.Errorf("%q: %s", line, diff)
		}
	}
}

func FuzzWindowsCommand(f *testing.F) {
	f.Add(`"C:\a b\c.exe" --flag "%1"`)
	f.Add(`C:\a b\c.exe --flag`)
	f.Fuzz(func(t *testing.T, line string) {
		args := WindowsCommand(line, func(name string) bool { return strings.HasSuffix(name, ".exe") })
		for i, arg := range args {
			if i > 0 && strings.ContainsAny(arg, `%"`) {
				t.Errorf("%q kept the argument %q", line, arg)
			}
		}
		if len(args) > 0 && args[0] == "" {
			t.Errorf("%q has no program", line)
		}
	})
}
