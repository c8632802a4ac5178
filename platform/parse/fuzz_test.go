package parse

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func FuzzResolvConf(f *testing.F) {
	seed(f, "resolvconf")
	f.Fuzz(func(t *testing.T, in []byte) {
		servers := ResolvConf(in)
		if len(servers) > bytes.Count(in, []byte("nameserver")) {
			t.Errorf("%d servers out of %q", len(servers), in)
		}
		for _, a := range servers {
			if !a.IsValid() {
				t.Errorf("an invalid address out of %q", in)
			}
		}
	})
}

func FuzzResolvSearch(f *testing.F) {
	seed(f, "resolvconf")
	f.Add([]byte("search a b. ..\noptions ndots:5 timeout:99999999999999999999\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s := ResolvSearch(in)
		if s.Ndots < 0 || s.Ndots > mostNdots || s.Timeout < 0 || s.Timeout > mostTimeout {
			t.Errorf("%+v out of %q", s, in)
		}
		for _, d := range append(s.Domains, DomainList(string(in))...) {
			if d == "" || strings.ContainsAny(d, " \t\n") || strings.HasPrefix(d, ".") || strings.HasSuffix(d, ".") {
				t.Errorf("domain %q out of %q", d, in)
			}
		}
	})
}

func FuzzNSSwitchHosts(f *testing.F) {
	seed(f, "nsswitch")
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, s := range NSSwitchHosts(in) {
			if s == "" || strings.ContainsAny(s, "[ \t#") {
				t.Errorf("source %q out of %q", s, in)
			}
		}
	})
}

func FuzzHosts(f *testing.F) {
	seed(f, "hosts")
	f.Fuzz(func(t *testing.T, in []byte) {
		last := 0
		for _, h := range Hosts(in) {
			if h.Line <= last || !h.Addr.IsValid() || len(h.Names) == 0 || slices.Contains(h.Names, "") {
				t.Errorf("%+v after line %d out of %q", h, last, in)
			}
			last = h.Line
		}
	})
}

func FuzzScutilDNS(f *testing.F) {
	seed(f, "scutil-dns")
	f.Fuzz(func(t *testing.T, in []byte) {
		if n := len(ScutilDNS(in)); n > bytes.Count(in, []byte("resolver #")) {
			t.Errorf("%d resolvers out of %q", n, in)
		}
	})
}

func FuzzScutilProxy(f *testing.F) {
	seed(f, "scutil-proxy")
	f.Fuzz(func(t *testing.T, in []byte) {
		p := ScutilProxy(in)
		if p.HTTP != "" && !bytes.Contains(in, []byte("HTTPEnable")) {
			t.Errorf("a proxy that nobody switched on, %q, out of %q", p.HTTP, in)
		}
	})
}

func FuzzMacLinks(f *testing.F) {
	seed(f, "hardwareports")
	seed(f, "ifconfig")
	f.Fuzz(func(t *testing.T, in []byte) {
		for device, port := range HardwarePorts(in) {
			if device == "" || port == "" {
				t.Errorf("%q is %q, out of %q", device, port, in)
			}
		}
		for name := range IfconfigInactive(in) {
			if strings.ContainsAny(name, " \t\n") {
				t.Errorf("interface %q out of %q", name, in)
			}
		}
	})
}

func FuzzKioslaverc(f *testing.F) {
	seed(f, "kioslaverc")
	f.Fuzz(func(t *testing.T, in []byte) {
		if p := Kioslaverc(in); p.Type == "" || slices.Contains(p.Bypass, "") {
			t.Errorf("%+v out of %q", p, in)
		}
	})
}

func FuzzGSettings(f *testing.F) {
	seed(f, "gsettings")
	f.Fuzz(func(t *testing.T, in []byte) {
		for key, value := range GSettings(in) {
			if schema, name, ok := strings.Cut(key, " "); !ok || schema == "" || name == "" {
				t.Errorf("key %q out of %q", key, in)
			}
			for _, s := range append(GVariantStrings(value), GVariantString(value)) {
				if len(s) > len(value) {
					t.Errorf("%q grew out of %q", s, value)
				}
			}
		}
	})
}

func FuzzOSRelease(f *testing.F) {
	seed(f, "osrelease")
	f.Fuzz(func(t *testing.T, in []byte) {
		if name := OSRelease(in); len(name) > len(in) || strings.Contains(name, "\n") {
			t.Errorf("%q out of %q", name, in)
		}
	})
}

func FuzzPACResult(f *testing.F) {
	for _, s := range []string{"PROXY proxy:3128; DIRECT", "http://proxy", "a=b", "SOCKS x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if got := PACResult(in); got != "" && !strings.Contains(got, "://") {
			t.Errorf("%q out of %q", got, in)
		}
	})
}
