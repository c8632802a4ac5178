package platform

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestEnvProxy(t *testing.T) {
	for name, tt := range map[string]struct {
		env  map[string]string
		want Proxy
		none bool
	}{
		"unset":           {none: true},
		"only exceptions": {env: map[string]string{"no_proxy": "localhost"}, none: true},
		"small letters first, no passwords": {
			env: map[string]string{
				"http_proxy": "http://sam:p@ss/word@proxy.example:3128", "HTTP_PROXY": "http://other.example",
				"HTTPS_PROXY": "sam:secret@proxy.example:3129", "no_proxy": "localhost, .home.arpa,",
			},
			want: Proxy{
				HTTP: "http://proxy.example:3128", HTTPS: "proxy.example:3129", Bypass: []string{"localhost", ".home.arpa"},
			},
		},
		"one for all": {
			env:  map[string]string{"all_proxy": "http://all.example:1", "https_proxy": "http://one.example:2"},
			want: Proxy{HTTP: "http://all.example:1", HTTPS: "http://one.example:2"},
		},
		"SOCKS for all": {
			env:  map[string]string{"ALL_PROXY": "socks5h://sam:x@socks.example:1080"},
			want: Proxy{SOCKS: "socks5h://socks.example:1080"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, ok := recorded(nil, nil, tt.env).envProxy()
			if ok == tt.none {
				t.Fatalf("found %v: %+v", ok, p)
			}
			if tt.none {
				return
			}
			tt.want.Source = "environment"
			got := p.withoutPasswords()
			if got.Bypass = slices.Clip(got.Bypass); len(got.Bypass) == 0 {
				got.Bypass = nil
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestPACAddressWithoutPassword(t *testing.T) {
	p := proxySetting{Proxy: Proxy{PAC: "http://sam:secret@wpad.example/proxy.pac?who=a@b"}}
	if got := p.withoutPasswords().PAC; got != "http://wpad.example/proxy.pac?who=a@b" {
		t.Errorf("got %q", got)
	}
}

func TestBypass(t *testing.T) {
	gnome := bypassList{
		rules:   []string{"localhost", "127.0.0.0/8", "::1", "Corp.example", "*.lab.example", ".dot.example"},
		domains: true,
	}
	windows := bypassList{rules: []string{
		"<local>", "*.corp.example", "10.*", "exact.example", "https://only-tls.example", "port.example:8443", "[2001:db8::1]", "a*b*.example",
	}}
	mac := bypassList{rules: []string{"*.local", "169.254/16", "", "[broken"}, dotless: true}
	for _, tt := range []struct {
		list   bypassList
		target string
		want   bool
	}{
		{gnome, "https://corp.example/", true},
		{gnome, "https://mail.corp.example./", true},
		{gnome, "https://notcorp.example/", false},
		{gnome, "https://x.lab.example/", true},
		{gnome, "https://lab.example/", true},
		{gnome, "https://dot.example/", true},
		{gnome, "https://x.dot.example/", true},
		{gnome, "http://127.9.9.9/", true},
		{gnome, "http://[::1]:80/", true},
		{gnome, "http://128.0.0.1/", false},
		{gnome, "https://discord.com/", false},
		{windows, "http://intranet/", true},
		{windows, "http://intranet.example/", false},
		{windows, "http://a.corp.example/", true},
		{windows, "http://corp.example/", false},
		{windows, "http://10.1.2.3/", true},
		{windows, "http://exact.example/", true},
		{windows, "http://sub.exact.example/", false},
		{windows, "https://only-tls.example/", true},
		{windows, "http://only-tls.example/", false},
		{windows, "https://port.example:8443/", true},
		{windows, "https://port.example/", false},
		{windows, "http://[2001:db8::1]/", true},
		{windows, "http://axbx.example/", true},
		{mac, "http://printer.local/", true},
		{mac, "http://169.254.7.7/", true},
		{mac, "http://printer/", true},
		{mac, "http://discord.com/", false},
		{bypassList{rules: []string{"*"}}, "http://discord.com/", true},
		{bypassList{}, "http://discord.com/", false},
	} {
		u, err := url.Parse(tt.target)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.list.covers(u); got != tt.want {
			t.Errorf("%s with %q: got %v", tt.target, tt.list.rules, got)
		}
	}
}

func FuzzBypass(f *testing.F) {
	f.Add("169.254/16", "169.254.1.1")
	f.Add("*.x", "a.x")
	f.Add("https://h:1", "h")
	f.Fuzz(func(t *testing.T, rule, host string) {
		u := &url.URL{Scheme: "https", Host: host}
		for _, domains := range []bool{false, true} {
			covered := bypassList{rules: []string{rule}, domains: domains}.covers(u)
			if covered && strings.TrimSpace(rule) == "" {
				t.Errorf("an empty rule covers %q", host)
			}
		}
	})
}

func TestUsable(t *testing.T) {
	for in, want := range map[string]string{
		"proxy.example":                       "http://proxy.example:80",
		"proxy.example:3128":                  "http://proxy.example:3128",
		"https://sam:x@proxy.example":         "https://sam:x@proxy.example:443",
		"socks://[2001:db8::1]":               "socks5://[2001:db8::1]:1080",
		"socks4://old.example:9/path?q":       "socks4://old.example:9",
		"http://":                             "",
		"http://sam:secret@bad port.example/": "",
	} {
		got, err := usable(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v", in, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error tells the password: %v", in, err)
		}
	}
}

func TestMacProxies(t *testing.T) {
	read := func(name string) []proxySetting {
		t.Helper()
		list, err := recorded(nil, map[string]string{"/usr/sbin/scutil --proxy": sample(t, name)}, nil).macProxies(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := read("scutil-proxy/macos-15-none.txt"); len(got) != 0 {
		t.Errorf("none set: %+v", got)
	}
	if got := read("scutil-proxy/macos-13-pac.txt"); len(got) != 1 || got[0].PAC == "" || !got[0].Auto {
		t.Errorf("a script: %+v", got)
	}
	got := read("scutil-proxy/macos-14-manual-scoped.txt")
	if len(got) != 1 || got[0].HTTP != "proxy.example:8080" || got[0].forScheme("https") != "[2001:db8::8]:8443" {
		t.Fatalf("by hand: %+v", got)
	}
	if u, _ := url.Parse("http://printer/"); !got[0].bypass.covers(u) {
		t.Error("names without a dot go through the proxy")
	}
	if _, err := recorded(nil, nil, nil).macProxies(t.Context()); err == nil {
		t.Error("without scutil: no error")
	}
}

func TestWindowsProxy(t *testing.T) {
	got := windowsProxy(true, map[string]string{"HTTP": "a.example:1", "https": "b.example:2", "socks": "c.example:3"}, "<local>, *.x;y z")
	want := Proxy{
		Source: "windows", HTTP: "a.example:1", HTTPS: "b.example:2", SOCKS: "c.example:3",
		Bypass: []string{"<local>", "*.x", "y", "z"},
	}
	if !reflect.DeepEqual(got.Proxy, want) || !slices.Equal(got.bypass.rules, want.Bypass) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := windowsProxy(true, map[string]string{"": "all.example:8"}, ""); got.HTTP != "all.example:8" || got.HTTPS != got.HTTP {
		t.Errorf("one for all: %+v", got)
	}
	if got := windowsProxy(false, map[string]string{"": "all.example:8"}, "x"); got.HTTP != "" || got.bypass.rules != nil {
		t.Errorf("switched off: %+v", got)
	}
}
