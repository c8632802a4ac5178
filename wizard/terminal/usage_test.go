package terminal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"fix502/wizard/terminal"
)

// TestUsage tries what is wrong with a command: one sentence on standard error that
// says what, nothing on standard output, exit code 2.
func TestUsage(t *testing.T) {
	w := newWorld(t, 200)
	good := w.file(plain)
	bad := w.file("version: 1\nservices: 7\n")
	missing := filepath.Join(t.TempDir(), "missing.yaml")
	for name, tt := range map[string]struct {
		args []string
		says []string
	}{
		"an unknown command":           {[]string{"frobnicate"}, []string{"frobnicate", "--help"}},
		"a command that steers":        {[]string{"\x1b[31m"}, []string{"--help"}},
		"an unknown flag":              {[]string{"check", "--frobnicate"}, []string{"--frobnicate", "--help"}},
		"a flag that steers":           {[]string{"check", "--a\x1b[31m"}, []string{"--help"}},
		"an unknown flag of the root":  {[]string{"--json"}, []string{"--json"}},
		"too many targets":             {[]string{"check", "a", "b"}, []string{"2 targets"}},
		"too many targets to watch":    {[]string{"watch", "a", "b", "c"}, []string{"3 targets"}},
		"too many targets to ask for":  {[]string{"resolvers", "a", "b"}, []string{"2 targets"}},
		"a target to undo":             {[]string{"undo", "a"}, []string{`"a"`}},
		"a target of no command":       {[]string{"discord.com"}, []string{"discord.com"}},
		"a place of no kind":           {[]string{"check", "--seen", "moon"}, []string{`"moon"`, "app, browser or unsure"}},
		"no place":                     {[]string{"check", "--seen", ""}, []string{"app, browser or unsure"}},
		"a place of no kind, to watch": {[]string{"watch", "--seen", "App"}, []string{`"App"`}},
		"no time":                      {[]string{"check", "--timeout", "0"}, []string{"--timeout", "longer than nothing", "20s"}},
		"less than no time":            {[]string{"check", "--timeout", "-5s"}, []string{"--timeout", "longer than nothing"}},
		"no time to compare":           {[]string{"resolvers", "--timeout", "0s"}, []string{"longer than nothing"}},
		"less than no time to watch":   {[]string{"watch", "--timeout", "-1h"}, []string{"longer than nothing"}},
		"a time that is none":          {[]string{"check", "--timeout", "soon"}, []string{`"soon"`, "20s"}},
		"a time without a unit":        {[]string{"check", "--timeout", "20"}, []string{`"20"`, "20s"}},
		"a time beyond all":            {[]string{"check", "--timeout", "9999999999h"}, []string{"longer than nothing"}},
		"a flag without its value":     {[]string{"check", "--out"}, []string{"--out"}},
		"only no catalogue":            {[]string{"check", "--only-catalog"}, []string{"--only-catalog", "--catalog FILE"}},
		"only no catalogue to watch":   {[]string{"watch", "--only-catalog"}, []string{"--catalog FILE"}},
		"only no catalogue to compare": {[]string{"resolvers", "--only-catalog"}, []string{"--catalog FILE"}},
		"only no catalogue to undo":    {[]string{"undo", "--only-catalog"}, []string{"--catalog FILE"}},
		"only no catalogue to show":    {[]string{"--only-catalog"}, []string{"--catalog FILE"}},
		"a bad catalogue":              {[]string{"check", "--catalog", bad}, []string{bad + ":2:11: ", "services: 7"}},
		"a bad one among good ones":    {[]string{"check", "--catalog", good, "--catalog", bad}, []string{bad + ":2:11: "}},
		"a missing catalogue":          {[]string{"watch", "--catalog", missing}, []string{missing, "no such file"}},
		"a bad catalogue to undo":      {[]string{"undo", "--catalog", bad}, []string{bad + ":2:11: "}},
		"catalog alone":                {[]string{"catalog"}, []string{"validate"}},
		"catalog and no command":       {[]string{"catalog", "frobnicate"}, []string{"frobnicate"}},
		"validate nothing":             {[]string{"catalog", "validate"}, []string{"one catalogue file"}},
		"validate two":                 {[]string{"catalog", "validate", good, good}, []string{"one catalogue file"}},
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			o := w.run(tt.args...)
			o.exits(t, terminal.ExitUsage)
			has(t, o.err, tt.says...)
			if o.out != "" {
				t.Errorf("standard output has %q", o.out)
			}
		})
	}
}

