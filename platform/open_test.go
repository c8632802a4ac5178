package platform

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWebAddress(t *testing.T) {
	for address, want := range map[string]string{
		"https://discord.com/app":              "https://discord.com/app",
		"http://127.0.0.1:8080/?q=a%20b&c=d#e": "http://127.0.0.1:8080/?q=a%20b&c=d#e",
		"HTTPS://Example.COM":                  "https://Example.COM",
		"https://[::1]:8443/x":                 "https://[::1]:8443/x",
		"https://example.com/a b":              "https://example.com/a%20b",
		"https://example.com/grün":             "https://example.com/gr%C3%BCn",
		`https://example.com/"; rm -rf /`:      "https://example.com/%22;%20rm%20-rf%20/",
		`https://example.com/?q="x`:            "",
		"https://example.com/?q=a b":           "",
		"https://":                             "",
		"https:example.com":                    "",
		"https:///path":                        "",
		"https://:443/":                        "",
		"ftp://example.com":                    "",
		"file:///etc/passwd":                   "",
		"javascript:alert(1)":                  "",
		"discord://app":                        "",
		"mailto:a@example.com":                 "",
		"example.com":                          "",
		"--help":                               "",
		"":                                     "",
		"https://example.com/\x00":             "",
		"https://example.com/\nX: y":           "",
		`https://example.com\@evil.example`:    "",
		"https://e.example/" + strings.Repeat("x", addressLimit): "",
	} {
		got, err := webAddress(address)
		if got != want || (err != nil) != (want == "") || err != nil && !errors.Is(err, ErrNotWeb) {
			t.Errorf("%q gave %q, %v", address, got, err)
		}
	}
}

func FuzzWebAddress(f *testing.F) {
	f.Add("https://discord.com/app?x=y#z")
	f.Add(`http://a/"%1`)
	f.Fuzz(func(t *testing.T, address string) {
		got, err := webAddress(address)
		if err != nil {
			return
		}
		if !strings.HasPrefix(got, "http://") && !strings.HasPrefix(got, "https://") {
			t.Errorf("%q gave %q", address, got)
		}
		if len(got) > addressLimit || strings.ContainsAny(got, "\" \\<>^{|}`\r\n\t\x00") {
			t.Errorf("%q gave %q", address, got)
		}
		if again, err := webAddress(got); err != nil || again != got {
			t.Errorf("%q gave %q, and that %q, %v", address, got, again, err)
		}
	})
}

func TestWhatIsNotOpened(t *testing.T) {
	ctx, s := t.Context(), New()
	if err := s.OpenURL(ctx, "file:///etc/passwd"); !errors.Is(err, ErrNotWeb) {
		t.Errorf("another scheme: %v", err)
	}
	if err := s.OpenIn(ctx, Browser{ID: "x", Command: []string{"/no/such"}}, "about:config"); !errors.Is(err, ErrNotWeb) {
		t.Errorf("another scheme in a browser: %v", err)
	}
	if err := s.OpenIn(ctx, Browser{ID: "x"}, "https://example.com/"); !errors.Is(err, ErrNoProgram) {
		t.Errorf("a browser without a program: %v", err)
	}
	dir := t.TempDir()
	for _, name := range []string{"run.exe", "run.bat", "run.desktop", "run.sh", "report", "report.html.lnk"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := s.OpenFile(ctx, path); !errors.Is(err, ErrNotDocument) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.html"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.OpenFile(ctx, filepath.Join(dir, "folder.html")); !errors.Is(err, ErrNotDocument) {
		t.Errorf("a folder: %v", err)
	}
	for name, open := range map[string]func(string) error{
		"opened": func(path string) error { return s.OpenFile(ctx, path) },
		"shown":  func(path string) error { return s.ShowInFolder(ctx, path) },
	} {
		if err := open(filepath.Join(dir, "missing.html")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a missing file is %s: %v", name, err)
		}
	}
}
