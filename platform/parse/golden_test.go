package parse

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files from what the parsers say now")

// golden runs read over every testdata/<dir>/*.txt and compares the result with
// the .golden.json beside it. testdata/README.md says how to add a case.
func golden[T any](t *testing.T, dir string, read func([]byte) T) {
	t.Helper()
	for _, in := range samples(t, dir) {
		t.Run(filepath.Base(in), func(t *testing.T) {
			raw, err := os.ReadFile(in)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(read(raw), "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			master := strings.TrimSuffix(in, ".txt") + ".golden.json"
			if *update {
				if err := os.WriteFile(master, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(master)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(bytes.TrimSpace(want), got) {
				t.Errorf("%s\n got: %s\nwant: %s", in, got, want)
			}
		})
	}
}

func samples(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples in testdata/%s (%v)", dir, err)
	}
	return files
}

// seed gives a fuzz target the samples of its parser.
func seed(f *testing.F, dir string) {
	f.Helper()
	for _, name := range samples(f, dir) {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
}

func TestGoldens(t *testing.T) {
	for dir, read := range map[string]func([]byte) any{
		"resolvconf":    func(b []byte) any { return ResolvConf(b) },
		"nsswitch":      func(b []byte) any { return NSSwitchHosts(b) },
		"hosts":         func(b []byte) any { return Hosts(b) },
		"scutil-dns":    func(b []byte) any { return ScutilDNS(b) },
		"scutil-proxy":  func(b []byte) any { return ScutilProxy(b) },
		"hardwareports": func(b []byte) any { return HardwarePorts(b) },
		"ifconfig":      func(b []byte) any { return IfconfigInactive(b) },
		"kioslaverc":    func(b []byte) any { return Kioslaverc(b) },
		"gsettings":     func(b []byte) any { return GSettings(b) },
		"osrelease":     func(b []byte) any { return OSRelease(b) },
	} {
		t.Run(dir, func(t *testing.T) { golden(t, dir, read) })
	}
}
