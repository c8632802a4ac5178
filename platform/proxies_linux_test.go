package platform

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

const gnomeManual = `org.gnome.system.proxy autoconfig-url 'http://old.example/proxy.pac'
org.gnome.system.proxy ignore-hosts ['localhost', '*.home.arpa']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy.http host 'proxy.example'
org.gnome.system.proxy.http port 3128
org.gnome.system.proxy.https host ''
org.gnome.system.proxy.https port 0
org.gnome.system.proxy.socks host '2001:db8::1'
org.gnome.system.proxy.socks port 1080
`

func TestProxyFor(t *testing.T) {
	const ask = "gsettings list-recursively org.gnome.system.proxy"
	gnome := map[string]string{"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}
	kde := map[string]string{"XDG_CURRENT_DESKTOP": "KDE", "HOME": "/home/sam"}
	kdeFile := func(lines ...string) map[string]string {
		return map[string]string{"home/sam/.config/kioslaverc": "[Proxy Settings]\n" + strings.Join(lines, "\n") + "\n"}
	}
	const discord = "https://discord.com/app"
	for name, tt := range map[string]struct {
		files, programs, env map[string]string
		target, want         string
		unsupported          bool
	}{
		"nothing set": {target: discord},
		"the environment comes first": {
			env: map[string]string{
				"https_proxy": "http://sam:secret@env.example", "XDG_CURRENT_DESKTOP": "GNOME",
			},
			programs: map[string]string{ask: gnomeManual}, target: discord, want: "http://sam:secret@env.example:80",
		},
		"the environment's exceptions are final": {
			env: map[string]string{
				"https_proxy": "http://env.example", "no_proxy": "discord.com", "XDG_CURRENT_DESKTOP": "GNOME",
			},
			programs: map[string]string{ask: gnomeManual}, target: discord,
		},
		"the environment for the other scheme only": {
			env:      map[string]string{"http_proxy": "http://env.example", "XDG_CURRENT_DESKTOP": "GNOME"},
			programs: map[string]string{ask: gnomeManual}, target: discord, want: "socks5://[2001:db8::1]:1080",
		},
		"SOCKS of the environment": {
			env: map[string]string{"all_proxy": "socks5://s.example:9"}, target: discord, want: "socks5://s.example:9",
		},
		"GNOME, http":       {env: gnome, programs: map[string]string{ask: gnomeManual}, target: "http://discord.com/", want: "http://proxy.example:3128"},
		"GNOME, exception":  {env: gnome, programs: map[string]string{ask: gnomeManual}, target: "http://tv.home.arpa/"},
		"GNOME, loopback":   {env: gnome, programs: map[string]string{ask: gnomeManual}, target: "http://127.0.0.1:8080/"},
		"GNOME, own name":   {env: gnome, programs: map[string]string{ask: gnomeManual}, target: "http://x.localhost./"},
		"GNOME, off":        {env: gnome, programs: map[string]string{ask: strings.Replace(gnomeManual, "'manual'", "'none'", 1)}, target: discord},
		"no gsettings here": {env: gnome, target: discord},
		"another desktop":   {env: map[string]string{"XDG_CURRENT_DESKTOP": "sway"}, programs: map[string]string{ask: gnomeManual}, target: discord},
		"KDE, by hand": {
			env: kde, files: kdeFile("ProxyType=1", "httpsProxy=http://kde.example 8080", "NoProxyFor=x.example"),
			target: discord, want: "http://kde.example:8080",
		},
		"KDE, exception": {
			env: kde, files: kdeFile("ProxyType=1", "httpsProxy=http://kde.example 8080", "NoProxyFor=discord.com"), target: discord,
		},
		"KDE, only for those named": {
			env:    kde,
			files:  kdeFile("ProxyType=1", "httpsProxy=http://kde.example 8080", "NoProxyFor=x.example", "ReversedException=true"),
			target: discord,
		},
		"KDE, one of those named": {
			env:    kde,
			files:  kdeFile("ProxyType=1", "httpsProxy=http://kde.example 8080", "NoProxyFor=discord.com", "ReversedException=true"),
			target: discord, want: "http://kde.example:8080",
		},
		"KDE, variables": {
			env:    map[string]string{"XDG_CURRENT_DESKTOP": "KDE", "XDG_CONFIG_HOME": "/cfg", "MY_PROXY": "http://var.example:7"},
			files:  map[string]string{"cfg/kioslaverc": "[Proxy Settings]\nProxyType=4\nhttpsProxy=MY_PROXY\n"},
			target: discord, want: "http://var.example:7",
		},
		"KDE, a script": {
			env: kde, files: kdeFile("ProxyType=2", "Proxy Config Script=http://wpad.example/p.pac"), target: discord, unsupported: true,
		},
		"KDE, looks for a script": {env: kde, files: kdeFile("ProxyType=3"), target: discord, unsupported: true},
		"GNOME, a script and no session": {
			env: gnome, programs: map[string]string{ask: "org.gnome.system.proxy mode 'auto'\n"}, target: discord, unsupported: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := recorded(tt.files, tt.programs, tt.env).ProxyFor(t.Context(), tt.target)
			if errors.Is(err, errors.ErrUnsupported) != tt.unsupported || (err != nil) != tt.unsupported || got != tt.want {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestProxyForWhatIsNoAddress(t *testing.T) {
	for _, target := range []string{"", "discord.com", "ftp://discord.com/", "https:///path", "http://[::1"} {
		if got, err := recorded(nil, nil, nil).ProxyFor(t.Context(), target); err == nil {
			t.Errorf("%q: got %q and no error", target, got)
		}
	}
}

func TestProxies(t *testing.T) {
	host := recorded(nil, map[string]string{"gsettings list-recursively org.gnome.system.proxy": gnomeManual},
		map[string]string{"XDG_CURRENT_DESKTOP": "GNOME", "HTTP_PROXY": "http://sam:secret@env.example:1"})
	got, err := host.Proxies(t.Context())
	if err != nil || len(got) != 2 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got[0].Source != "environment" || got[0].HTTP != "http://env.example:1" {
		t.Errorf("environment: %+v", got[0])
	}
	want := Proxy{
		Source: "gnome", HTTP: "proxy.example:3128", SOCKS: "[2001:db8::1]:1080", Bypass: []string{"localhost", "*.home.arpa"},
	}
	if !reflect.DeepEqual(got[1], want) {
		t.Errorf("got  %+v\nwant %+v", got[1], want)
	}
}

func TestLookingForAScriptIsNotRepeatedAtOnce(t *testing.T) {
	host := recorded(nil, map[string]string{
		"gsettings list-recursively org.gnome.system.proxy": "org.gnome.system.proxy mode 'auto'\n",
	}, map[string]string{"XDG_CURRENT_DESKTOP": "GNOME"})
	const target = "https://discord.com/"
	host.scriptless.Store(time.Now().Add(scriptPause).Unix())
	if got, err := host.ProxyFor(t.Context(), target); got != "" || err != nil {
		t.Errorf("soon after none was found in time: %q, %v", got, err)
	}
	host.scriptless.Store(time.Now().Unix())
	if _, err := host.ProxyFor(t.Context(), target); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("later it is looked for again, but: %v", err)
	}
}
