package catalog

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
)

func builtin(t testing.TB) *Catalog {
	t.Helper()
	cat, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

func TestResolveFindsServices(t *testing.T) {
	cat := builtin(t)
	for _, target := range []string{"discord", "Discord", " DISCORD\n", "\u200bdiscord"} {
		fact, service, err := Resolve(cat, target)
		if err != nil {
			t.Fatalf("%q: %v", target, err)
		}
		want := checks.TargetFact{ID: "discord", Name: "Discord", URL: "https://discord.com/app", Seen: checks.SeenUnsure, Known: true, Edge: "cloudflare"}
		if fact != want || service.Status == nil || len(service.Apps) != 3 {
			t.Errorf("%q: got %+v and %d apps", target, fact, len(service.Apps))
		}
	}
	if fact, _, err := Resolve(cat, "epic games"); err != nil || fact.ID != "epic-games" {
		t.Errorf("a name with a space: %+v, %v", fact, err)
	}
}

func TestResolveMakesAServiceOfOneHost(t *testing.T) {
	cat := builtin(t)
	tests := []struct {
		target, url string
		host        Host
	}{
		{"example.com", "https://example.com/", Host{Host: "example.com"}},
		{"Example.COM.", "https://example.com/", Host{Host: "example.com"}},
		{"localhost", "https://localhost/", Host{Host: "localhost"}},
		{"discord.com", "https://discord.com/", Host{Host: "discord.com"}},
		{"my_host.example.com", "https://my_host.example.com/", Host{Host: "my_host.example.com"}},
		{"r3---sn.example.com", "https://r3---sn.example.com/", Host{Host: "r3---sn.example.com"}},
		{"bücher.example", "https://xn--bcher-kva.example/", Host{Host: "xn--bcher-kva.example"}},
		{"例え。テスト", "https://xn--r8jz45g.xn--zckzah/", Host{Host: "xn--r8jz45g.xn--zckzah"}},
		{"XN--BCHER-KVA.example", "https://xn--bcher-kva.example/", Host{Host: "xn--bcher-kva.example"}},
		{"example.com:8443", "https://example.com:8443/", Host{Host: "example.com", Port: 8443}},
		{"example.com:443", "https://example.com/", Host{Host: "example.com"}},
		{"example.com:80", "http://example.com/", Host{Host: "example.com", Scheme: "http"}},
		{"localhost:8443/x", "https://localhost:8443/x", Host{Host: "localhost", Port: 8443, Path: "/x"}},
		{"example.com/app", "https://example.com/app", Host{Host: "example.com", Path: "/app"}},
		{"192.0.2.7", "https://192.0.2.7/", Host{Host: "192.0.2.7"}},
		{"192.0.2.7:8080", "https://192.0.2.7:8080/", Host{Host: "192.0.2.7", Port: 8080}},
		{"2001:DB8::7", "https://[2001:db8::7]/", Host{Host: "2001:db8::7"}},
		{"[2001:db8::7]", "https://[2001:db8::7]/", Host{Host: "2001:db8::7"}},
		{"[2001:db8::7]:8443", "https://[2001:db8::7]:8443/", Host{Host: "2001:db8::7", Port: 8443}},
		{"http://[::1]:8080/a", "http://[::1]:8080/a", Host{Host: "::1", Port: 8080, Scheme: "http", Path: "/a"}},
		{"http://example.com", "http://example.com/", Host{Host: "example.com", Scheme: "http"}},
		{"HTTPS://Example.com:443", "https://example.com/", Host{Host: "example.com"}},
		{"http://example.com:443/", "http://example.com:443/", Host{Host: "example.com", Scheme: "http", Port: 443}},
		{"https://example.com/a/b%20c/ü", "https://example.com/a/b%20c/%C3%BC", Host{Host: "example.com", Path: "/a/b%20c/%C3%BC"}},
		{"https://example.com/login?token=secret#also", "https://example.com/login", Host{Host: "example.com", Path: "/login"}},
		{"https://example.com?token=secret", "https://example.com/", Host{Host: "example.com"}},
	}
	for _, tt := range tests {
		t.Run(tt.target, func(t *testing.T) {
			fact, service, err := Resolve(cat, tt.target)
			if err != nil {
				t.Fatal(err)
			}
			want := tt.host
			if want.Path == "" {
				want.Path = "/"
			}
			if want.Scheme == "" {
				want.Scheme = "https"
			}
			if diff := cmp.Diff([]Host{want}, service.Hosts); diff != "" {
				t.Errorf("hosts (-want +got):\n%s", diff)
			}
			if service.URL != tt.url || fact.URL != tt.url || fact.ID != want.Host || fact.Known || fact.Edge != "" || service.Status != nil {
				t.Errorf("got %+v and service %+v", fact, service)
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	cat := builtin(t)
	tests := []struct{ target, code string }{
		{"", "target.empty"},
		{" \t\n", "target.empty"},
		{strings.Repeat("a", 10<<10), "target.too_long"},
		{"example.com\x00", "target.bad.control"},
		{"exam\x1b[31mple.com", "target.bad.control"},
		{"exam\u202eple.com", "target.bad.control"},
		{"\xff\xfe", "target.bad.control"},
		{"not a host", "target.bad.space"},
		{"https://example.com/a b", "target.bad.space"},
		{"a\u00a0b", "target.bad.space"},
		{"javascript:alert(1)", "target.bad.scheme"},
		{"JavaScript://example.com/%0Aalert(1)", "target.bad.scheme"},
		{"file:///etc/passwd", "target.bad.scheme"},
		{"ftp://example.com", "target.bad.scheme"},
		{"discord://", "target.bad.scheme"},
		{"data:text/html,x", "target.bad.scheme"},
		{"user:pass@example.com", "target.bad.userinfo"},
		{"https://user:pass@example.com/", "target.bad.userinfo"},
		{"https://example.com@evil.test/", "target.bad.userinfo"},
		{"mailto:someone@example.com", "target.bad.userinfo"},
		{"https://", "target.bad.name"},
		{"https:/example.com", "target.bad.name"},
		{"https:example.com", "target.bad.name"},
		{"https:\\\\example.com", "target.bad.name"},
		{"https://exa%6dple.com", "target.bad.name"},
		{"https://example.com/%zz", "target.bad.name"},
		{"example..com", "target.bad.name"},
		{".example.com", "target.bad.name"},
		{"-example.com", "target.bad.name"},
		{"*.example.com", "target.bad.name"},
		{"example.com,example.org", "target.bad.name"},
		{"exa$(reboot)mple.com", "target.bad.name"},
		{"xn--a.example", "target.bad.name"},
		{strings.Repeat("a", 64) + ".com", "target.bad.name"},
		{strings.Repeat("abc.", 70) + "com", "target.bad.name"},
		{"1.2.3", "target.bad.address"},
		{"256.1.1.1", "target.bad.address"},
		{"0x7f000001", "target.bad.address"},
		{"2130706433", "target.bad.address"},
		{"0.0.0.0", "target.bad.address"},
		{"224.0.0.1", "target.bad.address"},
		{"255.255.255.255", "target.bad.address"},
		{"::", "target.bad.address"},
		{"fe80::1%eth0", "target.bad.address"},
		{"[1.2.3.4]", "target.bad.address"},
		{"[::1", "target.bad.address"},
		{"1:2:3", "target.bad.address"},
		{"example.com:", "target.bad.port"},
		{"example.com:0", "target.bad.port"},
		{"example.com:65536", "target.bad.port"},
		{"example.com:-1", "target.bad.port"},
		{"example.com:http", "target.bad.port"},
		{"[::1]:x", "target.bad.port"},
	}
	texts := targetTexts(t)
	for _, tt := range tests {
		t.Run(tame(tt.target, 30), func(t *testing.T) {
			fact, service, err := Resolve(cat, tt.target)
			var bad *BadTarget
			if !errors.As(err, &bad) {
				t.Fatalf("got %+v, %+v, %v", fact, service.Hosts, err)
			}
			if bad.Code != tt.code {
				t.Errorf("got %s, want %s", bad.Code, tt.code)
			}
			if texts[bad.Code] == "" {
				t.Errorf("%s has no words", bad.Code)
			}
			if strings.Contains(err.Error(), "pass") && tt.target != "file:///etc/passwd" {
				t.Errorf("a password is in the error: %v", err)
			}
			if utf8.RuneCountInString(bad.Input) > maxShown+1 || strings.ContainsFunc(bad.Input, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("input is kept as it was: %q", bad.Input)
			}
		})
	}
}

func targetTexts(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../assets/texts/en/catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

func FuzzResolve(f *testing.F) {
	for _, text := range []string{"discord", "example.com", "https://example.com/a?b#c", "[::1]:80", "a:b@c", "1.1.1.1", "bücher.example", "javascript:x", "http://[fe80::1%25a]/", "\u200d", "a:1/"} {
		f.Add(text)
	}
	cat := builtin(f)
	f.Fuzz(func(t *testing.T, target string) {
		fact, service, err := Resolve(cat, target)
		if err != nil {
			var bad *BadTarget
			if !errors.As(err, &bad) || bad.Code == "" {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		if fact.Known {
			return
		}
		h := service.Hosts[0]
		u, err := url.Parse(service.URL)
		if err != nil || u.Hostname() != h.Host || u.Scheme != h.Scheme || u.EscapedPath() != h.Path || u.RawQuery != "" || u.User != nil || u.Fragment != "" {
			t.Fatalf("%q: URL %q does not fit %+v: %v", target, service.URL, h, err)
		}
		if isHost(h.Host) != "" || strings.ContainsFunc(service.URL, blankOrHidden) {
			t.Fatalf("%q: let through %+v", target, h)
		}
		again, same, err := Resolve(cat, service.URL)
		if err != nil || again != fact || !cmp.Equal(same, service) {
			t.Fatalf("%q: its URL %q means %+v: %v", target, service.URL, same, err)
		}
	})
}