// TestBadTargets gives what nobody can check.
func TestBadTargets(t *testing.T) {
	w := newWorld(t, 200)
	for target, says := range map[string]string{
		"not a name":                       "There is a space",
		"":                                 "Type the name of a service",
		"  \t ":                            "Type the name of a service",
		"http://":                          "no name of a website",
		"ftp://example.com":                "http:// or https://",
		"javascript:alert(1)":              "http:// or https://",
		"http://sam:secret@example.com":    "Leave out everything up to the @",
		"example.com:99999":                "from 1 to 65535",
		"300.1.1.1":                        "no address that a computer can have",
		"exa\x1b[31mmple.com":              "invisible signs",
		"exam\u202eple.com":                "invisible signs",
		"-.-":                              "no name of a website",
		strings.Repeat("a", 300) + ".com":  "no name of a website",
		strings.Repeat("a.", 5000) + "com": "too long",
	} {
		for _, command := range []string{"check", "watch", "resolvers"} {
			o := w.run(command, "--", target)
			o.exits(t, terminal.ExitUsage)
			has(t, o.err, says)
			lacks(t, o.err, "secret")
			if o.out != "" || strings.Count(o.err, "\n") != 1 {
				t.Errorf("%q: more than a sentence:\n%s%s", target, o.out, o.err)
			}
		}
		o := w.run("check", "--json", "--", target)
		o.exits(t, terminal.ExitUsage)
		if o.out != "" {
			t.Errorf("%q: standard output has %q", target, o.out)
		}
	}
}

func TestHelpAndVersion(t *testing.T) {
	w := newWorld(t, 200)
	for _, command := range []string{"", "check", "watch", "resolvers", "undo", "catalog", "catalog validate"} {
		o := w.run(append(strings.Fields(command), "--help")...)
		o.exits(t, terminal.ExitHealthy)
		has(t, o.out, "fix502 "+command)
		if o.err != "" {
			t.Errorf("%s: standard error has %q", command, o.err)
		}
	}
	for command, flags := range map[string]string{
		"check":     "--json --out --seen --catalog --only-catalog --timeout --no-redact 20s",
		"watch":     "--seen --catalog --only-catalog --timeout never",
		"resolvers": "--json --catalog --only-catalog --timeout 20s",
		"undo":      "--list",
	} {
		has(t, w.run(command, "--help").out, strings.Fields(flags)...)
	}
	// Watching has no end of its own: the limit of the other commands is not its.
	lacks(t, w.run("watch", "--help").out, "20s")
	o := w.run("--version")
	o.exits(t, terminal.ExitHealthy)
	has(t, o.out, "1.2.3")
}

// TestDoubleClick: on Windows, cobra shows advice to use a command prompt to whoever
// starts a program by a double click, and ends it, unless that advice is empty.
func TestDoubleClick(t *testing.T) {
	newWorld(t, 200).run("--version")
	if cobra.MousetrapHelpText != "" {
		t.Error("a double click would open no window")
	}
}

func TestValidate(t *testing.T) {
	w := newWorld(t, 200)
	good := w.file(plain)
	o := w.run("catalog", "validate", good)
	o.exits(t, terminal.ExitHealthy)
	has(t, o.out, good, "no errors")

	many := w.file(`version: 1
services:
  - id: Shouting
    name: Shop
    url: ftp://shop.example
    colour: red
    hosts: []
resolvers:
  - {id: one, name: One, addresses: [nowhere]}
`)
	o = w.run("catalog", "validate", many)
	o.exits(t, terminal.ExitUsage)
	has(t, o.err, many+":3:9: ", many+":5:10: ", many+":6:5: ", many+":7:12: ", many+":9:38: ", "    3 |   - id: Shouting\n", "^")

	// An edge of the built-in catalogue may be named, unless that is not used at all.
	edge := w.file(strings.Replace(plain, "name: Discord,", "name: Discord, edge: cloudflare,", 1))
	borrowing := w.file(strings.Replace(strings.Replace(plain, "name: Discord,", "name: Discord, edge: cloudflare,", 1), "edges: []", "", 1))
	w.run("catalog", "validate", borrowing).exits(t, terminal.ExitHealthy)
	o = w.run("catalog", "validate", "--only-catalog", edge)
	o.exits(t, terminal.ExitUsage)
	has(t, o.err, edge+":3:", `"cloudflare"`)

	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(large, []byte("version: 1\n# "+strings.Repeat("x", 8<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		filepath.Join(t.TempDir(), "missing.yaml"): "no such file",
		t.TempDir():              "a folder",
		large:                    "bytes",
		w.file("\x00\x01\x02"):   ":1:1: ",
		w.file("\x1b[31m: {"):    ":1:",
		w.file(""):               ":1:1: ",
		w.file("version: 99\n"):  ":1:10: ",
		w.file("- just a list"):  ":1:1: ",
		w.file("version: [1, 2"): ":1:",
	} {
		o := w.run("catalog", "validate", path)
		o.exits(t, terminal.ExitUsage)
		has(t, o.err, path, says)
	}
}
