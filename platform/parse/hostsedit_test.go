package parse

import (
	"strings"
	"testing"
)

func TestHostsLineOff(t *testing.T) {
	for name, row := range map[string]struct {
		line, names, want string
	}{
		"alone":                  {"192.0.2.1 discord.com", "discord.com", "# Fix502: 192.0.2.1 discord.com"},
		"indented, a comment":    {"\t192.0.2.1\tdiscord.com # faster", "discord.com", "# Fix502: \t192.0.2.1\tdiscord.com # faster"},
		"among others":           {"192.0.2.1 nas.home Discord.com. printer", "discord.com", "192.0.2.1 nas.home printer # Fix502: 192.0.2.1 nas.home Discord.com. printer"},
		"twice":                  {"::1 discord.com discord.com", "discord.com", "# Fix502: ::1 discord.com discord.com"},
		"two of three":           {"::1 a b c", "a,c", "::1 b # Fix502: ::1 a b c"},
		"a byte that is no text": {"192.0.2.1 discord.com # \xff", "discord.com", "# Fix502: 192.0.2.1 discord.com # \xff"},
		"not pinned":             {"192.0.2.1 other.example", "discord.com", ""},
		"one of two not pinned":  {"192.0.2.1 discord.com", "discord.com,other.example", ""},
		"a comment":              {"# 192.0.2.1 discord.com", "discord.com", ""},
		"no address":             {"discord.com discord.com", "discord.com", ""},
		"marked already":         {"192.0.2.1 discord.com # Fix502: x", "discord.com", ""},
		"two lines":              {"192.0.2.1 discord.com\n192.0.2.2 evil.example", "discord.com", ""},
		"no names":               {"192.0.2.1 discord.com", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var names []string
			if row.names != "" {
				names = strings.Split(row.names, ",")
			}
			got, ok := HostsLineOff(row.line, names)
			if got != row.want || ok != (row.want != "") {
				t.Fatalf("got %q, %v", got, ok)
			}
			if !ok {
				return
			}
			for _, h := range Hosts([]byte(got)) {
				for _, n := range h.Names {
					if strings.Contains(row.names, n) {
						t.Errorf("%q still pins %s", got, n)
					}
				}
			}
			if back, _, ok := HostsLineOn(got); !ok || back != row.line {
				t.Errorf("the way back gives %q, %v", back, ok)
			}
		})
	}
}

func TestHostsLineOnTakesOnlyWhatWasMadeHere(t *testing.T) {
	for _, line := range []string{
		"", "192.0.2.1 discord.com", "# Fix502: ", "# Fix502: nonsense", "#Fix502: 192.0.2.1 discord.com",
		"192.0.2.9 nas # Fix502: 192.0.2.1 nas discord.com", // another address
		"192.0.2.1 nas  # Fix502: 192.0.2.1 nas discord.com",
		"x # Fix502: 192.0.2.1 discord.com",
	} {
		if back, _, ok := HostsLineOn(line); ok {
			t.Errorf("%q gave %q", line, back)
		}
	}
}

func TestHostsEditKeepsAllElse(t *testing.T) {
	const file = "\xef\xbb\xbf# top\r\n192.0.2.1 a\r\n\r\n192.0.2.2 b\n\xfe\xff odd\r192.0.2.1 c"
	same := HostsEdit([]byte(file), func(int, string) (string, bool) { return "", false })
	if string(same) != file {
		t.Errorf("without an edit: %q", same)
	}
	got := HostsEdit([]byte(file), func(n int, line string) (string, bool) { return "X" + line, n == 2 || n == 4 })
	want := strings.Replace(strings.Replace(file, "192.0.2.1 a", "X192.0.2.1 a", 1), "192.0.2.2 b", "X192.0.2.2 b", 1)
	if string(got) != want {
		t.Errorf("got %q", got)
	}
	for _, h := range HostsLines([]byte(file)) {
		if h.Number == 2 && h.Text != "192.0.2.1 a" {
			t.Errorf("line 2 is %q", h.Text)
		}
	}
}

func TestHostsPins(t *testing.T) {
	got := HostsPins([]byte("\xef\xbb\xbf192.0.2.1 DISCORD.com\r\n# 192.0.2.1 discord.com\n192.0.2.2 x discord.com. # y\n192.0.2.3 y\n"), []string{"discord.com"})
	if len(got) != 2 || got[0] != (HostsText{1, "192.0.2.1 DISCORD.com"}) || got[1] != (HostsText{3, "192.0.2.2 x discord.com. # y"}) {
		t.Errorf("got %+v", got)
	}
}

func FuzzHostsLineOff(f *testing.F) {
	f.Add("192.0.2.1 nas discord.com # x", "discord.com")
	f.Add("::1 a b # Fix502: y", "a")
	f.Fuzz(func(t *testing.T, line, name string) {
		off, ok := HostsLineOff(line, []string{name})
		if !ok {
			return
		}
		for _, h := range Hosts([]byte(off)) {
			for _, n := range h.Names {
				if n == name {
					t.Errorf("%q still pins %q", off, name)
				}
			}
		}
		if back, _, ok := HostsLineOn(off); !ok || back != line {
			t.Errorf("%q went to %q and back to %q, %v", line, off, back, ok)
		}
	})
}

func FuzzHostsEdit(f *testing.F) {
	f.Add([]byte("\xef\xbb\xbf1 a\r\n\n2 b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		same := HostsEdit(data, func(_ int, line string) (string, bool) { return line, true })
		if string(same) != string(data) {
			t.Errorf("%q became %q", data, same)
		}
	})
}
