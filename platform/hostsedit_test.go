package platform

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHostsArg(t *testing.T) {
	line := HostsLine{Number: 12, Text: "192.0.2.1 discord.com # \xff", Names: []string{"discord.com"}}
	o, err := ParseHostsArg(line.Arg())
	want := HostsOrder{Number: 12, Digest: digest(line.Text), Names: line.Names}
	if diff := cmp.Diff(want, o); diff != "" || err != nil {
		t.Errorf("%v: %s", err, diff)
	}
	sum := digest("x")
	for _, arg := range []string{
		"", "::", "1:" + sum, "1:" + sum + ":", "0:" + sum + ":a", "-1:" + sum + ":a", "01:" + sum + ":a", "99999999:" + sum + ":a",
		"1:" + sum[1:] + ":a", "1:" + strings.ToUpper(sum) + ":a", "1:" + sum + ":a,a", "1:" + sum + ":A", "1:" + sum + ":a b",
		"1:" + sum + ":a:b", "1:" + sum + ":a\nb", "1:" + sum + ":" + strings.Repeat("a", 254), "1:" + sum + ":#",
	} {
		if _, err := ParseHostsArg(arg); !errors.Is(err, ErrArgument) {
			t.Errorf("%q was taken: %v", arg, err)
		}
	}
}

const hostsBefore = "\xef\xbb\xbf127.0.0.1 localhost\r\n192.0.2.1 discord.com\r\n# mine\r\n192.0.2.2 nas Gateway.Discord.gg\r\n"

// orders names lines of hostsBefore.
func orders(t *testing.T, names ...string) []HostsOrder {
	t.Helper()
	s := recorded(map[string]string{"etc/hosts": hostsBefore}, nil, nil)
	if runtime.GOOS == "windows" {
		t.Skip("the recorded computer has the paths of another system")
	}
	lines, err := s.HostsLines(t.Context(), names)
	if err != nil {
		t.Fatal(err)
	}
	var list []HostsOrder
	for _, l := range lines {
		o, err := ParseHostsArg(l.Arg())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, o)
	}
	return list
}

// scratch is a folder for one test. Wine doesn't let go of files in the way in which
// t.TempDir asks for it, so what stays behind there is no failure.
func scratch(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "fix502")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func TestEditHosts(t *testing.T) {
	list := orders(t, "discord.com", "gateway.discord.gg")
	dir := t.TempDir()
	place := filepath.Join(dir, "real")
	write := func(text string) {
		if err := os.WriteFile(place, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	read := func() string {
		text, err := os.ReadFile(place)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	write(hostsBefore)
	if len(list) != 2 {
		t.Fatalf("found %+v", list)
	}
	link := filepath.Join(dir, "hosts")
	if err := os.Symlink(place, link); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(place, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := editHosts(t.Context(), link, list, true); err != nil {
		t.Fatal(err)
	}
	const off = "\xef\xbb\xbf127.0.0.1 localhost\r\n# Fix502: 192.0.2.1 discord.com\r\n# mine\r\n192.0.2.2 nas # Fix502: 192.0.2.2 nas Gateway.Discord.gg\r\n"
	if got := read(); got != off {
		t.Errorf("switched off: %q", got)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if info, err := os.Stat(place); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is another: %v, %v", info, err)
	}
	// Others have changed the file since: their changes stay.
	write("# new\r\n" + strings.Replace(read(), "# mine", "# theirs", 1))
	if err := editHosts(t.Context(), link, list, false); err != nil {
		t.Fatal(err)
	}
	if got, want := read(), "# new\r\n"+strings.Replace(hostsBefore, "# mine", "# theirs", 1); got != want {
		t.Errorf("switched on: %q", got)
	}
	if err := editHosts(t.Context(), link, list, false); !errors.Is(err, ErrHelperNothing) {
		t.Errorf("a second time: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestEditHostsLeavesWhatIsAnotherByNow(t *testing.T) {
	list := orders(t, "discord.com", "gateway.discord.gg")
	for name, text := range map[string]string{
		"another address":  strings.Replace(hostsBefore, "192.0.2.1", "192.0.2.7", 1),
		"another line":     "# new\r\n" + hostsBefore,
		"gone":             "127.0.0.1 localhost\n",
		"one of them gone": strings.Replace(hostsBefore, "Gateway.Discord.gg", "x", 1),
	} {
		path := filepath.Join(t.TempDir(), "hosts")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := editHosts(t.Context(), path, list, true); !errors.Is(err, errHostsChanged) {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%s: the file is %q, %v", name, got, err)
		}
	}
}

// A process that ends in the middle leaves the old file or the new one, and what
// else it leaves is gone after the next time.
func TestRewriteFileIsOnePiece(t *testing.T) {
	dir := scratch(t)
	path := filepath.Join(dir, "hosts")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	type ended struct{}
	func() {
		defer func() { _ = recover() }()
		ctx := WithPoints(t.Context(), func(name string) {
			if name == "before replacing the file" {
				panic(ended{})
			}
		})
		_ = rewriteFile(ctx, path, []byte("new"))
	}()
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("in the middle: %q", got)
	}
	if err := rewriteFile(context.WithoutCancel(t.Context()), path, []byte("newer")); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "newer" {
		t.Errorf("afterwards: %q", got)
	}
	if entries, _ := os.ReadDir(dir); runtime.GOOS != "windows" && len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	if err := rewriteFile(t.Context(), dir, []byte("x")); err == nil {
		t.Error("a folder was replaced")
	}
}

func FuzzParseHostsArg(f *testing.F) {
	f.Add("1:" + digest("x") + ":discord.com,x")
	f.Fuzz(func(t *testing.T, arg string) {
		o, err := ParseHostsArg(arg)
		if err != nil {
			return
		}
		for _, name := range o.Names {
			if !isHostName(name) {
				t.Errorf("%q gave the name %q", arg, name)
			}
		}
	})
}
