package platform

import (
	"reflect"
	"testing"
)

func TestGNOMEProxy(t *testing.T) {
	if p, ok := gnomeProxy([]byte(sample(t, "gsettings/gnome-none.txt"))); ok {
		t.Errorf("none set: %+v", p)
	}
	const schema = "org.gnome.system.proxy"
	for in, want := range map[string]Proxy{
		schema + " mode 'manual'\n" + schema + ".https host '2001:db8::1'\n" + schema + ".https port 8080\n": {HTTPS: "[2001:db8::1]:8080"},
		schema + " mode 'manual'\n" + schema + ".http host 'bare.example'\n" + schema + ".http port 0\n":     {HTTP: "bare.example"},
		schema + " mode 'auto'\n" + schema + " autoconfig-url 'http://wpad.example/p'\n":                     {PAC: "http://wpad.example/p"},
		schema + " mode 'auto'\n": {Auto: true},
	} {
		p, ok := gnomeProxy([]byte(in))
		want.Source = "gnome"
		if !ok || !reflect.DeepEqual(p.Proxy, want) {
			t.Errorf("%q: %v\ngot  %+v\nwant %+v", in, ok, p.Proxy, want)
		}
	}
	if p, ok := gnomeProxy([]byte(schema + " mode 'manual'\n")); ok {
		t.Errorf("by hand, with nothing filled in: %+v", p)
	}
}

func TestKDEProxy(t *testing.T) {
	nothing := func(string) string { return "" }
	p, ok := kdeProxy([]byte(sample(t, "kioslaverc/plasma-manual.txt")), nothing)
	want := Proxy{
		Source: "kde", HTTP: "http://proxy.example:3128", HTTPS: "http://proxy.example:3129",
		SOCKS: "socks://[2001:db8::1]:1080", Bypass: []string{"localhost", "127.0.0.1", ".corp.example"},
	}
	if !ok || !reflect.DeepEqual(p.Proxy, want) || p.reversed {
		t.Errorf("%v\ngot  %+v\nwant %+v", ok, p.Proxy, want)
	}
	for _, name := range []string{"without-section", "plasma-environment"} { // its variables are not set
		if p, ok := kdeProxy([]byte(sample(t, "kioslaverc/"+name+".txt")), nothing); ok {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p, ok := kdeProxy([]byte(sample(t, "kioslaverc/plasma-script.txt")), nothing); !ok || p.PAC == "" {
		t.Errorf("a script: %+v", p)
	}
}
